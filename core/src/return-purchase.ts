/**
 * Returns: undoing exactly what the returned lines caused, under the rules that ran then.
 *
 * The purchase's rules are run again, in the circumstances kept in its `Basis`, over what is still bought; the
 * difference to what was given is taken back. So thresholds, caps, multipliers and rounding undo themselves, the sum of
 * all partial returns is what a full return would take, and a program that has changed since takes nothing it did not give.
 */
import { versionAt, versionNumbered } from "./account.ts";
import { spareForfeited } from "./batches.ts";
import { bringBack } from "./bring-back.ts";
import { deadline } from "./calendar.ts";
import { claim, onceKey } from "./claims.ts";
import { count } from "./counters.ts";
import type { Basis, Outcome, Past } from "./decision.ts";
import { countImpact } from "./donations.ts";
import { type Draft, refuse, safe, unitState } from "./draft.ts";
import { countUse, isPurchase } from "./earn.ts";
import { capsOn, type Evaluated, evaluateRules } from "./evaluate-rules.ts";
import type { PurchaseFact, ReturnFact } from "./fact.ts";
import { goneBy } from "./gone.ts";
import { formatInstant, parseInstant } from "./instant.ts";
import { isSpendable, takeFromLot, takeFromLots } from "./lots.ts";
import { own } from "./own.ts";
import { post } from "./post.ts";
import type { Instant, Version } from "./program.ts";
import { add, formatRational, parseRational, subtract, ZERO } from "./rational.ts";
import { oweFromHolds } from "./redeem.ts";
import { reconsiderReferral } from "./referral.ts";
import { spendLines } from "./spend.ts";
import type { Returned } from "./state.ts";
import { undoContribution } from "./tiers.ts";

type Undone = NonNullable<Outcome["undone"]>;
type Spared = NonNullable<Outcome["spared"]>;

/** Books a return. @returns what was taken back per rule and what was spared. */
export function returnPurchase(
  draft: Draft,
  fact: ReturnFact,
  { at, past }: { at: Instant; past: Past | undefined },
): { undone: Undone; spared: Spared } {
  const basis = past?.outcome.basis;
  if (!past || !basis || !isPurchase(past.fact)) return refuse("purchase-unknown", { of: fact.of });
  const purchase = past.fact;
  const purchasedAt = parseInstant(purchase.occurredAt)!;
  const version = versionNumbered(draft.program, basis.version);
  if (version.returns.within) {
    const until = deadline(draft.program.zone, purchasedAt, version.returns.within);
    if (at >= until) refuse("return-too-late", { until: formatInstant(until) });
  }
  const soFar: Returned = own(draft.state.returned, fact.of) ?? { lines: {}, undone: {}, spared: {} };
  const now: Returned = {
    lines: bringBack(draft, fact, { purchase, version, soFar }),
    undone: { ...soFar.undone },
    spared: { ...soFar.spared },
    ...(soFar.within && { within: soFar.within }),
  };
  const run = (returned: Returned): { rules: Evaluated[]; spend: number } =>
    rerun(draft, purchase, { version, past, returned });
  const before = run(soFar);
  const after = run(now);
  // What was earned is a matter of the purchase's terms; where it is taken from, of the day on which it comes back.
  const { returns } = versionAt(draft.program, at);
  const context: Undoing = { draft, past, version, purchasedAt, returned: now, returns };
  const { undone, spared } = undoRules(context, after.rules);
  giveBackUses(context, soFar);
  giveBackSpend(context, soFar, { before: before.rules, after: after.rules, isAll: after.spend === 0 });
  adjustCarried(draft, basis, { before: before.rules, after: after.rules });
  const earned: Record<string, number> = {};
  for (const { rule, unit, amount } of undone) {
    // What went to a cause was never earned.
    if (causeOf(past, rule) === undefined) earned[unit] = (earned[unit] ?? 0) - amount;
  }
  for (const { unit, amount } of spared) earned[unit] = (earned[unit] ?? 0) - amount;
  undoContribution(draft, { purchasedAt, at }, { spend: after.spend - before.spend, visit: false, earned });
  draft.state.returned[fact.of] = now;
  reconsiderReferral(draft, { of: fact.of, left: after.spend });
  return { undone, spared };
}

/** The cause that a rule of the purchase gave to. */
const causeOf = ({ outcome }: Past, rule: string): string | undefined =>
  outcome.earned?.find((earned) => earned.rule === rule)?.for;

function rerun(
  draft: Draft,
  purchase: PurchaseFact,
  { version, past, returned }: { version: Version; past: Past; returned: Returned },
): { rules: Evaluated[]; spend: number } {
  const basis = past.outcome.basis!;
  // What a shared resource had cut then stays cut.
  const cutThen = new Map((past.outcome.earned ?? []).map(({ given, cut }) => [cut?.by, given]));
  const lines = spendLines(version.spend, purchase, returned);
  const at = parseInstant(purchase.occurredAt)!;
  const rules = evaluateRules({
    version,
    zone: draft.program.zone,
    fact: purchase,
    at,
    basis,
    lines,
    left: (resource) => cutThen.get(resource),
  });
  return { rules, spend: lines.reduce((sum, { spend }) => sum + spend, 0) };
}

type Undoing = {
  draft: Draft;
  past: Past;
  version: Version;
  purchasedAt: Instant;
  returned: Returned;
  returns: Version["returns"];
};

/**
 * Takes back, rule by rule, what was given beyond what the remaining lines would have been given. What another rule
 * would have given instead (the loser of a group, one that a shared cap had cut) stays, but nothing new is given.
 */
function undoRules(context: Undoing, after: Evaluated[]): { undone: Undone; spared: Spared } {
  const { draft, past, version, purchasedAt, returned } = context;
  const undone: Undone = [];
  const spared: Spared = [];
  const earned = past.outcome.earned ?? [];
  const kept = new Map(earned.map(({ rule, given }) => [rule, given - (returned.undone[rule] ?? 0)]));
  // By unit and who gets it: what a member would have been given makes up for nothing that went to a cause.
  const instead: Record<string, number> = {};
  for (const { rule, unit, given, for: cause = "" } of after) {
    const to = `${unit} ${cause}`;
    instead[to] = (instead[to] ?? 0) + Math.max(0, given - (kept.get(rule) ?? 0));
  }
  for (const { rule: id, unit, for: cause = "" } of earned) {
    const still = after.find((outcome) => outcome.rule === id)?.given ?? 0;
    const over = Math.max(0, kept.get(id)! - still);
    const to = `${unit} ${cause}`;
    const stays = Math.min(over, instead[to] ?? 0);
    instead[to] = (instead[to] ?? 0) - stays;
    const due = over - stays;
    if (due === 0) continue;
    returned.undone[id] = (returned.undone[id] ?? 0) + due;
    const taken = takeBack(context, { rule: id, unit, amount: due }, spared);
    if (taken > 0) undone.push({ rule: id, unit, amount: taken });
    const rule = version.earn.find((candidate) => candidate.id === id);
    if (!rule) continue;
    for (const cap of capsOn(version, rule)) count(draft, cap, { amount: -due, at: purchasedAt });
    if (rule.budget !== null) claim(draft, `budget:${id}`, -due);
  }
  return { undone, spared };
}

/**
 * Takes an amount back in this order: what is left of the purchase's own lot; what of it has expired or was forfeited is
 * spared, since it is gone already; then, where the program says so, other pending and other spendable lots; the rest is debt, or owed
 * by what is on hold, or forgiven. A debt never stands beside units that could be spent: where it is to be one, those go first in any case.
 */
function takeBack(
  context: Undoing,
  due: { rule: string; unit: string; amount: number },
  spared: Spared,
): number {
  const { draft, past, returns, returned } = context;
  const { rule, unit } = due;
  const cause = causeOf(past, rule);
  if (cause !== undefined) return takeFromCause(draft, due, cause);
  const of = unitState(draft, unit);
  let missing = due.amount;
  const lotId =
    past.outcome.postings.find((posting) => posting.unit === unit && posting.rule === rule)?.lot ?? "";
  const move = (from: "pending" | "available", amount: number, lot?: string): void => {
    const standsIn = lot !== lotId;
    post(draft, { unit, from, to: "returned", amount, cause: "return", rule, lot, standsIn });
    missing -= amount;
  };
  const ownLot = of.lots.findIndex(({ id }) => id === lotId);
  if (ownLot >= 0) {
    const lot = of.lots[ownLot]!;
    const amount = Math.min(missing, lot.left);
    takeFromLot(of, ownLot, amount);
    move(lot.pendingUntil === undefined ? "available" : "pending", amount, lot.id);
  }
  // What time has just taken on the way to this return is not in the journal yet.
  const expiredNow = draft.postings.reduce(
    (sum, posting) => (posting.lot === lotId ? sum + goneBy(posting) : sum),
    0,
  );
  const expiredInAll = (own(past.expired, lotId) ?? 0) + expiredNow;
  const expired = Math.min(missing, expiredInAll - (returned.spared[unit] ?? 0));
  if (expired > 0) {
    returned.spared[unit] = (returned.spared[unit] ?? 0) + expired;
    spared.push({ unit, amount: expired, because: "expired" });
    spareForfeited(draft, unit, { lot: lotId, amount: expired });
    missing -= expired;
  }
  const debt = returns.shortfall === "debt" && (draft.version.units[unit]?.debt ?? true);
  if (returns.fromOtherLots) {
    for (const part of takeFromLots(of, missing, (lot) => !isSpendable(lot)))
      move("pending", part.amount, part.lot.id);
  }
  if (returns.fromOtherLots || debt) {
    for (const part of takeFromLots(of, missing, isSpendable)) move("available", part.amount, part.lot.id);
  }
  if (missing > 0 && debt) {
    of.debt = safe(of.debt + missing);
    move("available", missing);
  }
  const owed =
    missing > 0 ? oweFromHolds(draft, { unit, lot: lotId, amount: missing }, returns.fromOtherLots) : 0;
  if (owed > 0) spared.push({ unit, amount: owed, because: "held" });
  if (missing > owed) spared.push({ unit, amount: missing - owed, because: "forgiven" });
  return due.amount - missing - Math.max(0, expired);
}

/** Takes back what went to a cause: all of it, since nobody can have spent it. */
function takeFromCause(
  draft: Draft,
  { rule, unit, amount }: { rule: string; unit: string; amount: number },
  cause: string,
): number {
  post(draft, { unit, from: "given", to: "returned", amount, cause: "return", rule, beneficiary: cause });
  countImpact(draft, { cause, unit, amount: -amount });
  return amount;
}

/** Gives back times and keys that a rule of the purchase had used, once nothing is left of what it gave. */
function giveBackUses(
  { draft, past: { outcome }, version, purchasedAt, returned }: Undoing,
  soFar: Returned,
): void {
  for (const { rule: id, given } of outcome.earned ?? []) {
    const rule = version.earn.find((candidate) => candidate.id === id);
    if (!rule || given <= (soFar.undone[id] ?? 0) || given > (returned.undone[id] ?? 0)) continue;
    countUse(draft, rule, { times: -1, spend: 0, at: purchasedAt });
    const claimed = outcome.claims?.find(({ resource }) => resource.startsWith(onceKey(id, "")));
    if (claimed) claim(draft, claimed.resource, -1);
  }
}

/**
 * Gives back spend that ran at a rate which holds for so much, as it grows less, also where it came to no whole step. The
 * first return finds out how much that was; what a rule would only have run instead of another has used nothing.
 */
function giveBackSpend(
  { draft, past: { outcome }, version, purchasedAt, returned }: Undoing,
  soFar: Returned,
  { before, after, isAll }: { before: Evaluated[]; after: Evaluated[]; isAll: boolean },
): void {
  const isFirst = Object.keys(soFar.lines).length === 0;
  for (const { rule: id, given: gives, cut, within: ran = 0 } of before) {
    const isCutOff = gives === 0 && cut !== undefined;
    const used = soFar.within?.[id] ?? (isFirst && !isCutOff ? ran : 0);
    if (used === 0) continue;
    const given = outcome.earned?.find(({ rule }) => rule === id)?.given ?? 0;
    const isGone = given > 0 ? given === (returned.undone[id] ?? 0) : isAll;
    const runs = after.find(({ rule }) => rule === id)?.within ?? used;
    const within = isGone ? 0 : Math.min(used, runs);
    const rule = version.earn.find((candidate) => candidate.id === id)!;
    countUse(draft, rule, { times: 0, spend: within - used, at: purchasedAt });
    returned.within = { ...returned.within, [id]: within };
  }
}

/** What the returned lines had left over for later facts is taken out of what is carried. */
function adjustCarried(
  draft: Draft,
  basis: Basis,
  { before, after }: { before: Evaluated[]; after: Evaluated[] },
): void {
  const rules = new Map(after.map((outcome) => [outcome.rule, outcome]));
  for (const was of before) {
    const is = rules.get(was.rule);
    if (!was.carriedOut && !is?.carriedOut) continue;
    // A rule that gave nothing to count left what was carried as it was.
    const untouched = parseRational(basis.carried[was.rule] ?? "0") ?? ZERO;
    const change = subtract(is?.carriedOut ?? untouched, was.carriedOut ?? untouched);
    const carried = parseRational(draft.state.carried[was.rule] ?? "0") ?? ZERO;
    draft.state.carried[was.rule] = formatRational(add(carried, change));
  }
}
