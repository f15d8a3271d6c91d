import type { Instant } from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";

/** One effect of a decision, as a reader of the feed gets it. */
export type EventRow = {
  /** Where it stands in the feed; a reader goes on from the last one it has. */
  cursor: string;
  account: string;
  /** The version of the account that the decision made. */
  version: number;
  /** JSON text of the effect, amounts in steps. */
  effect: string;
  createdAt: Instant;
};

/** A place in the feed: the transaction that wrote a row, and the row within it. */
export type EventPlace = { xid: string; id: string };

const CURSOR = /^(\d{1,19})\.(\d{1,18})$/;

/** Reads a cursor; null when it is none. */
export function parseEventCursor(text: string): EventPlace | null {
  const match = CURSOR.exec(text);
  return match ? { xid: match[1]!, id: match[2]! } : null;
}

/**
 * Effects of a program after a place, at most `limit`. Only rows of transactions older than every one still open are
 * given, in the order of those transactions: so whatever commits later stands later in the feed and is never passed by.
 */
export async function readEvents(
  db: Queryable,
  { program, after, limit }: { program: string; after: EventPlace; limit: number },
): Promise<EventRow[]> {
  const { rows } = await db.query<{
    cursor: string;
    account: string;
    version: number;
    effect: string;
    created_at: number;
  }>({
    name: "outbox-read",
    text: `SELECT xid::text || '.' || id AS cursor, account, version, effect::text AS effect, created_at
      FROM outbox
      WHERE program = $1 AND (xid, id) > ($2::xid8, $3::bigint)
        AND xid < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY xid, id LIMIT $4`,
    values: [program, after.xid, after.id, limit],
  });
  return rows.map((row) => ({
    cursor: row.cursor,
    account: row.account,
    version: row.version,
    effect: row.effect,
    createdAt: row.created_at,
  }));
}
