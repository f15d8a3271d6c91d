import { describe, expect, test } from "vitest";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const given = (sections: Definition, at: string, cents = 1000): [string, number][] =>
  (memberOf(shop(sections)).buy(at, cents).earned ?? []).map((rule) => [rule.rule, rule.given]);

const bonus = (amount: number, more: Definition = {}): Definition => ({
  on: "purchase",
  unit: "points",
  amount,
  group: "promo",
  ...more,
});

describe("groups", () => {
  test("best: the rule that gives most", () =>
    expect(
      given({ earn: { a: bonus(10), b: bonus(30), c: bonus(20) }, groups: { promo: "best" } }, "2025-03-01"),
    ).toEqual([["b", 30]]));

  test("best, on a tie: the higher priority, then the first", () => {
    const groups = { promo: "best" };
    expect(given({ earn: { a: bonus(10), b: bonus(10) }, groups }, "2025-03-01")).toEqual([["a", 10]]);
    expect(given({ earn: { a: bonus(10), b: bonus(10, { priority: 1 }) }, groups }, "2025-03-01")).toEqual([
      ["b", 10],
    ]);
  });

  test("first: by priority, then by order, among those that apply", () => {
    const groups = { promo: "first" };
    expect(given({ earn: { a: bonus(10), b: bonus(30) }, groups }, "2025-03-01")).toEqual([["a", 10]]);
    expect(given({ earn: { a: bonus(10), b: bonus(30, { priority: 5 }) }, groups }, "2025-03-01")).toEqual([
      ["b", 30],
    ]);
    expect(given({ earn: { a: bonus(10, { when: "false" }), b: bonus(30) }, groups }, "2025-03-01")).toEqual([
      ["b", 30],
    ]);
  });

  test("of two multipliers in a group only the better one multiplies", () => {
    const times = (multiply: number): Definition => ({
      on: "purchase",
      unit: "points",
      multiply,
      group: "promo",
    });
    const base: Definition = { on: "purchase", unit: "points", rate: 1 };
    expect(
      given({ earn: { base, double: times(2), triple: times(3) }, groups: { promo: "best" } }, "2025-03-01"),
    ).toEqual([
      ["base", 10],
      ["triple", 20],
    ]);
  });

  test("a multiplier of a rule that lost to its group multiplies nothing", () => {
    const earn: Definition = {
      base: { on: "purchase", unit: "points", rate: 1, group: "promo" },
      flat: bonus(50),
      double: { on: "purchase", unit: "points", multiply: 2, of: "base" },
    };
    expect(given({ earn, groups: { promo: "best" } }, "2025-03-01")).toEqual([["flat", 50]]);
  });
});

describe("schedules", () => {
  const during = (schedule: Definition, zone = "UTC"): Definition => ({
    zone,
    earn: { base: { on: "purchase", unit: "points", rate: 1, schedule } },
  });
  const open = (schedule: Definition, at: string, zone?: string): boolean =>
    given(during(schedule, zone), at).length > 0;

  test("a day's promotion from its first minute to its last, in the shop's zone", () => {
    const day = { from: "2018-09-28", until: "2018-09-29" };
    const zone = "America/Los_Angeles";
    expect(open(day, "2018-09-28T00:00:00-07:00", zone)).toBe(true);
    expect(open(day, "2018-09-28T23:59:59-07:00", zone)).toBe(true);
    expect(open(day, "2018-09-27T23:59:59-07:00", zone)).toBe(false);
    expect(open(day, "2018-09-29T00:00:00-07:00", zone)).toBe(false);
  });

  test("days of the week", () => {
    expect(open({ days: ["tue"] }, "2025-03-04")).toBe(true);
    expect(open({ days: ["tue"] }, "2025-03-05")).toBe(false);
    // Monday evening in New York is Tuesday in Greenwich.
    expect(open({ days: ["mon"] }, "2025-03-04T02:00:00Z", "America/New_York")).toBe(true);
  });

  test("hours: the first minute counts and the last does not", () => {
    const hours = { hours: "07:00-10:30" };
    expect(["2025-03-04 07:00", "2025-03-04 10:29"].every((at) => open(hours, at))).toBe(true);
    expect(["2025-03-04 06:59", "2025-03-04 10:30"].some((at) => open(hours, at))).toBe(false);
  });

  test("hours follow the clocks: 9:30 is half past nine in winter and summer", () => {
    const hours = { hours: "09:00-10:00" };
    expect(open(hours, "2025-03-29T09:30:00Z", "Europe/Lisbon")).toBe(true);
    expect(open(hours, "2025-03-30T09:30:00Z", "Europe/Lisbon")).toBe(false);
    expect(open(hours, "2025-03-30T08:30:00Z", "Europe/Lisbon")).toBe(true);
  });
});

describe("conditions", () => {
  test("on the fact, the member, the account and the time", () => {
    const member = memberOf(
      shop({
        member: { staff: "boolean" },
        earn: {
          web: { on: "purchase", unit: "points", amount: 1, when: 'fact.channel == "web"' },
          big: { on: "purchase", unit: "points", amount: 10, when: 'fact.spend >= money("50.00")' },
          regular: { on: "purchase", unit: "points", amount: 100, when: "account.visits >= 2" },
          guest: { on: "purchase", unit: "points", amount: 1000, when: "!member.staff" },
        },
      }),
    );
    expect(member.buy("2025-03-01", 4999).earned?.map(({ rule }) => rule)).toEqual(["guest"]);
    member.happen("profile", "2025-03-01", { attributes: { staff: true } });
    expect(member.buy("2025-03-02", 5000, { channel: "web" }).earned?.map(({ rule }) => rule)).toEqual([
      "web",
      "big",
    ]);
    expect(member.buy("2025-03-03", 100).earned?.map(({ rule }) => rule)).toEqual(["regular"]);
  });
});
