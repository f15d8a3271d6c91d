import { describe, expect, test } from "vitest";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

describe("versions", () => {
  test("the same 80.00 on either side of two changes, by tier", () => {
    const tiered = (vib: number, rouge: number): Definition => ({
      earn: {
        base: {
          on: "purchase",
          unit: "points",
          rate: 1,
          by_tier: { ladder: "status", levels: { vib, rouge } },
        },
      },
    });
    const definition = shop({
      tiers: { status: { by: "spend", levels: { insider: 0, vib: 350, rouge: 1000 } } },
      ...tiered(1, 1),
      versions: [
        { from: "2018-08-14", ...tiered(1.25, 1.5) },
        { from: "2020-05-29", ...tiered(1, 1) },
      ],
    });
    const given = (spentBefore: number, at: string): number | undefined => {
      const member = memberOf(definition);
      member.buy(`${at.slice(0, 4)}-01-02`, spentBefore);
      return member.buy(at, 8000).earned?.[0]?.given;
    };
    const found = ["2018-08-13", "2018-08-14", "2020-05-29"].map((at) =>
      [0, 35_000, 100_000].map((spent) => given(spent, at)),
    );
    expect(found).toEqual([
      [80, 80, 80],
      [80, 100, 120],
      [80, 80, 80],
    ]);
  });

  test("a late purchase is judged by the version of its own day", () => {
    const member = memberOf(shop({ versions: [{ from: "2025-03-01", earn: { base: { rate: 2 } } }] }));
    member.buy("2025-03-02", 1000);
    expect(member.points()).toBe(20);
    const late = member.buy("2025-02-28", 1000);
    expect([member.points(), late.basis?.version]).toEqual([30, 1]);
  });

  test("midnight of the shop decides", () => {
    const member = memberOf(
      shop({ zone: "America/New_York", versions: [{ from: "2025-03-01", earn: { base: { rate: 2 } } }] }),
    );
    expect(member.buy("2025-03-01T04:59:59Z", 1000).earned?.[0]?.given).toBe(10);
    expect(member.buy("2025-03-01T05:00:00Z", 1000).earned?.[0]?.given).toBe(20);
  });

  test("a shorter inactivity term takes hold on its first day, for what is already over", () => {
    const expires = (inactive: string): Definition => ({
      units: { points: { name: "points", expires: { inactive } } },
    });
    const member = memberOf(
      shop({
        from: "2005-01-01",
        ...expires("3 years"),
        versions: [{ from: "2008-04-01", ...expires("2 years") }],
      }),
      "2005-01-01",
    );
    member.buy("2006-03-31", 1000);
    expect([member.points("2008-03-31T23:59:59Z"), member.points("2008-04-01 00:00")]).toEqual([10, 0]);
  });

  test("a lot keeps the expiry it was given", () => {
    const expires = (after: string): Definition => ({
      units: { points: { name: "points", expires: { after } } },
    });
    const member = memberOf(
      shop({ ...expires("12 months"), versions: [{ from: "2025-06-01", ...expires("1 month") }] }),
    );
    member.buy("2025-03-01", 1000);
    expect([member.points("2026-02-28"), member.points("2026-03-01")]).toEqual([10, 0]);
  });

  test("a new ladder begins at its base, a removed one is forgotten, and a level that is gone is judged anew", () => {
    const member = memberOf(
      shop({
        tiers: { status: { by: "spend", levels: { base: 0, silver: 100, gold: 200 } } },
        versions: [
          {
            from: "2025-06-01",
            tiers: {
              status: { levels: { silver: null, bronze: 50 } },
              circle: { by: "visits", levels: { out: 0, in: 1 } },
            },
          },
          { from: "2025-09-01", tiers: { circle: null } },
        ],
      }),
    );
    member.buy("2025-03-01", 15_000);
    expect(member.level()).toBe("silver");
    expect([member.level("2025-06-01"), member.level("2025-06-01", "circle")]).toEqual(["bronze", "out"]);
    member.happen("time", "2025-09-01");
    expect(Object.keys(member.story.state.ladders)).toEqual(["status"]);
  });

  test("what was the base level ends some day, once there is a level below it", () => {
    const member = memberOf(
      shop({
        tiers: { status: { by: "spend", levels: { member: 0, gold: 200 } } },
        versions: [{ from: "2025-06-01", tiers: { status: { levels: { guest: 0, member: 50 } } } }],
      }),
    );
    expect([
      member.level("2025-06-01"),
      member.level("2026-12-31"),
      member.level("2027-01-01 00:00"),
    ]).toEqual(["member", "member", "guest"]);
  });

  test("a rule that is taken out gives no more, and its purchases can still be returned", () => {
    const member = memberOf(
      shop({
        earn: {
          base: { on: "purchase", unit: "points", rate: 1 },
          extra: { on: "purchase", unit: "points", amount: 5, caps: { day: 5 } },
        },
        versions: [{ from: "2025-06-01", earn: { extra: null } }],
      }),
    );
    member.buy("2025-05-31", 1000);
    member.buy("2025-06-01", 1000);
    expect(member.points()).toBe(25);
    member.bringBack("2025-06-02", "f1");
    expect(member.points()).toBe(10);
  });

  test("a unit that is taken out is still there for who has it, and still comes of late purchases", () => {
    const member = memberOf(
      shop({
        units: { points: { name: "points" }, stars: { name: "stars", expires: { after: "12 months" } } },
        earn: { base: { on: "purchase", unit: "stars", rate: 1 } },
        versions: [
          {
            from: "2025-06-01",
            units: { stars: null },
            earn: { base: null, points: { on: "purchase", unit: "points", rate: 1 } },
          },
        ],
      }),
    );
    member.buy("2025-05-01", 1000);
    member.buy("2025-06-02", 1000);
    member.buy("2025-05-02", 500);
    expect([member.points(undefined, "stars"), member.points()]).toEqual([15, 10]);
    expect(member.points("2026-05-02", "stars")).toBe(0);
  });
});
