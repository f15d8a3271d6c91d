import { describe, expect, test } from "vitest";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

describe("what a return undoes", () => {
  test("everything, when nothing is named", () => {
    const member = memberOf(shop());
    member.buy("2025-03-01", 12_990);
    const { undone } = member.bringBack("2025-03-05", "f1");
    expect(undone).toEqual([{ rule: "base", unit: "points", amount: 129 }]);
    expect(member.points()).toBe(0);
    expect(member.bringBack("2025-03-06", "f1").refusal?.code).toBe("return-exceeds-purchase");
  });

  test("three returns of a third take exactly what was given: 10.00 in 3.33, 3.33 and 3.34", () => {
    const member = memberOf(shop());
    member.buy("2025-03-01", 1000);
    const taken = [333, 333, 334].map(
      (amount) => member.bringBack("2025-03-05", "f1", { amount }).undone?.[0]?.amount,
    );
    expect(taken).toEqual([4, 3, 3]);
    expect(member.points()).toBe(0);
  });

  test("lines, pieces and amounts, in any mix", () => {
    const member = memberOf(shop());
    member.buy("2025-03-01", [{ amount: 3000, quantity: 3 }, { amount: 2000 }, { amount: 700 }]);
    const back = (lines: Definition[]): number => {
      member.bringBack("2025-03-05", "f1", { lines });
      return member.points();
    };
    expect(back([{ line: "l1", quantity: 1 }])).toBe(47);
    expect(back([{ line: "l2", amount: 500 }, { line: "l3" }])).toBe(35);
    expect(back([{ line: "l1" }])).toBe(15);
    expect(back([{ line: "l2" }])).toBe(0);
  });

  test("almost all the money back leaves almost nothing, and the last cent can still come back", () => {
    const member = memberOf(shop());
    member.buy("2025-03-01", 100_000);
    member.bringBack("2025-03-05", "f1", { amount: 99_999 });
    expect(member.points()).toBe(0);
    expect(member.bringBack("2025-03-06", "f1").refusal).toBeUndefined();
    expect(member.story.state.returned["f1"]?.lines["1"]).toEqual({ amount: 100_000, pieces: 1000 });
  });

  test("the last piece takes the last cent, of seven for 1.00", () => {
    const member = memberOf(shop({ units: { points: { name: "points", scale: 2 } } }));
    member.buy("2025-03-01", [{ amount: 100, quantity: 7 }]);
    for (let piece = 1; piece <= 7; piece++)
      member.bringBack("2025-03-05", "f1", { lines: [{ line: "l1", quantity: 1 }] });
    expect(member.story.state.returned["f1"]?.lines["l1"]).toEqual({ amount: 100, pieces: 7000 });
    expect(member.points()).toBe(0);
  });

  test("only what the line caused: a threshold that no longer holds takes its bonus along", () => {
    const big: Definition = { on: "purchase", unit: "points", amount: 20, when: 'fact.spend >= money("50")' };
    const member = memberOf(shop({ earn: { base: { on: "purchase", unit: "points", rate: 1 }, big } }));
    member.buy("2025-03-01", [{ amount: 4000 }, { amount: 1500 }]);
    expect(member.points()).toBe(75);
    member.bringBack("2025-03-05", "f1", { lines: [{ line: "l2" }] });
    expect(member.points()).toBe(40);
  });

  test("what a cap had cut is not taken: 150 given of 200, half comes back, 100 would still be given", () => {
    const member = memberOf(
      shop({ earn: { base: { on: "purchase", unit: "points", rate: 1, caps: { fact: 150 } } } }),
    );
    member.buy("2025-03-01", [{ amount: 10_000 }, { amount: 10_000 }]);
    member.bringBack("2025-03-05", "f1", { lines: [{ line: "l1" }] });
    expect(member.points()).toBe(100);
  });

  test("what another rule would have given instead stays: of the better of 50 and 23, 20 remain for the cake", () => {
    const coffee: Definition = {
      on: "purchase",
      unit: "points",
      amount: 50,
      lines: 'line.category == "coffee"',
      group: "promo",
    };
    const base: Definition = { on: "purchase", unit: "points", rate: 1, group: "promo" };
    const member = memberOf(shop({ earn: { base, coffee }, groups: { promo: "best" } }));
    member.buy("2025-03-01", [{ amount: 300, category: "coffee" }, { amount: 2000 }]);
    expect(member.points()).toBe(50);
    const { undone } = member.bringBack("2025-03-05", "f1", { lines: [{ line: "l1" }] });
    expect(undone).toEqual([{ rule: "coffee", unit: "points", amount: 30 }]);
    member.bringBack("2025-03-06", "f1");
    expect(member.points()).toBe(0);
  });

  test("so does what a shared cap had kept from the other rule", () => {
    const sections: Definition = {
      earn: {
        tea: { on: "purchase", unit: "points", rate: 1, lines: 'line.category == "tea"' },
        rest: { on: "purchase", unit: "points", rate: 1, lines: 'line.category != "tea"' },
      },
      caps: { all: { unit: "points", max: 100, per: "day", rules: ["tea", "rest"] } },
    };
    const member = memberOf(shop(sections));
    member.buy("2025-03-01", [{ amount: 8000, category: "tea" }, { amount: 5000 }]);
    expect(member.points()).toBe(100);
    member.bringBack("2025-03-05", "f1", { lines: [{ line: "l1" }] });
    expect(member.points()).toBe(50);
    expect(member.buy("2025-03-01 18:00", 9000).earned?.[0]?.given).toBe(50);
  });

  test("the fraction that was carried goes back as well", () => {
    const member = memberOf(
      shop({ earn: { base: { on: "purchase", unit: "points", rate: 1, rounding: "carry" } } }),
    );
    member.buy("2025-03-01", 170);
    member.buy("2025-03-02", 160);
    expect([member.points(), member.story.state.carried["base"]]).toEqual([3, "3/10"]);
    member.bringBack("2025-03-05", "f1");
    expect([member.points(), member.story.state.carried["base"]]).toEqual([2, "-2/5"]);
    member.buy("2025-03-06", 140);
    expect([member.points(), member.story.state.carried["base"]]).toEqual([3, "0"]);
  });

  test("under the rules that ran then, whatever the program has become", () => {
    const member = memberOf(
      shop({
        versions: [
          {
            from: "2025-03-03",
            earn: { base: { rate: 10 }, other: { on: "purchase", unit: "points", amount: 5 } },
          },
        ],
      }),
    );
    member.buy("2025-03-01", 1000);
    member.buy("2025-03-04", 1000);
    expect(member.points()).toBe(115);
    member.bringBack("2025-03-05", "f1");
    expect(member.points()).toBe(105);
  });

  test("in the circumstances of then: the tier and the attributes that held", () => {
    const member = memberOf(
      shop({
        member: { staff: "boolean" },
        tiers: { status: { by: "spend", levels: { member: 0, gold: 100 } } },
        earn: {
          base: {
            on: "purchase",
            unit: "points",
            rate: 1,
            by_tier: { ladder: "status", levels: { gold: 3 } },
            when: "!member.staff",
          },
        },
      }),
    );
    member.buy("2025-03-01", [{ amount: 10_000 }, { amount: 1000 }]);
    member.happen("profile", "2025-03-02", { attributes: { staff: true } });
    member.bringBack("2025-03-05", "f1", { lines: [{ line: "l2" }] });
    expect(member.points()).toBe(100);
  });
});

describe("where a return takes it from", () => {
  test("the purchase's own units while they are pending", () => {
    const member = memberOf(shop({ units: { points: { name: "points", pending: "14 days" } } }));
    member.adjust("2025-03-01", "5");
    member.buy("2025-03-01", 1000);
    const { postings } = member.bringBack("2025-03-05", "f2");
    expect(postings.map(({ from, to, amount }) => [from, to, amount])).toEqual([["pending", "returned", 10]]);
    expect(member.points()).toBe(5);
  });

  test("its own unspent lot before older ones", () => {
    const member = memberOf(shop());
    member.buy("2025-03-01", 600);
    member.buy("2025-03-02", 700);
    expect(member.bringBack("2025-03-05", "f2").postings.map(({ lot }) => lot)).toEqual(["2.points"]);
  });

  test("other units when its own are spent", () => {
    const member = memberOf(shop());
    member.buy("2025-03-01", 600);
    member.redeem("2025-03-02", "6");
    member.buy("2025-03-03", 1000);
    member.bringBack("2025-03-05", "f1");
    expect(member.points()).toBe(4);
  });

  test("a debt when all is spent, which later units fill: 100, minus 480, plus 400 is 20", () => {
    const member = memberOf(shop({ earn: { base: { on: "purchase", unit: "points", rate: 4 } } }));
    member.buy("2025-03-01", 12_000);
    member.redeem("2025-03-02", "480");
    member.adjust("2025-03-02", "100");
    const { balances } = member.bringBack("2025-03-05", "f1");
    expect(balances["points"]).toEqual({ available: 0, pending: 0, held: 0, debt: 380 });
    expect(member.redeem("2025-03-06", "1").refusal?.code).toBe("insufficient-balance");
    member.buy("2025-03-07", 10_000);
    expect(member.points()).toBe(20);
  });

  test("not what is held: the debt waits for the hold to be over", () => {
    const member = memberOf(shop());
    member.buy("2025-03-01", 1000);
    member.happen("hold", "2025-03-02 10:00", { of: { unit: "points", amount: "10" } });
    expect(member.bringBack("2025-03-02 10:05", "f1").balances["points"]).toEqual({
      available: 0,
      pending: 0,
      held: 10,
      debt: 10,
    });
    expect(member.happen("cancel", "2025-03-02 10:10", { hold: "f2" }).balances["points"]).toEqual({
      available: 0,
      pending: 0,
      held: 0,
      debt: 0,
    });
  });

  test("from what is held, where a unit cannot be owed: once the hold is over", () => {
    const member = memberOf(shop({ units: { points: { name: "points", debt: "refused" } } }));
    member.buy("2025-03-01", 1000);
    member.happen("hold", "2025-03-02 10:00", { of: { unit: "points", amount: "10" } });
    const { spared } = member.bringBack("2025-03-02 10:05", "f1", { amount: 400 });
    expect(spared).toEqual([{ unit: "points", amount: 4, because: "held" }]);
    const { postings } = member.happen("cancel", "2025-03-02 10:10", { hold: "f2" });
    expect(postings.map(({ from, to, amount }) => [from, to, amount])).toEqual([
      ["held", "returned", 4],
      ["held", "available", 6],
    ]);
  });

  test("not what has expired already: that is spared", () => {
    const member = memberOf(shop({ units: { points: { name: "points", expires: { after: "1 month" } } } }));
    member.buy("2025-03-01", 1000);
    member.redeem("2025-03-02", "4");
    const outcome = member.bringBack("2025-06-01", "f1");
    expect(outcome.spared).toEqual([{ unit: "points", amount: 6, because: "expired" }]);
    expect(outcome.undone).toEqual([{ rule: "base", unit: "points", amount: 4 }]);
    expect(outcome.balances["points"]?.debt).toBe(4);
  });

  test("the same when a sweep had come by in between", () => {
    const member = memberOf(shop({ units: { points: { name: "points", expires: { after: "1 month" } } } }));
    member.buy("2025-03-01", 1000);
    member.happen("time", "2025-05-01");
    const halves = [500, 500].map((amount) => member.bringBack("2025-06-01", "f1", { amount }).spared);
    expect(halves).toEqual([
      [{ unit: "points", amount: 5, because: "expired" }],
      [{ unit: "points", amount: 5, because: "expired" }],
    ]);
    expect(member.points()).toBe(0);
  });

  test("forgiven, where the program says so", () => {
    const member = memberOf(shop({ returns: { other_lots: false, shortfall: "forgive" } }));
    member.buy("2025-03-01", 600);
    member.redeem("2025-03-02", "5");
    member.buy("2025-03-03", 1000);
    const outcome = member.bringBack("2025-03-05", "f1");
    expect(outcome.undone).toEqual([{ rule: "base", unit: "points", amount: 1 }]);
    expect(outcome.spared).toEqual([{ unit: "points", amount: 5, because: "forgiven" }]);
    expect(member.points()).toBe(10);
  });

  test("by the terms of the day on which it comes back, not of that on which it was bought", () => {
    const member = memberOf(
      shop({
        returns: { shortfall: "forgive" },
        versions: [{ from: "2025-04-01", returns: { shortfall: "debt" } }] as never,
      }),
    );
    member.buy("2025-03-01", 600);
    member.buy("2025-03-01", 600);
    member.redeem("2025-03-02", "12");
    member.bringBack("2025-03-31", "f1");
    expect(member.points()).toBe(0);
    member.bringBack("2025-04-01", "f2");
    expect(member.points()).toBe(-6);
  });

  test("not from other units, where the program leaves them alone and a unit cannot be owed", () => {
    const member = memberOf(
      shop({
        returns: { other_lots: false, shortfall: "debt" },
        units: { points: { name: "points", debt: "refused" } },
      }),
    );
    member.buy("2025-03-01", 600);
    member.redeem("2025-03-02", "6");
    member.buy("2025-03-03", 1000);
    expect(member.bringBack("2025-03-05", "f1").spared).toEqual([
      { unit: "points", amount: 6, because: "forgiven" },
    ]);
    expect(member.points()).toBe(10);
  });

  test("nor from other pending units, where the program leaves other lots alone", () => {
    const member = memberOf(
      shop({
        returns: { other_lots: false, shortfall: "debt" },
        units: { points: { name: "points", pending: "7 days" } },
      }),
    );
    member.buy("2025-03-01", 600);
    member.redeem("2025-03-10", "6");
    member.buy("2025-03-11", 1000);
    member.bringBack("2025-03-12", "f1");
    expect([member.points(), member.pending()]).toEqual([-6, 10]);
    expect(member.points("2025-03-18")).toBe(4);
  });
});

describe("what cannot be returned", () => {
  test("what was not bought, not on this line, not so much, not so many, not any more", () => {
    const member = memberOf(shop({ returns: { within: "30 days" } }));
    member.buy("2025-03-01", [{ amount: 1000, quantity: 2 }]);
    const refusalOf = (of: string, said: Definition, at = "2025-03-05") =>
      member.bringBack(at, of, said).refusal?.code;
    expect(refusalOf("f9", {})).toBe("purchase-unknown");
    expect(refusalOf("f1", { lines: [{ line: "l9" }] })).toBe("return-line-unknown");
    expect(refusalOf("f1", { lines: [{ line: "l1", amount: 1001 }] })).toBe("return-exceeds-purchase");
    expect(refusalOf("f1", { amount: 1001 })).toBe("return-exceeds-purchase");
    expect(refusalOf("f1", { lines: [{ line: "l1", quantity: 3 }] })).toBe("return-pieces-exceeded");
    expect(refusalOf("f1", {}, "2025-03-31 00:00")).toBe("return-too-late");
    expect(refusalOf("f1", {}, "2025-03-30 23:59")).toBeUndefined();
  });

  test("the same line twice in one return is counted once more each time", () => {
    const member = memberOf(shop());
    member.buy("2025-03-01", [{ amount: 1000 }]);
    const lines = [
      { line: "l1", amount: 600 },
      { line: "l1", amount: 600 },
    ];
    expect(member.bringBack("2025-03-05", "f1", { lines }).refusal?.params).toEqual({
      line: "l1",
      remaining: 400,
      wanted: 600,
    });
  });

  test("a purchase that was refused", () => {
    const member = memberOf(shop());
    member.buy("2025-03-01", 1000, { currency: "USD" });
    expect(member.bringBack("2025-03-02", "f1").refusal?.code).toBe("purchase-unknown");
  });
});

describe("what cannot come back", () => {
  const lines = [
    { category: "shoes", amount: 3000 },
    { kind: "gift-card", amount: 5000 },
  ] as const;
  const terms = {
    facts: { purchase: { final: "boolean" } },
    returns: { lines: 'line.kind != "gift-card" && !fact.data.final' },
  };

  test("stays where all is returned, and is refused where it is named", () => {
    const member = memberOf(shop(terms));
    member.buy("2025-03-01", [...lines]);
    const named = member.bringBack("2025-03-05", "f1", { lines: [{ line: "l1" }, { line: "l2" }] });
    expect(named.refusal).toMatchObject({ code: "return-excluded", params: { lines: "l2" } });
    expect(member.bringBack("2025-03-05", "f1", { amount: 3001 }).refusal?.code).toBe(
      "return-exceeds-purchase",
    );
    expect(member.bringBack("2025-03-05", "f1").undone).toMatchObject([{ amount: 30 }]);
    expect(member.bringBack("2025-03-06", "f1").refusal?.code).toBe("return-exceeds-purchase");
  });

  test("a purchase of nothing else is refused as a whole", () => {
    const member = memberOf(shop(terms));
    member.buy("2025-03-01", 3000, { data: { final: true } });
    expect(member.bringBack("2025-03-05", "f1").refusal?.code).toBe("return-excluded");
    expect(member.points()).toBe(30);
  });
});
