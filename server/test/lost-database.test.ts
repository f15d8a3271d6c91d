import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tellError } from "../src/cli/tell-error.ts";
import { isUnavailable } from "../src/database-error.ts";
import { createPool } from "../src/db/pool.ts";
import { toProblem } from "../src/http/to-problem.ts";
import { startTestDatabase, type TestDatabase } from "./test-database.ts";

let server: TestDatabase;
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server.close());

const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => {
      throw new Error("it went well");
    },
    (error: unknown) => error,
  );

const end = (pid: number) => server.pool.query("SELECT pg_terminate_backend($1)", [pid]);

/** The ways in which a database is found to be gone, each brought about for real. */
const LOSSES: Record<string, () => Promise<unknown>> = {
  "under a query": async () => {
    const pool = createPool({ url: server.url, size: 1 });
    const { rows } = await pool.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    const error = errorOf(pool.query("SELECT pg_sleep(30)"));
    await end(rows[0]!.pid);
    await pool.end();
    return error;
  },
  "between two queries of a transaction": async () => {
    const pool = createPool({ url: server.url, size: 1 });
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    const ended = new Promise<void>((resolve) => {
      client.once("end", resolve);
    });
    await end(rows[0]!.pid);
    await ended;
    const error = await errorOf(client.query("SELECT 1"));
    client.release();
    await pool.end();
    return error;
  },
  "before it was reached": async () => {
    const url = new URL(server.url);
    url.port = "1";
    const pool = createPool({ url: url.href, size: 1 });
    const error = await errorOf(pool.query("SELECT 1"));
    await pool.end();
    return error;
  },
};

describe("a database that goes away", () => {
  test.each(Object.keys(LOSSES))("%s is told as such wherever it is noticed", async (name) => {
    const error = await LOSSES[name]!();
    expect(isUnavailable(error), String(error)).toBe(true);
    expect(toProblem(error).code, String(error)).toBe("not-ready");
    expect(tellError(error).exitCode, String(error)).toBe(69);
  });
});
