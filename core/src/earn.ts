/** A fact that earns: purchases, visits, joins, check-ins and whatever else a program gives units for. */
import { accountView, productOf, versionAt } from "./account.ts";
import { deferSale } from "./accounting.ts";
import { claim, leftOf, noteShort } from "./claims.ts";
import { count, PERIODS_KEPT, roomOf } from "./counters.ts";
import type { Basis, RuleOutcome } from "./decision.ts";
import { countImpact } from "./donations.ts";
import { type Draft, refuse, safe } from "./draft.ts";
import { capsOn, type Evaluated, evaluateRules, rulesFor } from "./evaluate-rules.ts";
import type { Fact, PurchaseFact } from "./fact.ts";
import { addLot, newLot } from "./lots.ts";
import { post } from "./post.ts";
import type { EarnRule, Instant, Version } from "./program.ts";
import { formatRational } from "./rational.ts";
import { type SpendLine, spendLines } from "./spend.ts";
import { countTowardsTiers } from "./tier-counters.ts";
import { riseInTiers, tiersAfter } from "./tiers.ts";

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
  if (isPurchase(fact)) requireCurrency(draft, fact, version);
  const lines = isPurchase(fact) ? spendLines(version.spend, fact) : [];
  const spend = safe(lines.reduce((sum, line) => sum + line.spend, 0));
  safe(lines.reduce((sum, { line }) => sum + line.amount, 0));
  const visit = isVisit(fact);
  const product = productOf(draft.state, fact);
  const basis = basisOf(draft, fact, { version, at, product, spend });
  const left = (resource: string): number | undefined => leftOf(draft, resource);
  const all = evaluateRules({ version, zone: program.zone, fact, at, basis, lines, left });
  deferSale(draft, { version, price: spend, all });
  give(draft, fact, { at, version, all, product });
  if (visit) countVisit(draft, at);
  countTowardsTiers(draft, at, { spend, visit, earned: totals(all) });
  riseInTiers(draft, at);
  const earned = all.filter(({ given, cut }) => given > 0 || cut).map(toldOf);
  return { earned, all, lines, basis };
}

/** Refuses, with currency-mismatch, a purchase in a currency that the version neither counts in nor takes at par. */
function requireCurrency({ program }: Draft, { currency }: PurchaseFact, { spend }: Version): void {
  if (currency === undefined || currency === program.currency) return;
  if (spend.atPar.has(currency)) return;
  refuse("currency-mismatch", { currency: program.currency, given: currency });
}

/** What of a rule's outcome is told and kept. */
export function toldOf({ rule, unit, given, exact, spend, for: cause, cut, not }: Evaluated): RuleOutcome {
  const told: RuleOutcome = { rule, unit, given, exact, spend };
  if (cause !== undefined) told.for = cause;
  if (cut !== undefined) told.cut = cut;
  if (not !== undefined) told.not = not;
  return told;
}

/** What rules can depend on, as it was before the fact; what none of the version's rules looks at is left empty. */
function basisOf(
  draft: Draft,
  fact: Fact,
  {
    version,
    at,
    product,
    spend,
  }: { version: Version; at: Instant; product: string | undefined; spend: number },
): Basis {
  const { state } = draft;
  const rules = rulesFor(version, fact.type);
  const needs = needsOf(version);
  const room: Record<string, number> = {};
  for (const rule of rules) {
    for (const cap of capsOn(version, rule)) if (cap.per !== "fact") room[cap.id] ??= roomOf(draft, cap, at);
    for (const limit of rule.times) room[limit.id] = roomOf(draft, limit, at);
    const upTo = rule.give.kind === "rate" ? rule.give.upTo : null;
    if (upTo) room[upTo.id] = roomOf(draft, upTo, at);
  }
  const basis: Basis = {
    version: version.number,
    room,
    carried: { ...state.carried },
    account: needs.account
      ? accountView(draft.program, state, at)
      : { balance: {}, tier: {}, visits: 0, days: 0 },
    member: needs.member ? state.member : {},
  };
  if (rules.some(({ once }) => once)) basis.key = state.id;
  if (rules.some(({ give: { byTier } }) => byTier?.crossing === "after"))
    basis.tierAfter = tiersAfter(draft, at, { spend, visit: isVisit(fact), earned: {} });
  if (product !== undefined) basis.product = product;
  return basis;
}

type Needs = { account: boolean; member: boolean };
const needed = new WeakMap<Version, Needs>();

/** What of the account any rule of the version looks at: most purchases need to keep none of it. */
function needsOf(version: Version): Needs {
  let needs = needed.get(version);
  if (!needs) {
    const uses = (root: string): boolean =>
      version.earn.some(({ when, lines, tenders, once, give: given }) => {
        const counts = given.kind === "rate" ? given.counts : given.kind === "fixed" ? given.count : null;
        return [when, lines, tenders, once, counts].some((expression) => expression?.uses.has(root));
      });
    const byTier = version.earn.some(({ give: { byTier: terms } }) => terms);
    needs = { account: byTier || uses("account"), member: uses("member") };
    needed.set(version, needs);
  }
  return needs;
}

/** What the member was given, by unit. */
function totals(all: Evaluated[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { unit, given, for: cause } of all)
    if (given > 0 && cause === undefined) sums[unit] = (sums[unit] ?? 0) + given;
  return sums;
}

type Giving = { at: Instant; version: Version; all: Evaluated[]; product: string | undefined };

function give(draft: Draft, fact: Fact, { at, version, all, product }: Giving): void {
  const rules = rulesFor(version, fact.type);
  const batch = "batch" in fact ? (fact.batch as string | undefined) : undefined;
  for (const [index, outcome] of all.entries()) {
    const rule = rules[index]!;
    if (outcome.cut) noteShort(draft, outcome.cut.by);
    if (outcome.carriedOut) draft.state.carried[rule.id] = formatRational(outcome.carriedOut);
    const isCutOff = outcome.given === 0 && outcome.cut !== undefined;
    // Spend that ran at a rate has used it up, also where it came to no whole step.
    if (outcome.within && !isCutOff) countUse(draft, rule, { times: 0, spend: outcome.within, at });
    if (outcome.given === 0) continue;
    const given = { unit: rule.unit, amount: outcome.given, rule: rule.id, cause: fact.type };
    if (rule.for === null) giveMember(draft, given, { at, version, batch, product });
    else giveCause(draft, given, rule.for);
    for (const cap of capsOn(version, rule)) count(draft, cap, { amount: outcome.given, at });
    countUse(draft, rule, { times: 1, spend: 0, at });
    if (outcome.once !== undefined) claim(draft, outcome.once, 1);
    if (rule.budget !== null) claim(draft, `budget:${rule.id}`, outcome.given);
  }
}

type Given = { unit: string; amount: number; rule: string; cause: string };

type Occasion = { at: Instant; version: Version; batch: string | undefined; product: string | undefined };

function giveMember(draft: Draft, given: Given, { at, version, batch, product }: Occasion): void {
  const { unit, amount, rule, cause } = given;
  // Units of an older version that the present one no longer knows keep being given under their old terms.
  const terms = draft.version.units[unit] ? draft : { ...draft, version };
  const lot = newLot(terms, unit, { earnedAt: at, mayPend: true, batch, product });
  const to = lot.pendingUntil === undefined ? "available" : "pending";
  post(draft, { unit, from: "issued", to, amount, cause, lot: lot.id, rule });
  lot.left = amount;
  addLot(draft, unit, lot);
}

/** What goes to a cause is in no lot: it never is the member's. */
function giveCause(draft: Draft, given: Given, cause: string): void {
  const { unit, amount, rule, cause: type } = given;
  post(draft, { unit, from: "issued", to: "given", amount, cause: type, rule, beneficiary: cause });
  countImpact(draft, { cause, unit, amount });
}

/** Counts (or, negative, gives back) how often a rule gave and how much ran at its rate. */
export function countUse(
  draft: Draft,
  { times, give: terms }: EarnRule,
  { times: often, spend, at }: { times: number; spend: number; at: Instant },
): void {
  for (const limit of times) count(draft, limit, { amount: often, at });
  const upTo = terms.kind === "rate" ? terms.upTo : null;
  if (upTo) count(draft, upTo, { amount: spend, at });
}

function countVisit(draft: Draft, at: Instant): void {
  const { days, recent } = draft.state.visits;
  const today = draft.program.zone.dayOf(at);
  const forgotten = recent.length === PERIODS_KEPT && today < recent[0]!;
  if (forgotten || recent.includes(today)) return;
  const kept = recent.length < PERIODS_KEPT ? [...recent, today] : [...recent.slice(1), today];
  if (today < (recent.at(-1) ?? today)) kept.sort((a, b) => a - b);
  draft.state.visits = { days: days + 1, recent: kept };
}
