/** Single values that the database remembers for itself, by key. */
import type { Queryable } from "../db/queryable.ts";

/** The value of a key, or null. */
export async function readSetting(db: Queryable, key: string): Promise<string | null> {
  const { rows } = await db.query<{ value: string }>("SELECT value FROM setting WHERE key = $1", [key]);
  return rows[0]?.value ?? null;
}

/** The settings whose keys begin so, by key. */
export async function readSettings(db: Queryable, prefix: string): Promise<{ key: string; value: string }[]> {
  const { rows } = await db.query<{ key: string; value: string }>(
    "SELECT key, value FROM setting WHERE starts_with(key, $1) ORDER BY key",
    [prefix],
  );
  return rows;
}

/** Sets a key that has no value yet, and gives back the value it has then: this one, or whoever's was first. */
export async function keepSetting(db: Queryable, key: string, value: string): Promise<string> {
  await db.query("INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING", [
    key,
    value,
  ]);
  return (await readSetting(db, key)) ?? value;
}

/** Sets a key, whatever it was. */
export async function writeSetting(db: Queryable, key: string, value: string): Promise<void> {
  await db.query(
    "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    [key, value],
  );
}
