/** Conversions: what turns units into vouchers by itself. */
import { describe, expect, test } from "vitest";
import type { Definition } from "./arbitrary-program.ts";
import { openVouchers as open } from "./open-vouchers.ts";
import { memberOf, millis, SEASON, shop } from "./shop.ts";

describe("conversions", () => {
  const outdoor = shop({
    vouchers: { gift: { name: "10 off", worth: 10, expires: { after: "11 months" } } },
    conversions: SEASON,
  });

  test("take hundreds when a window closes and leave the rest; the voucher begins later", () => {
    const member = memberOf(outdoor);
    member.buy("2026-03-01", 14_400);
    expect(member.points("2026-05-31 23:59")).toBe(144);
    const { effects, postings } = member.happen("time", "2026-06-01 00:00");
    expect(member.points()).toBe(44);
    expect(postings).toMatchObject([{ from: "available", to: "redeemed", amount: 100, cause: "converted" }]);
    expect(effects).toMatchObject([
      { type: "voucher-issued", kind: "gift", worth: 1000, until: millis("2027-05-15 00:00") },
    ]);
    const voucher = String(open(member)[0]?.["id"]);
    expect(member.happen("use", "2026-06-14", { of: { voucher } } as never).refusal?.code).toBe(
      "voucher-not-yet",
    );
    expect(member.happen("use", "2026-06-15", { of: { voucher }, basket: 5000 } as never).discount).toBe(
      1000,
    );
  });

  test("stay within the ceilings of a window and of a year; what is over rolls on", () => {
    const member = memberOf(outdoor);
    member.buy("2026-03-01", 100_000);
    expect(member.points("2026-06-01 00:00")).toBe(500);
    expect(member.points("2026-10-01 00:00")).toBe(300);
    expect(member.points("2027-02-01 00:00")).toBe(0);
  });

  test("close a last window under the terms that end with it", () => {
    const ended = { ...outdoor, versions: [{ from: "2026-06-01", conversions: { season: null } }] };
    const member = memberOf(ended);
    member.buy("2026-03-01", 14_400);
    expect([member.points("2026-05-31 23:59"), member.points("2026-06-01 00:00")]).toEqual([144, 44]);
    expect(member.points("2026-10-02")).toBe(44);
  });

  test("close no window that ended as they began", () => {
    const { season } = SEASON as { season: Definition };
    const later = {
      ...outdoor,
      conversions: {},
      versions: [{ from: "2026-06-01", conversions: { season } }],
    };
    const member = memberOf(later);
    member.buy("2026-03-01", 14_400);
    expect([member.points("2026-06-02"), member.points("2026-10-01 00:00")]).toEqual([144, 44]);
  });

  test("at once when a threshold is reached, several vouchers each, with the debt first", () => {
    const member = memberOf(
      shop({
        vouchers: { ten: { name: "10 off", worth: 10 } },
        units: { points: { name: "point", scale: 2 } },
        earn: { base: { on: "purchase", unit: "points", rate: 1, rounding: "exact" } },
        conversions: { catering: { unit: "points", every: 500, voucher: "ten", count: 2 } },
      }),
    );
    member.buy("2026-03-01", 49_999);
    expect(open(member)).toEqual([]);
    member.buy("2026-03-02", 60_001);
    expect(open(member)).toHaveLength(4);
    expect(member.points()).toBe(10_000);
  });

  test("also when pending units mature", () => {
    const member = memberOf(
      shop({
        vouchers: { ten: { name: "10 off", worth: 10 } },
        units: { points: { name: "point", pending: "3 days" } },
        conversions: { hundred: { unit: "points", every: 100, voucher: "ten" } },
      }),
    );
    member.buy("2026-03-01", 10_000);
    expect(open(member, "2026-03-03")).toEqual([]);
    expect(open(member, "2026-03-04")).toHaveLength(1);
  });

  const hundreds = (more: Definition = {}, terms: Definition = {}): Definition =>
    shop({
      vouchers: { ten: { name: "10 off", worth: 10 } },
      conversions: { hundred: { unit: "points", every: 100, voucher: "ten", ...terms } },
      ...more,
    });

  test("at once wherever the units come from, and never later than that", () => {
    const member = memberOf(
      hundreds({
        member: { birthday: "date" },
        units: { points: { name: "point", scale: 0 }, coins: { name: "coin" } },
        earn: {
          birthday: { on: "birthday", unit: "points", amount: 100 },
          coin: { on: "purchase", unit: "coins", rate: 1 },
          welcome: { on: "referred", unit: "points", amount: 100 },
        },
        rewards: { swap: { name: "Swap", unit: "coins", cost: 5, gives: { unit: "points", amount: 200 } } },
        referrals: { qualifies: { on: "purchase" } },
      }),
      "2025-01-01",
    );
    member.adjust("2025-02-01", "150");
    expect(open(member)).toHaveLength(1);
    member.happen("profile", "2025-02-02", { attributes: { birthday: "1990-03-04" } });
    expect(open(member, "2025-03-04 00:00")).toHaveLength(2);
    member.happen("join", "2025-04-01", { referrer: "acc_other" });
    member.buy("2025-04-02", 500);
    expect(open(member)).toHaveLength(3);
    member.order("2025-04-03", "swap");
    expect(open(member)).toHaveLength(5);
    expect(member.points()).toBe(50);
  });

  test("what a year's ceiling held back is converted when the next year begins", () => {
    const member = memberOf(hundreds({}, { limits: { year: 2 } }), "2025-01-01");
    member.buy("2025-06-01", 35_000);
    expect(open(member)).toHaveLength(2);
    expect(open(member, "2025-12-31 23:59")).toHaveLength(2);
    expect(open(member, "2026-01-01 00:00")).toHaveLength(3);
    expect(member.points("2026-01-01 00:00")).toBe(50);
  });

  test("no account has more vouchers by it than can be told apart in a moment", () => {
    const member = memberOf(hundreds(), "2025-01-01");
    const began = performance.now();
    member.buy("2025-06-01", 10_000_000_000_000);
    expect(performance.now() - began).toBeLessThan(1000);
    expect(open(member)).toHaveLength(1000);
    member.happen("use", "2025-06-02", { of: { voucher: String(open(member)[0]!["id"]) }, basket: 5000 });
    expect(open(member)).toHaveLength(1000);
    expect(member.points()).toBe(100_000_000_000 - 1001 * 100);
  });

  test("nor by a reward that gives vouchers", () => {
    const rewards = { big: { name: "Big", unit: "points", cost: 0, gives: { voucher: "ten", count: 2 } } };
    const member = memberOf(hundreds({ rewards }), "2025-01-01");
    const order = (quantity: number) =>
      member.happen("redeem", "2025-06-01", { of: { reward: "big", quantity } });
    expect(order(1_000_000).refusal?.code).toBe("amount-too-large");
    expect(order(500).refusal).toBeUndefined();
    expect(order(1).refusal?.code).toBe("amount-too-large");
  });

  test("not while the account is closed: what is on it stays on it", () => {
    const life = { closes: { after: "2 months" }, reinstate: { within: "12 months" } };
    const member = memberOf({ ...outdoor, life }, "2026-01-01");
    member.buy("2026-02-20", 14_400);
    expect(member.points("2026-06-01 00:00")).toBe(144);
    expect(open(member, "2026-06-01 00:00")).toEqual([]);
    member.happen("reinstate", "2026-09-20");
    expect(open(member, "2026-10-01 00:00")).toHaveLength(1);
  });

  test("and rewards issue vouchers", () => {
    const member = memberOf(
      shop({
        vouchers: { hundred: { name: "100 off", worth: 100, in_parts: true, expires: { after: "90 days" } } },
        rewards: { big: { name: "100 off", unit: "points", cost: 2500, gives: { voucher: "hundred" } } },
      }),
    );
    member.buy("2026-03-01", 250_000);
    member.order("2026-03-02", "big");
    expect(open(member)).toMatchObject([
      { by: "big", kind: "hundred", left: 10_000, expiresAt: millis("2026-05-31 00:00") },
    ]);
  });
});
