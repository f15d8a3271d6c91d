/** Reads a program's accounts and journals page by page, for export. */
import { formatInstant, type Instant } from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";
import type { Identifier } from "../identifier.ts";

export type ExportedAccount = {
  shard: number;
  id: string;
  openedAt: string;
  status: string;
  identifiers: Identifier[];
  state: unknown;
};

export type ExportedEntry = {
  version: number;
  fact: unknown;
  outcome: unknown;
  programVersion: number;
  occurredAt: string;
  bookedAt: string;
};

export type ExportPage = { account: ExportedAccount; entries: ExportedEntry[] }[];

/** Accounts a page: their journals are held in memory together. */
const PAGE = 50;

type AccountRow = {
  shard: number;
  id: string;
  opened_at: Instant;
  status: string;
  state: string;
  identifiers: string;
};
type EntryRow = {
  account: string;
  version: number;
  fact: string;
  outcome: string;
  program_version: number;
  occurred_at: Instant;
  booked_at: Instant;
};

/** The accounts that come after `after` in the order of their ids, each with its whole journal. */
export async function readExportPage(
  db: Queryable,
  { program, after }: { program: string; after: string },
): Promise<ExportPage> {
  const { rows: accounts } = await db.query<AccountRow>(
    `SELECT a.shard, a.id, a.opened_at, a.status, a.state::text AS state, coalesce(
         (SELECT json_agg(json_build_object('kind', i.kind, 'value', i.value) ORDER BY i.created_at, i.kind, i.value)
            FROM member m JOIN identifier i ON i.member = m.id AND i.program = m.program
           WHERE m.program = a.program AND m.account = a.id), '[]'::json)::text AS identifiers
       FROM account a WHERE a.program = $1 AND a.id > $2 ORDER BY a.id LIMIT ${PAGE}`,
    [program, after],
  );
  const { rows: entries } = await db.query<EntryRow>(
    `SELECT j.account, j.version, j.fact::text AS fact, j.outcome::text AS outcome, j.program_version,
            j.occurred_at, j.booked_at
       FROM unnest($1::smallint[], $2::text[]) AS k (shard, account)
       JOIN journal j ON j.shard = k.shard AND j.account = k.account ORDER BY j.account, j.version`,
    [accounts.map(({ shard }) => shard), accounts.map(({ id }) => id)],
  );
  const journals = new Map<string, ExportedEntry[]>(accounts.map(({ id }) => [id, []]));
  for (const row of entries) {
    journals.get(row.account)!.push({
      version: row.version,
      fact: JSON.parse(row.fact),
      outcome: JSON.parse(row.outcome),
      programVersion: row.program_version,
      occurredAt: formatInstant(row.occurred_at),
      bookedAt: formatInstant(row.booked_at),
    });
  }
  return accounts.map(({ opened_at, state, identifiers, ...row }) => ({
    account: {
      ...row,
      openedAt: formatInstant(opened_at),
      identifiers: JSON.parse(identifiers) as Identifier[],
      state: JSON.parse(state) as unknown,
    },
    entries: journals.get(row.id)!,
  }));
}
