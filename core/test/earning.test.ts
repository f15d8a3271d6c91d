import { describe, expect, test } from "vitest";
import { memberOf, shop } from "./shop.ts";

const earning = (base: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  memberOf(shop({ earn: { base: { on: "purchase", unit: "points", rate: 1, ...base }, ...more } as never }));

describe("rates and rounding", () => {
  test("a point per whole euro: 129.99 gives 129", () => {
    const member = earning({});
    expect(member.buy("2025-03-01", 12_999).earned).toEqual([
      { rule: "base", unit: "points", given: 129, exact: "12999/100", spend: 12_999 },
    ]);
    expect(member.points()).toBe(129);
  });

  test.each([
    ["floor", [1, 2, 2]],
    ["half-up", [2, 3, 3]],
    ["half-even", [2, 2, 3]],
    ["carry", [1, 3, 2]],
  ])("rounding %s of 1.50, 2.50 and 2.51", (rounding, given) => {
    const member = earning({ rounding });
    const found = [150, 250, 251].map((cents) => member.buy("2025-03-01", cents).earned?.[0]?.given);
    expect(found).toEqual(given);
  });

  test("carried cents come out in the purchase that completes a point", () => {
    const member = earning({ rounding: "carry" });
    for (let time = 0; time < 3; time++) member.buy("2025-03-01", 33);
    expect(member.points()).toBe(0);
    expect(member.story.state.carried).toEqual({ base: "99/100" });
    member.buy("2025-03-02", 1);
    expect(member.points()).toBe(1);
    expect(member.story.state.carried).toEqual({ base: "0" });
  });

  test("exact: fractional stars are kept to the cent", () => {
    const member = memberOf(
      shop({
        units: { stars: { name: "stars", scale: 2 } },
        earn: { base: { on: "purchase", unit: "stars", rate: 2, rounding: "exact" } },
      }),
    );
    member.buy("2023-02-13", [
      { amount: 645, tax: 55 },
      { amount: 100, kind: "tip" },
    ]);
    expect(member.points(undefined, "stars")).toBe(1290);
  });

  test("rounding each line loses a little on each", () => {
    const lines = [{ amount: 199 }, { amount: 199 }, { amount: 199 }];
    const [whole, each] = [earning({}), earning({ round_each: "line" })];
    whole.buy("2025-03-01", lines);
    each.buy("2025-03-01", lines);
    expect([whole.points(), each.points()]).toEqual([5, 3]);
  });

  test("a rate may be for any amount of money: 5 for every 20.00 is a quarter per euro", () => {
    const member = earning({ rate: 5, per: "20.00" });
    member.buy("2025-03-01", 3_999);
    expect(member.points()).toBe(9);
  });

  test("thirds are exact: 5/3 per euro on three purchases of 1.20, carried", () => {
    const member = earning({ rate: "5/3", rounding: "carry" });
    for (const day of ["01", "02", "03"]) member.buy(`2025-03-${day}`, 120);
    expect(member.points()).toBe(6);
  });

  test("by tier: 1, 1.25 and 1.5 per euro, and the crossing purchase earns at the old tier", () => {
    const member = memberOf(
      shop({
        tiers: { status: { by: "spend", levels: { insider: 0, vib: 350, rouge: 1000 } } },
        earn: {
          base: {
            on: "purchase",
            unit: "points",
            rate: 1,
            by_tier: { ladder: "status", levels: { vib: 1.25, rouge: 1.5 } },
          },
        },
      }),
    );
    const given = [35_000, 65_000, 8_000].map((cents) => member.buy("2018-08-14", cents).earned?.[0]?.given);
    expect(given).toEqual([350, 812, 120]);
  });

  test("a purchase of nothing gives nothing and is booked all the same", () => {
    const member = earning({});
    const outcome = member.buy("2025-03-01", 0);
    expect(outcome.refusal).toBeUndefined();
    expect(outcome.postings).toEqual([]);
  });
});

describe("fixed amounts", () => {
  test("per fact, per matching line, per piece", () => {
    const member = earning(
      {},
      {
        thanks: { on: "purchase", unit: "points", amount: 5 },
        novelty: { on: "purchase", unit: "points", amount: 3, each: "line", lines: 'line.category == "new"' },
        reuse: { on: "purchase", unit: "points", amount: 2, each: "piece", lines: 'line.sku == "CUP"' },
      },
    );
    const outcome = member.buy("2025-03-01", [
      { amount: 100, category: "new" },
      { amount: 100, category: "new" },
      { amount: 300, sku: "CUP", quantity: 3 },
    ]);
    expect(outcome.earned?.map(({ rule, given }) => [rule, given])).toEqual([
      ["base", 5],
      ["thanks", 5],
      ["novelty", 6],
      ["reuse", 6],
    ]);
  });

  test("half a piece gives half, rounded", () => {
    const member = earning({}, { weight: { on: "purchase", unit: "points", amount: 3, each: "piece" } });
    const outcome = member.buy("2025-03-01", [{ amount: 0, quantity: 1.5 }]);
    expect(outcome.earned).toEqual([{ rule: "weight", unit: "points", given: 4, exact: "9/2", spend: 0 }]);
  });

  test("a welcome on joining, once in a lifetime", () => {
    const member = earning(
      {},
      { welcome: { on: "join", unit: "points", amount: 50, caps: { lifetime: 50 } } },
    );
    member.happen("join", "2025-03-01");
    const again = member.happen("join", "2026-03-01");
    expect(member.points()).toBe(50);
    expect(again.earned).toEqual([
      {
        rule: "welcome",
        unit: "points",
        given: 0,
        exact: "50",
        spend: 0,
        cut: { by: "welcome.lifetime", wanted: 50 },
        not: "cap",
      },
    ]);
  });

  test("a visit and a program's own fact earn as they are declared; an unknown fact earns nothing", () => {
    const member = memberOf(
      shop({
        facts: { "check-in": { place: "text" } },
        earn: {
          hello: { on: "visit", unit: "points", amount: 1 },
          park: { on: "check-in", unit: "points", amount: 5, when: 'fact.data.place == "park"' },
        },
      }),
    );
    member.happen("visit", "2025-03-01");
    member.happen("check-in", "2025-03-01", { data: { place: "park" } });
    member.happen("check-in", "2025-03-01", { data: { place: "home" } });
    member.happen("sneeze", "2025-03-01");
    expect(member.points()).toBe(6);
  });
});

describe("multipliers", () => {
  test("triple points give two more for each, on the rules they name", () => {
    const member = earning(
      { rounding: "floor" },
      {
        app: { on: "purchase", unit: "points", rate: 1 },
        triple: { on: "purchase", unit: "points", multiply: 3, of: "base" },
      },
    );
    const outcome = member.buy("2025-03-01", 1050);
    expect(outcome.earned?.map(({ rule, given }) => [rule, given])).toEqual([
      ["base", 10],
      ["app", 10],
      ["triple", 21],
    ]);
  });

  test("a multiplier looks at its own lines only", () => {
    const member = earning(
      {},
      { double: { on: "purchase", unit: "points", multiply: 2, lines: 'line.category == "perfume"' } },
    );
    const outcome = member.buy("2025-03-01", [{ amount: 1000 }, { amount: 2000, category: "perfume" }]);
    expect(outcome.earned?.map(({ given, spend }) => [given, spend])).toEqual([
      [30, 3000],
      [20, 2000],
    ]);
  });
});

describe("budgets", () => {
  test("what is left of a budget is given, then nothing", () => {
    const member = earning({ budget: 25 });
    expect(member.buy("2025-03-01", 2000).claims).toEqual([{ resource: "budget:base", amount: 20 }]);
    const cut = member.buy("2025-03-02", 2000);
    expect(cut.earned?.[0]).toMatchObject({ given: 5, cut: { by: "budget:base", wanted: 20 } });
    expect(member.buy("2025-03-03", 2000).earned?.[0]).toMatchObject({ given: 0, not: "budget" });
    expect(member.points()).toBe(25);
  });

  test("a return gives the budget back", () => {
    const member = earning({ budget: 25 });
    member.buy("2025-03-01", 2000);
    expect(member.bringBack("2025-03-02", "f1").claims).toEqual([{ resource: "budget:base", amount: -20 }]);
    expect(member.story.used).toEqual({ "budget:base": 0 });
  });
});

describe("whoever has joined", () => {
  test("is a member for what happened since, and not for what came before and is told afterwards", () => {
    const member = earning({ when: "account.joined" });
    member.happen("join", "2025-03-10");
    expect(member.buy("2025-03-10", 500).earned).toHaveLength(1);
    expect(member.buy("2025-03-09", 500).earned).toBeUndefined();
    expect(member.buy("2025-03-11", 500).earned).toHaveLength(1);
  });
});
