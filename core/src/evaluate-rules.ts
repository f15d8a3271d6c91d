/**
 * Earn rules at work: what each rule gives for one fact. Pure in the strictest sense: it sees the fact and a `Basis`
 * (what the account was like then) and nothing else, so that a return can ask the same question again about fewer lines.
 */
import { isOpen } from "./calendar.ts";
import { conditionContext } from "./condition-context.ts";
import type { Basis, Remaining, RuleOutcome } from "./decision.ts";
import { safe } from "./draft.ts";
import type { Fact } from "./fact.ts";
import type { ByTier, Cap, EarnRule, Instant, Version } from "./program.ts";
import {
  add,
  floor,
  formatRational,
  multiply,
  parseRational,
  type Rational,
  rational,
  roundHalfEven,
  roundHalfUp,
  subtract,
  ZERO,
} from "./rational.ts";
import type { SpendLine } from "./spend.ts";
import type { Zone } from "./zone.ts";

export type RulesInput = {
  version: Version;
  zone: Zone;
  fact: Fact;
  at: Instant;
  basis: Basis;
  lines: SpendLine[];
  /** What is left of budgets, where known. */
  remaining?: Remaining | undefined;
};

/** A rule's outcome, and the fraction it carries on. */
export type Evaluated = RuleOutcome & { carriedOut?: Rational };

/** A rule that applies so far: its exact amount as a whole and per line. */
type Running = { rule: EarnRule; exact: Rational; perLine: Rational[]; spend: number };

const ONE: Rational = { num: 1n, den: 1n };

/** Every rule that listens to the fact's type, with what it gives or why it gives nothing, in the definition's order. */
export function evaluateRules(input: RulesInput): Evaluated[] {
  const rules = rulesFor(input.version, input.fact.type);
  if (rules.length === 0) return [];
  const refused = new Map<string, RuleOutcome["not"]>();
  const running = new Map<string, Running>();
  const context = contextOf(input);
  for (const rule of rules) {
    const not = closedBy(rule, input, context);
    if (not) refused.set(rule.id, not);
    else if (rule.give.kind !== "multiply") settle(rule, amountOf(rule, input, context), running, refused);
  }
  const multipliers = rules.filter((rule) => rule.give.kind === "multiply" && !refused.has(rule.id));
  const multiplyAll = (): void => {
    for (const rule of multipliers) {
      if (!refused.has(rule.id)) settle(rule, multiplied(rule, input, running, context), running, refused);
    }
  };
  multiplyAll();
  if (chooseWithinGroups(input.version, rules, running, refused)) {
    // A base rule may have lost to its group: what multiplies it is worked out again on those that stay.
    for (const rule of multipliers) running.delete(rule.id);
    multiplyAll();
  }
  return grant(rules, input, running, refused);
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

function contextOf({
  version,
  zone,
  fact,
  at,
  basis,
  lines,
}: RulesInput): (line?: SpendLine) => Record<string, unknown> {
  const spend = lines.reduce((sum, line) => sum + line.spend, 0);
  const base = { version, zone, fact, at, spend, account: basis.account, member: basis.member };
  let whole: Record<string, unknown> | null = null;
  return (line) => {
    if (line) return conditionContext({ ...base, line: line.line });
    whole ??= conditionContext(base);
    return whole;
  };
}

type Context = ReturnType<typeof contextOf>;

function closedBy(rule: EarnRule, { zone, at }: RulesInput, context: Context): RuleOutcome["not"] | null {
  if (rule.schedule && !isOpen(zone, rule.schedule, at)) return "schedule";
  if (rule.when && !rule.when.test(context())) return "when";
  return null;
}

const matches = (rule: EarnRule, line: SpendLine, context: Context): boolean =>
  rule.lines === null || rule.lines.test(context(line));

/** The term that holds for the tier of then, or the plain one. */
function byTier<T>(plain: T, terms: ByTier<T> | null, basis: Basis): T {
  const level = terms && basis.account.tier[terms.ladder];
  return (level !== null && level !== undefined ? terms?.levels[level] : undefined) ?? plain;
}

function amountOf(
  rule: EarnRule,
  { basis, lines, fact }: RulesInput,
  context: Context,
): Omit<Running, "rule"> {
  const { give } = rule;
  if (give.kind === "fixed") {
    const amount = rational(BigInt(byTier(give.amount, give.byTier, basis)));
    if (give.each === "fact") {
      const bought =
        fact.type !== "purchase" || lines.some((l) => l.excluded === undefined && matches(rule, l, context));
      return { exact: bought ? amount : ZERO, perLine: [], spend: 0 };
    }
    let times = ZERO;
    for (const line of lines) {
      if (line.excluded !== undefined || line.pieces === 0 || !matches(rule, line, context)) continue;
      times = add(times, give.each === "line" ? ONE : rational(BigInt(line.pieces), 1000n));
    }
    return { exact: multiply(amount, times), perLine: [], spend: 0 };
  }
  const rate = give.kind === "rate" ? byTier(give.rate, give.byTier, basis) : ZERO;
  let spend = 0;
  const perLine = lines.map((line) => {
    if (line.spend === 0 || !matches(rule, line, context)) return ZERO;
    spend += line.spend;
    return multiply(rational(BigInt(line.spend)), rate);
  });
  return { exact: multiply(rational(BigInt(spend)), rate), perLine, spend };
}

function multiplied(
  rule: EarnRule,
  { basis, lines }: RulesInput,
  running: Map<string, Running>,
  context: Context,
): Omit<Running, "rule"> {
  const { give } = rule;
  if (give.kind !== "multiply") return { exact: ZERO, perLine: [], spend: 0 };
  const extra = subtract(byTier(give.factor, give.byTier, basis), ONE);
  const counted = lines.map((line) => line.spend > 0 && matches(rule, line, context));
  const perLine = lines.map(() => ZERO);
  let exact = ZERO;
  for (const target of running.values()) {
    if (target.rule.give.kind !== "rate" || target.rule.unit !== rule.unit) continue;
    if (give.of && !give.of.has(target.rule.id)) continue;
    target.perLine.forEach((amount, index) => {
      if (!counted[index] || amount.num === 0n) return;
      const part = multiply(amount, extra);
      perLine[index] = add(perLine[index]!, part);
      exact = add(exact, part);
    });
  }
  const spend = lines.reduce((sum, line, index) => sum + (perLine[index]!.num > 0n ? line.spend : 0), 0);
  return { exact, perLine, spend };
}

function settle(
  rule: EarnRule,
  amount: Omit<Running, "rule">,
  running: Map<string, Running>,
  refused: Map<string, RuleOutcome["not"]>,
): void {
  if (amount.exact.num > 0n) running.set(rule.id, { rule, ...amount });
  else refused.set(rule.id, rule.lines && amount.spend === 0 ? "lines" : "nothing-to-count");
}

/** Leaves one rule of each group standing. @returns whether any was taken out. */
function chooseWithinGroups(
  version: Version,
  rules: EarnRule[],
  running: Map<string, Running>,
  refused: Map<string, RuleOutcome["not"]>,
): boolean {
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
  { version, basis, remaining }: RulesInput,
  running: Map<string, Running>,
  refused: Map<string, RuleOutcome["not"]>,
): Evaluated[] {
  const room: Record<string, number> = {};
  return rules.map((rule) => {
    const outcome: Evaluated = { rule: rule.id, unit: rule.unit, given: 0, exact: "0", spend: 0 };
    const of = running.get(rule.id);
    if (!of) return { ...outcome, not: refused.get(rule.id) ?? "nothing-to-count" };
    const { rounded, carriedOut } = round(rule, of, basis);
    outcome.exact = formatRational(of.exact);
    outcome.spend = of.spend;
    if (carriedOut) outcome.carriedOut = carriedOut;
    let given = rounded;
    for (const cap of capsOn(version, rule)) {
      const key = cap.id;
      const left = room[key] ?? (cap.per === "fact" ? cap.max : (basis.room[key] ?? cap.max));
      room[key] = left;
      if (given > left) {
        outcome.cut = { by: key, wanted: rounded };
        given = left;
      }
    }
    const budget = rule.budget === null ? undefined : (remaining?.[`budget:${rule.id}`] ?? rule.budget);
    if (budget !== undefined && given > budget) {
      outcome.cut = { by: `budget:${rule.id}`, wanted: rounded };
      given = Math.max(0, budget);
    }
    for (const cap of capsOn(version, rule)) room[cap.id]! -= given;
    if (given === 0)
      outcome.not = outcome.cut
        ? outcome.cut.by.startsWith("budget:")
          ? "budget"
          : "cap"
        : "nothing-to-count";
    outcome.given = given;
    return outcome;
  });
}

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
