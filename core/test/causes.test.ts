import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stateBytes } from "../src/account.ts";
import { explain } from "../src/explain.ts";
import type { Fact } from "../src/fact.ts";
import { impactOf } from "../src/impact.ts";
import { contextOf } from "./account-story.ts";
import type { Definition } from "./arbitrary-program.ts";
import { compile } from "./arbitrary-program.ts";
import { beginWatch, watchedStep } from "./invariants.ts";
import { instant, type Member, memberOf, millis, shop } from "./shop.ts";

const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

const units: Definition = {
  points: { name: { one: "point", many: "points" } },
  pairs: { name: { one: "pair", many: "pairs" } },
  sights: { name: "sights" },
  days: { name: { one: "day of water", many: "days of water" } },
  dollars: { name: "dollars", scale: 2 },
};
const each = (unit: string, amount: number, category: string, cause: string): Definition => ({
  on: "purchase",
  unit,
  amount,
  each: "piece",
  lines: `line.category == "${category}"`,
  for: cause,
});
const giving: Definition = {
  units,
  causes: {
    shoes: { name: "Shoes", beneficiary: "Children in need" },
    sight: { name: "Sight" },
    water: { name: "Clean water", equivalents: { litres: 20, weeks: "1/7" } },
  },
  earn: {
    pair: each("pairs", 1, "shoes", "shoes"),
    sight: each("sights", 1, "sunglasses", "sight"),
    bag: each("days", 7, "coffee bag", "water"),
    cup: each("days", 1, "cup", "water"),
  },
};

const given = ({ story }: Member): Record<string, Record<string, string>> => {
  const by: Record<string, Record<string, string>> = {};
  for (const { cause, unit, amount } of impactOf(story.program, story.state))
    by[cause] = { ...by[cause], [unit]: amount };
  return by;
};

describe("what purchases give", () => {
  const cart = [
    { amount: 11_000, category: "shoes", quantity: 2 },
    { amount: 9_000, category: "sunglasses" },
    { amount: 1_400, category: "coffee bag" },
  ];

  test("goes to causes by the piece, and stands for what they say", () => {
    const member = memberOf(shop(giving));
    const { postings, earned } = member.buy("2015-03-01", cart);
    expect(given(member)).toEqual({ shoes: { pairs: "2" }, sight: { sights: "1" }, water: { days: "7" } });
    const [water] = impactOf(member.story.program, member.story.state).slice(-1);
    expect(water).toMatchObject({ name: "Clean water", equivalents: { litres: 140, weeks: 1 } });
    expect(postings[0]).toMatchObject({
      from: "issued",
      to: "given",
      amount: 2,
      rule: "pair",
      beneficiary: "shoes",
    });
    expect(postings.every(({ lot }) => lot === undefined)).toBe(true);
    expect(earned![0]).toMatchObject({ rule: "pair", given: 2, for: "shoes" });
    expect(member.story.state.units).toEqual({});
  });

  test.each([
    [7, "7", 1],
    [3, "3", 0.428571],
  ])("%i cups are so many days of water", (quantity, days, weeks) => {
    const member = memberOf(shop(giving));
    member.buy("2015-03-01", [{ amount: 500 * quantity, category: "cup", quantity }]);
    expect(given(member)).toEqual({ water: { days } });
    expect(impactOf(member.story.program, member.story.state)[0]!.equivalents).toMatchObject({ weeks });
  });

  test("comes back with the goods, exactly", () => {
    const member = memberOf(shop(giving));
    member.buy("2015-03-01", cart);
    const half = member.bringBack("2015-03-02", "f1", { lines: [{ line: "l1", quantity: 1 }] });
    expect(half.undone).toEqual([{ rule: "pair", unit: "pairs", amount: 1 }]);
    expect(half.postings).toMatchObject([{ from: "given", to: "returned", amount: 1, beneficiary: "shoes" }]);
    expect(given(member)).toMatchObject({ shoes: { pairs: "1" }, water: { days: "7" } });
    member.bringBack("2015-03-03", "f1");
    expect(member.story.state.impact).toBeUndefined();
  });

  test("is told in words", () => {
    const { story } = memberOf(shop(giving));
    const fact = {
      id: "a",
      type: "purchase",
      occurredAt: instant("2015-03-01"),
      lines: [{ id: "l1", amount: 5500, category: "shoes" }],
    } as Fact;
    const { sentences } = explain(story.program, story.state, fact, contextOf(story, fact));
    expect(sentences).toContain("Rule “pair” gave 1 pair to “Shoes”.");
  });

  test("counts towards caps and budgets, and towards no tier", () => {
    const member = memberOf(
      shop({
        units,
        causes: { relief: { name: "Relief" } },
        tiers: { status: { by: { earned: "points" }, levels: { base: 0, gold: 10 } } },
        earn: {
          gift: { on: "purchase", unit: "points", rate: 1, for: "relief", caps: { month: 50 }, budget: 60 },
        },
      }),
    );
    member.buy("2015-03-01", 4000);
    expect(member.buy("2015-03-02", 4000).earned).toMatchObject([{ given: 10, cut: { by: "gift.month" } }]);
    expect(member.buy("2015-04-02", 4000).earned).toMatchObject([{ given: 10, cut: { by: "budget:gift" } }]);
    expect(given(member)).toEqual({ relief: { points: "60" } });
    expect([member.points(), member.level()]).toEqual([0, "base"]);
    member.bringBack("2015-05-01", "f1");
    expect(given(member)).toEqual({ relief: { points: "20" } });
    expect(member.level()).toBe("base");
  });
});

describe("a share of the profit", () => {
  const third = (cause: string, extra: Definition = {}): Definition => ({
    on: "purchase",
    unit: "dollars",
    rate: "1/3",
    counts: "fact.data.profit",
    rounding: "carry",
    for: cause,
    ...extra,
  });
  const shares: Definition = {
    zone: "America/Los_Angeles",
    units,
    facts: { purchase: { profit: "money" } },
    causes: {
      relief: { name: "Relief fund", from: "2020-04-01", until: "2020-09-01" },
      general: { name: "General fund" },
    },
    earn: {
      relief: third("relief"),
      general: third("general", { schedule: { from: "2020-09-01" } }),
    },
  };

  test.each([
    ["2020-03-31T23:59:59-07:00", {}],
    ["2020-04-01T00:00:00-07:00", { relief: { dollars: "10.00" } }],
    ["2020-08-31T23:59:59-07:00", { relief: { dollars: "10.00" } }],
    ["2020-09-01T00:00:00-07:00", { general: { dollars: "10.00" } }],
  ])("of an order at %s goes to the cause that is open", (at, expected) => {
    const member = memberOf(shop(shares));
    member.buy(at, 9000, { data: { profit: 3000 } });
    expect(given(member)).toEqual(expected);
  });

  test("is rounded so that the sum is right", () => {
    const member = memberOf(shop(shares));
    const parts = [1, 2, 3].map(() => {
      const { earned } = member.buy("2020-05-01", 3000, { data: { profit: 1000 } });
      return earned![0]!.given;
    });
    expect(parts).toEqual([333, 333, 334]);
  });

  test("sums to a third of all profit, and to nothing once all is back", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 12 }), (all) => {
        const member = memberOf(shop(shares));
        for (const profit of all) member.buy("2020-05-01", 3000, { data: { profit } });
        const sum = all.reduce((total, profit) => total + profit, 0);
        expect(member.story.state.impact?.["relief"]?.["dollars"] ?? 0).toBe(Math.floor(sum / 3));
        all.forEach((_, index) => void member.bringBack("2020-06-01", `f${index + 1}`));
        expect(member.story.state.impact).toBeUndefined();
      }),
      { seed, numRuns: 60 },
    );
  });
});

describe("units given by members", () => {
  const donating: Definition = {
    causes: { relief: { name: "Relief", from: "2015-04-01", until: "2015-09-01" } },
    rewards: {
      donate: { name: "Give", unit: "points", pays: { value: "0.05" }, donates: true },
    },
  };
  const give = (member: Member, at: string, cause: string) =>
    member.happen("redeem", at, { of: { reward: "donate", amount: "100" }, cause });

  test("count for the cause beside what purchases gave", () => {
    const member = memberOf(shop(donating));
    member.adjust("2015-01-02", "300");
    expect(give(member, "2015-05-01", "relief").effects).toMatchObject([
      {},
      { type: "donated", cause: "relief", unit: "points", amount: 100, worth: 500 },
    ]);
    give(member, "2015-05-02", "relief");
    expect(given(member)).toEqual({ relief: { points: "200" } });
  });

  test("are refused where the cause is closed or not there", () => {
    const member = memberOf(shop(donating));
    member.adjust("2015-01-02", "300");
    expect(give(member, "2015-03-31", "relief").refusal).toMatchObject({ code: "cause-closed" });
    expect(give(member, "2015-09-01", "relief").refusal).toMatchObject({ code: "cause-closed" });
    expect(give(member, "2015-05-01", "other").refusal).toMatchObject({ code: "cause-unknown" });
  });
});

const categories = ["shoes", "sunglasses", "coffee bag", "cup", "book"];
const line = fc.record({
  amount: fc.integer({ min: 0, max: 20_000 }),
  category: fc.constantFrom(...categories),
  quantity: fc.integer({ min: 1, max: 4 }),
});

describe("a history of giving", () => {
  const program = compile(
    shop({
      ...giving,
      earn: {
        ...(giving["earn"] as Definition),
        base: { on: "purchase", unit: "points", rate: 1, caps: { day: 40 } },
        round: { on: "purchase", unit: "points", rate: "1/7", rounding: "carry", for: "shoes" },
        most: { on: "purchase", unit: "points", amount: 30, for: "shoes", caps: { month: 100 } },
      },
    }),
  );

  test("keeps what is given apart from what is held, and postings give both", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("buy" as const), lines: fc.array(line, { minLength: 1, maxLength: 3 }) }),
      fc.record({ kind: fc.constant("return" as const), of: fc.nat(5), share: fc.nat(100) }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), (steps) => {
        const watch = beginWatch(program, millis("2015-01-01"));
        const bought: number[][] = [];
        steps.forEach((one, index) => {
          const base = {
            id: `s${index}`,
            occurredAt: `2015-02-${String(index + 1).padStart(2, "0")}T10:00:00Z`,
          };
          if (one.kind === "buy") {
            bought.push([index, one.lines.reduce((sum, { amount }) => sum + amount, 0)]);
            const lines = one.lines.map((of, at) => ({ id: `l${at}`, ...of }));
            watchedStep(watch, { ...base, type: "purchase", lines } as Fact);
          } else if (bought.length > 0) {
            const [of, amount] = bought[one.of % bought.length]!;
            const back =
              one.share > 80 ? {} : { amount: Math.max(1, Math.floor((amount! * one.share) / 100)) };
            watchedStep(watch, { ...base, type: "return", of: `s${of}`, ...back } as Fact);
          }
        });
        const { state, journal } = watch.story;
        const sums: Record<string, number> = {};
        for (const { beneficiary, unit, from, to, amount } of journal.flatMap(
          ({ outcome }) => outcome.postings,
        )) {
          if (beneficiary === undefined) continue;
          const key = `${beneficiary} ${unit}`;
          sums[key] = (sums[key] ?? 0) + (to === "given" ? amount : from === "given" ? -amount : 0);
        }
        const counted: Record<string, number> = {};
        for (const [cause, of] of Object.entries(state.impact ?? {}))
          for (const [unit, steps] of Object.entries(of)) counted[`${cause} ${unit}`] = steps;
        for (const key of Object.keys(sums)) if (sums[key] === 0) delete sums[key];
        expect(counted).toEqual(sums);
        expect(stateBytes(JSON.parse(stateBytes(state)))).toBe(stateBytes(state));
      }),
      { seed, numRuns: 80 },
    );
  });
});
