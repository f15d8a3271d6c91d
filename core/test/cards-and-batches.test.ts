import { describe, expect, test } from "vitest";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const bank = (more: Definition = {}) =>
  shop({
    currency: "USD",
    units: { points: { name: "points", pending: "release" } },
    products: { gold: { name: "Gold" }, corporate: { name: "Corporate" } },
    batches: {
      reinstate: {
        within: "12 months",
        fee: "35.00",
        by_product: { corporate: { within: "6 months", fee: "35.00" } },
      },
    },
    earn: {
      base: { on: "purchase", unit: "points", rate: 1 },
      gold: { on: "purchase", unit: "points", rate: 3, when: 'fact.product == "gold"' },
    },
    ...more,
  });

const holder = (definition = bank()) => {
  const member = memberOf(definition);
  member.happen("card-opened", "2024-01-01", { card: "g1", product: "gold" });
  member.happen("card-opened", "2024-01-01", { card: "c1", product: "corporate" });
  return member;
};

describe("cards", () => {
  test("each earns by its product, into one account", () => {
    const member = holder(bank({ units: { points: { name: "points" } } }));
    member.buy("2024-01-10", 12_000, { card: "g1" });
    member.buy("2024-01-10", 12_000, { card: "c1" });
    expect(member.points()).toBe(480 + 120);
    // A return sees the product of then.
    member.happen("card-closed", "2024-01-11", { card: "g1" });
    member.bringBack("2024-01-12", "f3");
    expect(member.points()).toBe(120);
  });

  test("what can be returned may depend on the product that paid", () => {
    const member = holder(bank({ returns: { lines: 'fact.product != "corporate"' } }));
    member.buy("2024-01-10", 12_000, { card: "g1" });
    member.buy("2024-01-10", 12_000, { card: "c1" });
    expect(member.bringBack("2024-01-12", "f3").refusal).toBeUndefined();
    expect(member.bringBack("2024-01-12", "f4").refusal?.code).toBe("return-excluded");
  });

  test("a fact names one that is open; none is opened twice", () => {
    const member = holder();
    expect(member.buy("2024-01-10", 100, { card: "x" }).refusal?.code).toBe("card-unknown");
    expect(member.happen("visit", "2024-01-10", { card: "x" }).refusal?.code).toBe("card-unknown");
    const again = { card: "g1", product: "gold" };
    expect(member.happen("card-opened", "2024-01-10", again).refusal?.code).toBe("card-known");
    const odd = { card: "s1", product: "silver" };
    expect(member.happen("card-opened", "2024-01-10", odd).refusal?.code).toBe("product-unknown");
    member.happen("card-closed", "2024-02-01", { card: "g1" });
    expect(member.buy("2024-02-02", 100, { card: "g1" }).refusal?.code).toBe("card-closed");
    expect(member.buy("2024-01-31", 100, { card: "g1" }).refusal).toBeUndefined();
    expect(member.happen("card-closed", "2024-02-02", { card: "g1" }).refusal?.code).toBe("card-closed");
  });

  test("where a program has no products, a card is only a word", () => {
    const member = memberOf(shop());
    expect(member.buy("2024-01-10", 100, { card: "x" }).refusal).toBeUndefined();
    const opened = { card: "x", product: "gold" };
    expect(member.happen("card-opened", "2024-01-10", opened).refusal?.code).toBe("not-offered");
  });

  test.each([
    ["kept", [100, 100, 100]],
    ["at-once", [0, 0, 0]],
    [{ after: "30 days" }, [100, 100, 0]],
  ] as const)("once the last one is closed: %j", (last_closed, left) => {
    const cards = { last_closed } as unknown as Definition;
    const member = holder(bank({ units: { points: { name: "points" } }, cards }));
    member.buy("2024-01-10", 10_000, { card: "c1" });
    member.happen("card-closed", "2024-02-01", { card: "g1" });
    expect(member.points("2024-04-01")).toBe(100);
    member.happen("card-closed", "2024-05-01", { card: "c1" });
    expect([member.points(), member.points("2024-05-30"), member.points("2024-05-31")]).toEqual(left);
  });

  const closing = (closed: [string, string?][]) => {
    const member = holder(
      bank({
        units: { points: { name: "points" } },
        cards: {
          last_closed: "at-once",
          by_product: { corporate: { after: "30 days" } },
          by_reason: { inactivity: { after: "90 days" }, death: "kept" },
        },
      }),
    );
    member.buy("2024-01-10", 10_000, { card: "c1" });
    for (const [card, reason] of closed)
      member.happen("card-closed", "2024-05-01", reason === undefined ? { card } : { card, reason });
    return ["2024-05-02", "2024-05-30", "2024-05-31", "2024-07-29", "2024-07-30", "2030-01-01"].map((at) =>
      member.points(at),
    );
  };

  test("by the product of the one closed last, and before that by the reason", () => {
    expect(closing([["c1"]])).toEqual([100, 100, 100, 100, 100, 100]);
    expect(closing([["g1"], ["c1"]])).toEqual([100, 100, 0, 0, 0, 0]);
    expect(closing([["c1", "inactivity"], ["g1"]])).toEqual([100, 100, 100, 100, 0, 0]);
    expect(closing([["c1"], ["g1", "death"]])).toEqual([100, 100, 100, 100, 100, 100]);
    expect(closing([["c1", "lost"], ["g1"]])).toEqual([100, 100, 0, 0, 0, 0]);
  });

  test("a card opened in time keeps them; a deadline passed, what is given later stays", () => {
    const kept = holder(
      bank({ units: { points: { name: "points" } }, cards: { last_closed: { after: "30 days" } } }),
    );
    kept.buy("2024-01-10", 10_000, { card: "c1" });
    for (const card of ["g1", "c1"]) kept.happen("card-closed", "2024-05-01", { card });
    const lost = kept.points("2024-06-02");
    kept.happen("card-opened", "2024-05-20", { card: "g2", product: "gold" });
    expect([lost, kept.points("2025-01-01")]).toEqual([0, 100]);
    kept.happen("card-closed", "2024-06-01", { card: "g2" });
    kept.happen("time", "2024-07-15");
    kept.adjust("2024-07-16", "9");
    expect(kept.points("2025-01-01")).toBe(9);
  });
});

describe("batches", () => {
  const earned = () => {
    const member = holder();
    member.buy("2024-03-10", 10_000, { card: "g1", batch: "g1 March" });
    member.buy("2024-04-10", 5000, { card: "c1", batch: "c1 April" });
    return member;
  };

  test("not once the last card is gone, with which it would go again: nobody pays for that", () => {
    const member = holder(bank({ cards: { last_closed: { after: "30 days" } } }));
    member.buy("2024-03-10", 10_000, { card: "g1", batch: "g1 March" });
    member.happen("forfeit", "2024-04-01", { batch: "g1 March" });
    for (const card of ["g1", "c1"]) member.happen("card-closed", "2024-05-01", { card });
    const inTime = member.happen("reinstate", "2024-05-20", { batch: "g1 March" });
    expect(inTime.effects).toMatchObject([{ type: "charge-due", amount: 3500 }]);
    member.happen("forfeit", "2024-05-21", { batch: "g1 March" });
    const late = member.happen("reinstate", "2024-06-10", { batch: "g1 March" });
    expect(late.refusal?.code).toBe("reinstatement-too-late");
    expect(late.effects).toEqual([]);
  });

  test("wait until they are released; what is in none waits for nothing", () => {
    const member = earned();
    expect([member.points(), member.pending()]).toEqual([0, 450]);
    member.buy("2024-04-11", 700);
    expect(member.points()).toBe(7);
    const { effects } = member.happen("release", "2024-04-20", { batch: "g1 March" });
    expect(effects).toMatchObject([{ type: "units-matured", amount: 400 }]);
    expect([member.points(), member.pending()]).toEqual([407, 50]);
    expect(member.story.state.dueAt).toBeNull();
    expect(member.happen("release", "2024-04-20", { batch: "g1 May" }).refusal?.code).toBe("batch-unknown");
  });

  test("are forfeited together and brought back within a year for a fee, to be spent at once", () => {
    const member = earned();
    member.happen("forfeit", "2024-05-01", { batch: "g1 March" });
    expect([member.points(), member.pending()]).toEqual([0, 50]);
    const { effects } = member.happen("reinstate", "2025-04-30", { batch: "g1 March" });
    expect(effects).toMatchObject([{ type: "charge-due", for: "reinstatement", amount: 3500 }]);
    expect([member.points(), member.pending()]).toEqual([400, 50]);
    expect(member.story.state.forfeited).toBeUndefined();
    member.happen("release", "2025-05-01", { batch: "g1 March" });
    expect(member.points()).toBe(400);
  });

  test("not after that, which is earlier for corporate cards", () => {
    const member = earned();
    member.happen("forfeit", "2024-05-01", { batch: "g1 March" });
    member.happen("forfeit", "2024-05-01", { batch: "c1 April" });
    const late = member.happen("reinstate", "2024-11-01", { batch: "c1 April" });
    expect(late.refusal?.code).toBe("reinstatement-too-late");
    expect(member.happen("reinstate", "2025-05-01", { batch: "g1 March" }).refusal?.code).toBe(
      "reinstatement-too-late",
    );
    expect(member.happen("reinstate", "2025-05-01", { batch: "odd" }).refusal?.code).toBe("batch-unknown");
  });

  test("what a return takes of a forfeited batch does not come back", () => {
    const member = earned();
    member.happen("forfeit", "2024-05-01", { batch: "g1 March" });
    const { spared } = member.bringBack("2024-05-02", "f3", { amount: 2500 });
    expect(spared?.map(({ amount, because }) => [amount, because])).toEqual([
      [25, "expired"],
      [75, "expired"],
    ]);
    member.happen("reinstate", "2024-06-01", { batch: "g1 March" });
    expect([member.points(), member.pending()]).toEqual([300, 50]);
    member.bringBack("2024-06-02", "f3");
    expect([member.points(), member.pending()]).toEqual([0, 50]);
  });

  test("a return takes what is pending", () => {
    const member = earned();
    member.bringBack("2024-05-02", "f3", { amount: 2500 });
    expect(member.pending()).toBe(350);
  });
});

test("a refund may leave a debt, which the next earnings fill", () => {
  const member = holder(bank({ units: { points: { name: "points" } } }));
  member.buy("2024-01-10", 12_000, { card: "g1" });
  member.redeem("2024-01-11", "380");
  expect(member.points()).toBe(100);
  member.bringBack("2024-01-12", "f3");
  expect(member.points()).toBe(-380);
  member.buy("2024-01-13", 10_000, { card: "g1" });
  expect(member.points()).toBe(20);
});
