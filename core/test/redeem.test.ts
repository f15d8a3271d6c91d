import { describe, expect, test } from "vitest";
import { decide } from "../src/decide.ts";
import type { Fact } from "../src/fact.ts";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const rich = (sections: Definition = {}) => {
  const member = memberOf(shop(sections));
  member.buy("2025-03-01", 10_000);
  return member;
};

describe("pending units", () => {
  const definition = shop({ units: { points: { name: "points", pending: "14 days" } } });

  test("cannot be spent until they mature, at the start of the day", () => {
    const member = memberOf(definition);
    member.buy("2025-03-01 18:00", 1000);
    expect([member.points(), member.pending()]).toEqual([0, 10]);
    expect(member.redeem("2025-03-14", "1").refusal?.code).toBe("insufficient-balance");
    expect(member.points("2025-03-14T23:59:59Z")).toBe(0);
    expect(member.points("2025-03-15 00:00")).toBe(10);
    expect(member.redeem("2025-03-15 00:00", "1").refusal).toBeUndefined();
  });

  test("fill a debt when they mature, not before", () => {
    const member = memberOf(definition);
    member.adjust("2025-03-01", "-4");
    member.buy("2025-03-01", 1000);
    expect([member.points(), member.pending()]).toEqual([-4, 10]);
    expect(member.points("2025-03-15")).toBe(6);
  });

  test("of a late purchase may be over already", () => {
    const member = memberOf(definition);
    member.happen("time", "2025-04-01");
    member.buy("2025-03-01", 1000);
    expect(member.points()).toBe(10);
  });

  test("a correction by a person is never pending", () => {
    const member = memberOf(definition);
    member.adjust("2025-03-01", "7");
    expect(member.points()).toBe(7);
  });
});

describe("redeeming", () => {
  test("takes the oldest first, and says from which lots", () => {
    const member = memberOf(shop());
    member.buy("2025-03-01", 600);
    member.buy("2025-03-02", 600);
    const { postings } = member.redeem("2025-03-03", "8");
    expect(postings.map(({ lot, from, to, amount }) => [lot, from, to, amount])).toEqual([
      ["1.points", "available", "redeemed", 6],
      ["2.points", "available", "redeemed", 2],
    ]);
  });

  test("230: 200 goes, then 100 does not, then 25 does", () => {
    const member = memberOf(shop());
    member.buy("2025-03-01", 23_000);
    expect(member.redeem("2025-03-02", "200").refusal).toBeUndefined();
    const { refusal } = member.redeem("2025-03-02", "100");
    expect(refusal).toEqual({
      code: "insufficient-balance",
      params: { available: "30", wanted: "100", unit: "points" },
    });
    member.redeem("2025-03-02", "25");
    expect(member.points()).toBe(5);
  });

  test("a reward with a least basket: 500 points for 10.00 off", () => {
    const member = memberOf(
      shop({ rewards: { cash: { name: "10.00 off", unit: "points", cost: 500, minimum_basket: "10.00" } } }),
    );
    member.buy("2025-03-01", 62_000);
    expect(member.order("2025-03-02", "cash", { basket: 950 }).refusal?.code).toBe("basket-too-small");
    expect(member.order("2025-03-02", "cash", { basket: 4200 }).effects).toMatchObject([
      { type: "reward-redeemed", reward: "cash", quantity: 1 },
    ]);
    expect(member.points()).toBe(120);
    expect(member.order("2025-03-02", "cash", { basket: 4200 }).refusal?.code).toBe("insufficient-balance");
  });

  test("a reward's price is that of its day", () => {
    const coffee = (cost: number): Definition => ({
      rewards: { coffee: { name: "Coffee", unit: "points", cost } },
    });
    const member = memberOf(shop({ ...coffee(50), versions: [{ from: "2023-02-13", ...coffee(100) }] }));
    member.buy("2023-02-01", 15_000);
    member.order("2023-02-12", "coffee");
    expect(member.points()).toBe(100);
    member.order("2023-02-13", "coffee");
    expect(member.points()).toBe(0);
  });

  test("several at once, within limits, stock and schedule", () => {
    const rewards: Definition = {
      mug: { name: "A mug", unit: "points", cost: 5, stock: 4, limits: { day: 2, year: 3 } },
      lunch: { name: "Lunch", unit: "points", cost: 1, schedule: { hours: "12:00-14:00" } },
    };
    const member = rich({ rewards });
    expect(member.order("2025-03-02", "mug", { of: { reward: "mug", quantity: 2 } }).claims).toEqual([
      { resource: "stock:mug", amount: 2 },
    ]);
    expect(member.order("2025-03-02", "mug").refusal?.code).toBe("reward-limit");
    expect(member.order("2025-03-03", "mug").refusal).toBeUndefined();
    expect(member.order("2025-03-04", "mug").refusal?.params).toEqual({ reward: "mug", max: 3, per: "year" });
    expect(member.order("2026-03-04", "mug", { of: { reward: "mug", quantity: 2 } }).refusal?.code).toBe(
      "out-of-stock",
    );
    expect(member.order("2026-03-05 12:00", "lunch").refusal).toBeUndefined();
    expect(member.order("2026-03-05 14:00", "lunch").refusal?.code).toBe("reward-not-available");
  });
});

test("what is short on the account is the reason, whether or not the stock is known to be short as well", () => {
  const rewards: Definition = { mug: { name: "A mug", unit: "points", cost: 5, stock: 1 } };
  const { program, state } = memberOf(shop({ rewards })).story;
  for (const type of ["redeem", "hold"])
    for (const remaining of [undefined, { "stock:mug": 0 }]) {
      const fact = { id: "f1", type, occurredAt: "2025-03-02T12:00:00Z", of: { reward: "mug" } } as Fact;
      expect(decide(program, state, fact, { remaining }).outcome.refusal?.code).toBe("insufficient-balance");
    }
});

describe("holding", () => {
  const hold = (amount: string): Definition => ({ of: { unit: "points", amount } });

  test("hold, then complete in full", () => {
    const member = rich();
    member.happen("hold", "2025-03-02 10:00", hold("60"));
    expect(member.points()).toBe(40);
    const outcome = member.happen("complete", "2025-03-02 10:05", { hold: "f2" });
    expect(outcome.postings.map(({ from, to, amount }) => [from, to, amount])).toEqual([
      ["held", "redeemed", 60],
    ]);
    expect(outcome.balances["points"]).toEqual({ available: 40, pending: 0, held: 0, debt: 0 });
  });

  test("complete in part: the rest goes back", () => {
    const member = rich();
    member.happen("hold", "2025-03-02 10:00", hold("60"));
    member.happen("complete", "2025-03-02 10:05", { hold: "f2", amount: "45" });
    expect(member.points()).toBe(55);
    expect(member.happen("complete", "2025-03-02 10:06", { hold: "f2" }).refusal?.code).toBe("hold-unknown");
  });

  test("cancel puts everything back where it was", () => {
    const member = rich();
    const before = JSON.stringify(member.story.state.units);
    member.happen("hold", "2025-03-02 10:00", hold("60"));
    member.happen("cancel", "2025-03-02 10:05", { hold: "f2" });
    expect(JSON.stringify(member.story.state.units)).toBe(before);
  });

  test("a hold lapses by itself: after a quarter of an hour, or as long as it says", () => {
    const member = rich();
    member.happen("hold", "2025-03-02 10:00", hold("60"));
    member.happen("hold", "2025-03-02 10:00", { ...hold("10"), for: "2 days" });
    expect(member.points("2025-03-02 10:14")).toBe(30);
    expect(member.points("2025-03-02 10:15")).toBe(90);
    expect(member.happen("complete", "2025-03-02 10:15", { hold: "f2" }).refusal?.code).toBe("hold-unknown");
    expect(member.points("2025-03-04 10:00")).toBe(100);
  });

  test("what expired while it was held goes when it comes back", () => {
    const member = memberOf(shop({ units: { points: { name: "points", expires: { after: "1 month" } } } }));
    member.buy("2025-03-01", 1000);
    member.happen("hold", "2025-03-31", { ...hold("10"), for: "5 days" });
    member.happen("time", "2025-04-02");
    expect(member.story.state.holds["f2"]?.amount).toBe(10);
    const { postings } = member.happen("cancel", "2025-04-03", { hold: "f2" });
    expect(postings.map(({ from, to, cause }) => [from, to, cause])).toEqual([
      ["held", "available", "cancel"],
      ["available", "expired", "expired"],
    ]);
  });

  test("cancelling a reward's hold gives back its stock and its limit", () => {
    const member = rich({
      rewards: { mug: { name: "A mug", unit: "points", cost: 5, stock: 4, limits: { day: 1 } } },
    });
    member.happen("hold", "2025-03-02 10:00", { of: { reward: "mug" } });
    expect(member.order("2025-03-02 10:01", "mug").refusal?.code).toBe("reward-limit");
    expect(member.happen("cancel", "2025-03-02 10:02", { hold: "f2" }).claims).toEqual([
      { resource: "stock:mug", amount: -1 },
    ]);
    expect(member.order("2025-03-02 10:03", "mug").refusal).toBeUndefined();
  });

  test("a lapse does the same", () => {
    const member = rich({
      rewards: { mug: { name: "A mug", unit: "points", cost: 5, stock: 4, limits: { day: 1 } } },
    });
    member.happen("hold", "2025-03-02 10:00", { of: { reward: "mug" } });
    const { claims, effects } = member.order("2025-03-02 10:20", "mug");
    expect(effects.map(({ type }) => type)).toEqual(["hold-lapsed", "reward-redeemed"]);
    expect(claims?.map(({ amount }) => amount)).toEqual([-1, 1]);
  });
});

describe("units ahead of time", () => {
  test("a redemption may take the balance so far below zero, and what comes then fills it first", () => {
    const member = memberOf(shop({ units: { points: { name: "points", advance: 15_000 } } }));
    member.buy("2025-03-01", 500_000);
    expect(member.redeem("2025-03-02", "20001").refusal?.code).toBe("insufficient-balance");
    const { postings } = member.redeem("2025-03-02", "18000");
    expect(postings.map(({ from, to, amount, lot }) => [from, to, amount, lot])).toEqual([
      ["available", "redeemed", 5000, "1.points"],
      ["available", "redeemed", 13_000, undefined],
    ]);
    expect(member.points()).toBe(-13_000);
    expect(member.redeem("2025-03-03", "2001").refusal?.code).toBe("insufficient-balance");
    expect(member.redeem("2025-03-03", "2000").refusal).toBeUndefined();
    member.buy("2025-03-04", 1_600_000);
    expect(member.points()).toBe(1000);
  });

  test("only at once: nothing is set aside or sent of what is not there", () => {
    const partners = { sky: { name: "Sky", unit: "points", receives: "miles" } };
    const member = memberOf(shop({ units: { points: { name: "points", advance: 100 } }, partners }));
    const asked = (type: string, said: Definition) =>
      member.happen(type, "2025-03-02", said as never).refusal?.code;
    expect(asked("hold", { of: { unit: "points", amount: "10" } })).toBe("insufficient-balance");
    expect(asked("transfer", { partner: "sky", amount: "10" })).toBe("insufficient-balance");
  });
});
