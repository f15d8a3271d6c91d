import { type Instant, openAccount, versionNumbered } from "@tallystick/core";
import type pg from "pg";
import { isConflict, isUnavailable } from "../database-error.ts";
import { runTransaction } from "../db/transaction.ts";
import { type Batch, type DecidedBatch, decideBatch, FUTURE_ALLOWED, type Waiting } from "./batch.ts";
import { isReturn } from "./fact-hash.ts";
import { LedgerError, ledgerUnavailable } from "./ledger-error.ts";
import {
  columnsOf,
  insertAccounts,
  lockAccounts,
  type Opening,
  type StoredAccount,
} from "./load-accounts.ts";
import {
  type EntryKey,
  type FactKey,
  factName,
  type JournalRow,
  readExpired,
  readKnownFacts,
} from "./load-journal.ts";
import type { CachedProgram, ProgramCache } from "./program-cache.ts";
import { type Claiming, exceedsLimits, lockResources, type ResourceKey, resourceName } from "./resources.ts";
import { writeBatch } from "./write-batch.ts";

export type BatchDeps = {
  pool: pg.Pool;
  programs: ProgramCache;
  now: () => Instant;
  log: (message: string, error: unknown) => void;
};

/** Thrown inside the transaction when another process was faster; the batch then starts again with what is new. */
class Overtaken extends Error {}

const ATTEMPTS = 8;

/**
 * Decides and books a batch in one transaction and answers each caller after its commit. Never throws: whoever cannot be
 * answered is rejected. When the database refuses the batch, its halves are tried, so that one poisoned fact takes no
 * neighbour with it; when the database is gone, all are told to come again.
 */
export async function runBatch(deps: BatchDeps, waiting: readonly Waiting[]): Promise<void> {
  try {
    const { settled } = await bookWithRetries(deps, waiting);
    waiting.forEach(({ resolve, reject }, i) => {
      const answer = settled[i]!;
      if (answer instanceof LedgerError) reject(answer);
      else resolve(answer);
    });
  } catch (error) {
    const only = waiting.length === 1 ? waiting[0] : undefined;
    if (error instanceof LedgerError && error.retryable) {
      deps.log("A batch was not confirmed by the database; its callers are told to send again.", error);
      for (const { reject } of waiting) reject(ledgerUnavailable(error));
    } else if (only) {
      deps.log("A fact could not be booked.", error);
      only.reject(error instanceof LedgerError ? error : notBookable(only, error));
    } else {
      const half = waiting.length >> 1;
      await runBatch(deps, waiting.slice(0, half));
      await runBatch(deps, waiting.slice(half));
    }
  }
}

const notBookable = ({ prepared }: Waiting, cause: unknown): LedgerError =>
  new LedgerError(
    "fact-failed",
    `The database refused to store the fact “${prepared.fact.id}”. Nothing was booked; the server's log says why.`,
    cause,
  );

async function bookWithRetries(deps: BatchDeps, waiting: readonly Waiting[]): Promise<DecidedBatch> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inBatch(deps, (db) => book(deps, db, waiting));
    } catch (error) {
      if (!(error instanceof Overtaken) && !isConflict(error)) throw error;
      if (attempt >= ATTEMPTS) throw ledgerUnavailable(error);
    }
  }
}

/**
 * A batch only ever looks up some hundreds of rows by their keys, so a plan that was made while the tables were small
 * must not read them whole once they are big.
 */
const BY_KEY =
  "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;";

/** Decides and books in one transaction. Where nothing was booked nothing is kept, not even an account that was opened. */
async function inBatch(
  deps: BatchDeps,
  work: (db: pg.PoolClient) => Promise<DecidedBatch>,
): Promise<DecidedBatch> {
  try {
    return await runTransaction(deps.pool, work, {
      keep: ({ entries }) => entries.length > 0,
      settings: BY_KEY,
    });
  } catch (error) {
    throw isUnavailable(error) ? ledgerUnavailable(error) : error;
  }
}

async function book(deps: BatchDeps, db: pg.PoolClient, waiting: readonly Waiting[]): Promise<DecidedBatch> {
  const programs = await deps.programs.read(db, [...new Set(waiting.map(({ request }) => request.program))]);
  const accounts = await holdAccounts(db, waiting, { programs, latest: deps.now() + FUTURE_ALLOWED });
  const known = await readKnownFacts(db, factKeys(waiting, accounts));
  const expired = await expiredSince(db, waiting, known);
  // Taken after the accounts are locked, so that an account's entries are booked in the order of their versions.
  const now = deps.now();
  const decided = await decideWithinLimits(db, { waiting, programs, accounts, known, expired, now });
  if (decided.entries.length > 0) {
    await writeBatch(db, decided, now);
    await confirmPrograms(db, programs);
  }
  return decided;
}

/** Locks the accounts of the batch and makes those that are to be opened. */
async function holdAccounts(
  db: pg.PoolClient,
  waiting: readonly Waiting[],
  { programs, latest }: { programs: Map<string, CachedProgram>; latest: Instant },
): Promise<Map<string, StoredAccount>> {
  const keys = new Map(
    waiting.map(({ request, shard }) => [request.account, { shard, id: request.account }]),
  );
  const accounts = await lockAccounts(db, [...keys.values()]);
  const openings = new Map<string, Opening>();
  for (const { request, shard, prepared } of waiting) {
    const program = programs.get(request.program)?.program;
    const { account: id, openAt } = request;
    if (!program || openAt === undefined || prepared.occurredAt > latest) continue;
    if (accounts.has(id) || openings.has(id)) continue;
    const state = openAccount(program, id, openAt);
    openings.set(id, { shard, id, program: program.id, state, columns: columnsOf(program, state) });
  }
  if (openings.size > 0) {
    // To lock the others' new accounts now would break the order of locks, so the batch starts again instead.
    if ((await insertAccounts(db, [...openings.values()])) !== openings.size) throw new Overtaken();
    for (const [id, opening] of openings) accounts.set(id, opening);
  }
  return accounts;
}

function factKeys(waiting: readonly Waiting[], accounts: ReadonlyMap<string, StoredAccount>): FactKey[] {
  const keys = new Map<string, FactKey>();
  for (const { request, shard, prepared } of waiting) {
    const { account } = request;
    if (!accounts.has(account)) continue;
    const ids = isReturn(prepared.fact) ? [prepared.fact.id, prepared.fact.of] : [prepared.fact.id];
    for (const factId of ids) keys.set(factName(account, factId), { shard, account, factId });
  }
  return [...keys.values()];
}

async function expiredSince(
  db: pg.PoolClient,
  waiting: readonly Waiting[],
  known: ReadonlyMap<string, JournalRow>,
): Promise<Map<string, Record<string, number>>> {
  const purchases = new Map<string, EntryKey>();
  for (const { request, prepared } of waiting) {
    if (!isReturn(prepared.fact)) continue;
    const name = factName(request.account, prepared.fact.of);
    const row = known.get(name);
    if (row) purchases.set(name, { shard: row.shard, account: row.account, version: row.version });
  }
  return purchases.size === 0 ? new Map() : readExpired(db, [...purchases.values()]);
}

/**
 * Decides the batch as if there were enough of everything, then locks what it claims. Only when the claims go over a
 * limit is it decided again, knowing what is left. What is claimed anew by then has to be locked in its place in the
 * order, so the locks are given back first.
 */
async function decideWithinLimits(db: pg.PoolClient, batch: Batch): Promise<DecidedBatch> {
  let decided = decideBatch(batch, new Map());
  let used = new Map<string, number>();
  const keys = new Map<string, ResourceKey>();
  for (;;) {
    const claiming = claimsOf(decided);
    for (const { program, claims } of claiming) {
      for (const { resource: key } of claims) keys.set(resourceName({ program, key }), { program, key });
    }
    if (keys.size > used.size) {
      await db.query(used.size === 0 ? "SAVEPOINT resources" : "ROLLBACK TO SAVEPOINT resources");
      used = await lockResources(db, keys.values());
    }
    if (!exceedsLimits(claiming, used)) return decided;
    decided = decideBatch(batch, used);
  }
}

function claimsOf({ entries }: DecidedBatch): Claiming[] {
  const claiming: Claiming[] = [];
  for (const { program, programVersion, outcome } of entries) {
    if (outcome.claims && outcome.claims.length > 0) {
      claiming.push({
        program: program.id,
        version: versionNumbered(program, programVersion),
        claims: outcome.claims,
      });
    }
  }
  return claiming;
}

/**
 * Makes sure that no version was published since the programs were read, and holds publications up until the commit:
 * otherwise a fact could be judged by a version that no longer holds when it is booked, and a replay would differ.
 */
async function confirmPrograms(
  db: pg.PoolClient,
  programs: ReadonlyMap<string, CachedProgram>,
): Promise<void> {
  const { rows } = await db.query<{ id: string; revision: number }>({
    name: "ledger-confirm-programs",
    text: "SELECT id, revision FROM program WHERE id = ANY($1::text[]) ORDER BY id FOR SHARE",
    values: [[...programs.keys()]],
  });
  for (const { id, revision } of rows) if (programs.get(id)!.revision !== revision) throw new Overtaken();
  if (rows.length !== programs.size) throw new Overtaken();
}
