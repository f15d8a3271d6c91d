import {
  type AccountState,
  type Balance,
  balances,
  dueAt,
  type Fact,
  linesOf,
  makeReplayer,
  type Outcome,
  type Posting,
  type Program,
  type PurchaseFact,
  stateBytes,
  versionAt,
} from "@tallystick/core";
import { groupBy } from "../group-by.ts";
import { canonicalJson, isReturn, sha256Hex } from "../ledger/fact-hash.ts";
import { columnsOf } from "../ledger/load-accounts.ts";
import { shardOf } from "../ledger/shard.ts";
import type { AccountRow, EntryRow, PostingRow } from "../store/audit-pages.ts";
import type { CheckId } from "./audit-checks.ts";

/** An account with all its rows, as of one instant. */
export type AccountRecord = {
  account: AccountRow;
  entries: EntryRow[];
  postings: PostingRow[];
  /** Whether a publication is still on its way to the accounts' due instants. */
  settling: boolean;
};

/** Counts what was looked at under a check, and notes what is wrong. */
export type Findings = {
  checked: (check: CheckId, count: number) => void;
  wrong: (check: CheckId, what: string) => void;
};

/** An entry with its documents read; absent when they cannot be. */
type ReadEntry = EntryRow & { read: { fact: Fact; outcome: Outcome } };

type Audit = { record: AccountRecord; program: Program; findings: Findings };

/** Holds everything that is kept of one account against everything else, and against what its facts make of it. */
export function auditAccount(audit: Audit): void {
  const { record, findings } = audit;
  const { account } = record;
  const entries = readEntries(audit);
  auditVersions(audit);
  auditFacts(audit, entries);
  auditPostings(audit, entries);
  auditReplay(audit, entries);
  try {
    const state = JSON.parse(account.state) as AccountState;
    auditBalances(audit, state);
    auditColumns(audit, state);
    auditReturns(audit, entries, state);
  } catch {
    findings.wrong("state", `${account.id}: its state cannot be read.`);
  }
}

function readEntries({ record, findings }: Audit): ReadEntry[] {
  return record.entries.flatMap((entry) => {
    try {
      const read = { fact: JSON.parse(entry.fact) as Fact, outcome: JSON.parse(entry.outcome) as Outcome };
      return [{ ...entry, read }];
    } catch {
      findings.wrong("replay", `${entry.account} version ${entry.version}: its documents cannot be read.`);
      return [];
    }
  });
}

function auditVersions({ record: { account, entries }, findings }: Audit): void {
  findings.checked("versions", entries.length);
  let expected = 1;
  for (const { version } of entries) {
    if (version !== expected) {
      findings.wrong("versions", `${account.id}: version ${expected} is not in the journal.`);
    }
    expected = version + 1;
  }
  if (account.version !== expected - 1) {
    findings.wrong(
      "versions",
      `${account.id}: the account is at version ${account.version}, its journal at ${expected - 1}.`,
    );
  }
}

function auditFacts({ record: { account }, program, findings }: Audit, entries: ReadEntry[]): void {
  findings.checked("facts", entries.length);
  const ids = new Map<string, number>();
  for (const entry of entries) {
    const { fact, outcome } = entry.read;
    const name = `${account.id} version ${entry.version}`;
    const first = ids.get(entry.factId);
    if (first !== undefined) {
      findings.wrong(
        "facts",
        `${name}: the fact id “${entry.factId}” took effect at version ${first} already.`,
      );
    }
    ids.set(entry.factId, entry.version);
    const json = canonicalJson(fact);
    if (json !== entry.fact || sha256Hex(json) !== entry.factHash) {
      findings.wrong("facts", `${name}: the fact is not the one whose hash was kept.`);
    }
    const agrees =
      entry.factId === fact.id &&
      entry.factType === fact.type &&
      entry.program === account.program &&
      Date.parse(fact.occurredAt) === entry.occurredAt;
    if (!agrees) findings.wrong("facts", `${name}: the columns beside the fact do not say what it says.`);
    if (versionAt(program, entry.occurredAt).number !== entry.programVersion) {
      findings.wrong(
        "replay",
        `${name}: it was judged by version ${entry.programVersion}, not by the one in force.`,
      );
    }
    const { refusal, postings, effects, claims = [] } = outcome;
    if (refusal && postings.length + effects.length + claims.length > 0) {
      findings.wrong("refusals", `${name}: it was refused and yet moved something.`);
    }
  }
  findings.checked("refusals", entries.filter(({ read }) => read.outcome.refusal).length);
}

const MEMBER_LEDGERS = ["pending", "available", "held"];
const PROGRAM_LEDGERS = [
  "issued",
  "redeemed",
  "expired",
  "returned",
  "adjusted",
  "transferred",
  "forfeited",
  "given",
];
const LEDGERS = new Set([...MEMBER_LEDGERS, ...PROGRAM_LEDGERS]);

/** Each posting leaves one ledger account and reaches another; and the rows are those that were decided. */
function auditPostings({ record: { account, postings }, findings }: Audit, entries: ReadEntry[]): void {
  findings.checked("double-entry", postings.length);
  findings.checked("postings", postings.length);
  for (const { version, n, source, target, amount } of postings) {
    if (source === target || !(amount > 0) || !LEDGERS.has(source) || !LEDGERS.has(target)) {
      findings.wrong(
        "double-entry",
        `${account.id} version ${version} posting ${n}: ${amount} from ${source} to ${target}.`,
      );
    }
  }
  const byVersion = groupBy(postings, ({ version }) => version);
  for (const { version, read } of entries) {
    const rows = byVersion.get(version) ?? [];
    byVersion.delete(version);
    const same =
      rows.length === read.outcome.postings.length &&
      read.outcome.postings.every((posting, n) =>
        isSamePosting(posting, rows[n]!, { n, program: account.program }),
      );
    if (!same)
      findings.wrong("postings", `${account.id} version ${version}: its postings are not those decided.`);
  }
  for (const version of byVersion.keys()) {
    findings.wrong(
      "postings",
      `${account.id} version ${version}: it has postings and no entry in the journal.`,
    );
  }
}

const isSamePosting = (decided: Posting, row: PostingRow, place: { n: number; program: string }): boolean =>
  row.n === place.n &&
  row.program === place.program &&
  row.unit === decided.unit &&
  row.source === decided.from &&
  row.target === decided.to &&
  row.amount === decided.amount &&
  row.lot === (decided.lot ?? null) &&
  row.rule === (decided.rule ?? null) &&
  row.beneficiary === (decided.beneficiary ?? null) &&
  row.cause === decided.cause &&
  row.at === decided.at;

/** Balances by the state's lots and holds, by the postings, and by the last answer that was given. */
function auditBalances({ record, program, findings }: Audit, state: AccountState): void {
  const { id } = record.account;
  const fromLots = balances(state);
  const fromPostings = sumPostings(record.postings);
  const units = new Set([...Object.keys(fromLots), ...fromPostings.keys()]);
  findings.checked("balances", units.size);
  for (const unit of units) {
    const lots = fromLots[unit] ?? { available: 0, pending: 0, held: 0, debt: 0 };
    const posted = fromPostings.get(unit) ?? { available: 0, pending: 0, held: 0 };
    const same =
      lots.available - lots.debt === posted.available &&
      lots.pending === posted.pending &&
      lots.held === posted.held;
    if (!same) {
      findings.wrong(
        "balances",
        `${id}: in ${unit}, ${inWords(lots)} by its lots and ${inWords({ ...posted, debt: 0 })} by its postings.`,
      );
    }
  }
  auditLots(id, state, findings);
  for (const unit in state.units) {
    const allowed = program.versions.some((version) => version.units[unit]?.debt !== false);
    if (state.units[unit]!.debt > 0 && !allowed) {
      findings.wrong("lots", `${id}: it owes ${unit}, which the program never allowed.`);
    }
  }
}

const inWords = ({ available, pending, held, debt }: Balance): string =>
  `${available - debt} available, ${pending} pending, ${held} held`;

function sumPostings(postings: PostingRow[]): Map<string, Omit<Balance, "debt">> {
  const sums = new Map<string, Omit<Balance, "debt">>();
  for (const { unit, source, target, amount } of postings) {
    const sum = sums.get(unit) ?? { available: 0, pending: 0, held: 0 };
    sums.set(unit, sum);
    if (source in sum) sum[source as keyof typeof sum] -= amount;
    if (target in sum) sum[target as keyof typeof sum] += amount;
  }
  return sums;
}

function auditLots(account: string, state: AccountState, findings: Findings): void {
  for (const [unit, { lots, debt }] of Object.entries(state.units)) {
    findings.checked("lots", lots.length);
    for (const { id, left } of lots) {
      if (!(Number.isSafeInteger(left) && left > 0)) {
        findings.wrong("lots", `${account}: lot ${id} of ${unit} has ${left} left.`);
      }
    }
    const spendable = lots.some(({ pendingUntil }) => pendingUntil === undefined);
    if (debt < 0 || (debt > 0 && spendable)) {
      findings.wrong("lots", `${account}: it owes ${debt} ${unit} and has units to spend.`);
    }
  }
  for (const [hold, { amount, parts }] of Object.entries(state.holds)) {
    const sum = parts.reduce((total, part) => total + part.amount, 0);
    if (amount <= 0 || sum !== amount)
      findings.wrong("lots", `${account}: hold ${hold} of ${amount} has parts of ${sum}.`);
  }
}

/** No return took back more than its purchase gave, nor brought back more than was bought. */
function auditReturns(
  { record: { account }, findings }: Audit,
  entries: ReadEntry[],
  { returned }: AccountState,
): void {
  const purchases = new Map<string, { given: Map<string, number>; fact: PurchaseFact }>();
  for (const { version, read } of entries) {
    const { fact, outcome } = read;
    if (outcome.refusal) continue;
    if (fact.type === "purchase") {
      const given = new Map((outcome.earned ?? []).map((rule) => [rule.rule, rule.given]));
      purchases.set(fact.id, { given, fact: fact as PurchaseFact });
    }
    if (!isReturn(fact)) continue;
    findings.checked("returns", 1);
    const purchase = purchases.get(fact.of);
    if (!purchase) {
      findings.wrong(
        "returns",
        `${account.id} version ${version}: it returns “${fact.of}”, which was not bought.`,
      );
      continue;
    }
    for (const { rule, amount } of outcome.undone ?? []) {
      const left = (purchase.given.get(rule) ?? 0) - amount;
      purchase.given.set(rule, left);
      if (left < 0) {
        findings.wrong(
          "returns",
          `${account.id} version ${version}: more was taken back than “${fact.of}” gave by rule ${rule}.`,
        );
      }
    }
  }
  for (const [id, { lines }] of Object.entries(returned)) {
    const purchase = purchases.get(id);
    const bought = new Map(purchase ? linesOf(purchase.fact).map((line) => [line.id, line.amount]) : []);
    for (const [line, { amount }] of Object.entries(lines)) {
      if (amount > (bought.get(line) ?? 0)) {
        findings.wrong(
          "returns",
          `${account.id}: ${amount} of line ${line} of “${id}” came back, more than was bought.`,
        );
      }
    }
  }
}

/** The columns beside the state, by which accounts are found. */
function auditColumns(
  { record: { account, settling }, program, findings }: Audit,
  state: AccountState,
): void {
  findings.checked("state", 1);
  const { tier } = columnsOf(program, state);
  const agrees =
    state.id === account.id &&
    state.version === account.version &&
    state.at === account.at &&
    state.openedAt === account.openedAt &&
    tier === account.tier &&
    account.shard === shardOf(account.id);
  if (!agrees)
    findings.wrong("state", `${account.id}: the columns beside its state do not say what it says.`);
  // A publication may have brought the instant forward and been withdrawn since; being looked at early does no harm.
  const due = dueAt(program, state) ?? Number.POSITIVE_INFINITY;
  if ((account.dueAt ?? Number.POSITIVE_INFINITY) > due && !settling) {
    findings.wrong("state", `${account.id}: it is due before the sweep would look at it.`);
  }
}

/** Runs the journal again from the start and compares each answer and the state, byte for byte. */
function auditReplay({ record: { account }, program, findings }: Audit, entries: ReadEntry[]): void {
  findings.checked("replay", entries.length);
  findings.checked("state", 1);
  const replayer = makeReplayer(program, account.id, account.openedAt);
  for (const { version, outcome: stored, read } of entries) {
    try {
      const outcome = replayer.next(read);
      const same =
        JSON.stringify(outcome) === stored || canonicalJson(outcome) === canonicalJson(read.outcome);
      if (!same)
        findings.wrong("replay", `${account.id} version ${version}: its facts lead to another answer.`);
    } catch {
      findings.wrong("replay", `${account.id} version ${version}: the engine cannot decide it again.`);
      break;
    }
  }
  if (stateBytes(replayer.state()) !== account.state) {
    findings.wrong("state", `${account.id}: its state is not, byte for byte, what its journal gives.`);
  }
}
