/** A fact that earns: purchases, visits, joins, check-ins and whatever else a program gives units for. */
import { accountView, versionAt } from "./account.ts";
import { deferSale } from "./accounting.ts";
import { productOf } from "./cards.ts";
import { claim, leftOf, noteShort } from "./claims.ts";
import { capKey, count, PERIODS_KEPT, roomOf } from "./counters.ts";
import type { Basis, Outcome, RuleOutcome } from "./decision.ts";
import { countImpact } from "./donations.ts";
import { type Draft, post, refuse, safe } from "./draft.ts";
import { capsOn, type Evaluated, evaluateRules, rulesFor, timesKey } from "./evaluate-rules.ts";
import type { Fact, PurchaseFact } from "./fact.ts";
import { addLot, newLot } from "./lots.ts";
import type { EarnRule, Instant, LimitedPeriod, Version } from "./program.ts";
import { formatRational } from "./rational.ts";
import { upToKey } from "./rule-amount.ts";
import { type SpendLine, spendLines } from "./spend.ts";
import { countTowardsTiers, riseInTiers, tiersAfter } from "./tiers.ts";

export const isPurchase = (fact: Fact): fact is PurchaseFact => fact.type === "purchase";

/** Facts that make a day a visit day. */
const isVisit = (fact: Fact): boolean => fact.type === "purchase" || fact.type === "visit";

export type Earned = {
  earned: RuleOutcome[];
  /** Every rule that listened, with why it gave nothing where it did; for `explain`. */
  all: Evaluated[];
  lines: SpendLine[];
  basis: Basis;
};

/** Applies the program's earn rules to a fact that happened at `at` and books what they give. */
export function earn(draft: Draft, fact: Fact, at: Instant): Earned {
  const { program } = draft;
  const version = versionAt(program, at);
  if (isPurchase(fact) && fact.currency !== undefined && fact.currency !== program.currency) {
    refuse("currency-mismatch", { currency: program.currency, given: fact.currency });
  }
  const lines = isPurchase(fact) ? spendLines(version.spend, fact) : [];
  const spend = safe(lines.reduce((sum, line) => sum + line.spend, 0));
  safe(lines.reduce((sum, { line }) => sum + line.amount, 0));
  const rules = rulesFor(version, fact.type);
  const product = productOf(draft.state, fact);
  const basis = basisOf(draft, rules, { version, at, product });
  if (rules.some(({ give: { byTier } }) => byTier?.crossing === "after")) {
    basis.tierAfter = tiersAfter(draft, at, { spend, visit: isVisit(fact), earned: {} });
  }
  const left = (resource: string): number | undefined => leftOf(draft, resource);
  const all = evaluateRules({ version, zone: program.zone, fact, at, basis, lines, left });
  deferSale(draft, { version, price: spend, all });
  give(draft, fact, at, { version, all });
  if (isVisit(fact)) countVisit(draft, at);
  countTowardsTiers(draft, at, { spend, visit: isVisit(fact), earned: totals(all) });
  riseInTiers(draft, at);
  const earned = all.filter(({ given, cut }) => given > 0 || cut).map(toldOf);
  return { earned, all, lines, basis };
}

/** What of a rule's outcome is told and kept. */
export const toldOf = ({ carriedOut: _, within: __, once: ___, ...outcome }: Evaluated): RuleOutcome =>
  outcome;

/** What rules can depend on, as it was before the fact. */
function basisOf(
  draft: Draft,
  rules: EarnRule[],
  { version, at, product }: { version: Version; at: Instant; product: string | undefined },
): Basis {
  const room: Record<string, number> = {};
  for (const rule of rules) {
    for (const cap of capsOn(version, rule)) {
      if (cap.per !== "fact") room[cap.id] ??= roomOf(draft, { ...cap, key: capKey(cap) }, at);
    }
    for (const { max, per } of rule.times)
      room[timesKey(rule.id, per)] = roomOf(draft, { key: timesCounter(rule.id, per), max, per }, at);
    const upTo = rule.give.kind === "rate" ? rule.give.upTo : null;
    if (upTo) {
      const limit = { key: upToCounter(rule.id, upTo.per), max: upTo.spend, per: upTo.per };
      room[upToKey(rule.id)] = roomOf(draft, limit, at);
    }
  }
  const basis: Basis = {
    version: version.number,
    room,
    carried: { ...draft.state.carried },
    account: accountView(draft.program, draft.state, at),
    member: draft.state.member,
  };
  if (rules.some(({ once }) => once)) basis.key = draft.state.id;
  if (product !== undefined) basis.product = product;
  return basis;
}

/** Where an earn rule's times, and the spend that runs at its rate, are counted. */
export const timesCounter = (rule: string, per: LimitedPeriod): string => `times:${rule}:${per}`;
export const upToCounter = (rule: string, per: LimitedPeriod): string => `up_to:${rule}:${per}`;

/** What the member was given, by unit. */
function totals(all: Evaluated[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { unit, given, for: cause } of all)
    if (given > 0 && cause === undefined) sums[unit] = (sums[unit] ?? 0) + given;
  return sums;
}

function give(
  draft: Draft,
  fact: Fact,
  at: Instant,
  { version, all }: { version: Version; all: Evaluated[] },
): void {
  const byId = new Map(version.earn.map((rule) => [rule.id, rule]));
  const batch = "batch" in fact ? (fact.batch as string | undefined) : undefined;
  const product = productOf(draft.state, fact);
  for (const outcome of all) {
    const rule = byId.get(outcome.rule)!;
    if (outcome.cut) noteShort(draft, outcome.cut.by);
    if (outcome.carriedOut) draft.state.carried[rule.id] = formatRational(outcome.carriedOut);
    if (outcome.given === 0) continue;
    const given = { unit: rule.unit, amount: outcome.given, rule: rule.id, cause: fact.type };
    if (rule.for === null) giveMember(draft, given, { at, version, batch, product });
    else giveCause(draft, given, rule.for);
    for (const cap of capsOn(version, rule))
      count(draft, { key: capKey(cap), per: cap.per }, { amount: outcome.given, at });
    countUse(draft, rule, { times: 1, spend: outcome.within ?? 0, at });
    if (outcome.once !== undefined) claim(draft, outcome.once, 1);
    if (rule.budget !== null) claim(draft, `budget:${rule.id}`, outcome.given);
  }
}

type Given = { unit: string; amount: number; rule: string; cause: string };

type Occasion = { at: Instant; version: Version; batch: string | undefined; product: string | undefined };

function giveMember(draft: Draft, given: Given, { at, version, batch, product }: Occasion): void {
  const { unit, amount } = given;
  // Units of an older version that the present one no longer knows keep being given under their old terms.
  const terms = draft.version.units[unit] ? draft : { ...draft, version };
  const lot = newLot(terms, unit, { earnedAt: at, mayPend: true, batch, product });
  const to = lot.pendingUntil === undefined ? "available" : "pending";
  post(draft, { ...given, from: "issued", to, lot: lot.id });
  addLot(draft, unit, { ...lot, left: amount });
}

/** What goes to a cause is in no lot: it never is the member's. */
function giveCause(draft: Draft, given: Given, cause: string): void {
  post(draft, { ...given, from: "issued", to: "given", beneficiary: cause });
  countImpact(draft, { cause, unit: given.unit, amount: given.amount });
}

/** Counts (or, negative, gives back) how often a rule gave and how much ran at its rate. */
export function countUse(
  draft: Draft,
  { id, times, give: terms }: EarnRule,
  used: { times: number; spend: number; at: Instant },
): void {
  const { at } = used;
  for (const { per } of times) count(draft, { key: timesCounter(id, per), per }, { amount: used.times, at });
  const upTo = terms.kind === "rate" ? terms.upTo : null;
  if (upTo) count(draft, { key: upToCounter(id, upTo.per), per: upTo.per }, { amount: used.spend, at });
}

function countVisit(draft: Draft, at: Instant): void {
  const { days, recent } = draft.state.visits;
  const today = draft.program.zone.local(at).days;
  const forgotten = recent.length === PERIODS_KEPT && today < recent[0]!;
  if (forgotten || recent.includes(today)) return;
  const kept = [...recent, today].sort((a, b) => a - b).slice(-PERIODS_KEPT);
  draft.state.visits = { days: days + 1, recent: kept };
}

/** Keeps of a basis only what is not empty: most purchases need none of it. */
export function storedBasis(basis: Basis, version: Version): NonNullable<Outcome["basis"]> {
  const uses = (root: string): boolean =>
    version.earn.some(({ when, lines, tenders, once, give: given }) => {
      const counts = given.kind === "rate" ? given.counts : given.kind === "fixed" ? given.count : null;
      return [when, lines, tenders, once, counts].some((expression) => expression?.uses.has(root));
    });
  const needsAccount = version.earn.some(({ give: { byTier } }) => byTier) || uses("account");
  const stored: Basis = {
    version: basis.version,
    room: basis.room,
    carried: basis.carried,
    account: needsAccount ? basis.account : { balance: {}, tier: {}, visits: 0, days: 0 },
    member: uses("member") ? basis.member : {},
  };
  if (basis.key !== undefined) stored.key = basis.key;
  if (basis.tierAfter !== undefined) stored.tierAfter = basis.tierAfter;
  if (basis.product !== undefined) stored.product = basis.product;
  return stored;
}
