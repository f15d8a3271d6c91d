import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { migrate, OLDEST_POSTGRES, readMigrations, tooOld } from "../src/db/migrate.ts";
import { createPool } from "../src/db/pool.ts";
import { type FreshDatabase, startTestDatabase, type TestDatabase } from "./test-database.ts";

let server: TestDatabase;
let folder: string;

beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(async () => {
  await server?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  if (folder) await rm(folder, { recursive: true, force: true });
  folder = await mkdtemp(join(tmpdir(), "tallystick-migrations-"));
});

const write = (name: string, sql: string): Promise<void> => writeFile(join(folder, name), sql);
const folderUrl = (): URL => pathToFileURL(`${folder}/`);

/** A database in which nothing has ever been migrated. */
async function bareDatabase(): Promise<FreshDatabase> {
  const database = await server.newDatabase();
  await database.pool.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  return database;
}

describe("migrate", () => {
  test("brings an empty database to the newest migration, and then does nothing", async () => {
    const { pool } = await bareDatabase();
    const files = await readMigrations();
    const all = files.map(({ number }) => number);
    expect(await migrate(pool)).toEqual({ applied: all, current: files.length });
    expect(await migrate(pool)).toEqual({ applied: [], current: files.length });
    const { rows } = await pool.query("SELECT number, name, checksum FROM migration ORDER BY number");
    expect(rows).toEqual(files.map(({ number, name, checksum }) => ({ number, name, checksum })));
  });

  test("twenty at once: each migration runs once, and all twenty end up ready", async () => {
    await write("0001_first.sql", "CREATE TABLE ran (n int, at timestamptz DEFAULT clock_timestamp());");
    for (let n = 2; n <= 6; n++) {
      await write(`000${n}_step-${n}.sql`, `INSERT INTO ran (n) VALUES (${n}); SELECT pg_sleep(0.02);`);
    }
    const { url, pool } = await bareDatabase();
    const pools = Array.from({ length: 20 }, () => createPool({ url, size: 1 }));
    try {
      const results = await Promise.all(pools.map((each) => migrate(each, folderUrl())));
      expect(results.flatMap(({ applied }) => applied).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(results.every(({ current }) => current === 6)).toBe(true);
      const { rows } = await pool.query("SELECT n FROM ran ORDER BY at");
      expect(rows.map(({ n }) => n)).toEqual([2, 3, 4, 5, 6]);
    } finally {
      await Promise.all(pools.map((each) => each.end()));
    }
  });

  test("twenty at once with the real migrations, on five databases", async () => {
    for (let round = 0; round < 5; round++) {
      const { url, close } = await bareDatabase();
      const pools = Array.from({ length: 20 }, () => createPool({ url, size: 1 }));
      try {
        // Connected beforehand, so that the first statements of all of them meet.
        await Promise.all(pools.map((each) => each.query("SELECT 1")));
        const results = await Promise.all(pools.map((each) => migrate(each)));
        expect(results.flatMap(({ applied }) => applied)).toHaveLength((await readMigrations()).length);
      } finally {
        await Promise.all(pools.map((each) => each.end()));
      }
      await close();
    }
  });

  test("a migration that fails leaves nothing behind and can be run again", async () => {
    await write("0001_good.sql", "CREATE TABLE kept (n int);");
    await write("0002_bad.sql", "CREATE TABLE lost (n int); SELECT 1/0;");
    const { pool } = await bareDatabase();
    await expect(migrate(pool, folderUrl())).rejects.toThrow("division by zero");
    const { rows } = await pool.query("SELECT to_regclass('kept') AS kept, to_regclass('lost') AS lost");
    expect(rows).toEqual([{ kept: "kept", lost: null }]);
    await write("0002_bad.sql", "CREATE TABLE lost (n int);");
    expect(await migrate(pool, folderUrl())).toEqual({ applied: [2], current: 2 });
  });

  test("a newer database is refused in one sentence and left alone", async () => {
    const { pool } = await server.newDatabase();
    const next = (await readMigrations()).length + 1;
    await pool.query("INSERT INTO migration (number, name, checksum) VALUES ($1, 'from-the-future', 'x')", [
      next,
    ]);
    const error = await migrate(pool).catch((caught) => caught);
    expect(error).toMatchObject({ name: "StartError", code: "database-newer" });
    expect(error.message).toContain(`migration ${next}, "from-the-future"`);
    expect(error.exitCode).not.toBe(0);
  });

  test("an applied file that was changed is refused, its line ends are not a change", async () => {
    await write("0001_only.sql", "CREATE TABLE a (n int);\n");
    const { pool } = await bareDatabase();
    await migrate(pool, folderUrl());
    await write("0001_only.sql", "CREATE TABLE a (n int);\r\n");
    expect(await migrate(pool, folderUrl())).toEqual({ applied: [], current: 1 });
    await write("0001_only.sql", "CREATE TABLE a (n bigint);\n");
    await expect(migrate(pool, folderUrl())).rejects.toMatchObject({ code: "database-changed" });
  });

  test("a user who may not create tables is told so", async () => {
    const database = await bareDatabase();
    const role = `reader_${process.pid}`;
    await database.pool.query(`CREATE ROLE ${role} LOGIN PASSWORD 'reader'`);
    const url = new URL(database.url);
    url.username = role;
    url.password = "reader";
    const pool = createPool({ url: url.href, size: 1 });
    try {
      await expect(migrate(pool)).rejects.toMatchObject({ code: "database-not-permitted" });
    } finally {
      await pool.end();
      await database.pool.query(`DROP ROLE ${role}`);
    }
  });

  test("PostgreSQL older than 15 is refused", () => {
    expect(tooOld({ number: 140_012, version: "14.12" })).toMatchObject({ code: "database-too-old" });
    expect(tooOld({ number: 140_012, version: "14.12" })?.message).toContain("14.12");
    expect(tooOld({ number: OLDEST_POSTGRES * 10_000, version: "15.0" })).toBeNull();
  });
});

describe("readMigrations", () => {
  test("a gap and a strange name are errors of the folder", async () => {
    await write("0001_first.sql", "");
    await write("0003_third.sql", "");
    await expect(readMigrations(folderUrl())).rejects.toThrow("should carry the number 2");
    await rm(join(folder, "0003_third.sql"));
    await write("notes.txt", "");
    await expect(readMigrations(folderUrl())).rejects.toThrow("notes.txt is not named like");
  });
});
