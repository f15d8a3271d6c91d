import { describe, expect, test } from "vitest";
import { ladderProgress } from "../src/ladder-progress.ts";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const tiered = (ladder: Definition, more: Definition = {}) =>
  memberOf(shop({ tiers: { status: { by: "spend", ...ladder } as Definition }, ...more }));

const BEAUTY: Definition = { levels: { insider: 0, vib: 350, rouge: 1000 } };

describe("by calendar-year spend, to the end of the next year", () => {
  test("300 then 60 in June: VIB until the end of next year, and the return undoes it", () => {
    const member = tiered(BEAUTY);
    member.buy("2025-02-01", 30_000);
    const { effects } = member.buy("2025-06-15", 6000);
    expect([member.points(), member.level(), member.until()]).toEqual([360, "vib", "2027-01-01 00:00"]);
    expect(effects).toEqual([
      {
        type: "tier-changed",
        ladder: "status",
        from: "insider",
        to: "vib",
        at: Date.UTC(2025, 5, 15, 12),
        until: Date.UTC(2027, 0, 1),
      },
    ]);
    member.bringBack("2025-07-01", "f2");
    expect([member.points(), member.level(), member.until()]).toEqual([300, "insider", null]);
  });

  test("a return keeps the tier where the program says so", () => {
    const member = tiered({ ...BEAUTY, returns: "keep" });
    member.buy("2025-06-15", 36_000);
    member.bringBack("2025-07-01", "f1");
    expect(member.level()).toBe("vib");
  });

  test("a return in the next year no longer undoes it", () => {
    const member = tiered(BEAUTY);
    member.buy("2025-12-30", 36_000);
    member.bringBack("2026-01-02", "f1");
    expect([member.level(), member.until()]).toEqual(["vib", "2027-01-01 00:00"]);
  });

  test("a return of what was bought after the rise does not undo it", () => {
    const member = tiered(BEAUTY);
    member.buy("2025-06-15", 36_000);
    member.buy("2025-06-16", 1000);
    member.bringBack("2025-06-17", "f2");
    expect(member.level()).toBe("vib");
  });

  test("buying twice and returning twice leaves nothing, in whatever order", () => {
    for (const order of [
      ["f1", "f2"],
      ["f2", "f1"],
    ] as const) {
      const member = tiered(BEAUTY);
      member.buy("2025-06-15", 36_000);
      member.buy("2025-06-16", 36_000);
      member.bringBack("2025-06-17", order[0]);
      expect(member.level()).toBe("vib");
      member.bringBack("2025-06-18", order[1]);
      expect(member.level()).toBe("insider");
    }
  });

  test("last year's rise is not undone by this year's returns", () => {
    const member = tiered(BEAUTY);
    member.buy("2024-06-15", 36_000);
    member.buy("2025-02-01", 5000);
    member.bringBack("2025-02-02", "f2");
    expect(member.level()).toBe("vib");
  });

  test("two rises are undone one after the other", () => {
    const member = tiered(BEAUTY);
    member.buy("2025-03-01", 40_000);
    member.buy("2025-04-01", 70_000);
    expect(member.level()).toBe("rouge");
    member.bringBack("2025-05-01", "f2");
    expect(member.level()).toBe("vib");
    member.bringBack("2025-05-02", "f1");
    expect(member.level()).toBe("insider");
  });

  test("a rise over two levels is undone in steps, as the returns come", () => {
    const member = tiered(BEAUTY);
    member.buy("2025-03-01", 110_000);
    member.bringBack("2025-05-01", "f1", { amount: 50_000 });
    expect(member.level()).toBe("vib");
    member.bringBack("2025-05-02", "f1");
    expect(member.level()).toBe("insider");
  });

  test("requalified in the next year: another year; missed: down to what that year's spend reaches", () => {
    const member = tiered(BEAUTY);
    member.buy("2024-03-01", 100_000);
    member.buy("2025-03-01", 40_000);
    expect([member.level("2025-12-31"), member.level("2026-01-01 00:00")]).toEqual(["rouge", "vib"]);
    expect(member.level("2026-12-31T23:59:59Z")).toBe("vib");
    expect(member.level("2027-01-01 00:00")).toBe("insider");
  });

  test("the year is the shop's: New Year's Eve in New York", () => {
    const member = tiered(BEAUTY, { zone: "America/New_York" });
    member.buy("2026-01-01T04:59:59Z", 36_000);
    expect(member.until()).toBe("2027-01-01 05:00");
  });

  test("grace: the level is kept, and a purchase in it renews", () => {
    const lost = tiered({
      levels: { base: 0, gold: 100 },
      valid: { until: "end-of-year" },
      grace: "30 days",
    });
    lost.buy("2025-03-01", 10_000);
    expect([lost.level("2026-01-30T23:59:59Z"), lost.level("2026-01-31 00:00")]).toEqual(["gold", "base"]);
    const kept = tiered({
      levels: { base: 0, gold: 100 },
      valid: { until: "end-of-year" },
      grace: "30 days",
    });
    kept.buy("2025-03-01", 10_000);
    kept.buy("2026-01-15", 10_000);
    expect([kept.level("2026-12-31"), kept.until()]).toEqual(["gold", "2027-01-01 00:00"]);
  });

  test("after grace nobody falls below what they have reached in the new year", () => {
    const member = tiered({ ...BEAUTY, grace: "60 days" });
    member.buy("2025-03-01", 100_000);
    member.buy("2027-02-01", 40_000);
    expect([member.level("2027-03-01"), member.level("2027-03-02")]).toEqual(["rouge", "vib"]);
    expect([member.level("2029-03-01"), member.level("2029-03-02")]).toEqual(["vib", "insider"]);
  });

  test("soft landing: one level a year at most", () => {
    const member = tiered({ ...BEAUTY, drop: "one-level", valid: { until: "end-of-year" } });
    member.buy("2024-03-01", 100_000);
    expect(["2024-12-31", "2025-06-01", "2026-06-01"].map((at) => member.level(at))).toEqual([
      "rouge",
      "vib",
      "insider",
    ]);
  });

  test("spending points never lowers it", () => {
    const member = tiered({ by: { earned: "points" }, levels: { base: 0, gold: 100 } });
    member.buy("2025-03-01", 12_000);
    member.redeem("2025-03-02", "120");
    member.adjust("2025-03-03", "-50");
    expect(member.level()).toBe("gold");
  });

  test("a late purchase counts in the year in which it happened, and gives what it reached there", () => {
    const member = tiered(BEAUTY);
    member.happen("time", "2026-01-10");
    member.buy("2025-12-20", 34_900);
    expect(member.level()).toBe("insider");
    member.buy("2025-12-31", 100);
    expect([member.level(), member.until()]).toEqual(["vib", "2027-01-01 00:00"]);
    member.buy("2026-01-11", 35_000);
    expect(member.until()).toBe("2028-01-01 00:00");
    expect(member.level("2027-01-01 00:00")).toBe("vib");
  });

  test("a late purchase gives no level whose time is over, and a return does not undo it in the next year", () => {
    const member = tiered({ ...BEAUTY, valid: { until: "end-of-year" } });
    member.happen("time", "2026-01-10");
    member.buy("2025-12-20", 50_000);
    expect(member.level()).toBe("insider");
    const other = tiered(BEAUTY);
    other.happen("time", "2026-01-10");
    other.buy("2025-12-20", 50_000);
    other.bringBack("2026-01-12", "f2");
    expect(other.level()).toBe("vib");
  });

  test("a return of the old year that is told in the new one undoes what was reached in the old", () => {
    const back = (at: string) => {
      const member = tiered(BEAUTY);
      member.buy("2025-12-20", 50_000);
      member.happen("time", "2026-01-10");
      member.bringBack(at, "f1");
      return member.level();
    };
    expect([back("2025-12-31"), back("2026-01-01"), back("2026-01-10")]).toEqual(["insider", "vib", "vib"]);
  });

  test("a late purchase renews a level that is held in grace", () => {
    const member = tiered({ ...BEAUTY, grace: "60 days" });
    member.buy("2024-03-01", 40_000);
    member.happen("time", "2026-01-10");
    member.buy("2025-12-20", 40_000);
    expect([member.level("2026-03-02"), member.until()]).toEqual(["vib", "2027-01-01 00:00"]);
  });
});

describe("by visits", () => {
  test("distinct days: six make Emerald, ten Ruby, twenty Diamond", () => {
    const member = tiered({
      by: "visits",
      levels: { none: 0, emerald: 6, ruby: 10, diamond: 20 },
      valid: { for: "12 months" },
    });
    const levels: string[] = [];
    for (let day = 1; day <= 20; day++) {
      const at = `2025-03-${String(day).padStart(2, "0")}`;
      member.buy(`${at} 10:00`, 100);
      member.happen("visit", `${at} 20:00`);
      levels.push(member.level());
    }
    expect([levels[4], levels[5], levels[8], levels[9], levels[18], levels[19]]).toEqual([
      "none",
      "emerald",
      "emerald",
      "ruby",
      "ruby",
      "diamond",
    ]);
    expect(member.until()).toBe("2026-03-20 00:00");
    expect(member.story.state.visits.days).toBe(20);
  });
});

describe("by stars in twelve months, held for twelve months", () => {
  const STARS: Definition = {
    by: { earned: "points" },
    window: { rolling: "12 months" },
    valid: { for: "12 months" },
    levels: { green: 0, gold: 500, reserve: 2500 },
  };

  test("495 and 6 more: gold for twelve months, and the next purchase earns more", () => {
    const rate = {
      on: "purchase",
      unit: "points",
      rate: 1,
      by_tier: { ladder: "status", levels: { gold: 1.2, reserve: 1.7 } },
    };
    const member = tiered(STARS, { earn: { base: rate } } as Definition);
    member.buy("2026-03-10", 49_500);
    member.buy("2026-06-10", 600);
    expect([member.level(), member.until()]).toEqual(["gold", "2027-06-10 00:00"]);
    expect(member.buy("2026-06-10 18:00", 1000).earned?.[0]?.given).toBe(12);
  });

  test("a small return later does not undo what was reached with more than enough", () => {
    const member = tiered(STARS);
    member.buy("2025-06-01", 40_000);
    member.buy("2026-03-10", 20_000);
    member.buy("2026-03-11", 100);
    // By July the 400 of last June have left the window: 201 count, which alone would not make gold.
    member.bringBack("2026-07-01", "f3");
    expect(member.level()).toBe("gold");
    member.bringBack("2026-07-02", "f2", { amount: 5000 });
    expect(member.level()).toBe("gold");
    member.bringBack("2026-07-03", "f2", { amount: 10_000 });
    expect(member.level()).toBe("green");
  });

  test("what is older than twelve months no longer counts", () => {
    const member = tiered(STARS);
    member.buy("2025-03-10", 40_000);
    member.buy("2026-03-10", 20_000);
    expect(member.level()).toBe("green");
    member.buy("2026-03-11", 30_000);
    expect(member.level()).toBe("gold");
  });

  test("kept by earning 500 again while it is held, lost otherwise", () => {
    const kept = tiered(STARS);
    kept.buy("2026-03-10", 50_000);
    kept.buy("2026-09-10", 50_000);
    expect([kept.level("2027-03-10"), kept.level("2028-03-09"), kept.level("2028-03-10")]).toEqual([
      "gold",
      "gold",
      "green",
    ]);
    const lost = tiered(STARS);
    lost.buy("2026-03-10", 50_000);
    lost.buy("2026-09-10", 49_900);
    expect([lost.level("2027-03-09"), lost.level("2027-03-10")]).toEqual(["gold", "green"]);
  });

  test("held at the least so long, and for as long as the window supports it", () => {
    const member = tiered({ ...STARS, valid: { for: "3 months" } });
    member.buy("2026-03-10", 50_000);
    expect([member.level("2026-06-10"), member.level("2027-03-09")]).toEqual(["gold", "gold"]);
    expect(member.level("2027-03-10")).toBe("green");
  });

  test("what was earned before the grace period still counts at its end, whatever is bought in it", () => {
    const ladder: Definition = { ...STARS, grace: "60 days", levels: { green: 0, silver: 200, gold: 500 } };
    const quiet = tiered(ladder);
    const busy = tiered(ladder);
    for (const member of [quiet, busy]) {
      member.buy("2026-03-10", 50_000);
      member.buy("2026-03-20", 25_000);
    }
    busy.buy("2027-04-20", 100);
    expect([quiet.level("2027-05-10"), busy.level("2027-05-10")]).toEqual(["silver", "silver"]);
  });
});

describe("held as long as the window supports it", () => {
  test("rolling: until the first day that is needed leaves the window", () => {
    const member = tiered({
      window: { rolling: "1 month" },
      valid: "window",
      levels: { base: 0, gold: 100 },
    });
    member.buy("2025-03-01", 6000);
    member.buy("2025-03-10", 4000);
    expect([member.level(), member.until()]).toEqual(["gold", "2025-04-01 00:00"]);
    member.buy("2025-03-20", 6000);
    expect(member.until()).toBe("2025-04-10 00:00");
    expect([member.level("2025-04-09"), member.level("2025-04-10")]).toEqual(["gold", "base"]);
  });

  test("a soft landing is held for one window, not lost at the same instant", () => {
    const ladder: Definition = {
      window: { rolling: "1 month" },
      valid: "window",
      drop: "one-level",
      levels: { base: 0, silver: 50, gold: 100 },
    };
    const member = tiered(ladder);
    member.buy("2025-03-01", 10_000);
    const levels = ["2025-03-31", "2025-04-01 00:00", "2025-04-30", "2025-05-01 00:00"].map((at) =>
      member.level(at),
    );
    expect(levels).toEqual(["gold", "silver", "silver", "base"]);
  });

  test("a purchase never shortens it", () => {
    const ladder: Definition = {
      window: { rolling: "1 month" },
      valid: "window",
      drop: "one-level",
      levels: { base: 0, silver: 50, gold: 100 },
    };
    const member = tiered(ladder);
    member.buy("2025-03-01", 10_000);
    member.happen("time", "2025-04-02");
    expect(member.until()).toBe("2025-05-01 00:00");
    member.buy("2025-04-03", 5000);
    expect([member.level(), member.until()]).toEqual(["silver", "2025-05-03 00:00"]);
  });

  test("a membership year ends on the anniversary; 29 February's is the 28th", () => {
    const definition = shop({
      tiers: {
        status: { by: "spend", window: "membership-year", valid: "window", levels: { base: 0, gold: 100 } },
      },
    });
    const member = memberOf(definition, "2024-02-29");
    member.buy("2024-03-01", 10_000);
    expect(member.until()).toBe("2025-02-28 00:00");
    expect([member.level("2025-02-27"), member.level("2025-02-28")]).toEqual(["gold", "base"]);
  });
});

describe("progress", () => {
  test("what is missing to the next level", () => {
    const member = tiered(BEAUTY);
    member.buy("2025-02-01", 30_000);
    expect(ladderProgress(member.story.program, member.story.state)).toEqual([
      {
        ladder: "status",
        level: "insider",
        since: Date.UTC(2015, 0, 1, 12),
        until: null,
        counter: 30_000,
        countedIn: "money",
        unit: null,
        next: { level: "vib", threshold: 35_000, missing: 5000 },
      },
    ]);
  });
});

describe("a version with other levels", () => {
  test("raises whoever has counted enough by its first moment, and a return can undo that", () => {
    const member = memberOf(
      shop({
        tiers: { status: { by: "spend", levels: { base: 0 } } },
        versions: [
          { from: "2025-06-01", note: "Gold", tiers: { status: { levels: { gold: { from: 300 } } } } },
          { from: "2025-09-01", note: "Sooner", tiers: { status: { levels: { gold: { from: 200 } } } } },
        ],
      }),
    );
    const level = (at: string) => member.lookedAt(at).ladders["status"]!.level;
    member.buy("2025-02-01", 20_000);
    expect(level("2025-08-31")).toBe("base");
    expect(level("2025-09-01T00:00:00Z")).toBe("gold");
    expect(member.bringBack("2025-10-01", "f1").tiers).toEqual({ status: "base" });
  });
});
