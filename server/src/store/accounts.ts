/** What may be read of accounts beside the ledger: which are due, when, and which there are. */
import { formatInstant, type Instant } from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";

/** An account whose time has come. */
export type DueAccount = { shard: number; id: string; program: string; version: number; dueAt: Instant };

const NOT_IMPORTING = `NOT EXISTS (
  SELECT FROM program p WHERE p.id = a.program AND p.importing_until > now())`;

/**
 * The next page of accounts that were due by `until`, in order of due instant, shard and id. Programs that are being
 * imported are passed over: their facts bring their own time, and come in order.
 */
export async function readDueAccounts(
  db: Queryable,
  { until, after, limit }: { until: Instant; after: DueAccount | null; limit: number },
): Promise<DueAccount[]> {
  const { rows } = await db.query<DueAccount>({
    name: "accounts-due",
    text: `SELECT a.shard, a.id, a.program, a.version, a.due_at AS "dueAt"
             FROM account a
            WHERE a.due_at <= $1::timestamptz
              AND (a.due_at, a.shard, a.id) > ($2::timestamptz, $3::smallint, $4::text)
              AND ${NOT_IMPORTING}
            ORDER BY a.due_at, a.shard, a.id LIMIT $5`,
    values: [
      formatInstant(until),
      after ? formatInstant(after.dueAt) : "-infinity",
      after?.shard ?? 0,
      after?.id ?? "",
      limit,
    ],
  });
  return rows;
}

/** When the next account is due; null when none ever is. */
export async function readNextDue(db: Queryable): Promise<Instant | null> {
  const { rows } = await db.query<{ due: Instant }>({
    name: "accounts-next-due",
    text: `SELECT a.due_at AS due FROM account a
            WHERE a.due_at IS NOT NULL AND ${NOT_IMPORTING} ORDER BY a.due_at LIMIT 1`,
  });
  return rows[0]?.due ?? null;
}

/** The program of an account; null when there is no such account. */
export async function readAccountProgram(
  db: Queryable,
  key: { shard: number; id: string },
): Promise<string | null> {
  const { rows } = await db.query<{ program: string }>({
    name: "account-program",
    text: "SELECT program FROM account WHERE shard = $1 AND id = $2",
    values: [key.shard, key.id],
  });
  return rows[0]?.program ?? null;
}
