/** Levels that a purchase of an earlier day completes. */
import { describe, expect, test } from "vitest";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const tiered = (ladder: Definition) =>
  memberOf(shop({ tiers: { status: { by: "spend", ...ladder } as Definition } }));

describe("a fact that is told late", () => {
  const earn = (crossing: string): Definition => ({
    base: {
      on: "purchase",
      unit: "points",
      rate: 1,
      by_tier: { ladder: "status", levels: { gold: 2, black: 3 }, crossing },
    },
  });
  const shopper = (crossing = "before") =>
    memberOf(
      shop({
        earn: earn(crossing),
        tiers: {
          status: {
            by: "spend",
            window: { rolling: "12 months" },
            valid: { for: "1 year" },
            levels: { base: 0, gold: 100, black: 500 },
          },
        },
        rewards: {
          plain: { name: "Plain", unit: "points", cost: 0, when: 'account.tier.status == "base"' },
          dear: { name: "Dear", unit: "points", cost: 9, by_tier: { ladder: "status", levels: { gold: 0 } } },
        },
      }),
    );

  test("earns by the level of then, and can have what that level could", () => {
    const member = shopper();
    member.buy("2023-05-10", 10_000);
    member.buy("2023-06-10", 40_000);
    const given = (at: string): number | undefined => member.buy(at, 1000).earned?.[0]?.given;
    expect([given("2023-05-09"), given("2023-05-11"), given("2023-06-11")]).toEqual([10, 20, 30]);
    expect(member.order("2023-05-09", "plain").refusal).toBeUndefined();
    expect(member.order("2023-05-11", "plain").refusal?.code).toBe("reward-not-eligible");
    member.happen("time", "2024-06-12");
    expect(member.level()).toBe("base");
    expect([given("2024-06-09"), given("2024-06-12")]).toEqual([30, 10]);
    const before = member.points();
    member.order("2023-05-12", "dear");
    expect(member.points()).toBe(before);
    member.order("2023-05-09", "dear");
    expect(member.points()).toBe(before - 9);
  });

  test("earns by the level that it would have reached then, where that counts", () => {
    const member = shopper("after");
    member.buy("2023-05-10", 9000);
    member.buy("2023-06-10", 50_000);
    const given = (at: string, amount: number): number | undefined =>
      member.buy(at, amount).earned?.[0]?.given;
    expect([given("2023-05-11", 500), given("2023-05-11", 500)]).toEqual([5, 10]);
  });
});

describe("by spend of twelve months, held for a year", () => {
  const YEAR: Definition = {
    window: { rolling: "12 months" },
    valid: { for: "1 year" },
    levels: { explorer: 0, adventurer: 3500 },
  };

  test.each([
    ["completes it on its own day", 150_000, 100, "2024-06-02 00:00"],
    ["lets a later one complete it", 100_000, 50_000, "2024-08-02 00:00"],
  ])("a purchase that is told late and %s", (_, late, later, until) => {
    const member = tiered(YEAR);
    member.buy("2023-05-02", 200_000);
    member.buy("2023-08-02", later);
    member.buy("2023-06-02", late);
    expect([member.level(), member.until()]).toEqual(["adventurer", until]);
    member.bringBack("2023-08-03", "f3");
    expect([member.level(), member.until()]).toEqual(["explorer", null]);
  });

  test.each([
    ["end-of-year", "2023-12-30", "2024-01-01 00:00"],
    ["end-of-next-year", "2024-01-04", "2025-01-01 00:00"],
  ])(
    "a purchase of December that is told late gives what it would have in time, until %s",
    (until, told, end) => {
      const member = tiered({ ...YEAR, valid: { until } });
      member.happen("time", told);
      member.buy("2023-12-20", 350_000);
      expect([member.level(), member.until()]).toEqual(["adventurer", end]);
    },
  );

  test("what was bought after the day on which it was reached renews it, also before that day was told of", () => {
    const member = tiered(YEAR);
    member.buy("2023-05-02", 200_000);
    member.buy("2023-08-02", 100_000);
    member.buy("2023-06-02", 150_000);
    member.buy("2023-12-01", 250_000);
    expect(member.until()).toBe("2024-06-02 00:00");
    member.buy("2024-06-02", 1);
    expect([member.level(), member.until()]).toEqual(["adventurer", "2025-06-02 00:00"]);
  });
});
