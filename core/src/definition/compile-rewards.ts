/** Rewards to the form that the engine runs. */
import type { Instant, LimitPeriod, PayTerms, Reward, Schedule } from "../program.ts";
import { compare, formatRational, multiply, type Rational, rational } from "../rational.ts";
import { checkLevels, compileSchedule, stepsOf, type VersionCompiler } from "./compile-parts.ts";
import type { Path } from "./definition-tree.ts";
import type { RewardDefinition } from "./rewards-shape.ts";
import { emptyRecord } from "./shape.ts";

const LIMIT_PERIODS = ["transaction", "day", "week", "month", "year", "lifetime"] as const;

type At = { id: string; path: Path; compiler: VersionCompiler };

export function compileRewards(compiler: VersionCompiler): Record<string, Reward> {
  const all = emptyRecord<Reward>();
  const written = Object.entries(compiler.definition.rewards);
  for (const [id, reward] of written) {
    all[id] = compileReward(reward, { id, path: ["rewards", id], compiler });
  }
  shareCounters(Object.values(all));
  return all;
}

/** What counts under one name is counted in every period that any reward of the name limits. */
function shareCounters(rewards: Reward[]): void {
  const periods = new Map<string, Set<LimitPeriod>>();
  for (const { countsAs, limits } of rewards) {
    const of = periods.get(countsAs) ?? new Set();
    for (const { per } of limits) of.add(per);
    periods.set(countsAs, of);
  }
  for (const reward of rewards) {
    reward.counted = LIMIT_PERIODS.filter((per) => periods.get(reward.countsAs)?.has(per));
  }
}

function compileReward(written: RewardDefinition, at: At): Reward {
  const { id, path, compiler } = at;
  const { report, conditions } = compiler;
  checkTogether(written, at);
  const unit = unitScale(written.unit, compiler);
  const money = moneyScale(compiler);
  const limits: Reward["limits"] = [];
  for (const per of LIMIT_PERIODS) {
    const max = written.limits[per];
    if (max !== undefined) limits.push({ max, per });
  }
  const schedule = compileSchedule(written.schedule, [...path, "schedule"], compiler);
  const steps = (key: "cost" | "worth" | "minimum_basket", scale: Scale): number | null => {
    const text = written[key];
    if (text === undefined) return null;
    const zero = key === "cost" && { zero: true, advice: "Write what one costs; 0 gives it away." };
    return stepsOf(text, [...path, key], { ...scale, ...zero, report });
  };
  return {
    id,
    name: written.name,
    unit: written.unit,
    cost: steps("cost", unit) ?? 0,
    costByTier: compileCosts(written, at),
    worth: steps("worth", money),
    share: compileShare(written.share, [...path, "share"], compiler),
    gives: compileGives(written, at),
    pays: compilePays(written, at),
    donates: written.donates,
    stock: written.stock ?? null,
    when: conditions.compile(written.when, [...path, "when"], { lines: false }),
    minimumBasket: steps("minimum_basket", money),
    limits,
    countsAs: written.counts_as ?? id,
    counted: [],
    schedule,
    early: compileEarly(written, schedule, at),
  };
}

type Scale = { scale: number; what: string };

const unitScale = (unit: string, { units }: VersionCompiler): Scale => ({
  scale: units[unit]?.scale ?? 6,
  what: `the unit “${unit}”`,
});

const moneyScale = ({ currencyDecimals, definition }: VersionCompiler): Scale => ({
  scale: currencyDecimals,
  what: `the currency ${definition.currency}`,
});

/** Settings that only mean something beside others, or without them. */
function checkTogether(written: RewardDefinition, { path, compiler }: At): void {
  const { report } = compiler;
  const misplaced = (key: string[], because: string, advice: string): void =>
    report("key-out-of-place", [...path, ...key], { key: key.at(-1)!, because, advice }, "key");
  const { cost, by_tier, worth, share, gives, pays, donates, early, schedule } = written;
  if (pays) {
    const because = "the reward is paid with as many units as one likes";
    const advice = "Take it out, or take “pays” out.";
    for (const [key, there] of Object.entries({ cost, by_tier, worth, share, gives })) {
      if (there !== undefined) misplaced([key], because, advice);
    }
    if (pays.whole && pays.share !== undefined)
      misplaced(["pays", "share"], "only the whole basket can be covered", "Take it or “whole” out.");
    if (donates && pays.share !== undefined)
      misplaced(["pays", "share"], "a gift covers no basket", "Take it out.");
    if (donates && pays.whole) misplaced(["pays", "whole"], "a gift covers no basket", "Take it out.");
  } else {
    if (cost === undefined) {
      report("key-missing", [...path, "cost"], { key: "cost", where: "the reward", example: "30" }, "key");
    }
    if (donates && share) misplaced(["share"], "a gift has no basket", "Take it out.");
    if (donates && worth === undefined)
      misplaced(["donates"], "nothing says what is given", "Add “worth” or “pays”, or take it out.");
  }
  if (early && !schedule?.some(({ from }) => from !== undefined))
    misplaced(["early"], "the reward has no beginning to be earlier than", "Add a schedule with “from”.");
}

function compileCosts(written: RewardDefinition, { path, compiler }: At): Reward["costByTier"] {
  if (!written.by_tier) return null;
  const { ladder, levels } = written.by_tier;
  const where = [...path, "by_tier", "levels"];
  checkLevels({ ladder, levels, ...compiler }, where);
  const costs = emptyRecord<number>();
  const scale = unitScale(written.unit, compiler);
  for (const [level, text] of Object.entries(levels)) {
    costs[level] = stepsOf(text, [...where, level], { ...scale, zero: true, report: compiler.report });
  }
  return { ladder, levels: costs };
}

function compileGives(written: RewardDefinition, { path, compiler }: At): Reward["gives"] {
  const { gives } = written;
  if (!gives) return null;
  if ("voucher" in gives) return { kind: "voucher", voucher: gives.voucher, count: gives.count };
  const scale = unitScale(gives.unit, compiler);
  const amount = stepsOf(gives.amount, [...path, "gives", "amount"], { ...scale, report: compiler.report });
  return { kind: "unit", unit: gives.unit, amount };
}

/** Minor units per step: value × 10^decimals of the currency / 10^scale of the unit. */
function compilePays(written: RewardDefinition, { path, compiler }: At): PayTerms | null {
  const { pays } = written;
  if (!pays) return null;
  const { report, currencyDecimals } = compiler;
  const where = [...path, "pays"];
  const unit = unitScale(written.unit, compiler);
  if (pays.value.num === 0n) {
    const advice = "Write what one unit is worth, above zero.";
    report("amount-not-positive", [...where, "value"], { key: "value", found: "0", advice });
  }
  const share = compileShare(pays.share, [...where, "share"], compiler);
  const steps = (key: "minimum" | "step"): number => {
    const text = pays[key];
    return text === undefined ? 1 : stepsOf(text, [...where, key], { ...unit, report });
  };
  const factor = rational(10n ** BigInt(currencyDecimals), 10n ** BigInt(unit.scale));
  return {
    perStep: multiply(pays.value.num === 0n ? rational(1n) : pays.value, factor),
    minimum: steps("minimum"),
    step: steps("step"),
    whole: pays.whole,
    share: share && compare(share, rational(1n)) < 0 ? share : null,
  };
}

/** A share of a basket: above nothing and at most all of it. */
export function compileShare(
  share: Rational | undefined,
  path: Path,
  { report }: VersionCompiler,
): Rational | null {
  if (share && (share.num === 0n || compare(share, rational(1n)) > 0)) {
    const expected = "a share such as 3/10, above 0 and at most 1";
    const params = { key: "share", expected, found: formatRational(share), sample: "share: 3/10" };
    report("number-invalid", path, params);
  }
  return share ?? null;
}

function compileEarly(
  written: RewardDefinition,
  schedule: Schedule | null,
  { path, compiler }: At,
): Reward["early"] {
  const { early } = written;
  if (!early || !schedule) return null;
  const when = compiler.conditions.compile(early.when, [...path, "early", "when"], { lines: false });
  if (!when) return null;
  const sooner = (from: Instant | null): Instant | null =>
    from === null ? null : compiler.zone.minus(from, early.by);
  return { when, schedule: schedule.map((window) => ({ ...window, from: sooner(window.from) })) };
}
