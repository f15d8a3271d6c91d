/** The examples print what is committed beside them. */
import { readFileSync } from "node:fs";
import { createClient } from "@tallystick/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { earnAndRedeem } from "../examples/earn-and-redeem.ts";
import { startHttp, type TestServer } from "../server/test/start-http.ts";

let server: TestServer;

beforeAll(async () => {
  server = await startHttp();
});
afterAll(() => server.close());

test("earn-and-redeem prints its output, and the same when it is run again", async () => {
  const expected = readFileSync(new URL("../examples/earn-and-redeem.ts.out", import.meta.url), "utf8");
  const client = createClient({ url: server.url, key: server.owner });
  for (const _ of ["first", "again"]) {
    const lines: string[] = [];
    await earnAndRedeem(client, (line) => lines.push(line));
    expect(`${lines.join("\n")}\n`).toBe(expected);
  }
});
