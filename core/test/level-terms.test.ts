/** How long a level is held once a later year is enough for it too, and which one counts for what is told late. */
import { expect, test } from "vitest";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const BEAUTY: Definition = { levels: { insider: 0, vib: 350, rouge: 1000 } };

const tiered = (ladder: Definition, more: Definition = {}) =>
  memberOf(shop({ tiers: { status: { by: "spend", ...ladder } as Definition }, ...more }));

test("a year that is enough again holds it to the end of the next from that purchase on, and the return undoes that", () => {
  const member = tiered(BEAUTY);
  member.buy("2025-06-15", 36_000);
  member.buy("2026-03-01", 34_999);
  expect(member.until()).toBe("2027-01-01 00:00");
  member.buy("2026-03-02", 1);
  expect([member.level(), member.until()]).toEqual(["vib", "2028-01-01 00:00"]);
  member.buy("2026-04-01", 65_000);
  expect([member.level(), member.until()]).toEqual(["rouge", "2028-01-01 00:00"]);
  member.bringBack("2026-04-02", "f4");
  expect([member.level(), member.until()]).toEqual(["vib", "2028-01-01 00:00"]);
  member.bringBack("2026-04-03", "f2");
  expect([member.level(), member.until()]).toEqual(["vib", "2027-01-01 00:00"]);
  expect(member.level("2027-01-01")).toBe("insider");
});

test("from VIB to Rouge at once, and back as far as what is left is still enough for VIB", () => {
  const member = tiered(BEAUTY);
  member.buy("2025-06-15", 36_000);
  member.buy("2026-03-01", 60_000);
  member.buy("2026-03-02", 40_000);
  expect([member.level(), member.until()]).toEqual(["rouge", "2028-01-01 00:00"]);
  member.bringBack("2026-03-03", "f2");
  expect([member.level(), member.until()]).toEqual(["vib", "2028-01-01 00:00"]);
  member.bringBack("2027-03-03", "f3");
  expect([member.level(), member.until()]).toEqual(["vib", "2028-01-01 00:00"]);
});

test("what is told late goes by the level that was held when it happened", () => {
  const base = { on: "purchase", unit: "points", rate: 1 };
  for (const crossing of ["before", "after"]) {
    const by_tier = { ladder: "status", levels: { vib: 2 }, crossing };
    const member = tiered(BEAUTY, { earn: { base: { ...base, by_tier } } });
    member.buy("2025-06-15", 36_000);
    const had = member.points();
    member.buy("2025-06-14", 1000);
    expect(member.points() - had, crossing).toBe(10);
    member.buy("2025-06-16", 1000);
    expect(member.points() - had, crossing).toBe(30);
    member.happen("time", "2027-01-02");
    expect(member.level()).toBe("insider");
    member.buy("2026-12-31", 1000);
    expect(member.points() - had, crossing).toBe(50);
    member.buy("2025-06-13", 1000);
    expect(member.points() - had, crossing).toBe(60);
    member.buy("2027-01-02", 1000);
    expect(member.points() - had, crossing).toBe(70);
  }
});
