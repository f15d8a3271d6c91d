/** Levels that a purchase of an earlier day completes. */
import { describe, expect, test } from "vitest";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const tiered = (ladder: Definition) =>
  memberOf(shop({ tiers: { status: { by: "spend", ...ladder } as Definition } }));

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
