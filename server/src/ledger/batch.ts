import {
  type AccountState,
  type Decision,
  decide,
  formatInstant,
  goneBy,
  type Instant,
  type Outcome,
  type Past,
  type Program,
  versionAt,
} from "@tallystick/core";
import type { Answer, LedgerRequest } from "./answer.ts";
import { isReturn, type PreparedFact } from "./fact-hash.ts";
import { accountUnknown, factIdReused, factInFuture, LedgerError, programUnknown } from "./ledger-error.ts";
import type { StoredAccount } from "./load-accounts.ts";
import { factName, type JournalRow } from "./load-journal.ts";
import type { CachedProgram } from "./program-cache.ts";
import { remainingOf, resourceName, type Used } from "./resources.ts";

/** How far a fact's instant may lie ahead of the server's clock. */
export const FUTURE_ALLOWED = 60_000;

/** A fact that waits for its answer. */
export type Waiting = {
  request: LedgerRequest;
  prepared: PreparedFact;
  shard: number;
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
};

/** What a batch needs to be decided; all of it was read after the accounts were locked. */
export type Batch = {
  waiting: readonly Waiting[];
  programs: ReadonlyMap<string, CachedProgram>;
  accounts: ReadonlyMap<string, StoredAccount>;
  /** Of the journal, by `factName`: what these facts' ids were used for before, and the purchases that returns name. */
  known: ReadonlyMap<string, JournalRow>;
  /** Account → lot → steps, for the lots of those purchases. */
  expired: ReadonlyMap<string, Record<string, number>>;
  /** When it is booked. */
  now: Instant;
};

/** One new row of the journal. */
export type Entry = {
  shard: number;
  account: string;
  program: Program;
  version: number;
  prepared: PreparedFact;
  outcome: Outcome;
  programVersion: number;
};

/** An account as the batch leaves it. */
export type Changed = { shard: number; id: string; program: Program; state: AccountState; before: number };

/** What each waiting fact is told, in the order of `waiting`, and what is to be written before it is told. */
export type DecidedBatch = {
  settled: (Answer | LedgerError)[];
  entries: Entry[];
  changed: Map<string, Changed>;
};

type Run = { batch: Batch; used: Map<string, number>; decided: DecidedBatch; entries: Map<string, Entry> };

/**
 * Decides the facts of a batch one after another in memory, each on what those before it left. Changes nothing outside
 * of what it returns, so it can be run again with more known about resources.
 * @param used what is used of the resources that are locked; those that are absent are taken to suffice.
 */
export function decideBatch(batch: Batch, used: Used): DecidedBatch {
  const decided: DecidedBatch = { settled: [], entries: [], changed: new Map() };
  const run: Run = { batch, used: new Map(used), decided, entries: new Map() };
  for (const waiting of batch.waiting) {
    try {
      decided.settled.push(settle(run, waiting));
    } catch (error) {
      decided.settled.push(error instanceof LedgerError ? error : factFailed(waiting, error));
    }
  }
  return decided;
}

function settle(run: Run, { request, prepared, shard }: Waiting): Answer {
  const { batch, decided } = run;
  const program = batch.programs.get(request.program)?.program;
  if (!program) throw programUnknown(request.program);
  const stored = batch.accounts.get(request.account);
  const first = stored?.program === program.id ? firstAnswer(run, request.account, prepared) : null;
  if (first) return first;
  if (prepared.occurredAt > batch.now + FUTURE_ALLOWED) throw factInFuture(request.fact.occurredAt);
  if (!stored || stored.program !== program.id) throw accountUnknown(request.account);

  const state = decided.changed.get(stored.id)?.state ?? stored.state;
  const decision = decideOne(run, program, state, prepared);
  const entry: Entry = {
    shard,
    account: stored.id,
    program,
    version: decision.state.version,
    prepared,
    outcome: decision.outcome,
    programVersion: decision.programVersion,
  };
  decided.entries.push(entry);
  decided.changed.set(stored.id, {
    shard,
    id: stored.id,
    program,
    state: decision.state,
    before: stored.state.version,
  });
  run.entries.set(factName(stored.id, prepared.fact.id), entry);
  return answerOf(entry, batch.now, decision.outcome.refusal ? "refused" : "booked");
}

/** The answer that the same fact got before, in the journal or earlier in this batch. */
function firstAnswer({ batch, entries }: Run, account: string, { fact, hash }: PreparedFact): Answer | null {
  const name = factName(account, fact.id);
  const earlier = entries.get(name);
  if (earlier) {
    if (earlier.prepared.hash !== hash) throw factIdReused(fact.id);
    return answerOf(earlier, batch.now, "repeated");
  }
  const row = batch.known.get(name);
  if (!row) return null;
  if (row.factHash !== hash) throw factIdReused(fact.id);
  return {
    status: "repeated",
    fact: JSON.parse(row.fact) as Answer["fact"],
    account,
    version: row.version,
    outcome: JSON.parse(row.outcome) as Outcome,
    programVersion: row.programVersion,
    bookedAt: formatInstant(row.bookedAt),
  };
}

const answerOf = (entry: Entry, now: Instant, status: Answer["status"]): Answer => ({
  status,
  fact: entry.prepared.fact,
  account: entry.account,
  version: entry.version,
  outcome: entry.outcome,
  programVersion: entry.programVersion,
  bookedAt: formatInstant(now),
});

function decideOne(
  run: Run,
  program: Program,
  state: AccountState,
  { fact, occurredAt }: PreparedFact,
): Decision {
  const past = isReturn(fact) ? pastOf(run, state.id, fact.of) : undefined;
  const remaining =
    run.used.size > 0 ? remainingOf(program, versionAt(program, occurredAt), run.used) : undefined;
  const decision = decide(program, state, fact, { ...(past && { past }), ...(remaining && { remaining }) });
  if (decision.state.version !== state.version + 1) {
    throw new Error(`A decision on account ${state.id} did not count one version.`);
  }
  for (const { resource: key, amount } of decision.outcome.claims ?? []) {
    const name = resourceName({ program: program.id, key });
    const taken = run.used.get(name);
    if (taken !== undefined) run.used.set(name, taken + amount);
  }
  return decision;
}

/** The purchase that a return names, from earlier in the batch or from the journal; nothing when it was refused. */
function pastOf({ batch, decided, entries }: Run, account: string, purchase: string): Past | undefined {
  const name = factName(account, purchase);
  const entry = entries.get(name);
  const row = batch.known.get(name);
  const version = entry?.version ?? row?.version;
  const fact = entry?.prepared.fact ?? (row && (JSON.parse(row.fact) as Past["fact"]));
  const outcome = entry?.outcome ?? (row && (JSON.parse(row.outcome) as Outcome));
  if (!version || !fact || !outcome || fact.type !== "purchase" || outcome.refusal) return undefined;
  const expired = expiredOf(version, batch.expired.get(account));
  for (const later of decided.entries) {
    if (later.account === account) addExpired(expired, version, later.outcome);
  }
  return { fact, outcome, expired };
}

function expiredOf(version: number, known: Record<string, number> | undefined): Record<string, number> {
  const expired: Record<string, number> = {};
  for (const lot in known) if (isLotOf(version, lot)) expired[lot] = known[lot]!;
  return expired;
}

/** Adds what a decision let expire, forfeited or brought back of the lots that the entry `version` made. */
export function addExpired(expired: Record<string, number>, version: number, outcome: Outcome): void {
  for (const posting of outcome.postings) {
    const { lot } = posting;
    const gone = goneBy(posting);
    if (gone !== 0 && lot !== undefined && isLotOf(version, lot)) expired[lot] = (expired[lot] ?? 0) + gone;
  }
}

const isLotOf = (version: number, lot: string): boolean => lot.startsWith(`${version}.`);

const factFailed = ({ prepared }: Waiting, cause: unknown): LedgerError =>
  new LedgerError(
    "fact-failed",
    `The fact “${prepared.fact.id}” could not be decided because of a fault in the engine. Nothing was booked; please report it.`,
    cause,
  );
