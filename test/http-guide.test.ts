/** The calls of docs/guides/http.md, run by a shell as they stand there. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startHttp, type TestServer } from "../server/test/start-http.ts";

let server: TestServer;

beforeAll(async () => {
  server = await startHttp();
});
afterAll(() => server.close());

test("the guide's calls go through, one after the other", async () => {
  const page = readFileSync(new URL("../docs/guides/http.md", import.meta.url), "utf8");
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block);
  expect(blocks.length).toBeGreaterThanOrEqual(5);
  const env = { PATH: process.env.PATH, TALLYSTICK: server.url, KEY: server.owner };
  const { stdout } = await promisify(execFile)("bash", ["-e", "-o", "pipefail", "-c", blocks.join("\n")], {
    env,
  });
  const answers = stdout
    .trim()
    .split("\n")
    .map(
      (line) =>
        JSON.parse(line) as {
          status?: string;
          dryRun?: boolean;
          sentences?: string[];
          undone?: { rule: string }[];
        },
    );
  expect(answers.filter(({ status }) => status === "booked")).toHaveLength(4);
  expect(answers.find(({ dryRun }) => dryRun)).toBeDefined();
  expect(answers.find(({ sentences }) => sentences)?.sentences?.join(" ")).toContain("Rule “base” gave");
  // On a weekday morning the café's early birds have more to give back.
  expect(answers.at(-1)?.undone?.map(({ rule }) => rule)).toContain("base");
});
