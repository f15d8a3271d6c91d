/** Conversions happen as soon as there are enough units, however these came, and never on an account that is closed. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Outcome } from "../src/decision.ts";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const SEED = 20_261_126;

/** A card of ten stamps, one for each euro, that is worth a paperback. */
const stampCard = (rest: Definition = {}): Definition =>
  shop({
    vouchers: { paperback: { name: "A paperback" } },
    conversions: { card: { unit: "points", every: 10, voucher: "paperback" } },
    ...rest,
  });

const vouchers = (member: ReturnType<typeof memberOf>, at?: string): string[] =>
  Object.values(member.lookedAt(at).vouchers ?? {}).map(({ kind }) => kind);
const issued = ({ effects }: Outcome): number =>
  effects.filter(({ type }) => type === "voucher-issued").length;

describe("enough units at once become vouchers", () => {
  test("when a person corrects the balance, as for a paper card that moves over", () => {
    const member = memberOf(stampCard());
    expect(issued(member.adjust("2025-03-01", "25"))).toBe(2);
    expect(member.points()).toBe(5);
    expect(vouchers(member)).toEqual(["paperback", "paperback"]);
  });

  test("when a hold is cancelled that kept the card from being full", () => {
    const member = memberOf(stampCard());
    member.buy("2025-03-01", 800);
    member.happen("hold", "2025-03-02 12:00", { of: { unit: "points", amount: "5" } });
    member.buy("2025-03-02 12:01", 200);
    expect(member.points()).toBe(5);
    expect(issued(member.happen("cancel", "2025-03-02 12:02", { hold: "f2" }))).toBe(1);
    expect(member.points()).toBe(0);
  });

  test("when what a referral gives fills the card", () => {
    const member = memberOf(
      stampCard({
        referrals: { qualifies: { on: "purchase" } },
        earn: {
          base: { on: "purchase", unit: "points", rate: 1 },
          friend: { on: "referred", unit: "points", amount: 6 },
        },
      }),
    );
    member.happen("join", "2025-03-01", { referrer: "acc_other" });
    expect(issued(member.buy("2025-03-02", 400))).toBe(1);
    expect(member.points()).toBe(0);
  });

  test("and a redemption comes before it, for what it takes is no longer there", () => {
    const member = memberOf(stampCard());
    member.buy("2025-03-01", 900);
    member.redeem("2025-03-02", "5");
    expect(issued(member.buy("2025-03-03", 500))).toBe(0);
    expect(member.points()).toBe(9);
  });
});

test("what a year's limit leaves over is converted when the next year begins", () => {
  const conversions = { card: { unit: "points", every: 10, voucher: "paperback", limits: { year: 1 } } };
  const member = memberOf(stampCard({ conversions }));
  member.adjust("2025-03-01", "25");
  expect([member.points("2025-12-31"), member.points("2026-01-01")]).toEqual([15, 5]);
  expect(vouchers(member, "2026-01-01")).toHaveLength(2);
});

test("a full card never stays on an account, whatever happens to it", () => {
  const step = fc.record({ amount: fc.integer({ min: -30, max: 40 }), by: fc.constantFrom("buy", "adjust") });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const member = memberOf(stampCard());
      steps.forEach(({ amount, by }, index) => {
        const at = `2025-03-01 12:${String(index).padStart(2, "0")}`;
        if (by === "buy") member.buy(at, Math.abs(amount) * 100);
        else if (amount !== 0) member.adjust(at, String(amount));
        expect(member.points()).toBeLessThan(10);
      });
    }),
    { seed: SEED, numRuns: 100 },
  );
});

describe("what is on a closed account", () => {
  const closing = { life: { closes: { after: "3 months" }, reinstate: { within: "24 months" } } };

  test("stays units when a window closes", () => {
    const windows = [{ closes: "12-31" }];
    const conversions = { card: { unit: "points", every: 10, voucher: "paperback", windows } };
    const member = memberOf(stampCard({ conversions, ...closing }), "2025-03-01");
    member.buy("2025-03-01", 2500);
    expect(member.lookedAt("2026-01-01").life?.status).toBe("closed");
    expect(vouchers(member, "2026-01-01")).toEqual([]);
    expect(member.points("2026-01-01")).toBe(25);
  });

  test("becomes vouchers at once when the account is opened again", () => {
    const member = memberOf(stampCard({ ...closing }), "2025-03-01");
    member.buy("2025-03-01", 500);
    member.adjust("2025-08-01", "7");
    expect(vouchers(member)).toEqual([]);
    expect(issued(member.happen("reinstate", "2025-09-01"))).toBe(1);
    expect(member.points()).toBe(2);
  });
});
