/** Levels that a condition holds up, levels by an earlier year, and the fact that crosses a line. */
import { describe, expect, test } from "vitest";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const status = (levels: Definition, rest: Definition = {}): Definition => ({
  status: { by: "spend", levels, ...rest },
});

describe("a level that a condition holds up", () => {
  const club = shop({
    member: { invited: "boolean" },
    tiers: status({
      base: 0,
      plus: { from: 300, when: "member.invited" },
      summit: { when: "member.invited && account.purchases > 1" },
    }),
    earn: {
      base: {
        on: "purchase",
        unit: "points",
        rate: 1,
        by_tier: { ladder: "status", levels: { plus: 2, summit: 3 } },
      },
    },
  });
  const invite = (member: ReturnType<typeof memberOf>, at: string, invited: boolean) =>
    member.happen("profile", at, { attributes: { invited } });

  test("is held beside what is climbed to, and let go of with the condition", () => {
    const member = memberOf(club);
    const said = invite(member, "2025-03-01", true);
    expect(said.effects).toMatchObject([{ type: "tier-changed", from: "base", to: "plus" }]);
    expect(said.tiers).toEqual({ status: "plus" });
    expect(member.buy("2025-03-02", 1000).earned).toMatchObject([{ given: 20 }]);
    expect(member.buy("2025-03-03", 1000).tiers).toEqual({ status: "summit" });
    expect(invite(member, "2025-03-04", false).effects).toMatchObject([{ from: "summit", to: "base" }]);
  });

  test("gives way to a level that is climbed to, without being told twice", () => {
    const member = memberOf(club);
    invite(member, "2025-03-01", true);
    const said = member.buy("2025-03-02", 30_000);
    expect(said.effects).toEqual([]);
    expect(invite(member, "2025-03-04", false).tiers).toEqual({ status: "plus" });
  });

  test("without a threshold is never climbed to", () => {
    const member = memberOf(club);
    expect(member.buy("2025-03-02", 9_000_000_000).tiers).toEqual({ status: "plus" });
  });
});

describe("a ladder that begins with an earlier year", () => {
  const stars = shop({
    earn: { base: { on: "purchase", unit: "points", rate: 1 } },
    tiers: { status: { by: { earned: "points" }, levels: { member: 0 } } },
    versions: [
      {
        from: "2026-03-10",
        tiers: {
          status: {
            window: { rolling: "12 months" },
            valid: { for: "12 months" },
            first: "previous-year",
            levels: { member: null, green: 0, gold: 500, reserve: 2500 },
          },
        },
      },
    ],
  });

  test.each([
    [480, "green"],
    [500, "gold"],
    [2500, "reserve"],
  ])("puts an account with %i of that year on %s", (earned, level) => {
    const member = memberOf(stars);
    member.buy("2024-12-30", 500_000);
    member.buy("2025-06-01", earned * 100);
    member.buy("2026-02-01", 90_000);
    expect(member.level("2026-03-10")).toBe(level);
    member.buy("2026-03-11", 100);
    if (level !== "green") expect(member.until()).toBe("2027-03-10 00:00");
  });

  test("takes what is told of that year later, and holds the level as if it had been told in time", () => {
    const member = memberOf(stars);
    member.buy("2025-06-01", 48_000);
    member.buy("2026-04-01", 100);
    expect(member.level()).toBe("green");
    member.buy("2025-12-31 23:59", 1900);
    expect(member.level()).toBe("green");
    member.buy("2026-01-01 00:00", 100_000);
    member.buy("2024-12-31 23:59", 100_000);
    expect(member.level()).toBe("green");
    member.buy("2025-01-01 00:00", 100);
    expect([member.level(), member.until()]).toEqual(["gold", "2027-03-10 00:00"]);
    member.buy("2025-02-01", 200_000);
    expect([member.level(), member.until()]).toEqual(["reserve", "2027-03-10 00:00"]);
  });

  test("is where an account begins that is told of that year alone, and no more once it would be over", () => {
    const told = (now: string): string => {
      const member = memberOf(stars, "2026-05-01");
      member.happen("time", now);
      member.buy("2025-06-01", 50_000);
      return member.level();
    };
    expect([told("2027-03-09"), told("2027-03-10")]).toEqual(["gold", "green"]);
  });

  test("counts from then on in its own way: 495 and 6 are gold for 12 months", () => {
    const member = memberOf(stars);
    member.buy("2026-03-11", 49_500);
    expect(member.level()).toBe("green");
    member.buy("2026-04-02", 600);
    expect(member.level()).toBe("gold");
    expect(member.until()).toBe("2027-04-02 00:00");
  });
});

describe("the fact that crosses a line", () => {
  const crossing = (how: string) =>
    shop({
      tiers: status({ base: 0, silver: 100 }),
      earn: {
        base: {
          on: "purchase",
          unit: "points",
          rate: 1,
          by_tier: { ladder: "status", levels: { silver: 2 }, crossing: how },
        },
      },
    });

  test.each([
    ["before", 150],
    ["after", 300],
  ])("earns by the level from %s", (how, points) => {
    const member = memberOf(crossing(how));
    member.buy("2025-03-01", 15_000);
    expect(member.points()).toBe(points);
    member.bringBack("2025-03-02", "f1");
    expect(member.points()).toBe(0);
  });
});

describe("a rolling window at the end of a month", () => {
  const member = (valid: Definition | string, length: string) =>
    memberOf(
      shop({
        tiers: status({ base: 0, gold: 100 }, { window: { rolling: length }, valid: valid as Definition }),
      }),
    );

  test("lets 29 February go with its year, so that what was spent on it makes one term and not two", () => {
    const leap = member({ for: "12 months" }, "12 months");
    leap.buy("2028-02-29", 10_000);
    expect([leap.level("2029-02-27"), leap.level("2029-02-28 00:00")]).toEqual(["gold", "base"]);
    const day = member({ for: "12 months" }, "12 months");
    day.buy("2027-02-28", 10_000);
    expect([day.level("2028-02-27"), day.level("2028-02-28 00:00")]).toEqual(["gold", "base"]);
  });

  test.each(["29", "30", "31"])("lets the %sth of January go with February", (day) => {
    const short = member("window", "1 month");
    short.buy(`2025-01-${day}`, 10_000);
    expect(short.until()).toBe("2025-02-28 00:00");
    expect([short.level("2025-02-27"), short.level("2025-02-28 00:00")]).toEqual(["gold", "base"]);
    short.buy("2025-02-28", 9900);
    expect(short.level()).toBe("base");
  });
});
