import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocateSale, recognise, standAlone } from "../src/accounting.ts";
import type { Outcome } from "../src/decision.ts";
import { loadProgram } from "../src/definition/load-program.ts";
import { parseRational, type Rational } from "../src/rational.ts";
import type { AccountingTerms } from "../src/terms/accounting-terms.ts";
import type { Definition } from "./arbitrary-program.ts";
import { entries, seller, TERMS } from "./bookkeeping.ts";
import { type Member, memberOf, shop } from "./shop.ts";

const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

const share = (text: string): Rational => parseRational(text)!;
/** What so many points of one unit of money each are expected to sell for by themselves. */
const points = (count: number, redeemed: string, value = "1"): Rational =>
  standAlone(count, { perStep: share(value), redeemed: share(redeemed) } as AccountingTerms);

describe("a portfolio", () => {
  test("of sales for 100,000 with 10,000 points, 95 % expected", () => {
    const allocated = allocateSale(100_000, [points(10_000, "0.95")])[0]!.amount;
    expect(allocated).toBe(8676);
    expect(100_000 - allocated).toBe(91_324);
    const first = recognise({ allocated: 8676, redeemed: 4500, granted: 10_000 }, share("0.95"));
    expect([first, 8676 - first]).toEqual([4110, 4566]);
    const second = recognise({ allocated: 8676, redeemed: 8500, granted: 10_000 }, share("0.97"));
    expect([second - first, 8676 - second]).toEqual([3493, 1073]);
  });

  test.each([
    [9000, 4175, 3552, 4140],
    // In cents, of what is allocated without rounding the percentages first.
    [884_230, 410_210, 348_977, 406_742],
  ])("of %i deferred, of which more or less than thought is redeemed", (allocated, first, more, less) => {
    const by = (redeemed: number, expected: string): number =>
      recognise({ allocated, redeemed, granted: 10_000 }, share(expected));
    expect(by(4500, "0.97")).toBe(first);
    expect(by(8500, "0.99") - first).toBe(more);
    expect(by(8500, "0.92") - first).toBe(less);
  });

  const amounts = (price: number, units: Rational[]): number[] =>
    allocateSale(price, units).map(({ amount }) => amount);

  test("is allocated without rounding percentages", () => {
    expect(amounts(10_000_000, [points(1_000_000, "0.97")])).toEqual([884_230]);
    expect(amounts(200_000, [points(20_000, "0.85")])).toEqual([15_668]);
  });

  test("recognises by what is expected to be redeemed, not by what was issued, and rounds once", () => {
    const { amount: allocated, exact } = allocateSale(200_000, [points(20_000, "0.85")])[0]!;
    expect(recognise({ allocated, exact, redeemed: 1000, granted: 2000 }, share("0.85"))).toBe(9217);
  });

  test("shares a price among several units, and never more than it", () => {
    expect(amounts(10_000, [points(1000, "1"), points(500, "1")])).toEqual([870, 435]);
    expect(amounts(0, [points(1000, "1")])).toEqual([0]);
    expect(amounts(1, [points(9, "1"), points(9, "1"), points(9, "1")])).toEqual([0, 0, 0]);
  });
});

const redeem = (member: Member, at: string, amount: string): Outcome =>
  member.happen("redeem", at, { of: { unit: "points", amount } });

describe("an account", () => {
  test("defers at a sale and releases as points are redeemed, by the estimate of the day", () => {
    const member = seller(TERMS, {
      versions: [{ from: "2026-01-01", accounting: { points: { redeemed: "0.97" } } }] as never,
    });
    const sale = member.buy("2025-02-01", 10_000_000);
    expect(entries(sale)).toEqual([["deferred", 867_580]]);
    expect(entries(redeem(member, "2025-06-01", "4500"))).toEqual([["released", 410_959]]);
    expect(entries(redeem(member, "2026-06-01", "4000"))).toEqual([["released", 349_292]]);
    expect(member.story.state.deferred).toMatchObject({
      "1.points": { allocated: 867_580, released: 760_251, redeemed: 8500, granted: 10_000 },
    });
    expect(entries(redeem(member, "2026-07-01", "1500"))).toEqual([["released", 107_329]]);
    expect(member.story.state.deferred).toBeUndefined();
  });

  test("rounds each entry once, and the running total where roundings would add up to a cent", () => {
    const changed = { versions: [{ from: "2026-01-01", accounting: { points: { redeemed: "0.92" } } }] };
    const member = seller({ value: 1, redeemed: "0.97" }, changed as never);
    expect(entries(member.buy("2025-02-01", 10_000_000))).toEqual([["deferred", 884_230]]);
    expect(entries(redeem(member, "2025-06-01", "4500"))).toEqual([["released", 410_210]]);
    // The totals are 816,951.38 and 410,209.66: between them are 406,741.71.
    expect(entries(redeem(member, "2026-06-01", "4000"))).toEqual([["released", 406_742]]);
    expect(entries(redeem(member, "2026-06-02", "1500"))).toEqual([["released", 67_278]]);
    const small = seller({ value: "0.006", redeemed: 1 });
    expect(entries(small.buy("2025-02-01", 100_000))).toEqual([["deferred", 60]]);
    // 0.5996 cents each: the third would make three of what is 1.8 in all.
    const cents = [1, 1, 1, 1, 1, 1].map(() => entries(redeem(small, "2025-03-01", "1")));
    expect(cents.flat().map(([, amount]) => amount)).toEqual([1, 1, 1, 1]);
  });

  test("rounds once, so that half of what is expected releases half of what was deferred exactly", () => {
    const member = seller(
      { value: "0.1", redeemed: "0.85" },
      { earn: { base: { on: "purchase", unit: "points", rate: 1 } } },
    );
    expect(entries(member.buy("2025-02-01", 200_000))).toEqual([["deferred", 15_668]]);
    expect(entries(redeem(member, "2025-03-01", "1000"))).toEqual([["released", 9217]]);
    expect(entries(redeem(member, "2025-03-01", "1000"))).toEqual([["released", 6451]]);
  });

  test("takes back some of what was released when far more is expected than before", () => {
    const member = seller(
      { value: 1, redeemed: "1/2" },
      {
        versions: [{ from: "2026-01-01", accounting: { points: { redeemed: 1 } } }] as never,
      },
    );
    member.buy("2025-02-01", 100_000);
    expect(entries(redeem(member, "2025-03-01", "40"))).toEqual([["released", 3810]]);
    expect(entries(redeem(member, "2026-03-01", "10"))).toEqual([["released", -1429]]);
  });

  test("releases what is left when points expire", () => {
    const units = { points: { name: "points", expires: { after: "12 months" } } };
    const member = seller(TERMS, { units });
    member.buy("2025-02-01", 100_000);
    redeem(member, "2025-03-01", "50");
    const { state } = member.story;
    const left = state.deferred!["1.points"]!;
    const { accounting } = member.happen("time", "2026-03-01");
    expect(accounting).toEqual([
      { kind: "released", unit: "points", amount: left.allocated - left.released, lot: "1.points" },
    ]);
  });

  test("reverses what was deferred for goods that come back", () => {
    const member = seller(TERMS);
    const lines = [
      { id: "a", amount: 60_000 },
      { id: "b", amount: 40_000 },
    ];
    expect(entries(member.buy("2025-02-01", lines))).toEqual([["deferred", 8676]]);
    expect(entries(member.bringBack("2025-02-02", "f1", { lines: [{ line: "b" }] }))).toEqual([
      ["reversed", 3470],
    ]);
    expect(entries(member.bringBack("2025-02-03", "f1"))).toEqual([["reversed", 5206]]);
    expect(member.story.state.deferred).toBeUndefined();
  });

  test("counts points as used that stand in for returned ones, and those that fill a debt", () => {
    const member = seller(TERMS);
    member.buy("2025-02-01", 100_000);
    redeem(member, "2025-02-02", "100");
    member.buy("2025-02-03", 50_000);
    expect(entries(member.bringBack("2025-02-04", "f1"))).toEqual([["released", 4338]]);
    expect(member.points()).toBe(-50);
    expect(entries(member.buy("2025-02-05", 100_000))).toEqual([
      ["deferred", 8676],
      ["released", 4566],
    ]);
  });

  test("waits for a hold to be completed", () => {
    const member = seller(TERMS);
    member.buy("2025-02-01", 100_000);
    const held = member.happen("hold", "2025-02-02", { of: { unit: "points", amount: "50" }, for: "2 days" });
    expect(entries(held)).toEqual([]);
    expect(entries(member.happen("complete", "2025-02-03", { hold: "f2" }))).toEqual([["released", 4566]]);
  });

  test("has costs, and defers nothing, for points given without a sale", () => {
    const member = seller({ value: "0.01" });
    expect(entries(member.happen("birthday-visit", "2025-02-01"))).toEqual([]);
    member.adjust("2025-02-02", "50");
    expect(entries(redeem(member, "2025-02-03", "30"))).toEqual([["promotional-cost", 30]]);
    expect(entries(redeem(member, "2025-02-04", "120"))).toEqual([
      ["promotional-cost", 70],
      ["promotional-cost", 50],
    ]);
  });

  test("owes for points that a partner pays for, at the partner's price, until they are used", () => {
    const member = seller({ value: "0.01", funded: { gift: { by: "A partner", price: "0.015" } } });
    expect(entries(member.happen("birthday-visit", "2025-02-01"))).toEqual([["partner-liability", 150]]);
    expect(entries(redeem(member, "2025-02-03", "33"))).toEqual([["partner-settled", 50]]);
    expect(entries(redeem(member, "2025-02-03", "67"))).toEqual([["partner-settled", 100]]);
    expect(member.story.state.deferred).toBeUndefined();
  });

  test("keeps no books where the program states none", () => {
    const member = memberOf(shop());
    member.buy("2025-02-01", 100_000);
    expect(redeem(member, "2025-02-02", "10").accounting).toBeUndefined();
    expect(member.story.state.deferred).toBeUndefined();
  });
});

describe("a definition", () => {
  test.each([
    [{ coins: { value: 1 } }, ["accounting.coins: unit-unknown"]],
    [{ points: { value: 1, redeemed: "5/4" } }, ["accounting.points.redeemed: share-out-of-range"]],
    [{ points: { value: 1, redeemed: 0 } }, ["accounting.points.redeemed: share-out-of-range"]],
    [
      { points: { value: 1, funded: { other: { by: "Somebody", price: 1 } } } },
      ["accounting.points.funded.other: rule-unknown"],
    ],
  ])("%j has the problems %j", (accounting, found) => {
    const { problems } = loadProgram(JSON.stringify(shop({ accounting: accounting as Definition })));
    expect(problems.map(({ code, path }) => `${path}: ${code}`)).toEqual(found);
  });
});

describe("over any life of lots", () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("buy"), amount: fc.integer({ min: 0, max: 99_999 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("redeem"), amount: fc.integer({ min: 1, max: 90 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("hold"), amount: fc.integer({ min: 1, max: 50 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("cancel"), amount: fc.integer({ min: 1, max: 30 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("complete"), amount: fc.integer({ min: 1, max: 30 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("return"), amount: fc.integer({ min: 1, max: 30 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("gift"), amount: fc.constant(0) }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("adjust"), amount: fc.integer({ min: 1, max: 60 }) }),
    },
  );
  const terms = fc.record({
    value: fc.constantFrom("0.01", "1", "1/3"),
    redeemed: fc.constantFrom("1", "19/20", "1/2", "7/9"),
    rounding: fc.constantFrom("half-even", "half-up", "floor"),
  });

  const tell = (member: Member, at: string, { kind, amount }: { kind: string; amount: number }): void => {
    const text = String(amount);
    if (kind === "buy") member.buy(at, amount);
    else if (kind === "redeem") redeem(member, at, text);
    else if (kind === "hold")
      member.happen("hold", at, { of: { unit: "points", amount: text }, for: "40 days" });
    else if (kind === "gift") member.happen("birthday-visit", at);
    else if (kind === "adjust") member.adjust(at, `-${text}`);
    else if (kind === "return") member.bringBack(at, `f${amount}`, amount % 2 ? {} : { amount: 500 });
    else member.happen(kind, at, { hold: `f${amount}` });
  };

  test("what was deferred is what was released and reversed, to the cent", () => {
    const input = fc.tuple(terms, terms, fc.array(step, { minLength: 1, maxLength: 30 }), fc.boolean());
    const check = fc.property(input, ([first, second, steps, debt]) => {
      const units = {
        points: {
          name: "points",
          expires: { after: "12 months" },
          pending: "3 days",
          debt: debt ? "allowed" : "refused",
        },
      };
      const funded = { gift: { by: "A partner", price: "0.015" } };
      const member = seller(
        { ...first, funded },
        {
          units,
          versions: [{ from: "2025-02-20", accounting: { points: second } }] as never,
        },
      );
      for (const [index, one] of steps.entries()) {
        const day = 1 + 3 * index;
        tell(member, new Date(Date.UTC(2025, 0, day, 12)).toISOString(), one);
        for (const { allocated, released, granted, redeemed } of Object.values(
          member.story.state.deferred ?? {},
        )) {
          expect(released).toBeLessThanOrEqual(allocated);
          expect(redeemed).toBeLessThan(granted);
        }
      }
      member.happen("time", "2027-12-31");
      expect(member.story.state.deferred).toBeUndefined();
      const byLot: Record<string, number> = {};
      for (const { outcome } of member.story.journal) {
        for (const { kind, amount, lot } of outcome.accounting ?? []) {
          if (kind === "promotional-cost") continue;
          const sign = kind === "deferred" || kind === "partner-liability" ? 1 : -1;
          byLot[lot!] = (byLot[lot!] ?? 0) + sign * amount;
        }
      }
      expect(Object.values(byLot).filter((rest) => rest !== 0)).toEqual([]);
    });
    fc.assert(check, { seed, numRuns: 200 });
  });

  test("a sale gives away no more than its price, and revenue grows with what is redeemed", () => {
    const input = fc.record({
      price: fc.integer({ min: 0, max: 10_000_000 }),
      granted: fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 4 }),
      expected: fc.constantFrom("1", "0.95", "1/3"),
      rounding: fc.constantFrom("half-even", "half-up", "floor"),
    });
    const check = fc.property(input, ({ price, granted, expected, rounding }) => {
      const parts = allocateSale(
        price,
        granted.map((count) => points(count, expected)),
        rounding as "floor",
      );
      const sum = parts.reduce((total, { amount }) => total + amount, 0);
      expect(sum).toBeLessThanOrEqual(price);
      let last = 0;
      const { amount: allocated, exact } = parts[0]!;
      const all = granted[0]!;
      for (const redeemed of [0, Math.floor(all / 3), Math.floor(all / 2), all]) {
        const now = recognise(
          { allocated, exact, redeemed, granted: all },
          share(expected),
          rounding as "floor",
        );
        expect(now).toBeGreaterThanOrEqual(last);
        last = now;
      }
      expect(last).toBe(allocated);
    });
    fc.assert(check, { seed, numRuns: 300 });
  });
});
