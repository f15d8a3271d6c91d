/** Reads accounts with all their rows for the audit, some at a time, each page as of one instant. */
import type { Instant } from "@tallystick/core";
import type pg from "pg";
import type { Queryable } from "../db/queryable.ts";

export type AccountRow = {
  shard: number;
  id: string;
  program: string;
  version: number;
  /** The stored JSON text. */
  state: string;
  at: Instant;
  openedAt: Instant;
  dueAt: Instant | null;
  tier: string | null;
};

export type EntryRow = {
  shard: number;
  account: string;
  version: number;
  program: string;
  factId: string;
  factType: string;
  /** The stored JSON texts. */
  fact: string;
  outcome: string;
  factHash: string;
  programVersion: number;
  occurredAt: Instant;
  bookedAt: Instant;
};

export type PostingRow = {
  shard: number;
  account: string;
  version: number;
  n: number;
  program: string;
  unit: string;
  source: string;
  target: string;
  amount: number;
  lot: string | null;
  rule: string | null;
  beneficiary: string | null;
  cause: string | null;
  at: Instant;
};

/** Where a page ends: its last account, or null behind the last of all. */
export type Place = { shard: number; id: string };

export type AuditPage = {
  accounts: AccountRow[];
  /** Rows of these accounts, and of accounts in between that do not exist; in order of account and version. */
  entries: EntryRow[];
  postings: PostingRow[];
  /** Programs of which a publication has not yet reached all accounts' due instants. */
  settling: Set<string>;
  /** Where the next page begins; null after the last. */
  next: Place | null;
};

/** Limits that keep the memory of a page flat: accounts at most, and entries, beyond which accounts wait for the next. */
const ACCOUNTS = 200;
const ENTRIES = 5000;

/** Runs `work` on one snapshot of the database, which writers do not wait for. */
export async function inSnapshot<T>(pool: pg.Pool, work: (db: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  const onError = (): void => {
    broken = true;
  };
  client.on("error", onError);
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return await work(client);
  } finally {
    await client.query("ROLLBACK").catch(onError);
    client.off("error", onError);
    client.release(broken);
  }
}

// Not with “=”, which would lead the planner away from the primary key to an index in another order.
const OF_PROGRAM = "($3::text IS NULL OR program IS NOT DISTINCT FROM $3)";

/** The accounts after `after`, of one program or of all, with everything that the ledger keeps of them. */
export async function readAuditPage(
  db: Queryable,
  { program, after }: { program: string | null; after: Place | null },
): Promise<AuditPage> {
  // The planner cannot tell how few rows lie between two accounts, and would rather read a whole table for each page.
  await db.query({ text: "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off" });
  const { rows } = await db.query<AccountRow>({
    name: "audit-accounts",
    text: `SELECT shard, id, program, version, state::text AS state, at, opened_at AS "openedAt", due_at AS "dueAt", tier
             FROM account
            WHERE (shard, id) > ($1::smallint, $2::text) AND ${OF_PROGRAM}
            ORDER BY shard, id LIMIT ${ACCOUNTS}`,
    values: [after?.shard ?? -1, after?.id ?? "", program],
  });
  const accounts = rows.slice(0, fitting(rows));
  const isLast = rows.length < ACCOUNTS && accounts.length === rows.length;
  const last = accounts[accounts.length - 1];
  const next = isLast || !last ? null : { shard: last.shard, id: last.id };
  const { rows: settling } = await db.query<{ key: string }>({
    name: "audit-settling",
    text: "SELECT key FROM setting WHERE key LIKE 'accounts-due:%'",
  });
  return {
    accounts,
    entries: await readRange<EntryRow>(db, "journal", { program, after, next }),
    postings: await readRange<PostingRow>(db, "posting", { program, after, next }),
    settling: new Set(settling.map(({ key }) => key.slice("accounts-due:".length))),
    next,
  };
}

/** How many of the accounts, one at least, have no more entries together than a page holds. */
function fitting(rows: AccountRow[]): number {
  let entries = 0;
  for (const [index, { version }] of rows.entries()) {
    entries += version;
    if (entries > ENTRIES && index > 0) return index;
  }
  return rows.length;
}

const COLUMNS = {
  journal: `shard, account, version, program, fact_id AS "factId", fact_type AS "factType", fact::text AS fact,
    outcome::text AS outcome, encode(fact_hash, 'hex') AS "factHash", program_version AS "programVersion",
    occurred_at AS "occurredAt", booked_at AS "bookedAt"`,
  posting:
    "shard, account, version, n, program, unit, source, target, amount, lot, rule, beneficiary, cause, at",
} as const;

/** All rows between two places, so that rows of an account that is gone come to light too. */
async function readRange<Row extends pg.QueryResultRow>(
  db: Queryable,
  table: keyof typeof COLUMNS,
  { program, after, next }: { program: string | null; after: Place | null; next: Place | null },
): Promise<Row[]> {
  const { rows } = await db.query<Row>({
    name: `audit-${table}-${next ? "range" : "rest"}`,
    text: `SELECT ${COLUMNS[table]} FROM ${table}
            WHERE (shard, account) > ($1::smallint, $2::text) AND ${OF_PROGRAM}
              ${next ? "AND (shard, account) <= ($4::smallint, $5::text)" : ""}
            ORDER BY shard, account, version${table === "posting" ? ", n" : ""}`,
    values: [after?.shard ?? -1, after?.id ?? "", program, ...(next ? [next.shard, next.id] : [])],
  });
  return rows;
}

/** What decisions have claimed of each resource in all, beside what the resource says is used of it. */
export async function readClaimTotals(
  db: Queryable,
  program: string | null,
): Promise<{ program: string; key: string; claimed: number; used: number }[]> {
  const { rows } = await db.query<{ program: string; key: string; claimed: number; used: number }>({
    text: `WITH claimed AS (
             SELECT j.program, c.value ->> 'resource' AS key, sum((c.value ->> 'amount')::bigint)::bigint AS amount
               FROM journal j, json_array_elements(j.outcome -> 'claims') c
              WHERE $1::text IS NULL OR j.program = $1
              GROUP BY 1, 2)
           SELECT program, key, coalesce(claimed.amount, 0) AS claimed, coalesce(r.used, 0) AS used
             FROM claimed FULL JOIN (SELECT * FROM resource WHERE $1::text IS NULL OR program = $1) r
            USING (program, key)
            ORDER BY program, key`,
    values: [program],
  });
  return rows;
}

/** How many accounts there are to audit. */
export async function countAccounts(db: Queryable, program: string | null): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    text: "SELECT count(*)::int AS count FROM account WHERE $1::text IS NULL OR program = $1",
    values: [program],
  });
  return rows[0]?.count ?? 0;
}
