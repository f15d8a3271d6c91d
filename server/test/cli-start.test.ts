import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CliResult, ended, runCli, startCli } from "./run-cli.ts";
import { startTestDatabase, type TestDatabase } from "./test-database.ts";

/** `start` on a folder of its own, with the PostgreSQL that comes along. */

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tallystick-start-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Resolves with the first match in what the child says. */
function said(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  let text = "";
  return new Promise((resolve, reject) => {
    const look = (piece: Buffer): void => {
      text += piece.toString();
      const match = pattern.exec(text);
      if (match) resolve(match);
    };
    child.stdout!.on("data", look);
    child.stderr!.on("data", look);
    child.on("close", (code) => reject(new Error(`It ended with ${code} and had said: ${text}`)));
  });
}

async function stop(child: ChildProcess, end: Promise<CliResult>): Promise<CliResult> {
  child.kill("SIGTERM");
  return end;
}

describe("start", () => {
  test("serves, shows the owner's key once, lets commands join, and stops cleanly", async () => {
    const words = ["start", "--empty", "--port", "0", "--data-dir", folder];
    const first = startCli(words);
    const end = ended(first);
    const [, url = ""] = await said(first, /serves at (http:\/\/127\.0\.0\.1:\d+)/);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    const joined = await runCli(["audit", "--data-dir", folder]);
    expect(joined).toMatchObject({ code: 0, out: expect.stringContaining("0 accounts") });
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    const { code, out } = await stop(first, end);
    expect(code).toBe(0);
    const [key] = /tsk_[\w-]{43}/.exec(out)!;
    expect(out.split(key).length).toBe(2);

    const second = startCli(words);
    const secondEnd = ended(second);
    await said(second, /serves at/);
    setTimeout(() => second.kill("SIGTERM"), 40);
    const { code: secondCode, out: secondOut } = await stop(second, secondEnd);
    expect(secondOut).not.toContain("tsk_");
    // Two signals at once are one wish to stop: all is closed, and no PostgreSQL is left behind.
    expect(secondCode).toBe(0);
    expect(existsSync(join(folder, "postgres", "postmaster.pid"))).toBe(false);
  });

  test("begins with a demo on an empty folder, and a stop in the middle is no harm", async () => {
    const fresh = join(folder, "fresh");
    const child = startCli(["start", "--port", "0", "--data-dir", fresh]);
    const end = ended(child);
    await said(child, /Making the demo corner-cafe/);
    // Twice at once, as from a terminal and from what started it: one wish to stop.
    child.kill("SIGINT");
    setTimeout(() => child.kill("SIGINT"), 40);
    const { code, out } = await end;
    expect(code).toBe(130);
    expect(existsSync(join(fresh, "postgres", "postmaster.pid"))).toBe(false);
    expect(out).not.toContain("serves at");
    const audit = await runCli(["audit", "--data-dir", fresh]);
    expect(audit.code).toBe(0);
  });
});

describe("start on a server of its own choice", () => {
  let server: TestDatabase;
  beforeAll(async () => {
    server = await startTestDatabase();
  });
  afterAll(() => server.close());

  test("makes no demo there", async () => {
    const child = startCli(["start", "--port", "0", "--database-url", server.url]);
    const end = ended(child);
    await said(child, /serves at/);
    const { code, err } = await stop(child, end);
    expect([code, err]).toEqual([0, expect.not.stringContaining("demo")]);
    const { rows } = await server.pool.query("SELECT count(*)::int AS n FROM program");
    expect(rows).toEqual([{ n: 0 }]);
  });

  test("on a port that is taken says which, and what to do", async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, "127.0.0.1", () => resolve((taken.address() as { port: number }).port));
    });
    const { code, err, out } = await runCli(["start", "--port", String(port)], {
      env: { DATABASE_URL: server.url },
    });
    const fresh = join(folder, "taken");
    const own = await runCli(["start", "--port", String(port), "--data-dir", fresh]);
    taken.close();
    // Said before a demo is made for nothing, and before there is a database at all.
    expect([own.code, own.err.includes("demo"), existsSync(fresh)]).toEqual([69, false, false]);
    expect(code).toBe(69);
    expect(err).toContain(`Port ${port} on 127.0.0.1 is already in use`);
    expect(out).not.toContain("tsk_");
  });
});
