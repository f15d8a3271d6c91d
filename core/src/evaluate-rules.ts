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
import type { Cap, EarnRule, Instant, LimitedPeriod, Version } from "./program.ts";
import {
  add,
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
import { type RuleContext, ruleContexts } from "./rule-context.ts";
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

/** A rule that applies so far, with its amount. */
type Running = RuleAmount & { rule: EarnRule };
type Run = { running: Map<string, Running>; refused: Map<string, RuleOutcome["not"]> };

/** Every rule that listens to the fact's type, with what it gives or why it gives nothing, in the definition's order. */
export function evaluateRules(input: RulesInput): Evaluated[] {
  const rules = rulesFor(input.version, input.fact.type);
  if (rules.length === 0) return [];
  const run: Run = { refused: new Map(), running: new Map() };
  const { refused, running } = run;
  const contexts = ruleContexts(input);
  const shares = makeShares(input);
  const amountInput = (rule: EarnRule): AmountInput => ({ ...input, context: contexts(rule.id), shares });
  for (const rule of rules) {
    const not = closedBy(rule, input, contexts(rule.id));
    if (not) refused.set(rule.id, not);
    else if (rule.give.kind !== "multiply") settle(rule, amountOf(rule, amountInput(rule)), run);
  }
  const multipliers = rules.filter((rule) => rule.give.kind === "multiply" && !refused.has(rule.id));
  const multiplyAll = (): void => {
    for (const rule of multipliers) {
      if (!refused.has(rule.id))
        settle(rule, multipliedAmount(rule, amountInput(rule), running.values()), run);
    }
  };
  multiplyAll();
  if (chooseWithinGroups(input.version, rules, run)) {
    // A base rule may have lost to its group: what multiplies it is worked out again on those that stay.
    for (const rule of multipliers) running.delete(rule.id);
    multiplyAll();
  }
  return grant(rules, { ...input, contexts }, run);
}

/** The tenders' shares of the spend, worked out when a rule first asks for them. */
function makeShares({ version, fact, lines }: RulesInput): () => TenderShare[] {
  let shares: TenderShare[] | null = null;
  return () => {
    shares ??= tenderShares(version.spend, fact as PurchaseFact, lines);
    return shares;
  };
}

const indexes = new WeakMap<Version, Map<string, EarnRule[]>>();

/** The rules that listen to facts of a type, in the definition's order. */
export function rulesFor(version: Version, type: string): EarnRule[] {
  let index = indexes.get(version);
  if (!index) {
    index = new Map();
    indexes.set(version, index);
  }
  let rules = index.get(type);
  if (!rules) {
    rules = version.earn.filter((rule) => rule.on.has(type));
    index.set(type, rules);
  }
  return rules;
}

/** The key of what is left of a rule's times in a `Basis`. */
export const timesKey = (rule: string, per: LimitedPeriod): string => `${rule}.times.${per}`;

function closedBy(
  rule: EarnRule,
  { version, zone, at, basis }: RulesInput,
  context: RuleContext,
): RuleOutcome["not"] | null {
  if (rule.schedule && !isOpen(zone, rule.schedule, at)) return "schedule";
  if (rule.for !== null && !isCauseOpen(version.causes[rule.for]!, at)) return "schedule";
  if (rule.when && !rule.when.test(context.whole())) return "when";
  if (rule.times.some(({ max, per }) => (basis.room[timesKey(rule.id, per)] ?? max) < 1)) return "times";
  return null;
}

function settle(rule: EarnRule, amount: RuleAmount, { running, refused }: Run): void {
  if (amount.exact.num > 0n) running.set(rule.id, { rule, ...amount });
  else refused.set(rule.id, amount.not ?? "nothing-to-count");
}

/** Leaves one rule of each group standing. @returns whether any was taken out. */
function chooseWithinGroups(version: Version, rules: EarnRule[], { running, refused }: Run): boolean {
  let changed = false;
  for (const [group, mode] of Object.entries(version.groups)) {
    const candidates = rules.filter((rule) => rule.group === group && running.has(rule.id));
    if (candidates.length < 2) continue;
    const worth = (rule: EarnRule): Rational => running.get(rule.id)!.exact;
    const ranked = candidates.toSorted((a, b) => {
      const difference = mode === "best" ? subtract(worth(b), worth(a)).num : 0n;
      return difference > 0n ? 1 : difference < 0n ? -1 : b.priority - a.priority;
    });
    for (const loser of ranked.slice(1)) {
      running.delete(loser.id);
      refused.set(loser.id, "group");
      changed = true;
    }
  }
  return changed;
}

/** Rounds, caps and budgets each running rule, in the definition's order. */
function grant(
  rules: EarnRule[],
  { version, basis, left, contexts }: RulesInput & { contexts: (rule: string) => RuleContext },
  { running, refused }: Run,
): Evaluated[] {
  const room: Record<string, number> = {};
  return rules.map((rule) => {
    const outcome: Evaluated = { rule: rule.id, unit: rule.unit, given: 0, exact: "0", spend: 0 };
    if (rule.for !== null) outcome.for = rule.for;
    const of = running.get(rule.id);
    if (!of) return { ...outcome, not: refused.get(rule.id) ?? "nothing-to-count" };
    const { rounded, carriedOut } = round(rule, of, basis);
    outcome.exact = formatRational(of.exact);
    outcome.spend = of.spend;
    if (of.within !== undefined) outcome.within = of.within;
    if (carriedOut) outcome.carriedOut = carriedOut;
    const limits = limitsOn(rule, { version, basis, left, room, context: contexts(rule.id) });
    let given = rounded;
    for (const { by, left: most } of limits) {
      if (given <= most) continue;
      outcome.cut = { by, wanted: rounded };
      given = Math.max(0, most);
    }
    if (rule.once && given > 0) outcome.once = onceOf(rule, contexts(rule.id), basis);
    for (const cap of capsOn(version, rule)) room[cap.id]! -= given;
    if (given === 0) outcome.not = outcome.cut ? whyCut(outcome.cut.by) : "nothing-to-count";
    outcome.given = given;
    return outcome;
  });
}

const whyCut = (by: string): NonNullable<RuleOutcome["not"]> =>
  by.startsWith("budget:") ? "budget" : by.startsWith("once:") ? "once" : "cap";

type LimitsInput = Pick<RulesInput, "version" | "basis"> & {
  left: RulesInput["left"] | undefined;
  room: Record<string, number>;
  context: RuleContext;
};

/** Everything that cuts what a rule gives: caps in their order, then what accounts share. */
function limitsOn(rule: EarnRule, input: LimitsInput): { by: string; left: number }[] {
  const { version, basis, left, room, context } = input;
  const limits = capsOn(version, rule).map((cap) => {
    const most = room[cap.id] ?? (cap.per === "fact" ? cap.max : (basis.room[cap.id] ?? cap.max));
    room[cap.id] = most;
    return { by: cap.id, left: most };
  });
  if (rule.budget !== null) {
    const by = `budget:${rule.id}`;
    limits.push({ by, left: left?.(by) ?? rule.budget });
  }
  if (rule.once) {
    const by = onceOf(rule, context, basis);
    // A key is there or it is not: there is no part of it to be had.
    if ((left?.(by) ?? 1) < 1) limits.push({ by, left: 0 });
  }
  return limits;
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

function round(rule: EarnRule, of: Running, basis: Basis): { rounded: number; carriedOut?: Rational } {
  if (rule.rounding === "carry") {
    const carried = parseRational(basis.carried[rule.id] ?? "0") ?? ZERO;
    const total = add(of.exact, carried);
    const whole = floor(total) < 0n ? 0n : floor(total);
    return { rounded: safe(Number(whole)), carriedOut: subtract(total, rational(whole)) };
  }
  const one = { floor, exact: floor, "half-even": roundHalfEven, "half-up": roundHalfUp }[rule.rounding];
  const amounts = rule.roundEach === "line" && of.perLine.length > 0 ? of.perLine : [of.exact];
  return { rounded: safe(amounts.reduce((sum, amount) => sum + Number(one(amount)), 0)) };
}
