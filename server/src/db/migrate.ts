import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type pg from "pg";
import { errorCode, StartError } from "../start-error.ts";

/** One numbered file of server/migrations. */
export type MigrationFile = { number: number; name: string; sql: string; checksum: string };

/** What a run did: the numbers that this process applied, and the number that the database is at. */
export type MigrationResult = { applied: number[]; current: number };

/** The oldest server that the schema is written for. */
export const OLDEST_POSTGRES = 15;

// The same depth from src/db and from dist/db.
const FOLDER = new URL("../../migrations/", import.meta.url);
const NAME = /^(\d{4})_([a-z0-9]+(?:-[a-z0-9]+)*)\.sql$/;

/** A table, its row type or its catalogue row that another session has just made. */
const LOST_RACE = new Set(["42P07", "42710", "23505"]);

const RECORD = `CREATE TABLE IF NOT EXISTS migration (
  number integer PRIMARY KEY,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`;

/** The migrations that this code knows, in order. Throws when the folder holds a gap, a double or a strange name. */
export async function readMigrations(folder: URL = FOLDER): Promise<MigrationFile[]> {
  const files: MigrationFile[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const m = NAME.exec(name);
    if (!m)
      throw new Error(
        `server/migrations/${name} is not named like 0001_what-it-does.sql: rename or remove it.`,
      );
    // Line ends are not part of a migration: a checkout that turns them into CRLF must not look like a changed file.
    const sql = (await readFile(new URL(name, folder), "utf8")).replaceAll("\r\n", "\n");
    const number = Number(m[1]);
    if (number !== files.length + 1) {
      throw new Error(
        `server/migrations/${name} should carry the number ${files.length + 1}: numbers have no gaps.`,
      );
    }
    files.push({ number, name: m[2] ?? "", sql, checksum: createHash("sha256").update(sql).digest("hex") });
  }
  return files;
}

/**
 * Brings the database to the newest migration, each in a transaction of its own. Any number of processes may do so at
 * once: each migration begins by claiming its row, whoever comes second waits there for the first to commit, and then
 * finds nothing left to do. Throws StartError when the server is too old, when the database is newer than this code,
 * when an applied file has changed since, or when the user may not create tables.
 */
export async function migrate(pool: pg.Pool, folder?: URL): Promise<MigrationResult> {
  const files = await readMigrations(folder);
  const client = await pool.connect();
  // A session that dies in the middle of a migration is reported by its query; this keeps it from ending the process.
  const ignore = (): void => {};
  client.on("error", ignore);
  try {
    await refuseOldServer(client);
    await ensureRecord(client);
    const known = await refuseForeignHistory(client, files);
    const applied: number[] = [];
    for (const file of files.slice(known)) {
      if (await applyOne(client, file)) applied.push(file.number);
    }
    // A racing process of a newer version may have gone further in the meantime.
    await refuseForeignHistory(client, files);
    return { applied, current: files.length };
  } catch (error) {
    throw migrationError(error);
  } finally {
    client.off("error", ignore);
    client.release();
  }
}

async function refuseOldServer(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ number: number; version: string }>(
    "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version",
  );
  const refusal = rows[0] ? tooOld(rows[0]) : null;
  if (refusal) throw refusal;
}

/** The StartError for a server below OLDEST_POSTGRES, else null. `number` is server_version_num, 150013 for 15.13. */
export function tooOld({ number, version }: { number: number; version: string }): StartError | null {
  if (number >= OLDEST_POSTGRES * 10_000) return null;
  return new StartError(
    "database-too-old",
    `DATABASE_URL points at PostgreSQL ${version}, and Tallystick needs ${OLDEST_POSTGRES} or newer: upgrade that server or point at another.`,
  );
}

/** CREATE TABLE IF NOT EXISTS is not safe against itself: two sessions may both find nothing and one then fails. */
async function ensureRecord(client: pg.PoolClient): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(RECORD);
      return;
    } catch (error) {
      if (!LOST_RACE.has(errorCode(error)) || attempt >= 5) throw error;
    }
  }
}

/** How many of `files` are applied. The record must be a beginning of `files`, byte for byte. */
async function refuseForeignHistory(client: pg.PoolClient, files: MigrationFile[]): Promise<number> {
  const { rows } = await client.query<{ number: number; name: string; checksum: string }>(
    "SELECT number, name, checksum FROM migration ORDER BY number",
  );
  for (const row of rows) {
    const file = files[row.number - 1];
    if (!file) {
      throw new StartError(
        "database-newer",
        `The database was set up by a newer Tallystick (it has migration ${row.number}, "${row.name}", and this one ends at ${files.length}): install that version or newer; nothing was changed.`,
      );
    }
    if (file.checksum !== row.checksum) {
      throw new StartError(
        "database-changed",
        `Migration ${row.number} "${row.name}" was applied to the database with other content than this Tallystick has: reinstall the version that applied it; nothing was changed.`,
      );
    }
  }
  return rows.length;
}

async function applyOne(client: pg.PoolClient, file: MigrationFile): Promise<boolean> {
  await client.query("BEGIN");
  try {
    const claimed = await client.query(
      "INSERT INTO migration (number, name, checksum) VALUES ($1, $2, $3) ON CONFLICT (number) DO NOTHING",
      [file.number, file.name, file.checksum],
    );
    if (claimed.rowCount === 1) await client.query(file.sql);
    await client.query("COMMIT");
    return claimed.rowCount === 1;
  } catch (error) {
    // The first error is the one to tell; a connection that is gone has rolled back by itself.
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

function migrationError(error: unknown): unknown {
  // 3F000: without USAGE a schema is not even seen.
  if (errorCode(error) === "42501" || errorCode(error) === "3F000") {
    return new StartError(
      "database-not-permitted",
      "The user of DATABASE_URL may not create tables in this database: grant it CREATE on the schema public, or use the owner of the database.",
      error,
    );
  }
  return error;
}
