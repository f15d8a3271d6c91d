/**
 * Earn rules at work: what each rule gives for one fact. Pure in the strictest sense: it sees the fact and a `Basis`
 * (what the account was like then) and nothing else, so that a return can ask the same question again about fewer lines.
 */
import { isOpen } from "./calendar.ts";
import { onceKey } from "./claims.ts";
import type { Basis, RuleOutcome } from "./decision.ts";
import { isCauseOpen } from "./donations.ts";
import { safe } from "./draft.ts";
import type { Fact, PurchaseFact } from "./fact.ts";
import type { Cap, EarnRule, Instant, Version } from "./program.ts";
import {
  add,
  compare,
  floor,
  formatRational,
  parseRational,
  type Rational,
  rational,
  roundHalfEven,
  roundHalfUp,
  subtract,
  ZERO,
} from "./rational.ts";
import { type AmountInput, amountOf, multipliedAmount, type RuleAmount } from "./rule-amount.ts";
import { type RuleContext, ruleContext } from "./rule-context.ts";
import type { SpendLine } from "./spend.ts";
import { type TenderShare, tenderShares } from "./tender-share.ts";
import type { Zone } from "./zone.ts";

export type RulesInput = {
  version: Version;
  zone: Zone;
  fact: Fact;
  at: Instant;
  basis: Basis;
  lines: SpendLine[];
  /** What is left of a shared resource; undefined where that is not known, and taken to suffice. */
  left?: (resource: string) => number | undefined;
};

/** A rule's outcome, and what of it outlasts the fact without being told: a fraction, and what counts against limits. */
export type Evaluated = RuleOutcome & { carriedOut?: Rational; within?: number; once?: string };

/** How far a rule has come: its amount while it applies, or why it gives nothing. */
type Run = { rule: EarnRule; amount: RuleAmount | null; not: RuleOutcome["not"] | null };

/** Every rule that listens to the fact's type, with what it gives or why it gives nothing, in the definition's order. */
export function evaluateRules(input: RulesInput): Evaluated[] {
  const listening = listeningTo(input.version, input.fact.type);
  if (listening.rules.length === 0) return [];
  const { fact, basis, lines } = input;
  const context = ruleContext(input);
  const amountInput: AmountInput = { fact, basis, lines, context, shares: makeShares(input) };
  const runs = listening.rules.map((rule): Run => ({ rule, amount: null, not: null }));
  for (const run of runs) {
    run.not = closedBy(run.rule, input, context);
    if (!run.not && run.rule.give.kind !== "multiply") settle(run, amountOf(run.rule, amountInput));
  }
  const multiplyAll = (): void => {
    for (const run of runs) {
      if (run.rule.give.kind === "multiply" && !run.not)
        settle(run, multipliedAmount(run.rule, amountInput, runs));
    }
  };
  multiplyAll();
  if (chooseWithinGroups(listening, runs)) {
    // A base rule may have lost to its group: what multiplies it is worked out again on those that stay.
    for (const run of runs) if (run.rule.give.kind === "multiply") run.amount = null;
    multiplyAll();
  }
  return grant(runs, input, context);
}

/** The tenders' shares of the spend, worked out when a rule first asks for them. */
function makeShares({ version, fact, lines }: RulesInput): () => TenderShare[] {
  let shares: TenderShare[] | null = null;
  return () => {
    shares ??= tenderShares(version.spend, fact as PurchaseFact, lines);
    return shares;
  };
}

/** The rules that listen to one type of fact, and the groups of which more than one of them is a member. */
type Listening = { rules: EarnRule[]; groups: { mode: "first" | "best"; members: number[] }[] };

const indexes = new WeakMap<Version, Map<string, Listening>>();

function listeningTo(version: Version, type: string): Listening {
  let index = indexes.get(version);
  if (!index) {
    index = new Map();
    indexes.set(version, index);
  }
  let listening = index.get(type);
  if (!listening) {
    const rules = version.earn.filter((rule) => rule.on.has(type));
    const groups = Object.entries(version.groups).map(([group, mode]) => ({
      mode,
      members: rules.flatMap((rule, at) => (rule.group === group ? [at] : [])),
    }));
    listening = { rules, groups: groups.filter(({ members }) => members.length > 1) };
    index.set(type, listening);
  }
  return listening;
}

/** The rules that listen to facts of a type, in the definition's order. */
export const rulesFor = (version: Version, type: string): EarnRule[] => listeningTo(version, type).rules;

function closedBy(
  rule: EarnRule,
  { version, zone, at, basis }: RulesInput,
  context: RuleContext,
): RuleOutcome["not"] | null {
  if (rule.schedule && !isOpen(zone, rule.schedule, at)) return "schedule";
  if (rule.for !== null && !isCauseOpen(version.causes[rule.for]!, at)) return "schedule";
  if (rule.when && !rule.when.test(context.whole())) return "when";
  for (const { id, max } of rule.times) if ((basis.room[id] ?? max) < 1) return "times";
  return null;
}

function settle(run: Run, amount: RuleAmount): void {
  if (amount.exact.num > 0n) run.amount = amount;
  else run.not = amount.not ?? "nothing-to-count";
}

/** Leaves one rule of each group standing. @returns whether any was taken out. */
function chooseWithinGroups({ groups }: Listening, runs: Run[]): boolean {
  let changed = false;
  for (const { mode, members } of groups) {
    const candidates = members.map((at) => runs[at]!).filter(({ amount }) => amount);
    if (candidates.length < 2) continue;
    const ranked = candidates.toSorted((a, b) => {
      const difference = mode === "best" ? compare(b.amount!.exact, a.amount!.exact) : 0;
      return difference || b.rule.priority - a.rule.priority;
    });
    for (const loser of ranked.slice(1)) {
      loser.amount = null;
      loser.not = "group";
      changed = true;
    }
  }
  return changed;
}

/** Rounds, caps and budgets each rule that applies, in the definition's order. */
function grant(runs: Run[], input: RulesInput, context: RuleContext): Evaluated[] {
  const { version, basis, left } = input;
  const limiting: Limiting = { version, basis, left, context, room: {} };
  return runs.map(({ rule, amount, not }) => {
    const outcome: Evaluated = { rule: rule.id, unit: rule.unit, given: 0, exact: "0", spend: 0 };
    if (rule.for !== null) outcome.for = rule.for;
    if (!amount) {
      outcome.not = not ?? "nothing-to-count";
      return outcome;
    }
    outcome.exact = formatRational(amount.exact);
    outcome.spend = amount.spend;
    if (amount.within !== undefined) outcome.within = amount.within;
    outcome.given = round(outcome, rule, { amount, basis });
    limit(outcome, rule, limiting);
    if (outcome.given === 0) outcome.not = outcome.cut ? whyCut(outcome.cut.by) : "nothing-to-count";
    return outcome;
  });
}

const whyCut = (by: string): NonNullable<RuleOutcome["not"]> =>
  by.startsWith("budget:") ? "budget" : by.startsWith("once:") ? "once" : "cap";

type Limiting = Pick<RulesInput, "version" | "basis"> & {
  left: RulesInput["left"] | undefined;
  context: RuleContext;
  /** What is left of caps after the rules so far. */
  room: Record<string, number>;
};

/** Leaves of an amount what is left after everything that cuts it: caps in their order, then what accounts share. */
function limit(outcome: Evaluated, rule: EarnRule, { version, basis, left, context, room }: Limiting): void {
  const rounded = outcome.given;
  let given = rounded;
  const cutBy = (by: string, most: number): void => {
    if (given <= most) return;
    outcome.cut = { by, wanted: rounded };
    given = Math.max(0, most);
  };
  const caps = capsOn(version, rule);
  for (const { id, per, max } of caps) {
    room[id] ??= per === "fact" ? max : (basis.room[id] ?? max);
    cutBy(id, room[id]);
  }
  if (rule.budget !== null) {
    const by = `budget:${rule.id}`;
    cutBy(by, left?.(by) ?? rule.budget);
  }
  if (rule.once) {
    const by = onceOf(rule, context, basis);
    // A key is there or it is not: there is no part of it to be had.
    if ((left?.(by) ?? 1) < 1) cutBy(by, 0);
    if (given > 0) outcome.once = by;
  }
  for (const { id } of caps) room[id]! -= given;
  outcome.given = given;
}

/** The resource that a rule's key stands for; without a key, the account's own. */
const onceOf = (rule: EarnRule, context: RuleContext, { key }: Basis): string =>
  onceKey(rule.id, rule.once!.value(context.whole()) || `account ${key ?? ""}`);

const capLists = new WeakMap<EarnRule, Cap[]>();

/** A rule's own caps and the shared ones that name it. */
export function capsOn(version: Version, rule: EarnRule): Cap[] {
  let caps = capLists.get(rule);
  if (!caps) {
    caps = [...rule.caps, ...version.caps.filter((cap) => cap.rules.has(rule.id))];
    capLists.set(rule, caps);
  }
  return caps;
}

/** The amount in whole steps; what is carried to the next fact is kept in the outcome. */
function round(
  outcome: Evaluated,
  rule: EarnRule,
  { amount, basis }: { amount: RuleAmount; basis: Basis },
): number {
  const { exact, perLine } = amount;
  if (rule.rounding === "carry") {
    const carried = parseRational(basis.carried[rule.id] ?? "0") ?? ZERO;
    const total = add(exact, carried);
    const whole = floor(total) < 0n ? 0n : floor(total);
    outcome.carriedOut = subtract(total, rational(whole));
    return safe(Number(whole));
  }
  const one = ROUNDINGS[rule.rounding];
  if (rule.roundEach === "fact" || perLine.length === 0) return safe(Number(one(exact)));
  return safe(perLine.reduce((sum, part) => sum + Number(one(part)), 0));
}

const ROUNDINGS = { floor, exact: floor, "half-even": roundHalfEven, "half-up": roundHalfUp };
