/** Earn rules and caps to the form that the engine runs. */

import { formatDecimal, parseDecimal } from "../decimal.ts";
import { BUILT_IN_FACT_TYPES } from "../fact.ts";
import type { ByTier, Cap, CapPeriod, EarnRule, Give, LimitedPeriod, RuleLimit } from "../program.ts";
import { compare, formatRational, multiply, type Rational, rational, subtract } from "../rational.ts";
import { alternatives } from "./closest.ts";
import {
  checkLevels,
  compileSchedule,
  decimalsAtMost,
  MOST_STEPS,
  stepsOf,
  type VersionCompiler,
} from "./compile-parts.ts";
import type { Path } from "./definition-tree.ts";
import { CAP_PERIODS, type EarnDefinition } from "./earn-shape.ts";
import { checkMadeByTime } from "./made-by-time.ts";
import { adviseId, emptyRecord } from "./shape.ts";

/** With the rate rules of each unit, in order. */
type EarnCompiler = VersionCompiler & { rateRules: Map<string, string[]> };

export function compileEarn(compiler: VersionCompiler): EarnRule[] {
  const rateRules = new Map<string, string[]>();
  for (const [id, { rate, unit }] of Object.entries(compiler.definition.earn)) {
    if (rate === undefined) continue;
    const ids = rateRules.get(unit) ?? [];
    ids.push(id);
    rateRules.set(unit, ids);
  }
  const earn = { ...compiler, rateRules };
  return Object.entries(compiler.definition.earn).map(([id, rule]) => compileRule(id, rule, earn));
}

export function compileSharedCaps(compiler: VersionCompiler): Cap[] {
  const { definition, report } = compiler;
  return Object.entries(definition.caps).map(([id, cap]) => {
    const path = ["caps", id];
    if (cap.rules.length === 0) report("cap-of-nothing", [...path, "rules"]);
    for (const [index, rule] of cap.rules.entries()) {
      const other = definition.earn[rule]?.unit;
      if (other !== undefined && other !== cap.unit) {
        report("cap-unit-differs", [...path, "rules", index], { unit: cap.unit, rule, other });
      }
    }
    const max = stepsOf(cap.max, [...path, "max"], {
      ...unitScale(cap.unit, compiler),
      advice: CAP_ADVICE,
      report,
    });
    return { id, key: capKey(id, cap.per), unit: cap.unit, max, per: cap.per, rules: new Set(cap.rules) };
  });
}

/** A budget is counted once for the whole program, so it may be a thousand times what an account may be given. */
const MOST_BUDGET = 1000 * MOST_STEPS;

const CAP_ADVICE = "Write the most that may be earned; to stop a rule altogether, take the rule out.";

const unitScale = (unit: string, { units }: VersionCompiler): { scale: number; what: string } => ({
  scale: units[unit]?.scale ?? 6,
  what: `the unit “${unit}”`,
});

function compileRule(id: string, written: EarnDefinition, compiler: EarnCompiler): EarnRule {
  const { report, conditions } = compiler;
  const path = ["earn", id];
  const scale = unitScale(written.unit, compiler);
  checkFactTypes(written, path, compiler);
  checkPlaces(written, path, compiler);
  checkMadeByTime(written, { path, compiler });
  const give = compileGive(id, written, { path, compiler });
  if (written.rounding === "exact") checkExact(id, give, { written, path, compiler });
  const budget =
    written.budget === undefined
      ? null
      : stepsOf(written.budget, [...path, "budget"], {
          ...scale,
          advice: CAP_ADVICE,
          most: MOST_BUDGET,
          report,
        });
  return {
    id,
    on: new Set(written.on),
    unit: written.unit,
    when: conditions.compile(written.when, [...path, "when"], { lines: false }),
    lines: conditions.compile(written.lines, [...path, "lines"], { lines: true }),
    tenders: conditions.compile(written.tenders, [...path, "tenders"], { lines: false, tenders: true }),
    give,
    rounding: written.rounding,
    roundEach: written.round_each,
    caps: compileCaps(id, written, { path, compiler }),
    times: compileTimes(written.times).map((limit) => ruleLimit(id, "times", limit)),
    once: conditions.compileText(written.once, [...path, "once"]),
    budget,
    schedule: compileSchedule(written.schedule, [...path, "schedule"], compiler),
    for: written.for ?? null,
    group: written.group ?? null,
    priority: written.priority,
  };
}

/** The counter of a cap. */
const capKey = (id: string, per: CapPeriod): string => `cap:${id}:${per}`;

/** A limit of a rule, with the counter in which it is kept and its name in a `Basis`. */
const ruleLimit = (
  rule: string,
  what: "times" | "up_to",
  { max, per }: { max: number; per: LimitedPeriod },
): RuleLimit => ({
  id: what === "times" ? `${rule}.times.${per}` : `${rule}.up_to`,
  key: `${what}:${rule}:${per}`,
  max,
  per,
});

type At = { path: Path; compiler: EarnCompiler };

function compileCaps(id: string, written: EarnDefinition, { path, compiler }: At): Cap[] {
  const caps: Cap[] = [];
  for (const per of CAP_PERIODS) {
    const text = written.caps[per];
    if (text === undefined) continue;
    const scale = unitScale(written.unit, compiler);
    const max = stepsOf(text, [...path, "caps", per], {
      ...scale,
      advice: CAP_ADVICE,
      report: compiler.report,
    });
    const name = `${id}.${per}`;
    caps.push({ id: name, key: capKey(name, per), unit: written.unit, max, per, rules: new Set([id]) });
  }
  return caps;
}

const LIMITED_PERIODS = ["day", "week", "month", "year", "lifetime"] as const;

/** How often in each period that is named. */
export function compileTimes(
  written: Partial<Record<LimitedPeriod, number | undefined>>,
): { max: number; per: LimitedPeriod }[] {
  return LIMITED_PERIODS.flatMap((per) => {
    const max = written[per];
    return max === undefined ? [] : [{ max, per }];
  });
}

/** Fact types whose meaning is fixed: rules do not listen to them. */
export const FIXED_TYPES = new Set<string>(BUILT_IN_FACT_TYPES.filter((type) => type !== "purchase"));

/** Reports types that a rule cannot listen to. */
export function checkFactTypes(written: { on: string[] }, path: Path, { report }: VersionCompiler): void {
  for (const [index, type] of written.on.entries()) {
    if (FIXED_TYPES.has(type)) report("fact-type-fixed", [...path, "on", index], { id: type });
  }
}

/** Settings that only mean something beside others. */
function checkPlaces(written: EarnDefinition, path: Path, { report }: VersionCompiler): void {
  const misplaced = (key: string, because: string, advice: string): void =>
    report("key-out-of-place", [...path, key], { key, because, advice }, "key");
  const onlyPurchases = written.on.every((type) => type === "purchase");
  if (written.per !== undefined && written.rate === undefined)
    misplaced("per", "the rule has no rate", "Take it out, or give a “rate”.");
  if (written.of !== undefined && written.multiply === undefined)
    misplaced("of", "the rule does not multiply", "Take it out, or write “multiply”.");
  if (written.each !== undefined && written.amount === undefined)
    misplaced("each", "the rule gives no fixed amount", "Take it out, or give an “amount”.");
  if (written.up_to !== undefined && written.rate === undefined)
    misplaced("up_to", "the rule has no rate", "Take it out, or give a “rate”.");
  if (written.counts !== undefined && written.rate === undefined)
    misplaced(
      "counts",
      "the rule has no rate",
      "Take it out, or give a “rate”; for a fixed amount write “count”.",
    );
  if (written.count !== undefined && written.amount === undefined)
    misplaced(
      "count",
      "the rule gives no fixed amount",
      "Take it out, or give an “amount”; for a rate write “counts”.",
    );
  if (written.counts !== undefined && (written.lines !== undefined || written.tenders !== undefined))
    misplaced(
      "counts",
      "lines and tenders have no share in what is counted so",
      "Take it out, or take them out.",
    );
  if (onlyPurchases) return;
  const advice = "Let the rule listen to purchases only, or take this out.";
  const because = "only purchases have lines and spend";
  if (written.lines !== undefined) misplaced("lines", because, advice);
  if (written.tenders !== undefined) misplaced("tenders", because, advice);
  if (written.rate !== undefined && written.counts === undefined)
    misplaced(
      "rate",
      because,
      "Give a fixed “amount”, say what it “counts”, or let the rule listen to purchases only.",
    );
  if (written.multiply !== undefined) misplaced("multiply", because, advice);
  if (written.each === "line" || written.each === "piece") misplaced("each", because, advice);
}

function compileGive(id: string, written: EarnDefinition, { path, compiler }: At): Give {
  const ways = (["rate", "amount", "multiply"] as const).filter((way) => written[way] !== undefined);
  if (ways.length === 0) compiler.report("give-missing", path, { rule: id }, "key");
  if (ways.length > 1)
    compiler.report(
      "give-several",
      [...path, ways[1]!],
      { rule: id, found: alternatives(ways, "and") },
      "key",
    );
  if (written.by_tier) {
    const { ladder, levels } = written.by_tier;
    checkLevels({ ladder, levels, ...compiler }, [...path, "by_tier", "levels"]);
    const by = compiler.definition.tiers[ladder]?.by;
    if (written.by_tier.crossing === "after" && typeof by === "object")
      compiler.report("crossing-circular", [...path, "by_tier", "crossing"], { ladder });
  }
  if (written.rate !== undefined)
    return compileRate(id, { ...written, rate: written.rate }, { path, compiler });
  if (written.multiply !== undefined) return compileMultiply(id, written, { path, compiler });
  return compileFixed(written, { path, compiler });
}

function tiersOf<T>(
  written: EarnDefinition,
  convert: (value: Rational, level: string) => T,
): ByTier<T> | null {
  if (!written.by_tier) return null;
  const levels = emptyRecord<T>();
  for (const [level, value] of Object.entries(written.by_tier.levels)) levels[level] = convert(value, level);
  const { ladder, crossing } = written.by_tier;
  return crossing === "after" ? { ladder, levels, crossing } : { ladder, levels };
}

/** Steps per minor unit: rate × 10^scale / (per × 10^decimals of the currency). */
function compileRate(id: string, written: EarnDefinition & { rate: Rational }, { path, compiler }: At): Give {
  const { rate } = written;
  const { currencyDecimals, definition, report } = compiler;
  const { scale } = unitScale(written.unit, compiler);
  const money = { scale: currencyDecimals, what: `the currency ${definition.currency}` };
  const per =
    written.per === undefined
      ? 10 ** currencyDecimals
      : stepsOf(written.per, [...path, "per"], { ...money, report });
  const factor = rational(10n ** BigInt(scale), BigInt(per));
  if (rate.num === 0n && !written.by_tier) {
    const advice = "Write a rate above zero, or take the rule out; in a later version, “rule: null” does so.";
    report("amount-not-positive", [...path, "rate"], { key: "rate", found: "0", advice });
  }
  return {
    kind: "rate",
    rate: multiply(rate, factor),
    byTier: tiersOf(written, (value) => multiply(value, factor)),
    counts: compiler.conditions.compileNumber(written.counts, [...path, "counts"]),
    upTo: written.up_to
      ? {
          ...ruleLimit(id, "up_to", {
            max: stepsOf(written.up_to.spend, [...path, "up_to", "spend"], { ...money, report }),
            per: written.up_to.per,
          }),
          beyond: multiply(written.up_to.beyond ?? rational(0n), factor),
        }
      : null,
  };
}

function compileFixed(written: EarnDefinition, { path, compiler }: At): Give {
  const scale = unitScale(written.unit, compiler);
  const steps = (text: string, where: Path): number =>
    stepsOf(text, where, { ...scale, zero: written.by_tier !== undefined, report: compiler.report });
  const amount = written.amount === undefined ? 1 : steps(written.amount, [...path, "amount"]);
  const byTier = tiersOf(written, (value, level) => {
    const inSteps = multiply(value, rational(10n ** BigInt(scale.scale)));
    if (inSteps.den === 1n && inSteps.num <= BigInt(MOST_STEPS)) return Number(inSteps.num);
    const found = formatRational(value);
    const params = {
      key: level,
      found,
      scale: scale.scale,
      what: scale.what,
      advice: `Write ${decimalsAtMost(scale.scale)}.`,
    };
    compiler.report("amount-too-fine", [...path, "by_tier", "levels", level], params);
    return 1;
  });
  const count = compiler.conditions.compileNumber(written.count, [...path, "count"]);
  return { kind: "fixed", amount, each: written.each ?? "fact", byTier, count };
}

const ONE = rational(1n);

function compileMultiply(id: string, written: EarnDefinition, { path, compiler }: At): Give {
  const { definition, rateRules, report } = compiler;
  const factor = written.multiply ?? ONE;
  if (compare(factor, ONE) < 0)
    report("multiply-below-one", [...path, "multiply"], { found: formatRational(factor) });
  const byTier = tiersOf(written, (value, level) => {
    if (compare(value, ONE) < 0)
      report("multiply-below-one", [...path, "by_tier", "levels", level], { found: formatRational(value) });
    return value;
  });
  const rateIds = rateRules.get(written.unit) ?? [];
  // A rate rule whose unit cannot be read is counted as one of this unit: its own problem says enough.
  if (rateIds.length === 0 && !rateRules.has(""))
    report("multiply-nothing", [...path, "multiply"], { rule: id, unit: written.unit }, "key");
  else {
    for (const [index, rule] of (written.of ?? []).entries()) {
      const other = definition.earn[rule];
      if (!other || (other.rate !== undefined && other.unit === written.unit) || other.unit === "") continue;
      const advice = adviseId("rate rule", rule, rateIds);
      report("rule-not-rate", [...path, "of", index], {
        id: rule,
        unit: written.unit,
        advice,
      });
    }
  }
  return { kind: "multiply", factor, of: written.of ? new Set(written.of) : null, byTier };
}

type ExactInput = { written: EarnDefinition; path: Path; compiler: EarnCompiler };

/** `exact` promises that no fraction ever arises; it can only be kept if every minor unit gives whole steps. */
function checkExact(id: string, give: Give, { written, path, compiler }: ExactInput): void {
  const { scale } = unitScale(written.unit, compiler);
  const check = (rate: Rational, where: Path): void => {
    if (rate.den === 1n) return;
    const needed = scaleFor(rate, scale);
    const carry = "write “rounding: carry”, which keeps the fraction for the next fact";
    const advice =
      needed === null ? `No scale can; ${carry}.` : `Give the unit “scale: ${needed}”, or ${carry}.`;
    const perMinor = multiply(rate, rational(1n, 10n ** BigInt(scale)));
    const minor = minorName(compiler);
    compiler.report("rate-not-exact", where, {
      rule: id,
      found: formatRational(perMinor),
      unit: written.unit,
      minor,
      scale,
      advice,
    });
  };
  if (give.kind === "rate") {
    check(give.rate, [...path, "rate"]);
    if (give.upTo) check(give.upTo.beyond, [...path, "up_to", "beyond"]);
    for (const [level, rate] of Object.entries(give.byTier?.levels ?? {}))
      check(rate, [...path, "by_tier", "levels", level]);
  }
  if (give.kind === "multiply") {
    for (const rule of compiler.rateRules.get(written.unit) ?? []) {
      const other = compiler.definition.earn[rule];
      if (other?.rate === undefined || (give.of && !give.of.has(rule))) continue;
      const per = parseDecimal(other.per ?? "1", compiler.currencyDecimals) || 1;
      const base = multiply(other.rate, rational(10n ** BigInt(scale), BigInt(per)));
      check(multiply(base, subtract(give.factor, ONE)), [...path, "multiply"]);
    }
  }
}

const minorName = ({ currencyDecimals, definition }: VersionCompiler): string =>
  `${formatDecimal(1, currencyDecimals)} ${definition.currency}`;

/** The least scale at which the rate gives whole steps; null when none up to 6 does. */
function scaleFor(rate: Rational, scale: number): number | null {
  for (let more = 1; scale + more <= 6; more++) {
    if (multiply(rate, rational(10n ** BigInt(more))).den === 1n) return scale + more;
  }
  return null;
}
