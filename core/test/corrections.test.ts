import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { advance, dueAt } from "../src/advance.ts";
import { decide } from "../src/decide.ts";
import { REFUSALS, type RefusalCode, refusalMessage } from "../src/refusal.ts";
import { beginStory, tell } from "./account-story.ts";
import { compile, type Definition } from "./arbitrary-program.ts";
import { memberOf, millis, shop } from "./shop.ts";

describe("adjusting", () => {
  test("gives a lot with the unit's expiry", () => {
    const member = memberOf(shop({ units: { points: { name: "points", expires: { after: "1 month" } } } }));
    member.adjust("2025-03-01", "25");
    expect([member.points(), member.expiries()]).toEqual([25, ["2025-04-01 00:00"]]);
  });

  test("takes, into debt where the unit allows it", () => {
    const member = memberOf(shop());
    member.adjust("2025-03-01", "25");
    member.adjust("2025-03-02", "-40");
    expect(member.points()).toBe(-15);
    member.adjust("2025-03-03", "20");
    expect(member.points()).toBe(5);
  });

  test("or not at all where it does not", () => {
    const member = memberOf(shop({ units: { points: { name: "points", debt: "refused" } } }));
    member.adjust("2025-03-01", "25");
    expect(member.adjust("2025-03-02", "-40").refusal).toEqual({
      code: "debt-not-allowed",
      params: { wanted: "40", available: "25", unit: "points" },
    });
    expect(member.adjust("2025-03-02", "-25").refusal).toBeUndefined();
  });

  test("decimals as fine as the unit", () => {
    const member = memberOf(shop({ units: { points: { name: "points", scale: 2 } } }));
    member.adjust("2025-03-01", "0.25");
    expect(member.points()).toBe(25);
    expect(member.adjust("2025-03-01", "0.255").refusal?.code).toBe("amount-invalid");
    expect(member.adjust("2025-03-01", "0.250").refusal).toBeUndefined();
    expect(member.adjust("2025-03-01", "0").refusal?.code).toBe("amount-invalid");
  });

  test("never beyond what can be counted exactly", () => {
    const member = memberOf(shop());
    member.adjust("2025-03-01", "9007199254740991");
    expect(member.adjust("2025-03-01", "1").refusal?.code).toBe("amount-too-large");
    const poor = memberOf(shop());
    poor.adjust("2025-03-01", "-9007199254740991");
    expect(poor.adjust("2025-03-01", "-1").refusal?.code).toBe("amount-too-large");
  });
});

describe("the profile", () => {
  test("keeps declared attributes of the right type, and forgets them on null", () => {
    const member = memberOf(
      shop({ member: { city: "text", born: "date", age: "integer", height: "number", staff: "boolean" } }),
    );
    const set = (attributes: Definition) =>
      member.happen("profile", "2025-03-01", { attributes }).refusal?.code;
    expect(set({ city: "Porto", born: "2000-02-29", age: 25, height: 1.7, staff: false })).toBeUndefined();
    expect(member.story.state.member).toEqual({
      city: "Porto",
      born: "2000-02-29",
      age: 25,
      height: 1.7,
      staff: false,
    });
    expect(set({ city: null })).toBeUndefined();
    expect(member.story.state.member).not.toHaveProperty("city");
    for (const wrong of [
      { city: 1 },
      { born: "2001-02-29" },
      { age: 1.5 },
      { height: "tall" },
      { staff: "yes" },
    ] as Definition[]) {
      expect(set(wrong)).toBe("attribute-invalid");
    }
    for (const unknown of ["shoe", "constructor", "toString"])
      expect(set({ [unknown]: 1 })).toBe("attribute-unknown");
  });

  test("is all or nothing", () => {
    const member = memberOf(shop({ member: { city: "text", age: "integer" } }));
    member.happen("profile", "2025-03-01", { attributes: { city: "Porto", age: "old" } });
    expect(member.story.state.member).toEqual({});
  });
});

describe("time", () => {
  test("a refused fact does not move the account; its answer shows the balance of its own instant", () => {
    const member = memberOf(shop({ units: { points: { name: "points", expires: { after: "1 month" } } } }));
    member.buy("2025-03-01", 1000);
    const { refusal, balances, postings } = member.redeem("2025-05-01", "5");
    expect([refusal?.code, balances["points"]?.available, postings]).toEqual(["insufficient-balance", 0, []]);
    expect(member.story.state.at).toBe(millis("2025-03-01"));
    expect(member.points()).toBe(10);
  });

  test("an instant in the past changes nothing", () => {
    const member = memberOf(shop());
    member.buy("2025-03-01", 1000);
    const { state, postings } = advance(member.story.program, member.story.state, millis("2024-01-01"));
    expect([state.at, postings]).toEqual([millis("2025-03-01"), []]);
  });

  test("the account is due at its next deadline or the next version, whichever is first", () => {
    const sections: Definition = {
      units: { points: { name: "points", expires: { after: "1 month" } } },
      versions: [{ from: "2025-06-01", note: "New" }],
    };
    const member = memberOf(shop(sections));
    expect(dueAt(member.story.program, member.story.state)).toBe(millis("2025-06-01 00:00"));
    member.buy("2025-03-01", 1000);
    expect(dueAt(member.story.program, member.story.state)).toBe(millis("2025-04-01 00:00"));
    member.happen("time", "2025-06-01");
    expect(dueAt(member.story.program, member.story.state)).toBeNull();
  });

  test("a fact without an instant is a programmer's mistake", () => {
    const { program, state } = memberOf(shop()).story;
    expect(() => decide(program, state, { id: "x", type: "time", occurredAt: "yesterday" })).toThrow(
      RangeError,
    );
  });
});

describe("refusals", () => {
  const REWARDS: Definition = {
    mug: { name: "A mug", unit: "points", cost: 5, stock: 1, limits: { lifetime: 2 } },
    dear: { name: "A car", unit: "points", cost: 1, minimum_basket: 10 },
    gone: { name: "A sun hat", unit: "points", cost: 1, schedule: { until: "2020-01-01" } },
    gold: { name: "A crown", unit: "points", cost: 1, when: "account.visits > 99" },
  };
  const PLANS: Definition = {
    club: { name: "Club", price: 1, every: "1 month" },
    gone: { name: "Summer club", price: 1, every: "1 month", schedule: { until: "2020-01-01" } },
    gold: { name: "Gold club", price: 1, every: "1 month", when: "account.visits > 99" },
  };
  const ENTITLEMENTS: Definition = {
    cup: { name: "A cup", plans: "gold" },
    crown: { name: "A crown", when: "account.visits > 99" },
    tea: { name: "A tea", covers: 'fact.channel == "till"' },
    hat: { name: "A sun hat", schedule: { until: "2020-01-01" } },
    pair: { name: "A pair", limits: { fact: 2 } },
    daily: { name: "A pastry", again_after: "1 day" },
    gift: { name: "A gift", limits: { lifetime: 1 } },
  };
  const refused: [RefusalCode, string, Definition][] = [
    ["insufficient-balance", "redeem", { of: { unit: "points", amount: "101" } }],
    ["amount-invalid", "redeem", { of: { unit: "points", amount: "-1" } }],
    ["amount-too-large", "adjust", { unit: "points", amount: "9007199254740991" }],
    ["unit-unknown", "redeem", { of: { unit: "stars", amount: "1" } }],
    ["unit-unknown", "adjust", { unit: "constructor", amount: "1" }],
    ["reward-unknown", "redeem", { of: { reward: "constructor" } }],
    ["reward-not-available", "redeem", { of: { reward: "gone" } }],
    ["reward-not-eligible", "hold", { of: { reward: "gold" } }],
    ["reward-limit", "redeem", { of: { reward: "mug", quantity: 3 } }],
    ["out-of-stock", "redeem", { of: { reward: "mug", quantity: 2 } }],
    ["basket-too-small", "redeem", { of: { reward: "dear" }, basket: 999 }],
    ["duration-invalid", "hold", { of: { unit: "points", amount: "1" }, for: "a while" }],
    ["hold-unknown", "complete", { hold: "constructor" }],
    ["hold-unknown", "cancel", { hold: "f1" }],
    ["hold-exceeded", "complete", { hold: "f2", amount: "11" }],
    ["purchase-unknown", "return", { of: "f2" }],
    ["return-line-unknown", "return", { of: "f1", lines: [{ line: "constructor" }] }],
    ["return-exceeds-purchase", "return", { of: "f1", amount: 10_001 }],
    ["return-pieces-exceeded", "return", { of: "f1", lines: [{ line: "1", quantity: 2 }] }],
    ["debt-not-allowed", "adjust", { unit: "points", amount: "-500" }],
    ["attribute-unknown", "profile", { attributes: { shoe: 42 } }],
    ["attribute-invalid", "profile", { attributes: { city: 42 } }],
    ["currency-mismatch", "purchase", { amount: 100, currency: "USD" }],
    ["jurisdiction-unknown", "profile", { attributes: {}, jurisdiction: "constructor" }],
    ["notice-without-date", "notice", { about: "expiry" }],
    ["notice-without-version", "notice", { about: "terms" }],
    ["cash-out-not-due", "cash-out", { unit: "card" }],
    ["not-offered", "close", { reason: "wish" }],
    ["plan-unknown", "subscribe", { plan: "constructor" }],
    ["plan-active", "subscribe", { plan: "club" }],
    ["plan-not-held", "unsubscribe", { plan: "gold" }],
    ["plan-not-available", "subscribe", { plan: "gone" }],
    ["plan-not-eligible", "subscribe", { plan: "gold" }],
    ["charge-unknown", "charge-paid", { charge: "constructor" }],
    ["entitlement-unknown", "use", { of: { entitlement: "constructor" } }],
    ["entitlement-not-held", "use", { of: { entitlement: "cup" } }],
    ["entitlement-not-eligible", "use", { of: { entitlement: "crown" } }],
    ["entitlement-not-covered", "use", { of: { entitlement: "tea" } }],
    ["entitlement-not-available", "use", { of: { entitlement: "hat" } }],
    ["entitlement-too-many", "use", { of: { entitlement: "pair", quantity: 3 } }],
    ["entitlement-too-soon", "use", { of: { entitlement: "daily" } }],
    ["entitlement-limit", "use", { of: { entitlement: "gift", quantity: 2 } }],
  ];
  test.each(refused)("%s of a %s", (code, type, said) => {
    const card = { name: "euros", scale: 2, stored_value: true };
    const units: Definition = { points: { name: { one: "point", many: "points" }, debt: "refused" }, card };
    const jurisdictions: Definition = { default: { cash_out: [{ from: "2020-01-01", below: 10 }] } };
    const member = memberOf(
      shop({
        units,
        jurisdictions,
        rewards: REWARDS,
        plans: PLANS,
        entitlements: ENTITLEMENTS,
        member: { city: "text" },
      }),
    );
    member.buy("2025-03-01", 10_000);
    member.happen("hold", "2025-03-01", { of: { unit: "points", amount: "10" } });
    member.happen("subscribe", "2025-03-01", { plan: "club" });
    member.happen("use", "2025-03-01", { of: { entitlement: "daily" } });
    const before = { ...member.story.state };
    const { refusal } = member.happen(type, "2025-03-01", said);
    expect(refusal?.code).toBe(code);
    expect(member.story.state).toEqual({ ...before, version: before.version + 1 });
    expect(refusalMessage(refusal!)).toMatch(/^[A-Z“].*[.]$/);
    expect(refusalMessage(refusal!)).not.toMatch(/[{}]|undefined/);
  });

  test("each is expected by some test", () => {
    const folder = new URL(".", import.meta.url);
    const tests = readdirSync(folder).filter((file) => file.endsWith(".test.ts"));
    const text = tests.map((file) => readFileSync(new URL(file, folder), "utf8")).join("\n");
    expect(Object.keys(REFUSALS).filter((code) => !text.includes(`"${code}"`))).toEqual([]);
  });

  test("the same id as an object's own words is a name like any other", () => {
    const story = beginStory(compile(shop()), millis("2025-01-01"));
    tell(story, { id: "constructor", type: "purchase", occurredAt: "2025-03-01T12:00:00Z", amount: 1000 });
    tell(story, {
      id: "toString",
      type: "hold",
      occurredAt: "2025-03-01T12:00:00Z",
      of: { unit: "points", amount: "4" },
    });
    expect(
      tell(story, { id: "x", type: "complete", occurredAt: "2025-03-01T12:01:00Z", hold: "toString" })
        .refusal,
    ).toBeUndefined();
    const back = tell(story, {
      id: "y",
      type: "return",
      occurredAt: "2025-03-01T12:02:00Z",
      of: "constructor",
    });
    expect(back.balances["points"]).toEqual({ available: 0, pending: 0, held: 0, debt: 4 });
  });
});
