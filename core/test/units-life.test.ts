import { describe, expect, test } from "vitest";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const living = (unit: Definition, more: Definition = {}, opened = "2015-01-01") =>
  memberOf(shop({ units: { points: { name: "points", ...unit } } as Definition, ...more }), opened);

describe("exemptions from expiry", () => {
  const cobrand = { member: { cobrand: "boolean" }, activity: ["purchase"] };

  test("whoever holds the card keeps the points of thirty silent months; whoever does not has none", () => {
    for (const [holds, left] of [
      [true, 100],
      [false, 0],
    ] as const) {
      const member = living({ expires: { inactive: "24 months", unless: "member.cobrand" } }, cobrand);
      member.happen("profile", "2023-01-01", { attributes: { cobrand: holds } });
      member.buy("2023-01-10", 10_000);
      expect(member.points("2025-07-10")).toBe(left);
    }
  });

  test("once the exemption ends, what is over goes at once", () => {
    const member = living({ expires: { after: "12 months", unless: "member.cobrand" } }, cobrand);
    member.happen("profile", "2023-01-01", { attributes: { cobrand: true } });
    member.buy("2023-01-10", 10_000);
    member.buy("2024-03-10", 5000);
    const { effects } = member.happen("profile", "2024-05-01", { attributes: { cobrand: false } });
    expect(effects).toMatchObject([{ type: "units-expired", amount: 100 }]);
    expect(member.points()).toBe(50);
  });
});

test("the whole day on which the time is over can still count", () => {
  const member = living({ expires: { inactive: "12 months", counted: "through-the-day" } });
  member.buy("2024-02-28", 10_000);
  expect([member.points("2025-02-28"), member.points("2025-03-01")]).toEqual([100, 0]);
  member.buy("2025-02-28", 100);
  expect(member.points("2026-02-28")).toBe(101);
  expect(member.points("2026-03-01")).toBe(0);
});

test("old units go all at once, and what was earned later stays", () => {
  const cleared = { at: "2021-12-23", earned_before: "2021-01-01" };
  const later = { units: { points: { expires: { inactive: "12 months" }, cleared } } };
  const versions = [{ from: "2021-06-01", ...later }];
  const member = living({ expires: "never" }, { versions } as Definition);
  member.buy("2019-05-01", 10_000);
  member.buy("2021-02-01", 5000);
  expect(member.points("2021-12-22")).toBe(150);
  member.buy("2021-12-22", 100);
  expect([member.points("2021-12-23"), member.points("2022-12-21"), member.points("2022-12-22")]).toEqual([
    51, 51, 0,
  ]);
  member.happen("time", "2021-12-24");
  // Told late, and gone as soon as time goes on.
  member.buy("2020-12-31", 1000);
  expect(member.points("2021-12-25")).toBe(51);
});

test("a unit has an activity of its own", () => {
  const member = living({ expires: { inactive: "12 months" }, activity: ["visit"] });
  member.buy("2024-02-10", 10_000);
  member.happen("visit", "2024-05-10");
  member.redeem("2025-01-10", "10");
  expect([member.points("2025-05-09"), member.points("2025-05-10")]).toEqual([90, 0]);
});

test("what a new version asks of a unit's own activity starts from the last activity of before", () => {
  const member = living(
    { expires: { inactive: "12 months" } },
    { versions: [{ from: "2025-01-01", units: { points: { activity: ["visit"] } } }] },
  );
  member.buy("2024-06-10", 10_000);
  member.buy("2025-02-10", 1000);
  expect([member.points("2025-06-09"), member.points("2025-06-10")]).toEqual([110, 0]);
});

describe("balances that melt", () => {
  const decay = { after: "12 weeks", every: "1 week", share: "1/20", least: 5, all: "20 weeks" };
  const casino = (unit: Definition = {}) =>
    living({ expires: { decay }, ...unit } as Definition, { activity: ["purchase"] });

  test("a twentieth a week, five at the least, after twelve weeks; all after twenty", () => {
    const member = casino();
    member.buy("2024-01-01", 20_000);
    expect(member.points("2024-03-24")).toBe(200);
    // 200 less 10, then 190 less 9.5 and so on, rounded half up.
    expect(member.points("2024-03-25")).toBe(190);
    expect(member.points("2024-04-01")).toBe(180);
    expect(member.points("2024-04-08")).toBe(171);
    expect(member.points("2024-05-19")).toBeGreaterThan(100);
    expect(member.points("2024-05-20")).toBe(0);
    const small = casino();
    small.buy("2024-01-01", 1200);
    expect([small.points("2024-03-25"), small.points("2024-04-01"), small.points("2024-04-08")]).toEqual([
      7, 2, 0,
    ]);
  });

  test("earning begins the twelve weeks anew; the oldest go first", () => {
    const member = casino();
    member.buy("2024-01-01", 1000);
    member.buy("2024-01-15", 10_000);
    expect(member.points("2024-04-07")).toBe(110);
    const { postings } = member.happen("time", "2024-04-08");
    expect(postings.map(({ lot, amount }) => [lot, amount])).toEqual([["1.points", 6]]);
    member.buy("2024-04-09", 100);
    expect(member.points("2024-07-01")).toBe(105);
    expect(member.points("2024-07-02")).toBe(100);
  });

  test("what is given in the silence does not pay for the weeks before", () => {
    const member = casino();
    member.buy("2024-01-01", 100);
    member.redeem("2024-01-02", "1");
    member.adjust("2024-04-03", "100");
    expect(member.points("2024-04-07")).toBe(100);
    expect(member.points("2024-04-08")).toBe(95);
  });
});

describe("kept by activity in every month", () => {
  const green = {
    activity: ["purchase", "redeem", "reload"],
    expires: { after: "6 months", end: "month", kept_by: "month" },
  };
  const facts = { facts: { reload: {} } };

  test("each month with activity after the one of earning moves the expiry by a month, once", () => {
    const member = living(green, facts);
    member.buy("2026-04-10", 1000);
    expect(member.expiries()).toEqual(["2026-11-01 00:00"]);
    member.happen("reload", "2026-04-20");
    expect(member.expiries()).toEqual(["2026-11-01 00:00"]);
    member.happen("reload", "2026-05-02");
    member.redeem("2026-05-20", "1");
    expect(member.expiries()).toEqual(["2026-12-01 00:00"]);
    member.happen("visit", "2026-06-20");
    expect(member.expiries()).toEqual(["2026-12-01 00:00"]);
    member.happen("reload", "2026-07-31");
    expect(member.expiries()).toEqual(["2027-01-01 00:00"]);
  });

  test("from a long month too", () => {
    const member = living(green, facts);
    member.buy("2026-08-31", 1000);
    expect(member.expiries()).toEqual(["2027-03-01 00:00"]);
    member.happen("reload", "2026-09-30");
    expect(member.expiries()).toEqual(["2027-04-01 00:00"]);
  });

  test("six months after the calendar month, whatever its length", () => {
    const member = living({ expires: { after: "6 months", end: "month" } });
    for (const day of ["2019-08-30", "2019-08-31", "2019-12-31", "2020-02-29", "2020-12-15"])
      member.buy(day, 100);
    const made = member.story.journal.map(({ fact }) => fact.occurredAt.slice(0, 10));
    expect(made).toHaveLength(5);
    expect(member.expiries()).toEqual(["2021-07-01 00:00"]);
    const one = (day: string): string[] => {
      const other = living({ expires: { after: "6 months", end: "month" } });
      other.buy(day, 100);
      return other.expiries();
    };
    expect(["2019-08-30", "2019-08-31", "2019-12-31", "2020-02-29"].flatMap(one)).toEqual([
      "2020-03-01 00:00",
      "2020-03-01 00:00",
      "2020-07-01 00:00",
      "2020-09-01 00:00",
    ]);
  });

  test("never while on a higher level; by the terms of the lower once back on it", () => {
    const member = living(
      {
        activity: ["purchase", "redeem"],
        expires: {
          by: "status",
          levels: { gold: "never" },
          otherwise: { after: "6 months", end: "month", kept_by: "month" },
          judged: "while-held",
        },
      } as Definition,
      {
        tiers: {
          status: {
            by: "spend",
            window: { rolling: "12 months" },
            valid: { for: "12 months" },
            levels: { green: 0, gold: 500 },
          },
        },
      },
    );
    member.buy("2026-04-10", 20_000);
    expect(member.points("2026-10-31")).toBe(200);
    expect(member.points("2026-11-01")).toBe(0);
    member.buy("2026-05-10", 40_000);
    expect(member.level()).toBe("gold");
    expect(member.points("2027-05-09")).toBe(600);
    expect(member.points("2027-05-10")).toBe(0);
  });
});

test("points of a shop expire a year, or a year and a half, after the last purchase", () => {
  const member = living({ expires: { inactive: "12 months" } });
  member.buy("2024-02-10", 43_000);
  member.buy("2025-02-09", 2000);
  expect([member.points("2025-02-10"), member.points("2026-02-08"), member.points("2026-02-09")]).toEqual([
    450, 450, 0,
  ]);
});

describe("a unit that goes by when it was last earned", () => {
  const stamps = { expires: { inactive: "12 months" }, activity: "earned" };
  const books = { base: { on: "purchase", unit: "points", rate: 1, lines: 'line.category == "book"' } };
  const card = (): ReturnType<typeof living> => living(stamps, { earn: books } as Definition);

  test("a purchase that gives none of it does not keep it; one that does keeps all", () => {
    const member = card();
    member.buy("2024-03-01", [{ amount: 300, category: "book" }]);
    member.buy("2024-06-01", [{ amount: 300, category: "book" }]);
    member.buy("2024-12-01", [{ amount: 300, category: "pen" }]);
    expect([member.points("2025-05-31"), member.points("2025-06-01")]).toEqual([6, 0]);
  });

  test("neither spending it nor a correction that takes keeps it; a correction that gives does", () => {
    const member = card();
    member.buy("2024-03-01", [{ amount: 300, category: "book" }]);
    member.redeem("2024-06-01", "1");
    member.adjust("2024-07-01", "-1");
    expect([member.points("2025-02-28"), member.points("2025-03-01")]).toEqual([1, 0]);
    member.adjust("2025-02-01", "4");
    expect([member.points("2026-01-31"), member.points("2026-02-01")]).toEqual([5, 0]);
  });

  test("a purchase that is told late counts on its own day", () => {
    const member = card();
    member.buy("2024-03-01", [{ amount: 300, category: "book" }]);
    member.happen("time", "2024-08-01");
    member.buy("2024-05-01", [{ amount: 300, category: "book" }]);
    expect([member.points("2025-04-30"), member.points("2025-05-01")]).toEqual([6, 0]);
  });
});

test("a streak of weeks: each week with a visit keeps what is there to the end of the next", () => {
  const streak = { after: "1 week", end: "week", kept_by: "week" };
  const earn = { week: { on: "visit", unit: "points", amount: 1, times: { week: 1 } } };
  const member = living({ expires: streak }, { activity: ["visit"], earn } as Definition);
  // Three weeks from Monday 6 January: a Monday, a Sunday, and a Wednesday and a Friday.
  for (const day of ["2025-01-06", "2025-01-19", "2025-01-22", "2025-01-24"]) member.happen("visit", day);
  expect(member.points()).toBe(3);
  expect([member.points("2025-02-02"), member.points("2025-02-03 00:00")]).toEqual([3, 0]);
  member.happen("visit", "2025-02-02 23:59");
  expect([member.points(), member.points("2025-02-09"), member.points("2025-02-10")]).toEqual([4, 4, 0]);
  // A week without a visit ends it, however close the visits are.
  member.happen("visit", "2025-02-17 00:00");
  expect(member.points()).toBe(1);
});

describe("what is on hold", () => {
  const kept = shop({
    units: { points: { name: "point", expires: { after: "3 months", end: "month", kept_by: "month" } } },
    activity: ["purchase"],
  });
  const hold = (member: ReturnType<typeof memberOf>, at: string) =>
    member.happen("hold", at, { of: { unit: "points", amount: "10" }, for: "20 days" });

  test("is kept by activity like what is not", () => {
    const [one, other] = [memberOf(kept, "2025-01-01"), memberOf(kept, "2025-01-01")];
    for (const member of [one, other]) member.buy("2025-01-10", 1000);
    hold(one, "2025-01-25");
    for (const member of [one, other]) member.buy("2025-02-05", 100);
    one.happen("cancel", "2025-02-06", { hold: "f2" });
    expect(one.expiries()).toEqual(other.expiries());
  });

  test("stands still with the account", () => {
    const paused = shop({
      units: { points: { name: "point", expires: { after: "6 months" } } },
      life: { closes: { after: "2 months" }, reinstate: { within: "12 months" } },
    });
    const [one, other] = [memberOf(paused, "2025-01-01"), memberOf(paused, "2025-01-01")];
    for (const member of [one, other]) member.buy("2025-01-10", 1000);
    one.happen("hold", "2025-03-09", { of: { unit: "points", amount: "10" }, for: "100 days" });
    for (const member of [one, other]) member.happen("reinstate", "2025-05-10");
    one.happen("cancel", "2025-05-11", { hold: "f2" });
    expect(one.expiries()).toEqual(other.expiries());
  });
});
