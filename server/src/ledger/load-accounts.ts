import {
  type AccountState,
  dueAt,
  formatInstant,
  type Program,
  stateBytes,
  versionNumbered,
} from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";
import type { AccountKey } from "./account-ref.ts";

/** An account as it is stored. */
export type StoredAccount = AccountKey & { program: string; state: AccountState };

type Row = { shard: number; id: string; program: string; version: number; state: string };

/**
 * Locks the accounts of a batch against other writers until the transaction ends, all in one statement and in order of
 * shard and id: two batches can wait for each other, but never in a circle. Readers and foreign keys are not held up.
 * @returns the accounts that exist, by id.
 */
export async function lockAccounts(
  db: Queryable,
  keys: readonly AccountKey[],
): Promise<Map<string, StoredAccount>> {
  const { rows } = await db.query<Row>({
    name: "ledger-lock-accounts",
    text: `SELECT a.shard, a.id, a.program, a.version, a.state::text AS state
             FROM unnest($1::smallint[], $2::text[]) AS k (shard, id)
             JOIN account a ON a.shard = k.shard AND a.id = k.id
            ORDER BY a.shard, a.id
              FOR NO KEY UPDATE OF a`,
    values: [keys.map(({ shard }) => shard), keys.map(({ id }) => id)],
  });
  return new Map(rows.map((row) => [row.id, storedAccount(row)]));
}

/** An account as it stands, without a lock; null when there is none. */
export async function readAccount(db: Queryable, key: AccountKey): Promise<StoredAccount | null> {
  const { rows } = await db.query<Row>({
    name: "ledger-read-account",
    text: "SELECT shard, id, program, version, state::text AS state FROM account WHERE shard = $1 AND id = $2",
    values: [key.shard, key.id],
  });
  return rows[0] ? storedAccount(rows[0]) : null;
}

function storedAccount({ shard, id, program, version, state: text }: Row): StoredAccount {
  const state = JSON.parse(text) as AccountState;
  if (state.id !== id || state.version !== version) {
    throw new Error(`The state of account ${id} does not belong to its row. Run \`tallystick audit\`.`);
  }
  return { shard, id, program, state };
}

/** An account that is to be made; its state is what `openAccount` gave. */
export type Opening = StoredAccount & { columns: AccountColumns };

/**
 * Makes accounts, in order of shard and id so that two batches which make the same ones do not wait in a circle.
 * @returns how many were made; fewer than asked for when another process was faster with some.
 */
export async function insertAccounts(db: Queryable, openings: readonly Opening[]): Promise<number> {
  const ordered = [...openings].sort((a, b) => a.shard - b.shard || (a.id < b.id ? -1 : 1));
  const { rowCount } = await db.query({
    name: "ledger-insert-accounts",
    text: `INSERT INTO account (shard, id, program, version, state, at, opened_at, due_at, tier)
           SELECT shard, id, program, version, state::json, at, opened_at, due_at, tier
             FROM unnest($1::smallint[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::timestamptz[],
                         $7::timestamptz[], $8::timestamptz[], $9::text[])
               AS n (shard, id, program, version, state, at, opened_at, due_at, tier)
               ON CONFLICT (shard, id) DO NOTHING`,
    values: [
      ordered.map(({ shard }) => shard),
      ordered.map(({ id }) => id),
      ordered.map(({ program }) => program),
      ordered.map(({ state }) => state.version),
      ordered.map(({ state }) => stateBytes(state)),
      ordered.map(({ state }) => formatInstant(state.at)),
      ordered.map(({ state }) => formatInstant(state.openedAt)),
      ordered.map(({ columns }) => columns.dueAt),
      ordered.map(({ columns }) => columns.tier),
    ],
  });
  return rowCount ?? 0;
}

/** What is copied out of a state into columns of its own. */
export type AccountColumns = {
  /** When the sweep has to look at it: RFC 3339, or null for never. */
  dueAt: string | null;
  /** The level on the program's first ladder, for lists and searches. */
  tier: string | null;
};

export function columnsOf(program: Program, state: AccountState): AccountColumns {
  const due = dueAt(program, state);
  const [ladder] = Object.keys(versionNumbered(program, state.programVersion).ladders);
  return {
    dueAt: due === null ? null : formatInstant(due),
    tier: ladder === undefined ? null : (state.ladders[ladder]?.level ?? null),
  };
}
