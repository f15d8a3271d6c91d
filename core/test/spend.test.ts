import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadProgram } from "../src/definition/load-program.ts";
import type { Line } from "../src/fact.ts";
import { allocate } from "../src/spend.ts";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const counted = (spend: Definition, lines: Partial<Line>[], said: Definition = {}): number => {
  const member = memberOf(shop({ spend, units: { points: { name: "points", scale: 2 } } }));
  return member.buy("2025-03-01", lines, said).earned?.[0]?.spend ?? 0;
};

describe("what counts as spend", () => {
  const order: Partial<Line>[] = [
    { amount: 12_000, tax: 990 },
    { amount: 595, kind: "shipping" },
    { amount: 500, kind: "tip" },
    { amount: 2000, kind: "gift-card" },
  ];

  test("goods only, without tax, shipping, tips and gift cards", () =>
    expect(counted({}, order)).toBe(12_000));
  test("tax where the program includes it", () => expect(counted({ tax: "included" }, order)).toBe(12_990));
  test("shipping where the program counts it", () =>
    expect(counted({ kinds: ["item", "shipping"] }, order)).toBe(12_595));
  test("a tax line of its own is a kind", () =>
    expect(counted({ kinds: ["item", "tax"] }, [{ amount: 100 }, { amount: 9, kind: "tax" }])).toBe(109));
  test("after discounts", () => expect(counted({}, [{ amount: 900, discount: 100 }])).toBe(900));
  test("before discounts where the program is generous", () =>
    expect(counted({ discounts: "gross" }, [{ amount: 900, discount: 100 }])).toBe(1000));
  test("without the categories that never count", () =>
    expect(
      counted({ excluded_categories: ["tobacco"] }, [{ amount: 900 }, { amount: 600, category: "tobacco" }]),
    ).toBe(900));

  test("at par in the currencies that the program names, which have as many decimals", () => {
    const { problems } = loadProgram(JSON.stringify(shop({ spend: { at_par: ["CAD", "JPY"] } })));
    expect(problems.map(({ code, path }) => [code, path])).toEqual([["at-par-decimals", "spend.at_par[1]"]]);
    const member = memberOf(shop({ spend: { at_par: ["CAD"] } }));
    expect(member.buy("2025-03-01", 700, { currency: "CAD" }).earned?.[0]).toMatchObject({
      spend: 700,
      given: 7,
    });
    for (const currency of ["JPY", "GBP"])
      expect(member.buy("2025-03-01", 700, { currency }).refusal?.code).toBe("currency-mismatch");
    member.bringBack("2025-03-02", "f1");
    expect(member.points()).toBe(0);
  });

  test("without the share paid with points", () => {
    const tenders = [
      { type: "points", amount: 250 },
      { type: "card", amount: 750 },
    ];
    expect(counted({}, [{ amount: 1000 }], { tenders })).toBe(750);
    expect(counted({ paid_with_points: "included" }, [{ amount: 1000 }], { tenders })).toBe(1000);
  });

  test("the share paid with points is of the whole bill, so tips paid with it do not save points", () => {
    const tenders = [
      { type: "points", amount: 500 },
      { type: "card", amount: 500 },
    ];
    expect(counted({}, [{ amount: 800 }, { amount: 200, kind: "tip" }], { tenders })).toBe(400);
  });

  test("a bare amount is one line of goods", () => {
    const member = memberOf(shop());
    expect(member.buy("2025-03-01", 700).earned?.[0]?.spend).toBe(700);
  });

  test("beer earns nothing where a rule leaves it out: 24.50 and 13.25 with 8.00 of beer give 2,975", () => {
    const lines = 'line.category != "alcohol"';
    const member = memberOf(shop({ earn: { base: { on: "purchase", unit: "points", rate: 100, lines } } }));
    member.buy("2018-05-01", [{ amount: 2450 }, { amount: 525 }, { amount: 800, category: "alcohol" }]);
    expect(member.points()).toBe(2975);
  });
});

describe("spreading a total over weights", () => {
  const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  const weight = fc.oneof(
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 0, max: 10_000_000 }),
    fc.integer({ min: 0, max: 2 ** 47 }),
  );

  test(`adds up, and each part is its share rounded down or up (seed ${seed})`, () => {
    fc.assert(
      fc.property(weight, fc.array(weight, { minLength: 1, maxLength: 8 }), (total, weights) => {
        const parts = allocate(total, weights);
        const sum = weights.reduce((a, b) => a + b, 0);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
        if (sum === 0) return;
        const rests = weights.map((of) => (BigInt(total) * BigInt(of)) % BigInt(sum));
        const extra = parts.map((part, i) => {
          const more = BigInt(part) - (BigInt(total) * BigInt(weights[i]!)) / BigInt(sum);
          expect([0n, 1n]).toContain(more);
          // Of a part of the whole nobody gets more than there is of it.
          if (total <= sum) expect(part).toBeLessThanOrEqual(weights[i]!);
          return more === 1n;
        });
        // Whoever got a unit more had at least as much left over as anybody who got none, the earlier one on a tie.
        for (const [i, more] of extra.entries())
          for (const [j, other] of extra.entries())
            if (more && !other) expect(rests[i]! > rests[j]! || (rests[i] === rests[j] && i < j)).toBe(true);
      }),
      { seed, numRuns: 500 },
    );
  });

  test("no weight at all leaves everything to the first", () => {
    expect(allocate(7, [0, 0])).toEqual([7, 0]);
  });
});
