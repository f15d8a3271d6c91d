import type { Instant } from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";

/** A fact of an account, as the journal's unique key names it. */
export type FactKey = { shard: number; account: string; factId: string };

/** One row of the journal. `fact` and `outcome` are the stored JSON texts. */
export type JournalRow = {
  shard: number;
  account: string;
  version: number;
  program: string;
  factId: string;
  fact: string;
  /** In hexadecimal. */
  factHash: string;
  outcome: string;
  programVersion: number;
  bookedAt: Instant;
};

export const JOURNAL_COLUMNS = `j.shard, j.account, j.version, j.program, j.fact_id AS "factId", j.fact::text AS fact,
  encode(j.fact_hash, 'hex') AS "factHash", j.outcome::text AS outcome, j.program_version AS "programVersion",
  j.booked_at AS "bookedAt"`;

/** Names a fact within a batch. An account id contains no line feed, so no two keys give the same name. */
export const factName = (account: string, factId: string): string => `${account}\n${factId}`;

/**
 * What the journal has of these facts, by `factName`. Must come after the accounts were locked, in a statement of its
 * own: a statement that waits for a lock does not see what the one it waited for has written meanwhile.
 */
export async function readKnownFacts(
  db: Queryable,
  keys: readonly FactKey[],
): Promise<Map<string, JournalRow>> {
  const { rows } = await db.query<JournalRow>({
    name: "ledger-known-facts",
    text: `SELECT ${JOURNAL_COLUMNS}
             FROM unnest($1::smallint[], $2::text[], $3::text[]) AS k (shard, account, fact_id)
             JOIN journal j ON j.shard = k.shard AND j.account = k.account AND j.fact_id = k.fact_id`,
    values: [
      keys.map(({ shard }) => shard),
      keys.map(({ account }) => account),
      keys.map(({ factId }) => factId),
    ],
  });
  return new Map(rows.map((row) => [factName(row.account, row.factId), row]));
}

/** A journal entry whose lots are asked about. */
export type EntryKey = { shard: number; account: string; version: number };

/** How much of the lots of those entries has expired, in steps: account → lot → amount. */
export async function readExpired(
  db: Queryable,
  entries: readonly EntryKey[],
): Promise<Map<string, Record<string, number>>> {
  // A lot is named after the journal version that made it.
  const { rows } = await db.query<{ account: string; lot: string; amount: number }>({
    name: "ledger-expired",
    text: `SELECT p.account, p.lot, sum(CASE p.cause WHEN 'reinstated' THEN -p.amount ELSE p.amount END)::bigint AS amount
             FROM unnest($1::smallint[], $2::text[], $3::integer[]) AS k (shard, account, version)
             JOIN posting p ON p.shard = k.shard AND p.account = k.account AND p.version >= k.version
                           AND p.cause IN ('expired', 'forfeited', 'reinstated')
                           AND split_part(p.lot, '.', 1) = k.version::text
            GROUP BY p.account, p.lot`,
    values: [
      entries.map(({ shard }) => shard),
      entries.map(({ account }) => account),
      entries.map(({ version }) => version),
    ],
  });
  const byAccount = new Map<string, Record<string, number>>();
  for (const { account, lot, amount } of rows) {
    const lots = byAccount.get(account) ?? {};
    lots[lot] = Number(amount);
    byAccount.set(account, lots);
  }
  return byAccount;
}
