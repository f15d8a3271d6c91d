import { describe, expect, test } from "vitest";
import type { Outcome } from "../src/decision.ts";
import type { Definition } from "./arbitrary-program.ts";
import { type Member, memberOf, millis, shop } from "./shop.ts";

describe("cash for small balances", () => {
  const units: Definition = {
    points: { name: "points" },
    card: { name: "dollars", scale: 2, stored_value: true },
  };
  const earn: Definition = { load: { on: "load", unit: "card", amount: "0.01", count: "fact.data.cents" } };
  const withBalance = (
    cents: number,
    jurisdiction: string | null = "california",
    opened = "2024-02-01",
  ): Member => {
    const member = memberOf(
      shop({
        units,
        earn,
        currency: "USD",
        facts: { load: { cents: "integer" } },
        jurisdictions: { california: "standard", alberta: {} },
      }),
    );
    member.happen("profile", "2024-01-01", { attributes: {}, jurisdiction });
    member.happen("load", opened, { data: { cents } });
    return member;
  };
  const ask = (member: Member, at: string): Outcome => member.happen("cash-out", at, { unit: "card" });

  test.each([
    [1499, "2026-04-01", true],
    [1500, "2026-04-01", false],
    [1000, "2026-03-31", false],
    [999, "2026-03-31", true],
    [0, "2026-03-31", false],
  ])("a balance of %i on %s: %s", (cents, at, isDue) => {
    const outcome = ask(withBalance(cents), at);
    expect(outcome.refusal?.code).toBe(isDue ? undefined : "cash-out-not-due");
    if (!isDue) return;
    expect(outcome.postings).toMatchObject([
      { unit: "card", from: "available", to: "redeemed", amount: cents, cause: "cash-out" },
    ]);
    expect(outcome.effects.at(-1)).toMatchObject({ type: "paid-out", amount: cents });
    expect(outcome.balances["card"]?.available).toBe(0);
  });

  test("names the threshold, and is not offered elsewhere or for points", () => {
    expect(ask(withBalance(1500), "2026-04-01").refusal?.params).toMatchObject({
      threshold: "15.00",
      balance: "15.00",
    });
    expect(ask(withBalance(100, "alberta"), "2026-04-01").refusal?.code).toBe("not-offered");
    const member = withBalance(100);
    expect(member.happen("cash-out", "2026-04-01", { unit: "points" }).refusal?.code).toBe("not-offered");
    expect(member.happen("cash-out", "2026-04-01", { unit: "gold" }).refusal?.code).toBe("unit-unknown");
  });

  const offered = (outcome: Outcome): number[] =>
    outcome.effects.flatMap((effect) => (effect.type === "cash-out-offered" ? [effect.amount] : []));

  test("is offered once each time that a balance falls below the threshold", () => {
    const member = withBalance(3000);
    const spend = (at: string, amount: string): number[] =>
      offered(member.happen("redeem", at, { of: { unit: "card", amount } }));
    expect(spend("2025-01-01", "20.00")).toEqual([]);
    expect(spend("2025-01-02", "0.01")).toEqual([999]);
    expect(spend("2025-01-03", "0.01")).toEqual([]);
    expect(offered(member.happen("load", "2025-01-04", { data: { cents: 500 } }))).toEqual([]);
    expect(spend("2025-01-05", "10.00")).toEqual([498]);
    expect(spend("2025-01-06", "4.98")).toEqual([]);
    expect(member.story.state.recurred).toBeUndefined();
  });

  test("is offered when the threshold rises above a balance", () => {
    const member = withBalance(1499);
    expect(offered(member.happen("time", "2026-03-31"))).toEqual([]);
    const later = member.happen("time", "2026-05-01");
    expect(offered(later)).toEqual([1499]);
    expect(later.effects).toMatchObject([{ at: millis("2026-04-01T00:00:00Z") }]);
    expect(offered(withBalance(1500).happen("time", "2026-05-01"))).toEqual([]);
  });
});
