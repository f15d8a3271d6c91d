import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer } from "../src/main.ts";
import { markAccountsDue, settleAccountsDue } from "../src/store/publication-due.ts";
import { configFor } from "./start-http.ts";
import { startTestDatabase, type TestDatabase } from "./test-database.ts";

const AT = Date.parse("2100-01-01T00:00:00Z");
let database: TestDatabase;

beforeAll(async () => {
  database = await startTestDatabase();
  // More accounts than one part has, due at all kinds of instants, and some of another program.
  await database.pool.query(`
    INSERT INTO account (shard, id, program, version, state, at, opened_at, due_at)
    SELECT n % 64, 'acc_' || n, CASE WHEN n % 10 = 0 THEN 'other' ELSE 'shop' END, 1, '{}', now(), now(),
      CASE n % 3 WHEN 0 THEN NULL WHEN 1 THEN timestamptz '2099-01-01Z' ELSE timestamptz '2150-01-01Z' END
    FROM generate_series(1, 5000) AS n`);
});
afterAll(() => database.close());

const dues = async (program: string): Promise<Record<string, number>> => {
  const { rows } = await database.pool.query<{ year: string; n: number }>(
    `SELECT coalesce(to_char(due_at AT TIME ZONE 'UTC', 'YYYY'), 'never') AS year, count(*)::int AS n
     FROM account WHERE program = $1 GROUP BY 1 ORDER BY 1`,
    [program],
  );
  return Object.fromEntries(rows.map(({ year, n }) => [year, n]));
};

const marks = async (): Promise<number | null> =>
  (await database.pool.query("SELECT 1 FROM setting WHERE key LIKE 'accounts-due:%'")).rowCount;

describe("accounts that a publication makes due", () => {
  test("are brought forward, never back, and no others", async () => {
    const other = await dues("other");
    await markAccountsDue(database.pool, { program: "shop", at: AT });
    await settleAccountsDue(database.pool, { program: "shop", at: AT });
    expect(await dues("shop")).toEqual({ 2099: 1500, 2100: 3000 });
    expect(await dues("other")).toEqual(other);
    expect(await marks()).toBe(0);
  });

  test("are brought forward by the next start where the publishing process died", async () => {
    await markAccountsDue(database.pool, { program: "other", at: AT });
    await markAccountsDue(database.pool, { program: "other", at: AT + 1 });
    const config = configFor(database.url);
    const server = await startServer(config, { log: pino({ level: "silent" }), sweep: false });
    await server.close();
    expect(Object.keys(await dues("other"))).toEqual(["2099", "2100"]);
    expect(await marks()).toBe(0);
  });
});
