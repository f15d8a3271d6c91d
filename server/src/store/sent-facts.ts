/** Facts that decisions sent to other accounts, as they stand in the feed. */
import type { Fact } from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";
import type { EventPlace } from "./events.ts";

export type SentFact = {
  /** Where it stands in the feed of the program. */
  cursor: string;
  /** The account whose decision sent it, and the one that it is for. */
  from: string;
  account: string;
  fact: Fact;
};

/** Sent facts of a program after a place, at most `limit`, in the order of the feed and no further than it goes. */
export async function readSentFacts(
  db: Queryable,
  { program, after, limit }: { program: string; after: EventPlace; limit: number },
): Promise<SentFact[]> {
  const { rows } = await db.query<{ cursor: string; account: string; effect: string }>({
    name: "outbox-sent-facts",
    text: `SELECT xid::text || '.' || id AS cursor, account, effect::text AS effect
      FROM outbox
      WHERE program = $1 AND effect ->> 'type' = 'fact-sent' AND (xid, id) > ($2::xid8, $3::bigint)
        AND xid < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY xid, id LIMIT $4`,
    values: [program, after.xid, after.id, limit],
  });
  return rows.map(({ cursor, account: from, effect }) => {
    const { account, fact } = JSON.parse(effect) as { account: string; fact: Fact };
    return { cursor, from, account, fact };
  });
}
