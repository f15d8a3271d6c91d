/** Charges that were said to be due and that nobody has paid or withdrawn yet. */
import type { Charge, Instant } from "@tallystick/core";
import type pg from "pg";
import type { Queryable } from "../db/queryable.ts";
import type { EventPlace } from "./events.ts";

export type OpenCharge = {
  /** Where it stands in the feed of the program. */
  cursor: string;
  account: string;
  /** Unique within the account. */
  charge: string;
  for: string;
  /** Minor units. */
  amount: number;
  dueAt: Instant;
  /** Whether a provider has said that it could not collect it. */
  failed: boolean;
};

/**
 * Open charges of a program after a place, at most `limit`, in the order of the feed and no further than it goes, so that
 * none is passed by.
 */
export async function readOpenCharges(
  db: Queryable,
  { program, after, limit }: { program: string; after: EventPlace; limit: number },
): Promise<OpenCharge[]> {
  const { rows } = await db.query<{ cursor: string; account: string; charge: string; open: string }>({
    name: "charges-open",
    text: `SELECT o.xid::text || '.' || o.id AS cursor, o.account, o.effect ->> 'charge' AS charge,
        (a.state -> 'charges' -> (o.effect ->> 'charge'))::text AS open
      FROM outbox o JOIN account a ON a.shard = o.shard AND a.id = o.account
      WHERE o.program = $1 AND o.effect ->> 'type' = 'charge-due' AND (o.xid, o.id) > ($2::xid8, $3::bigint)
        AND o.xid < pg_snapshot_xmin(pg_current_snapshot())
        AND a.state -> 'charges' -> (o.effect ->> 'charge') IS NOT NULL
      ORDER BY o.xid, o.id LIMIT $4`,
    values: [program, after.xid, after.id, limit],
  });
  return rows.map(({ cursor, account, charge, open }) => {
    const { for: what, amount, dueAt, failed } = JSON.parse(open) as Charge;
    return { cursor, account, charge, for: what, amount, dueAt, failed: failed ?? false };
  });
}

/** Any number that no other lock of this database has. */
const COLLECTING = 7_254_201;

/**
 * Does `work` unless another process of this database is collecting just now; then null. The turn ends with the
 * connection, so a process that dies does not keep it.
 */
export async function takingTurns<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T | null> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ mine: boolean }>("SELECT pg_try_advisory_lock($1) AS mine", [
      COLLECTING,
    ]);
    if (!rows[0]?.mine) return null;
    try {
      return await work();
    } finally {
      await client.query("SELECT pg_advisory_unlock($1)", [COLLECTING]);
    }
  } finally {
    client.release();
  }
}
