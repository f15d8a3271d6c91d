/** The exact amount that one rule gives for a fact, as a whole and per line, before groups, rounding and caps. */
import type { Basis } from "./decision.ts";
import type { Fact, PurchaseFact } from "./fact.ts";
import type { ByTier, EarnRule, Give } from "./program.ts";
import { add, multiply, type Rational, rational, roundHalfEven, subtract, ZERO } from "./rational.ts";
import type { RuleContext } from "./rule-context.ts";
import { linesOf, type SpendLine } from "./spend.ts";
import type { TenderShare } from "./tender-share.ts";

/** `within` are the minor units that ran at a rate that holds for so many only. */
export type RuleAmount = {
  exact: Rational;
  perLine: Rational[];
  spend: number;
  within?: number;
  not?: "lines" | "tenders";
};

/** What the amount of a rule depends on. */
export type AmountInput = {
  fact: Fact;
  basis: Basis;
  lines: SpendLine[];
  context: RuleContext;
  shares: () => TenderShare[];
};

const ONE: Rational = { num: 1n, den: 1n };
const NOTHING: RuleAmount = { exact: ZERO, perLine: [], spend: 0 };
const NO_LINES: RuleAmount = { ...NOTHING, not: "lines" };
const NO_TENDERS: RuleAmount = { ...NOTHING, not: "tenders" };

/** The term that holds for the tier of then, or the plain one. */
function byTier<T>(plain: T, terms: ByTier<T> | null, { account, tierAfter }: Basis): T {
  if (!terms) return plain;
  const tiers = terms.crossing === "after" ? (tierAfter ?? account.tier) : account.tier;
  const level = tiers[terms.ladder];
  return (level === undefined ? undefined : terms.levels[level]) ?? plain;
}

const matches = (rule: EarnRule, line: SpendLine, { ofLine }: RuleContext): boolean =>
  rule.lines === null || rule.lines.test(ofLine(line));

/** What a rule with a rate or a fixed amount gives. */
export function amountOf(rule: EarnRule, input: AmountInput): RuleAmount {
  const { give } = rule;
  if (give.kind === "fixed") return fixedAmount(rule, give, input);
  if (give.kind === "rate") return give.counts ? countedAmount(give, input) : rateAmount(rule, give, input);
  return NOTHING;
}

function fixedAmount(rule: EarnRule, give: Extract<Give, { kind: "fixed" }>, input: AmountInput): RuleAmount {
  const { basis, lines, fact, context } = input;
  let amount = rational(BigInt(byTier(give.amount, give.byTier, basis)));
  if (give.count) amount = multiply(amount, stillBought(input, give.count.value(context.whole())));
  if (amount.num < 0n) return NOTHING;
  if (give.each === "fact") {
    const bought =
      fact.type !== "purchase" || lines.some((l) => l.excluded === undefined && matches(rule, l, context));
    if (bought) return { exact: amount, perLine: [], spend: 0 };
    return rule.lines ? NO_LINES : NOTHING;
  }
  let times = ZERO;
  for (const line of lines) {
    if (line.excluded !== undefined || line.pieces === 0 || !matches(rule, line, context)) continue;
    times = add(times, give.each === "line" ? ONE : rational(BigInt(line.pieces), 1000n));
  }
  const exact = multiply(amount, times);
  return rule.lines && exact.num === 0n ? NO_LINES : { exact, perLine: [], spend: 0 };
}

/** What a value of the whole fact comes to for the part of a purchase that has not been returned. */
function stillBought({ fact, lines }: AmountInput, value: Rational): Rational {
  if (fact.type !== "purchase" || value.num === 0n) return value;
  const whole = linesOf(fact as PurchaseFact).reduce((sum, { amount }) => sum + amount, 0);
  const left = lines.reduce((sum, { left: of }) => sum + of, 0);
  if (whole > 0) return left === whole ? value : multiply(value, rational(BigInt(left), BigInt(whole)));
  return lines.some(({ pieces }) => pieces > 0) ? value : ZERO;
}

/** A rate on something that the fact says, in whole minor units (half to even where a return leaves a fraction). */
function countedAmount(give: Extract<Give, { kind: "rate" }>, input: AmountInput): RuleAmount {
  const counted = roundHalfEven(stillBought(input, give.counts!.value(input.context.whole())));
  if (counted <= 0n) return NOTHING;
  return atRates(give, input, { spend: Number(counted), perLine: [] });
}

function rateAmount(rule: EarnRule, give: Extract<Give, { kind: "rate" }>, input: AmountInput): RuleAmount {
  const { lines, context } = input;
  const counted = lines.map((line) => (line.spend > 0 && matches(rule, line, context) ? line.spend : 0));
  const perLine = rule.tenders ? paidBy(rule, counted, input) : counted;
  const spend = perLine.reduce((sum, part) => sum + part, 0);
  if (spend > 0) return atRates(give, input, { spend, perLine });
  const byTenders = rule.tenders && counted.some((part) => part > 0);
  return byTenders ? NO_TENDERS : rule.lines ? NO_LINES : NOTHING;
}

/** Of the lines that count, what the rule's tenders paid. */
function paidBy(rule: EarnRule, counted: number[], { shares, context }: AmountInput): number[] {
  const paid = counted.map(() => 0);
  for (const { tender, parts } of shares()) {
    if (!rule.tenders!.test(context.ofTender(tender))) continue;
    for (const [index, part] of parts.entries()) if (counted[index]! > 0) paid[index]! += part;
  }
  return paid;
}

/** The rate on what is counted, as far as it holds; what goes beyond it at the rate for that. Earlier lines come first. */
function atRates(
  give: Extract<Give, { kind: "rate" }>,
  { basis }: AmountInput,
  { spend, perLine }: { spend: number; perLine: number[] },
): RuleAmount {
  const rate = byTier(give.rate, give.byTier, basis);
  const at = (amount: number, of: Rational): Rational => multiply(rational(BigInt(amount)), of);
  if (!give.upTo) {
    const exact = at(spend, rate);
    // Where one line is all that counts, its part is the whole.
    return { exact, perLine: perLine.map((part) => (part === spend ? exact : at(part, rate))), spend };
  }
  const { beyond, id, max } = give.upTo;
  const within = Math.min(spend, basis.room[id] ?? max);
  let left = within;
  const split = perLine.map((part) => {
    const top = Math.min(part, left);
    left -= top;
    return add(at(top, rate), at(part - top, beyond));
  });
  return { exact: add(at(within, rate), at(spend - within, beyond)), perLine: split, spend, within };
}

/** What a multiplier adds to the amounts of the rules that it multiplies. */
export function multipliedAmount(
  rule: EarnRule,
  { basis, lines, context, shares }: AmountInput,
  targets: readonly { rule: EarnRule; amount: RuleAmount | null }[],
): RuleAmount {
  const { give } = rule;
  if (give.kind !== "multiply") return NOTHING;
  const extra = subtract(byTier(give.factor, give.byTier, basis), ONE);
  const counted = lines.map((line) => line.spend > 0 && matches(rule, line, context));
  const share = rule.tenders ? shareOfLines(rule, { lines, context, shares }) : null;
  const perLine = lines.map(() => ZERO);
  let exact = ZERO;
  for (const { rule: target, amount: base } of targets) {
    if (!base || target.give.kind !== "rate" || target.unit !== rule.unit) continue;
    if (give.of && !give.of.has(target.id)) continue;
    // What is counted in the place of spend lies on no line, and is multiplied whole.
    if (base.perLine.length === 0 && !rule.lines) exact = add(exact, multiply(base.exact, extra));
    base.perLine.forEach((amount, index) => {
      if (!counted[index] || amount.num === 0n) return;
      const whole = multiply(amount, extra);
      const part = share ? multiply(whole, share[index]!) : whole;
      perLine[index] = add(perLine[index]!, part);
      exact = add(exact, part);
    });
  }
  const spend = lines.reduce((sum, line, index) => sum + (perLine[index]!.num > 0n ? line.spend : 0), 0);
  const nothing = exact.num === 0n && (rule.lines || rule.tenders);
  return nothing ? (rule.tenders ? NO_TENDERS : NO_LINES) : { exact, perLine, spend };
}

/** The share of each line that the rule's tenders paid. */
function shareOfLines(
  rule: EarnRule,
  { lines, context, shares }: Pick<AmountInput, "lines" | "context" | "shares">,
): Rational[] {
  const paid = lines.map(() => 0);
  for (const { tender, parts } of shares()) {
    if (!rule.tenders!.test(context.ofTender(tender))) continue;
    for (const [index, part] of parts.entries()) paid[index]! += part;
  }
  return lines.map(({ spend }, index) => (spend > 0 ? rational(BigInt(paid[index]!), BigInt(spend)) : ZERO));
}
