import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { printSchema } from "./print-schema.ts";
import { startTestDatabase, type TestDatabase } from "./test-database.ts";

let server: TestDatabase;
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(async () => {
  await server?.close();
});

describe("server/schema.sql", () => {
  test("is what the migrations come to (npm run db:schema writes it anew)", async () => {
    await expect(await printSchema(server.pool)).toMatchFileSnapshot("../schema.sql");
  });

  test("makes the same schema when it is run on an empty database", async () => {
    const printed = await printSchema(server.pool);
    const { pool } = await server.newDatabase();
    await pool.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    await pool.query(printed);
    expect(await printSchema(pool)).toBe(printed);
  });
});

describe("the schema", () => {
  test("leads the key of every table that belongs to accounts with shard", async () => {
    const { rows } = await server.pool.query<{ table: string; key: string[] }>(`
      SELECT c.relname::text AS table, array_agg(a.attname::text ORDER BY array_position(i.indkey::int2[], a.attnum)) AS key
      FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
      WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname, i.indexrelid`);
    const withoutShard = rows.filter(({ key }) => key[0] !== "shard").map(({ table }) => table);
    expect([...new Set(withoutShard)].sort()).toEqual([
      "api_key",
      "migration",
      "program",
      "program_version",
      "setting",
    ]);
  });

  const fact = `INSERT INTO journal VALUES (1, 'acc_a', 1, 'p', 'f1', 'purchase', '{}', '\\x00', '{}', 1, now(), now())`;
  const posting = (amount: number, target: string): string =>
    `INSERT INTO posting VALUES (1, 'acc_a', 1, 1, 'p', 'beans', 'issued', '${target}', ${amount}, NULL, NULL, NULL, now())`;

  test("the books are only added to", async () => {
    const { pool } = await server.newDatabase();
    await pool.query(fact);
    await pool.query(posting(5, "available"));
    for (const table of ["journal", "posting"]) {
      await expect(pool.query(`UPDATE ${table} SET version = 2`)).rejects.toThrow("never updated or deleted");
      await expect(pool.query(`DELETE FROM ${table}`)).rejects.toThrow("never updated or deleted");
    }
  });

  test("refuses what must never be: a fact twice, an amount of nothing, a movement to itself, a shard beyond", async () => {
    const { pool } = await server.newDatabase();
    await pool.query(fact);
    await expect(pool.query(fact.replace("'acc_a', 1", "'acc_a', 2"))).rejects.toMatchObject({
      code: "23505",
    });
    await expect(pool.query(posting(0, "available"))).rejects.toMatchObject({ code: "23514" });
    await expect(pool.query(posting(5, "issued"))).rejects.toMatchObject({ code: "23514" });
    await expect(pool.query(fact.replace("(1, 'acc_a', 1", "(64, 'acc_a', 1"))).rejects.toMatchObject({
      code: "23514",
    });
  });

  test("documents come back byte for byte, and large amounts exactly", async () => {
    const { pool } = await server.newDatabase();
    const state = '{"z":1,  "a":[1.0,2e3],"a":"twice \\u00e9"}';
    await pool.query(
      "INSERT INTO account (shard, id, program, version, state, at, opened_at) VALUES (0, 'acc_a', 'p', 0, $1, now(), now())",
      [state],
    );
    expect((await pool.query("SELECT state FROM account")).rows).toEqual([{ state }]);
  });
});
