import {
  type Fact,
  formatDecimal,
  makeZone,
  type Program,
  refusalMessage,
  type Zone,
} from "@tallystick/core";
import type pg from "pg";
import { ActionError } from "../action-error.ts";
import { type AccountOrder, makeAccountOrder } from "../import/account-order.ts";
import {
  countPostings,
  countRejected,
  emptyTally,
  type FactFate,
  type ImportTally,
} from "../import/import-tally.ts";
import type { Mapping, MappingProblem } from "../import/mapping.ts";
import { type Draft, type PurchaseDraft, type ReturnDraft, readDrafts } from "../import/read-drafts.ts";
import { type RowStream, readRows, type SourceRow } from "../import/read-rows.ts";
import { openRejectedFile, type RejectedFile } from "../import/rejected-file.ts";
import { bindMapping, type RowReader } from "../import/row-reader.ts";
import type { Answer } from "../ledger/answer.ts";
import { LedgerError } from "../ledger/ledger-error.ts";
import type { Ledger } from "../ledger/open-ledger.ts";
import { type ImportMembers, makeImportMembers } from "./import-members.ts";
import { matchReturns } from "./match-returns.ts";
import { isReservedFactId } from "./reserved-fact-id.ts";
import { whileImporting } from "./while-importing.ts";

export type ImportInput = {
  program: string;
  mapping: Mapping;
  /** The file, plain or gzipped; "-" is standard input. */
  path: string;
  rejectedPath: string;
  /** Reads and checks everything and books nothing. Returns are then not matched. */
  dryRun?: boolean;
  /** Stops after so many purchases and returns. */
  limit?: number | null;
  /** Stops the reading; what is on its way is booked first. */
  signal?: AbortSignal;
  onProgress?: (progress: ImportProgress) => void;
};

/** Rows that are done with, facts that are on their way or done, and how much of the file the rows are, 0 to 1. */
export type ImportProgress = { rows: number; facts: number; done: number | null };

export type ImportSummary = {
  program: string;
  dryRun: boolean;
  /** Whether it ended before the file did. */
  stopped: boolean;
  rows: number;
  purchases: Record<FactFate, number>;
  returns: Record<FactFate, number>;
  members: { new: number };
  /** By the facts booked now: decimals of the currency, and of each unit. */
  spend: string;
  currency: string;
  issued: Record<string, string>;
  takenBack: Record<string, string>;
  rejected: { rows: number; file: string | null; reasons: { reason: string; rows: number }[] };
  seconds: number;
  factsPerSecond: number;
};

/** A mapping that does not fit its file. */
export class MappingError extends Error {
  override readonly name = "MappingError";
  readonly problems: MappingProblem[];

  constructor(problems: MappingProblem[]) {
    super(`The mapping does not fit the file. Line ${problems[0]?.line ?? 1}: ${problems[0]?.message ?? ""}`);
    this.problems = problems;
  }
}

export type ImportDeps = { pool: pg.Pool; ledger: Ledger };

/** On their way at once: enough facts to fill the ledger's batches, and not more rows than memory shall hold. */
const FACTS_IN_FLIGHT = 2000;
const ROWS_IN_FLIGHT = 10_000;

type Rejection = { row: SourceRow; reason: string };
type Settled = { draft: Draft; answers: Answer[]; rejected: Rejection[] };
type Run = {
  deps: ImportDeps;
  input: ImportInput;
  program: Program;
  tally: ImportTally;
  members: ImportMembers;
  order: AccountOrder;
  rejected: RejectedFile;
  /** What ends the import; null as long as all is well. */
  failure: Error | null;
};

/**
 * Imports a file of purchases. Every fact's id comes from the file, so running it again, after a stop or a crash or to
 * the end, changes nothing that is in. Throws ActionError `program-unknown`, InputError for the file, MappingError for a
 * mapping that does not fit it, and LedgerError when the database goes away; then run it again.
 */
export async function importPurchases(deps: ImportDeps, input: ImportInput): Promise<ImportSummary> {
  const program = await readProgram(deps, input.program);
  const stream = await readRows(input.path, input.mapping.file);
  const bound = bindMapping(input.mapping, stream.columns, {
    zone: program.zone,
    currency: program.currency,
    currencyDecimals: program.currencyDecimals,
    zoneOf,
  });
  if (!bound.reader) {
    await stream.close();
    throw new MappingError(bound.problems);
  }
  const rejected = openRejectedFile({
    path: input.rejectedPath,
    columns: stream.columns,
    header: stream.header,
    file: input.mapping.file,
  });
  const members = makeImportMembers(deps.pool, program.id);
  const run: Run = {
    deps,
    input,
    program,
    tally: emptyTally(),
    members,
    order: makeAccountOrder(),
    rejected,
    failure: null,
  };
  const started = performance.now();
  const work = (): Promise<boolean> => importRows(run, stream, bound.reader);
  try {
    const stopped = await (input.dryRun ? work() : whileImporting(deps.pool, program.id, work));
    const rejectedRows = await rejected.close();
    return summarise(run, { stopped, rejectedRows, seconds: (performance.now() - started) / 1000 });
  } finally {
    await rejected.close();
  }
}

function zoneOf(id: string): Zone | null {
  try {
    return makeZone(id);
  } catch {
    return null;
  }
}

async function readProgram({ pool, ledger }: ImportDeps, id: string): Promise<Program> {
  const found = (await ledger.programs.read(pool, [id])).get(id);
  if (found) return found.program;
  throw new ActionError("program-unknown", `There is no program “${id}”. Publish its definition first.`);
}

/** Reads, books and settles. Drafts settle in the order of the file, so that rejected rows keep it too. */
async function importRows(run: Run, stream: RowStream, reader: RowReader): Promise<boolean> {
  const { input, tally } = run;
  const onTheirWay: Promise<Settled | Error>[] = [];
  let rowsOnTheirWay = 0;
  let rowsDone = 0;
  let facts = 0;
  let stopped = false;
  const settleOne = async (): Promise<void> => {
    const settled = await onTheirWay.shift()!;
    if (settled instanceof Error) throw settled;
    rowsOnTheirWay -= settled.draft.rows.length;
    rowsDone += settled.draft.rows.length;
    await settle(run, settled);
  };
  try {
    const gap = input.mapping.group?.gap ?? 0;
    reading: for await (const { drafts, rows } of readDrafts(stream.batches, reader, gap)) {
      tally.rows += rows;
      const accounts = await enrolDrafts(run, drafts);
      for (const [i, draft] of drafts.entries()) {
        if (input.signal?.aborted || (input.limit != null && facts >= input.limit)) {
          stopped = true;
          break reading;
        }
        if (draft.as !== "reject") facts += 1;
        onTheirWay.push(book(run, draft, accounts[i]!).catch(asError));
        rowsOnTheirWay += draft.rows.length;
        while (onTheirWay.length >= FACTS_IN_FLIGHT || rowsOnTheirWay >= ROWS_IN_FLIGHT) await settleOne();
        if (facts % 500 === 0) report();
      }
      report();
    }
  } finally {
    // Also after an error: what was submitted is being booked, and nobody else waits for it.
    await Promise.all(onTheirWay);
  }
  while (onTheirWay.length > 0) await settleOne();
  report();
  return stopped;

  function report(): void {
    const read = stream.progress();
    // What is being read runs ahead of what is being booked.
    const done = read === null ? null : (read * rowsDone) / Math.max(1, tally.rows);
    input.onProgress?.({ rows: rowsDone, facts, done });
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

const RESERVED_ID = "The id begins with join: or time:, which are for facts that the server makes itself.";

/** The account of each draft, or why it cannot be booked or its member not be enrolled; null where none is needed. */
async function enrolDrafts(
  run: Run,
  drafts: Draft[],
): Promise<({ account: string } | { reason: string } | null)[]> {
  const refused = drafts.map((draft) =>
    draft.as !== "reject" && isReservedFactId(draft.head.id) ? { reason: RESERVED_ID } : null,
  );
  if (run.input.dryRun) return refused;
  const { kind } = run.input.mapping.member;
  const wanted = drafts.flatMap((draft, i) =>
    draft.as === "reject" || refused[i]
      ? []
      : [{ identifier: { kind, value: draft.head.member }, at: draft.head.at }],
  );
  const found = await run.members.enrol(wanted);
  run.tally.membersNew += found.created;
  let next = 0;
  return drafts.map((draft, i) => (draft.as === "reject" ? null : (refused[i] ?? found.results[next++]!)));
}

async function book(
  run: Run,
  draft: Draft,
  member: { account: string } | { reason: string } | null,
): Promise<Settled> {
  if (draft.as === "reject") return { draft, answers: [], rejected: draft.rows };
  if (member === null) return { draft, answers: [], rejected: [] };
  if ("reason" in member) {
    return { draft, answers: [], rejected: draft.rows.map((row) => ({ row, reason: member.reason })) };
  }
  const { account } = member;
  return draft.as === "purchase"
    ? run.order.run(account, () => bookPurchase(run, draft, account))
    : run.order.runAlone(account, () => bookReturn(run, draft, account));
}

/**
 * Remembers that the import ends here. Nothing more is submitted from then on: a return that had to wait for a fact which
 * is missing now would be matched without it, and stay so for ever.
 */
function endBecause(run: Run, error: unknown): Error {
  run.failure ??= asError(error);
  return run.failure;
}

/** The ledger's answer, or the reason for which this fact alone cannot be taken. Other errors end the import. */
async function submit(
  run: Run,
  account: string,
  given: { fact: Fact; at: number },
): Promise<Answer | string> {
  const { deps, program } = run;
  if (run.failure) throw run.failure;
  try {
    return await deps.ledger.submit({ program: program.id, account, openAt: given.at, fact: given.fact });
  } catch (error) {
    const ofThisFact = ["fact-id-reused", "fact-in-future", "fact-malformed", "fact-failed"];
    if (error instanceof LedgerError && ofThisFact.includes(error.code)) return error.message;
    throw endBecause(run, error);
  }
}

const refusedBecause = ({ outcome }: Answer): string | null =>
  outcome.refusal ? refusalMessage(outcome.refusal) : null;

async function bookPurchase(run: Run, draft: PurchaseDraft, account: string): Promise<Settled> {
  const answer = await submit(run, account, { fact: draft.fact, at: draft.head.at });
  const reason = typeof answer === "string" ? answer : refusedBecause(answer);
  const rejected = reason === null ? [] : draft.rows.map((row) => ({ row, reason }));
  return { draft, answers: typeof answer === "string" ? [] : [answer], rejected };
}

async function bookReturn(run: Run, draft: ReturnDraft, account: string): Promise<Settled> {
  const { returns, unmatched } = await matchReturns(run.deps, { account, draft }).catch((error: unknown) => {
    throw endBecause(run, error);
  });
  const answers = await Promise.all(
    returns.map(({ fact }) => submit(run, account, { fact, at: draft.head.at })),
  );
  const reasons = new Map<SourceRow, string>();
  answers.forEach((answer, i) => {
    const reason = typeof answer === "string" ? answer : refusedBecause(answer);
    if (reason !== null) for (const { row } of returns[i]!.items) reasons.set(row, reason);
  });
  for (const { item, reason } of unmatched) reasons.set(item.row, reason);
  return {
    draft,
    answers: answers.filter((answer) => typeof answer !== "string"),
    rejected: draft.rows.flatMap((row) => (reasons.has(row) ? [{ row, reason: reasons.get(row)! }] : [])),
  };
}

async function settle({ tally, rejected }: Run, settled: Settled): Promise<void> {
  const { draft } = settled;
  for (const { row, reason } of settled.rejected) {
    countRejected(tally, reason);
    await rejected.write(row, reason);
  }
  if (draft.as === "reject") return;
  const counts = draft.as === "purchase" ? tally.purchases : tally.returns;
  for (const { status, outcome } of settled.answers) {
    counts[outcome.refusal ? "refused" : status === "repeated" ? "repeated" : "new"] += 1;
    if (status !== "booked") continue;
    countPostings(tally, outcome.postings);
    if (draft.as === "purchase") tally.spend += BigInt(totalOf(draft));
  }
}

const totalOf = ({ fact }: PurchaseDraft): number =>
  fact.lines ? fact.lines.reduce((sum, { amount }) => sum + amount, 0) : (fact.amount ?? 0);

function summarise(
  { tally, input, program }: Run,
  ended: { stopped: boolean; rejectedRows: number; seconds: number },
): ImportSummary {
  const scales = program.versions.at(-1)?.units ?? {};
  const inUnits = (sums: Map<string, bigint>): Record<string, string> =>
    Object.fromEntries(
      [...sums].map(([unit, steps]) => [unit, formatDecimal(Number(steps), scales[unit]?.scale ?? 0)]),
    );
  const facts = [tally.purchases, tally.returns].reduce((sum, f) => sum + f.new + f.repeated + f.refused, 0);
  const seconds = Math.max(ended.seconds, 0.001);
  return {
    program: program.id,
    dryRun: input.dryRun ?? false,
    stopped: ended.stopped,
    rows: tally.rows,
    purchases: tally.purchases,
    returns: tally.returns,
    members: { new: tally.membersNew },
    spend: formatDecimal(Number(tally.spend), program.currencyDecimals),
    currency: program.currency,
    issued: inUnits(tally.issued),
    takenBack: inUnits(tally.takenBack),
    rejected: {
      rows: ended.rejectedRows,
      file: ended.rejectedRows > 0 ? input.rejectedPath : null,
      reasons: [...tally.reasons].map(([reason, rows]) => ({ reason, rows })).sort((a, b) => b.rows - a.rows),
    },
    seconds: Math.round(ended.seconds * 1000) / 1000,
    factsPerSecond: Math.round(facts / seconds),
  };
}
