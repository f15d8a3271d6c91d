/** What the conditions of rules that issue vouchers, of gates and of referrals see of a fact. */
import { describe, expect, test } from "vitest";
import { loadProgram } from "../src/definition/load-program.ts";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const kinds = (member: ReturnType<typeof memberOf>): string[] =>
  Object.values(member.lookedAt().vouchers ?? {}).map(({ kind }) => kind);

const issuing = (when: string, rest: Definition = {}): Definition =>
  shop({
    vouchers: { gift: { name: "A gift" } },
    issue: { gift: { on: "purchase", voucher: "gift", when } },
    products: { blue: { name: "Blue" }, black: { name: "Black" } },
    ...rest,
  });

describe("an issue rule", () => {
  test("sees what of the purchase counts as spend", () => {
    const member = memberOf(issuing('fact.spend >= money("50.00")'));
    member.buy("2025-03-01", [{ amount: 4999 }, { amount: 500, kind: "shipping" }]);
    expect(kinds(member)).toEqual([]);
    member.buy("2025-03-02", [{ amount: 5000 }]);
    expect(kinds(member)).toEqual(["gift"]);
  });

  test("sees the product of the card", () => {
    const member = memberOf(issuing('fact.product == "black"'));
    member.happen("card-opened", "2025-03-01 09:00", { card: "a", product: "blue" });
    member.happen("card-opened", "2025-03-01 09:01", { card: "b", product: "black" });
    member.buy("2025-03-01", 100, { card: "a" });
    expect(kinds(member)).toEqual([]);
    member.buy("2025-03-02", 100, { card: "b" });
    expect(kinds(member)).toEqual(["gift"]);
  });

  test("sees the account as the earning has left it: balances and levels after the purchase", () => {
    const tiers = { status: { by: "spend", levels: { member: 0, gold: 100 } } };
    const when = 'account.tier.status == "gold" && account.balance.points >= 100.0';
    const member = memberOf(issuing(when, { tiers }));
    member.buy("2025-03-01", 9999);
    expect(kinds(member)).toEqual([]);
    member.buy("2025-03-02", 100);
    expect(kinds(member)).toEqual(["gift"]);
  });
});

test("an issue rule cannot listen to what has a fixed meaning", () => {
  const definition = shop({
    vouchers: { gift: { name: "A gift" } },
    issue: { gift: { on: ["purchase", "redeem"], voucher: "gift" } },
  });
  const { problems } = loadProgram(JSON.stringify(definition));
  expect(problems.map(({ code }) => code)).toEqual(["fact-type-fixed"]);
});

test("a gate sees the product of the card", () => {
  const member = memberOf(
    shop({
      products: { blue: { name: "Blue" }, black: { name: "Black" } },
      gates: { black: { on: "purchase", when: 'fact.product == "black"' } },
    }),
  );
  member.happen("card-opened", "2025-03-01 09:00", { card: "a", product: "blue" });
  member.happen("card-opened", "2025-03-01 09:01", { card: "b", product: "black" });
  expect(member.buy("2025-03-01", 100, { card: "a" }).refusal?.code).toBe("gate-shut");
  expect(member.buy("2025-03-01", 100, { card: "b" }).refusal).toBeUndefined();
});

test("a referral sees the product of the card", () => {
  const member = memberOf(
    shop({
      products: { blue: { name: "Blue" }, black: { name: "Black" } },
      referrals: { qualifies: { on: "purchase", when: 'fact.product == "black"' } },
    }),
  );
  member.happen("card-opened", "2025-03-01 09:00", { card: "a", product: "blue" });
  member.happen("card-opened", "2025-03-01 09:01", { card: "b", product: "black" });
  member.happen("join", "2025-03-01 09:02", { referrer: "acc_other" });
  const changes = (card: string): number =>
    member.buy("2025-03-02", 100, { card }).effects.filter(({ type }) => type === "referral-changed").length;
  expect(changes("a")).toBe(0);
  expect(changes("b")).toBe(1);
});

test("an entitlement sees the basket that it is used on as the spend", () => {
  const member = memberOf(
    shop({ entitlements: { wrap: { name: "Gift wrap", covers: 'fact.spend >= money("20.00")' } } }),
  );
  const use = (at: string, basket: number): string | undefined =>
    member.happen("use", at, { of: { entitlement: "wrap" }, basket }).refusal?.code;
  expect(use("2025-03-01", 1999)).toBe("entitlement-not-covered");
  expect(use("2025-03-02", 2000)).toBeUndefined();
});
