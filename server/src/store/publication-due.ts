/**
 * A publication that moves deadlines makes the instant from which it holds a due instant of every account. That is done
 * after the publication is committed, a part at a time, so that facts are not held up meanwhile; a mark in `setting`
 * survives a crash and the next start goes on.
 */
import type { Instant } from "@tallystick/core";
import type pg from "pg";
import type { Queryable } from "../db/queryable.ts";

/** The accounts of `program` must be looked at by `at`. */
export type PendingDue = { program: string; at: Instant };

const PART = 2000;
const keyOf = (program: string): string => `accounts-due:${program}`;

/** Leaves the mark, in the transaction of the publication. An earlier instant that is still marked stays. */
export async function markAccountsDue(db: Queryable, { program, at }: PendingDue): Promise<void> {
  await db.query(
    `INSERT INTO setting (key, value) VALUES ($1, $2)
     ON CONFLICT (key) DO UPDATE SET value = least(setting.value::bigint, excluded.value::bigint)::text`,
    [keyOf(program), String(at)],
  );
}

/** Brings the due instant of every account of the program forward to `at`, then takes the mark away. */
export async function settleAccountsDue(pool: pg.Pool, { program, at }: PendingDue): Promise<void> {
  let after: string | null = "";
  while (after !== null) after = await settlePart(pool, { program, at, after });
  await pool.query("DELETE FROM setting WHERE key = $1 AND value = $2", [keyOf(program), String(at)]);
}

/** Goes on with what a crash left undone. */
export async function settlePendingDue(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ key: string; value: string }>(
    "SELECT key, value FROM setting WHERE key LIKE 'accounts-due:%'",
  );
  for (const { key, value } of rows) {
    await settleAccountsDue(pool, { program: key.slice("accounts-due:".length), at: Number(value) });
  }
}

/** One part; gives back the id that it ended with, or null after the last. Locks in the ledger's own order. */
async function settlePart(
  pool: pg.Pool,
  { program, at, after }: PendingDue & { after: string },
): Promise<string | null> {
  const { rows } = await pool.query<{ last: string | null; count: number }>(
    `WITH part AS (
       SELECT shard, id FROM account WHERE program = $1 AND id > $2 ORDER BY id LIMIT ${PART}
     ), locked AS (
       SELECT a.shard, a.id FROM account a JOIN part USING (shard, id)
       WHERE a.due_at IS NULL OR a.due_at > to_timestamp($3 / 1000.0)
       ORDER BY a.shard, a.id FOR NO KEY UPDATE OF a
     ), moved AS (
       UPDATE account a SET due_at = to_timestamp($3 / 1000.0) FROM locked
       WHERE a.shard = locked.shard AND a.id = locked.id
         AND (a.due_at IS NULL OR a.due_at > to_timestamp($3 / 1000.0))
     )
     SELECT max(id) AS last, count(*)::int AS count FROM part`,
    [program, after, at],
  );
  const part = rows[0];
  return part?.last && part.count === PART ? part.last : null;
}
