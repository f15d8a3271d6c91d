import { describe, expect, test } from "vitest";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const living = (expires: unknown, zone = "UTC") =>
  memberOf(shop({ zone, units: { points: { name: "points", expires } } as Definition }));

const expiryOf = (expires: unknown, at: string, zone?: string): string | undefined => {
  const member = living(expires, zone);
  member.buy(at, 1000);
  return member.expiries()[0];
};

describe("when units expire", () => {
  test.each([
    [
      "six months after the month in which they were earned",
      { after: "6 months", end: "month" },
      "2020-12-15",
      "2021-07-01 00:00",
    ],
    [
      "the same, earned on the month's last day",
      { after: "6 months", end: "month" },
      "2020-08-31",
      "2021-03-01 00:00",
    ],
    ["twelve months after the day", { after: "12 months" }, "2025-02-10 18:00", "2026-02-10 00:00"],
    ["a month after 31 January is 28 February", { after: "1 month" }, "2025-01-31", "2025-02-28 00:00"],
    ["a year after 29 February is 28 February", { after: "1 year" }, "2024-02-29", "2025-02-28 00:00"],
    ["at the end of the quarter", { after: "3 months", end: "quarter" }, "2025-02-10", "2025-07-01 00:00"],
    ["at the end of the year", { after: "1 day", end: "year" }, "2025-02-10", "2026-01-01 00:00"],
    [
      "at the end of the next year, from New Year's Eve",
      { after: "1 day", end: "year" },
      "2025-12-31",
      "2027-01-01 00:00",
    ],
    ["on the last day of the year", { on: "12-31" }, "2025-06-01", "2026-01-01 00:00"],
    ["on that day itself, still that night", { on: "12-31" }, "2025-12-31 23:00", "2026-01-01 00:00"],
    ["the day after, next year", { on: "06-30" }, "2025-07-01 00:00", "2026-07-01 00:00"],
    ["by the hour", { after: "90 minutes" }, "2025-06-01 10:00", "2025-06-01 11:30"],
    ["never", "never", "2025-06-01", "never"],
  ])("%s", (_, expires, earned, gone) => expect(expiryOf(expires, earned)).toBe(gone));

  test("at the shop's midnight, on days when clocks change too", () => {
    expect(expiryOf({ after: "10 days" }, "2025-03-20T12:00:00Z", "Europe/Lisbon")).toBe("2025-03-30 00:00");
    expect(expiryOf({ after: "11 days" }, "2025-03-20T12:00:00Z", "Europe/Lisbon")).toBe("2025-03-30 23:00");
    // In Cairo this midnight does not exist: the day begins at one o'clock, 22:00 in Greenwich.
    expect(expiryOf({ after: "10 days" }, "2025-04-15T12:00:00Z", "Africa/Cairo")).toBe("2025-04-24 22:00");
    // In Havana clocks go back from one to midnight: the day begins at the first of the two.
    expect(expiryOf({ after: "10 days" }, "2025-10-23T12:00:00Z", "America/Havana")).toBe("2025-11-02 04:00");
  });

  test("to the minute: there before, gone at", () => {
    const member = living({ after: "12 months" });
    member.buy("2024-05-01", 1000);
    expect(member.points("2025-04-30T23:59:59.999Z")).toBe(10);
    expect(member.points("2025-05-01 00:00")).toBe(0);
    const { effects } = member.happen("time", "2025-06-01");
    expect(effects).toEqual([
      { type: "units-expired", unit: "points", amount: 10, at: Date.UTC(2025, 4, 1) },
    ]);
  });

  test("what expires first is spent first, whenever it was earned", () => {
    const member = memberOf(
      shop({
        units: { points: { name: "points", expires: { after: "12 months" } } },
        versions: [{ from: "2025-01-01", units: { points: { expires: { after: "1 month" } } } }],
      }),
    );
    member.buy("2024-12-01", 1000);
    member.buy("2025-01-10", 500);
    member.redeem("2025-01-11", "5");
    expect(member.expiries()).toEqual(["2025-12-01 00:00"]);
    expect(member.points()).toBe(10);
  });

  test("a late purchase may have expired already", () => {
    const member = living({ after: "1 month" });
    member.happen("time", "2025-06-01");
    const { postings } = member.buy("2025-03-01", 1000);
    expect(postings.map(({ to, amount }) => [to, amount])).toEqual([
      ["available", 10],
      ["expired", 10],
    ]);
  });
});

describe("expiry on inactivity", () => {
  test("the whole balance after twelve months; a purchase the day before keeps it", () => {
    const member = living({ inactive: "12 months" });
    member.buy("2024-02-10", 43_000);
    expect(member.points("2025-02-09T23:59:59Z")).toBe(430);
    expect(member.points("2025-02-10 00:00")).toBe(0);
    member.buy("2025-02-09", 2000);
    expect(member.points("2026-02-08")).toBe(450);
    expect(member.points("2026-02-09")).toBe(0);
  });

  test("eighteen months where the program is kinder", () => {
    const member = living({ inactive: "18 months" });
    member.buy("2024-02-10", 43_000);
    expect(member.points("2025-08-09")).toBe(430);
    expect(member.points("2025-08-10")).toBe(0);
  });

  test("spending keeps it alive; a profile or a visit does not", () => {
    const member = living({ inactive: "12 months" });
    member.buy("2024-02-10", 10_000);
    member.redeem("2024-08-10", "10");
    member.happen("visit", "2025-02-10");
    member.happen("profile", "2025-03-10", { attributes: {} });
    expect(member.points("2025-08-09")).toBe(90);
    expect(member.points("2025-08-10")).toBe(0);
  });

  test("a visit does where the program says so", () => {
    const member = memberOf(
      shop({
        units: { points: { name: "points", expires: { inactive: "12 months" } } },
        activity: ["purchase", "visit"],
      }),
    );
    member.buy("2024-02-10", 10_000);
    member.happen("visit", "2025-01-10");
    expect(member.points("2026-01-09")).toBe(100);
  });

  test("what a person gives after so long a silence has a full term of its own", () => {
    const member = living({ inactive: "12 months" });
    member.buy("2024-02-10", 1000);
    member.adjust("2025-06-01", "7");
    expect([member.points("2025-06-02"), member.points("2026-05-31"), member.points("2026-06-01")]).toEqual([
      7, 7, 0,
    ]);
  });

  test("what is held is not lost while it is held", () => {
    const member = living({ inactive: "1 month" });
    member.buy("2024-02-10", 1000);
    member.happen("hold", "2024-03-01", { of: { unit: "points", amount: "4" }, for: "60 days" });
    member.happen("time", "2024-04-01");
    expect(member.story.state.units["points"]).toEqual({ lots: [], debt: 0 });
    member.happen("complete", "2024-04-02", { hold: "f2", amount: "3" });
    // Completing is activity: the rest that goes back has a new month.
    expect(member.points("2024-05-01")).toBe(1);
    expect(member.points("2024-05-02")).toBe(0);
  });
});

describe("expiry by tier", () => {
  const definition = shop({
    units: {
      points: {
        name: "points",
        expires: { by: "status", levels: { gold: "never" }, otherwise: { after: "6 months" } },
      },
    },
    tiers: { status: { by: "spend", levels: { green: 0, gold: 100 } } },
  });

  test("a lot has the terms of the tier that was held when it was earned", () => {
    const member = memberOf(definition);
    member.buy("2025-01-10", 10_000);
    member.buy("2025-01-11", 1000);
    expect(member.level()).toBe("gold");
    expect(member.expiries()).toEqual(["2025-07-10 00:00", "never"]);
    expect(member.points("2026-01-01")).toBe(10);
  });
});
