import { describe, expect, test } from "vitest";
import { loadProgram } from "../src/definition/load-program.ts";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const PLAIN = { points: { name: { one: "point", many: "points" } } };

/** A member with so many points, at a shop with these rewards. */
const withPoints = (points: string, rewards: Definition, sections: Definition = {}) => {
  const member = memberOf(shop({ units: PLAIN, rewards, ...sections }));
  member.adjust("2025-03-01", points);
  return member;
};

const DAY = "2025-03-02";

test("a condition sees where a reward is asked for, at once or set aside", () => {
  const rewards: Definition = {
    gift: {
      name: "A gift",
      unit: "points",
      cost: 0,
      when: 'fact.channel != "online" || fact.place == "here"',
    },
  };
  const member = withPoints("1", rewards);
  const of = { reward: "gift" };
  for (const type of ["redeem", "hold"]) {
    expect(member.happen(type, DAY, { of, channel: "online" }).refusal?.code).toBe("reward-not-eligible");
    expect(member.happen(type, DAY, { of, channel: "online", place: "here" }).refusal).toBeUndefined();
    expect(member.happen(type, DAY, { of }).refusal).toBeUndefined();
  }
});

test("a condition counts days from the opening, and from joining, to the fact: of one that is told late too", () => {
  const rewards: Definition = {
    new: { name: "For new accounts", unit: "points", cost: 0, when: "account.days <= 60" },
    joined: {
      name: "For new members",
      unit: "points",
      cost: 0,
      when: "account.joined && account.joined_days <= 60",
    },
  };
  const member = memberOf(shop({ units: PLAIN, rewards }), "2025-01-01");
  const may = (at: string, reward: string): boolean => member.order(at, reward).refusal === undefined;
  expect([may("2025-01-05", "new"), may("2025-01-05", "joined")]).toEqual([true, false]);
  member.happen("join", "2025-03-01");
  expect([may("2025-04-30", "new"), may("2025-04-30", "joined")]).toEqual([false, true]);
  expect(may("2025-05-01", "joined")).toBe(false);
  expect([may("2025-02-28", "new"), may("2025-04-30", "joined")]).toEqual([true, true]);
  expect(may("2025-02-28", "joined")).toBe(false);
});

describe("a reward that takes off a share of the basket", () => {
  const rewards: Definition = {
    tenth: { name: "A tenth off", unit: "points", cost: 10, share: "1/10" },
    some: { name: "A fifth off, 5.00 at most", unit: "points", cost: 0, share: 0.2, worth: "5.00" },
  };

  test.each([
    ["tenth", 1, 9999, 999],
    ["tenth", 3, 9999, 2999],
    ["tenth", 11, 1000, 1000],
    ["some", 1, 2499, 499],
    ["some", 1, 2600, 500],
  ])("%s, %i of it, off %i is %i", (reward, quantity, basket, off) => {
    const outcome = withPoints("110", rewards).happen("redeem", DAY, { of: { reward, quantity }, basket });
    expect(outcome.discount).toBe(off);
  });

  test("needs to know of a basket, and a share that is one", () => {
    expect(withPoints("10", rewards).order(DAY, "tenth").refusal?.code).toBe("basket-missing");
    const more = { more: { name: "More", unit: "points", cost: 0, share: 1.5 } };
    const { problems } = loadProgram(JSON.stringify(shop({ rewards: more })));
    expect(problems).toMatchObject([{ code: "number-invalid", path: "rewards.more.share" }]);
  });
});

describe("a reward that is worth money", () => {
  const rewards: Definition = {
    off: { name: "2.00 off", unit: "points", cost: 60, worth: "2.00" },
    cash: { name: "10.00 off", unit: "points", cost: 500, worth: "10.00", minimum_basket: "10.00" },
  };

  test("takes off the basket no more than there is, and gives no change", () => {
    const member = withPoints("61", rewards);
    const { discount, balances } = member.order(DAY, "off", { basket: 175 });
    expect([discount, balances["points"]?.available]).toEqual([175, 1]);
    const other = withPoints("61", rewards);
    expect(other.order(DAY, "off", { basket: 525 }).discount).toBe(200);
  });

  test("several take off so many times as much", () => {
    const member = withPoints("200", rewards);
    const of = { reward: "off", quantity: 3 };
    expect(member.happen("redeem", DAY, { of, basket: 550 }).discount).toBe(550);
  });

  test("may ask for a least basket", () => {
    const member = withPoints("620", rewards);
    expect(member.order(DAY, "cash", { basket: 950 }).refusal?.code).toBe("basket-too-small");
    expect(member.order(DAY, "cash", { basket: 4200 }).discount).toBe(1000);
    expect(member.points()).toBe(120);
  });

  test("needs to know of a basket", () => {
    const member = withPoints("620", rewards);
    expect(member.order(DAY, "off").refusal?.code).toBe("basket-missing");
    expect(member.order(DAY, "off", { basket: 0 }).refusal?.code).toBe("basket-too-small");
    const of = { reward: "off", amount: "60" };
    expect(member.happen("redeem", DAY, { of, basket: 500 }).refusal?.code).toBe("amount-not-asked");
  });

  test("held first, is completed whole or not at all", () => {
    const member = withPoints("61", rewards);
    member.happen("hold", `${DAY} 10:00`, { of: { reward: "off" }, basket: 175 });
    for (const amount of ["1", "59", "61"]) {
      const { refusal } = member.happen("complete", `${DAY} 10:05`, { hold: "f2", amount });
      expect(refusal).toEqual({ code: "hold-whole", params: { reward: "off" } });
    }
    expect(member.happen("complete", `${DAY} 10:05`, { hold: "f2" }).refusal).toBeUndefined();
  });

  test("held first, comes off when the hold is completed", () => {
    const member = withPoints("61", rewards);
    const held = member.happen("hold", `${DAY} 10:00`, { of: { reward: "off" }, basket: 175 });
    expect([held.discount, member.points()]).toEqual([undefined, 1]);
    expect(member.happen("complete", `${DAY} 10:05`, { hold: "f2" }).discount).toBe(175);
  });

  test("held and let go, takes nothing", () => {
    const member = withPoints("61", rewards);
    member.happen("hold", `${DAY} 10:00`, { of: { reward: "off" }, basket: 175 });
    expect(member.happen("cancel", `${DAY} 10:05`, { hold: "f2" }).discount).toBeUndefined();
    expect(member.points()).toBe(61);
  });
});

describe("a reward that gives", () => {
  const gift = { name: "Birthday points", unit: "points", cost: 0, gives: { unit: "points", amount: 250 } };

  test("is given away at a cost of nothing", () => {
    const member = memberOf(shop({ rewards: { gift } }));
    const { postings } = member.order(DAY, "gift");
    expect(postings).toMatchObject([
      { unit: "points", from: "issued", to: "available", amount: 250, cause: "redeem" },
    ]);
    expect(member.points()).toBe(250);
  });

  test("units, gives them with their usual terms", () => {
    const units = { points: { name: "points", pending: "3 days", expires: { after: "1 month" } } };
    const member = memberOf(shop({ units, rewards: { gift } }));
    member.order(DAY, "gift");
    expect([member.points(), member.pending()]).toEqual([0, 250]);
    expect(member.points("2025-03-05")).toBe(250);
    expect(member.expiries()).toEqual(["2025-04-02 00:00"]);
  });

  test("another unit, is paid with one and gives the other, also through a hold", () => {
    const rewards = {
      swap: { name: "Swap", unit: "points", cost: 100, gives: { unit: "stars", amount: 3 } },
    };
    const member = withPoints("250", rewards, { units: { ...PLAIN, stars: { name: "stars" } } });
    member.happen("redeem", DAY, { of: { reward: "swap", quantity: 2 } });
    expect([member.points(), member.points(undefined, "stars")]).toEqual([50, 6]);
    member.adjust(DAY, "50");
    member.happen("hold", `${DAY} 13:00`, { of: { reward: "swap" } });
    expect(member.points(undefined, "stars")).toBe(6);
    member.happen("complete", `${DAY} 13:05`, { hold: "f4" });
    expect([member.points(), member.points(undefined, "stars")]).toEqual([0, 9]);
  });

  test("a voucher, is paid for like any other", () => {
    const rewards = {
      big: { name: "A hundred", unit: "points", cost: 2500, gives: { voucher: "hundred" } },
    };
    const member = withPoints("2600", rewards, { vouchers: { hundred: { name: "100.00 off" } } });
    expect(member.order(DAY, "big").effects).toContainEqual(
      expect.objectContaining({ type: "reward-redeemed", reward: "big", quantity: 1 }),
    );
    expect(member.points()).toBe(100);
  });

  test("is had once a year whichever of the two is chosen", () => {
    const once = { limits: { year: 1 }, counts_as: "birthday" };
    const rewards = {
      points: { ...gift, ...once },
      cake: { name: "A cake", unit: "points", cost: 0, ...once },
    };
    const member = memberOf(shop({ rewards }));
    expect(member.order(DAY, "cake").refusal).toBeUndefined();
    expect(member.order(DAY, "points").refusal?.code).toBe("reward-limit");
    expect(member.order("2026-01-01", "points").refusal).toBeUndefined();
  });

  test("counts for the limit of another whose name it counts under", () => {
    const rewards = {
      cake: { name: "A cake", unit: "points", cost: 0, limits: { year: 1 } },
      tart: { name: "A tart", unit: "points", cost: 0, counts_as: "cake" },
    };
    const member = memberOf(shop({ rewards }));
    expect(member.order(DAY, "tart").refusal).toBeUndefined();
    expect(member.order(DAY, "tart").refusal).toBeUndefined();
    expect(member.order(DAY, "cake").refusal?.code).toBe("reward-limit");
  });
});

describe("limits per transaction", () => {
  const rewards = { tea: { name: "Tea", unit: "points", cost: 0, limits: { transaction: 1 } } };

  test("hold for the sale that is named, however long it takes", () => {
    const member = memberOf(shop({ rewards }));
    expect(member.order("2025-03-02 23:59", "tea", { transaction: "s1" }).refusal).toBeUndefined();
    expect(member.order("2025-03-03 00:01", "tea", { transaction: "s1" }).refusal?.code).toBe("reward-limit");
    expect(member.order("2025-03-03 00:02", "tea", { transaction: "s2" }).refusal).toBeUndefined();
  });

  test("without a sale hold for the fact itself", () => {
    const member = memberOf(shop({ rewards }));
    expect(member.order(DAY, "tea").refusal).toBeUndefined();
    expect(member.order(DAY, "tea").refusal).toBeUndefined();
    const of = { reward: "tea", quantity: 2 };
    expect(member.happen("redeem", DAY, { of }).refusal?.code).toBe("reward-limit");
  });

  test("are given back with a hold, and never run out over many sales in a day", () => {
    const member = memberOf(shop({ rewards }));
    member.happen("hold", `${DAY} 10:00`, { of: { reward: "tea" }, transaction: "z" });
    member.happen("cancel", `${DAY} 10:01`, { hold: "f1" });
    expect(member.order(`${DAY} 10:02`, "tea", { transaction: "z" }).refusal).toBeUndefined();
    for (let sale = 0; sale < 20; sale++) {
      const transaction = `s${String(99 - sale)}`;
      expect(member.order(`${DAY} 11:${10 + sale}`, "tea", { transaction }).refusal).toBeUndefined();
    }
  });
});

describe("early access and prices by tier", () => {
  const screening = {
    name: "Premiere",
    unit: "points",
    cost: 0,
    schedule: { from: "2025-06-01T18:00:00Z" },
    early: { by: "48 hours", when: "member.club" },
    stock: 200,
  };
  const house = shop({ member: { club: "boolean" }, rewards: { screening } });

  test("lets some in before the schedule begins, and everybody after", () => {
    const member = memberOf(house);
    member.happen("profile", "2025-01-01", { attributes: { club: true } });
    const guest = memberOf(house);
    expect(member.order("2025-05-30 17:59", "screening").refusal?.code).toBe("reward-not-available");
    expect(member.order("2025-05-30 19:00", "screening").refusal).toBeUndefined();
    expect(guest.order("2025-05-30 19:00", "screening").refusal?.code).toBe("reward-not-available");
    expect(guest.order("2025-06-01 18:00", "screening").refusal).toBeUndefined();
  });

  test("costs less at a higher level", () => {
    const levels = { base: 0, gold: 100 };
    const coffee = {
      name: "Coffee",
      unit: "points",
      cost: 50,
      by_tier: { ladder: "status", levels: { gold: 30 } },
    };
    const tiers = {
      status: { by: "spend", window: "calendar-year", valid: { until: "end-of-year" }, levels },
    };
    const member = memberOf(shop({ tiers, rewards: { coffee } }));
    member.buy("2025-03-01", 9000);
    member.order(DAY, "coffee");
    expect(member.points()).toBe(40);
    member.buy("2025-03-03", 2000);
    member.order("2025-03-04", "coffee");
    expect(member.points()).toBe(30);
  });
});
