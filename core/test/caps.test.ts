import { describe, expect, test } from "vitest";
import { PERIODS_KEPT } from "../src/counters.ts";
import { memberOf, shop } from "./shop.ts";

const capped = (caps: Record<string, number>) =>
  memberOf(shop({ earn: { base: { on: "purchase", unit: "points", rate: 1, caps } } }));

describe("caps", () => {
  test("ten a day: 18.50 gives 10, 6.00 the same day nothing, 9.75 the next day 9", () => {
    const member = capped({ day: 10 });
    const given = [
      member.buy("2003-12-16 15:00", 1850),
      member.buy("2003-12-16 20:00", 600),
      member.buy("2003-12-17 20:00", 975),
    ].map(({ earned }) => earned?.[0]?.given);
    expect(given).toEqual([10, 0, 9]);
    expect(member.points()).toBe(19);
  });

  test("the day is the program's, not Greenwich's", () => {
    const member = memberOf(
      shop({
        zone: "America/New_York",
        earn: { base: { on: "purchase", unit: "points", rate: 1, caps: { day: 10 } } },
      }),
    );
    member.buy("2025-07-01T23:30:00-04:00", 1000);
    expect(member.buy("2025-07-02T03:59:59Z", 1000).earned?.[0]?.given).toBe(0);
    expect(member.buy("2025-07-02T04:00:00Z", 1000).earned?.[0]?.given).toBe(10);
  });

  test("per fact", () => {
    const member = capped({ fact: 7 });
    expect([900, 300].map((cents) => member.buy("2025-03-01", cents).earned?.[0]?.given)).toEqual([7, 3]);
  });

  test("weeks begin on Monday, months and years on their first day", () => {
    const week = capped({ week: 5 });
    // 2 March 2025 is a Sunday.
    expect(
      ["2025-03-01", "2025-03-02", "2025-03-03"].map((day) => week.buy(day, 400).earned?.[0]?.given),
    ).toEqual([4, 1, 4]);
    const month = capped({ month: 5 });
    expect(
      ["2025-01-31", "2025-01-31 23:59", "2025-02-01 00:00"].map(
        (day) => month.buy(day, 400).earned?.[0]?.given,
      ),
    ).toEqual([4, 1, 4]);
    const year = capped({ year: 5 });
    expect(
      ["2024-02-29", "2024-12-31", "2025-01-01"].map((day) => year.buy(day, 400).earned?.[0]?.given),
    ).toEqual([4, 1, 4]);
  });

  test("several caps at once: the tightest holds", () => {
    const member = capped({ fact: 50, day: 60, month: 65 });
    const days = ["2025-03-01", "2025-03-01", "2025-03-02", "2025-04-01"];
    expect(days.map((day) => member.buy(day, 10_000).earned?.[0]?.given)).toEqual([50, 10, 5, 50]);
  });

  test("a shared cap over bags, check-ins and the app: 100 a year in all, and January begins anew", () => {
    const member = memberOf(
      shop({
        facts: { bag: {}, "check-in": {}, app: {} },
        earn: {
          bag: { on: "bag", unit: "points", amount: 10 },
          "check-in": { on: "check-in", unit: "points", amount: 5 },
          app: { on: "app", unit: "points", amount: 10 },
        },
        caps: { extras: { unit: "points", max: 100, per: "year", rules: ["bag", "check-in", "app"] } },
      }),
    );
    for (let time = 0; time < 6; time++) {
      member.happen("bag", "2024-05-01");
      member.happen("check-in", "2024-06-01");
    }
    member.happen("app", "2024-06-02");
    expect(member.points()).toBe(100);
    expect(member.happen("check-in", "2024-12-31").earned?.[0]).toMatchObject({ given: 0, not: "cap" });
    member.happen("check-in", "2025-01-01");
    expect(member.points()).toBe(105);
  });

  test("two rules of one purchase share what is left of a cap, in the definition's order", () => {
    const member = memberOf(
      shop({
        earn: {
          base: { on: "purchase", unit: "points", rate: 1 },
          more: { on: "purchase", unit: "points", rate: 1 },
        },
        caps: { all: { unit: "points", max: 15, per: "day", rules: ["base", "more"] } },
      }),
    );
    expect(member.buy("2025-03-01", 1000).earned?.map(({ given }) => given)).toEqual([10, 5]);
  });

  test("a late fact counts in the period in which it happened", () => {
    const member = capped({ day: 10 });
    member.buy("2025-03-01", 600);
    member.buy("2025-03-05", 1000);
    expect(member.buy("2025-03-01 18:00", 1000).earned?.[0]?.given).toBe(4);
  });

  test("a return makes room again in the period of its purchase", () => {
    const member = capped({ month: 10 });
    member.buy("2025-03-01", 800);
    member.bringBack("2025-04-02", "f1");
    expect(member.buy("2025-03-31", 1000).earned?.[0]?.given).toBe(10);
  });

  test("a period that has been forgotten has no room, however many later ones are given back", () => {
    const member = capped({ day: 10 });
    const days = Array.from(
      { length: PERIODS_KEPT + 1 },
      (_, index) => `2025-03-${String(index + 1).padStart(2, "0")}`,
    );
    for (const day of days) member.buy(day, 1000);
    for (let fact = 2; fact <= days.length; fact++) member.bringBack("2025-04-01", `f${fact}`);
    expect(member.buy("2025-03-01 18:00", 1000).earned?.[0]).toMatchObject({ given: 0, not: "cap" });
  });

  test("a lower cap in a later version counts what was given before", () => {
    const member = memberOf(
      shop({
        earn: { base: { on: "purchase", unit: "points", rate: 1, caps: { year: 100 } } },
        versions: [{ from: "2025-06-01", earn: { base: { caps: { year: 20 } } } }],
      }),
    );
    member.buy("2025-03-01", 5000);
    expect(member.buy("2025-07-01", 500).earned?.[0]).toMatchObject({ given: 0, not: "cap" });
  });
});
