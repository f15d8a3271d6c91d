/** Random rewards and partners: everything that units can be spent on. */
import fc from "fast-check";
import { formatDecimal } from "../src/decimal.ts";
import { type Definition, type Head, PERIODS, present, schedule } from "./arbitrary-parts.ts";

const REWARD_CONDITIONS = ['account.tier.status != "base"', "account.visits > 0", "time.hour < 20"];

/** What a reward is: most stand for a thing, the others are one of the ways in which units turn into something. */
const REWARD_KINDS = [
  "thing",
  "thing",
  "free",
  "tiered",
  "worth",
  "part",
  "gives",
  "pays",
  "share",
  "whole",
  "cause",
];

const limitsUpTo = (most: number) =>
  fc.record(
    Object.fromEntries(
      ["transaction", ...PERIODS.slice(1)].map((per) => [per, fc.integer({ min: 1, max: most })]),
    ),
    { requiredKeys: [] },
  );

/** Mostly nothing: a reward with every restriction at once is hardly ever had. */
const rarely = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: of });

export const reward = fc.record({
  unit: fc.constantFrom("points", "points", "stars"),
  kind: fc.constantFrom(...REWARD_KINDS),
  costSteps: fc.integer({ min: 1, max: 80 }),
  worth: fc.integer({ min: 1, max: 20 }),
  givenSteps: fc.integer({ min: 1, max: 40 }),
  givenUnit: fc.constantFrom("points", "stars"),
  value: fc.constantFrom("0.01", "7/1000", "0.3", "1", "12.5"),
  paidSteps: rarely(fc.integer({ min: 1, max: 30 })),
  step: rarely(fc.integer({ min: 1, max: 5 })),
  share: fc.constantFrom("3/10", "1/2", "1"),
  countsAs: fc.option(fc.constantFrom("shared", "reward-0"), { freq: 3 }),
  early: fc.option(fc.constantFrom("1 day", "48 hours", "2 months"), { freq: 2 }),
  stock: rarely(fc.integer({ min: 1, max: 9 })),
  when: rarely(fc.constantFrom(...REWARD_CONDITIONS)),
  minimumBasket: rarely(fc.integer({ min: 1, max: 8 })),
  limits: fc.option(limitsUpTo(6)),
  schedule: rarely(schedule),
});

export const partner = fc.record({
  unit: fc.constantFrom("points", "points", "stars"),
  ratio: fc.constantFrom("1", "4/5", "250:200", "1/3", "2"),
  decimals: fc.integer({ min: 0, max: 2 }),
  minimum: rarely(fc.integer({ min: 1, max: 20 })),
  step: rarely(fc.integer({ min: 1, max: 6 })),
  fee: fc.option(
    fc.record({
      each: fc.constantFrom("0.0006", "0.05", "1/7", "0"),
      most: fc.integer({ min: 1, max: 9 }),
      waived: fc.constantFrom([], [{ from: "2024-02-01", until: "2024-06-01" }]),
    }),
  ),
  limits: fc.option(
    fc.record(
      { day: fc.integer({ min: 1, max: 40 }), year: fc.integer({ min: 1, max: 90 }) },
      { requiredKeys: [] },
    ),
  ),
  schedule: rarely(schedule),
});

type RewardDraw = typeof reward extends fc.Arbitrary<infer T> ? T : never;
type PartnerDraw = typeof partner extends fc.Arbitrary<infer T> ? T : never;

/** A drawn reward as it is written. */
export function rewardOf(draw: RewardDraw, index: number, head: Head): Definition {
  const { kind, schedule: open } = draw;
  const [pointScale, starScale] = head.scales;
  const scaleOf = (unit: string): number => (unit === "points" ? pointScale : starScale);
  const steps = (amount: number | null): string | null =>
    amount === null ? null : formatDecimal(amount, scaleOf(draw.unit));
  const isPaid = ["pays", "share", "whole"].includes(kind) || (kind === "cause" && draw.stock === null);
  const given = formatDecimal(draw.givenSteps, scaleOf(draw.givenUnit));
  const begins = open !== null && "from" in open;
  const hasWorth =
    kind === "worth" || (kind === "cause" && !isPaid) || (kind === "part" && draw.step !== null);
  return present({
    name: `Reward ${index}`,
    unit: draw.unit,
    cost: isPaid ? null : kind === "free" || kind === "gives" ? "0" : steps(draw.costSteps),
    by_tier: kind === "tiered" ? { ladder: "status", levels: { gold: steps(draw.givenSteps) } } : null,
    worth: hasWorth ? String(draw.worth) : null,
    share: kind === "part" ? draw.share : null,
    gives: kind === "gives" ? { unit: draw.givenUnit, amount: given } : null,
    pays: isPaid
      ? present({
          value: draw.value,
          minimum: steps(draw.paidSteps),
          step: steps(draw.step),
          whole: kind === "whole" ? true : null,
          share: kind === "share" ? draw.share : null,
        })
      : null,
    donates: kind === "cause" ? true : null,
    stock: draw.stock,
    when: draw.when,
    minimum_basket: draw.minimumBasket,
    limits: draw.limits,
    counts_as: draw.countsAs,
    schedule: open,
    early: begins && draw.early !== null ? { by: draw.early, when: "account.visits > 0" } : null,
  });
}

/** A drawn partner as it is written. */
export function partnerOf(draw: PartnerDraw, index: number, head: Head): Definition {
  const scale = head.scales[draw.unit === "points" ? 0 : 1]!;
  const steps = (amount: number | null | undefined): string | null =>
    amount === null || amount === undefined ? null : formatDecimal(amount, scale);
  return present({
    name: `Partner ${index}`,
    unit: draw.unit,
    ratio: draw.ratio,
    receives: { name: "miles", scale: draw.decimals },
    minimum: steps(draw.minimum),
    step: steps(draw.step),
    fee: draw.fee,
    limits: draw.limits && present({ day: steps(draw.limits.day), year: steps(draw.limits.year) }),
    schedule: draw.schedule,
  });
}
