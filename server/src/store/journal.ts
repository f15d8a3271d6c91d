/** Reads of the journal; the ledger alone writes it. */
import type { Fact, Instant, Outcome } from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";

/** One fact decided. */
export type JournalEntry = {
  version: number;
  fact: Fact;
  outcome: Outcome;
  programVersion: number;
  occurredAt: Instant;
  bookedAt: Instant;
};

type Account = { shard: number; id: string };

type Row = Omit<JournalEntry, "fact" | "outcome"> & { fact: string; outcome: string };

const COLUMNS = `version, fact::text AS fact, outcome::text AS outcome, program_version AS "programVersion",
  occurred_at AS "occurredAt", booked_at AS "bookedAt"`;

const toEntry = (row: Row): JournalEntry => ({
  ...row,
  fact: JSON.parse(row.fact) as Fact,
  outcome: JSON.parse(row.outcome) as Outcome,
});

/** Entries beyond a version, at most `limit`: upwards from it, or downwards with `newestFirst`. */
export async function readEntries(
  db: Queryable,
  account: Account,
  page: { beyond: number; newestFirst: boolean; limit: number },
): Promise<JournalEntry[]> {
  const direction = page.newestFirst ? "DESC" : "ASC";
  const { rows } = await db.query<Row>({
    name: `journal-entries-${direction}`,
    text: `SELECT ${COLUMNS} FROM journal
            WHERE shard = $1 AND account = $2 AND version ${page.newestFirst ? "<" : ">"} $3
            ORDER BY version ${direction} LIMIT $4`,
    values: [account.shard, account.id, page.beyond, page.limit],
  });
  return rows.map(toEntry);
}

/** The entry of a fact id; null when the account has none. */
export async function readEntryOf(
  db: Queryable,
  account: Account,
  factId: string,
): Promise<JournalEntry | null> {
  const { rows } = await db.query<Row>({
    name: "journal-entry-of",
    text: `SELECT ${COLUMNS} FROM journal WHERE shard = $1 AND account = $2 AND fact_id = $3`,
    values: [account.shard, account.id, factId],
  });
  return rows[0] ? toEntry(rows[0]) : null;
}

const PAGE = 1000;

/** The whole journal of an account from its first entry on, a page at a time. */
export async function* readJournal(db: Queryable, account: Account): AsyncGenerator<JournalEntry> {
  for (let beyond = 0; ; ) {
    const entries = await readEntries(db, account, { beyond, newestFirst: false, limit: PAGE });
    yield* entries;
    if (entries.length < PAGE) return;
    beyond = entries[entries.length - 1]!.version;
  }
}
