import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool, parseInt8, parseTimestamptz } from "../src/db/pool.ts";
import { startTestDatabase, type TestDatabase } from "./test-database.ts";

let server: TestDatabase;
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(async () => {
  await server?.close();
});

test("columns arrive as the engine wants them", async () => {
  const { rows } = await server.pool.query(`
    SELECT '9007199254740991'::bigint AS big, array[1, NULL, -3]::bigint[] AS bigs, array[]::bigint[] AS none,
      '{"b" : 1,  "a":2}'::json AS text, '{"b" : 1}'::jsonb AS parsed, date '2024-02-29' AS day,
      timestamptz '2024-02-29 12:34:56.7899+02' AS at, timestamptz '1950-06-01 00:00:00Z' AS early,
      numeric '12.50' AS exact, array['a', 'b'] AS words, true AS flag, '\\x00ff'::bytea AS bytes`);
  expect(rows[0]).toEqual({
    big: 9007199254740991,
    bigs: [1, null, -3],
    none: [],
    text: '{"b" : 1,  "a":2}',
    parsed: { b: 1 },
    day: "2024-02-29",
    at: Date.parse("2024-02-29T10:34:56.789Z"),
    early: Date.parse("1950-06-01T00:00:00Z"),
    exact: "12.50",
    words: ["a", "b"],
    flag: true,
    bytes: Buffer.from([0, 255]),
  });
});

test("instants come right in any zone of the session", async () => {
  for (const zone of ["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"]) {
    const client = await server.pool.connect();
    try {
      await client.query(`SET TIME ZONE '${zone}'`);
      const { rows } = await client.query(
        "SELECT timestamptz '2024-07-01 00:00:00.5Z' AS at, timestamptz '1901-01-01Z' AS old",
      );
      expect(rows[0]).toEqual({ at: Date.UTC(2024, 6, 1, 0, 0, 0, 500), old: Date.UTC(1901, 0, 1) });
    } finally {
      client.release(true);
    }
  }
});

test("what a number cannot hold exactly is an error, not another amount", async () => {
  await expect(server.pool.query("SELECT 9007199254740992::bigint AS n")).rejects.toThrow("9007199254740992");
  expect(() => parseInt8("-9007199254740993")).toThrow("beyond what a number holds");
  expect(() => parseTimestamptz("infinity")).toThrow("infinity");
  expect(() => parseTimestamptz("0044-03-15 12:00:00+00 BC")).toThrow();
  expect((await server.pool.query("SELECT 1::bigint AS n")).rows).toEqual([{ n: 1 }]);
});

test("an idle connection that breaks is reported and replaced, and the process lives on", async () => {
  const told: Error[] = [];
  const pool = createPool({ url: server.url, size: 1, onIdleError: (error) => told.push(error) });
  try {
    const { rows } = await pool.query("SELECT pg_backend_pid() AS pid");
    await server.pool.query("SELECT pg_terminate_backend($1)", [rows[0].pid]);
    while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect((await pool.query("SELECT 1 AS n")).rows).toEqual([{ n: 1 }]);
  } finally {
    await pool.end();
  }
});

test("a connection that breaks between two queries of whoever uses it fails the next one, and no more", async () => {
  const pool = createPool({ url: server.url, size: 1 });
  try {
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    const ended = new Promise<void>((resolve) => {
      client.once("end", resolve);
    });
    await server.pool.query("SELECT pg_terminate_backend($1)", [rows[0]!.pid]);
    await ended;
    await expect(client.query("SELECT 1")).rejects.toThrow();
    client.release();
    expect((await pool.query("SELECT 1 AS n")).rows).toEqual([{ n: 1 }]);
  } finally {
    await pool.end();
  }
});
