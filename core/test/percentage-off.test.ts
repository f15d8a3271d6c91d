/** Rewards and vouchers that take a percentage off the basket. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rational } from "../src/rational.ts";
import { shareOff } from "../src/share-off.ts";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const DAY = "2025-03-02";
const SEED = 20_261_125;

const savings = (worth: Definition): Definition =>
  shop({ rewards: { savings: { name: "Savings", unit: "points", cost: 0, worth } } });

describe("a reward for a percentage of the basket", () => {
  test.each([
    ["10", 4200, 420],
    ["15", 4999, 749],
    ["20", 9, 1],
    ["12.5", 1000, 125],
    ["100", 333, 333],
  ])("takes off %s %% of %d: %d, rounded down", (percent, basket, off) => {
    expect(memberOf(savings({ percent })).order(DAY, "savings", { basket }).discount).toBe(off);
  });

  test("takes off no more than its most", () => {
    const member = memberOf(savings({ percent: 20, most: "50.00" }));
    expect(member.order(DAY, "savings", { basket: 24_999 }).discount).toBe(4999);
    expect(member.order(DAY, "savings", { basket: 99_900 }).discount).toBe(5000);
  });

  test("asks for a basket, and for one at a time", () => {
    const member = memberOf(savings({ percent: 20 }));
    expect(member.order(DAY, "savings").refusal?.code).toBe("basket-missing");
    expect(member.order(DAY, "savings", { basket: 0 }).refusal?.code).toBe("basket-too-small");
    const of = { reward: "savings", quantity: 2 };
    expect(member.happen("redeem", DAY, { of, basket: 100 }).refusal?.code).toBe("quantity-not-asked");
  });

  test("held first, comes off as it was promised", () => {
    const member = memberOf(savings({ percent: 20 }));
    member.happen("hold", `${DAY} 10:00`, { of: { reward: "savings" }, basket: 1000 });
    expect(member.happen("complete", `${DAY} 10:05`, { hold: "f1" }).discount).toBe(200);
  });
});

describe("a voucher for a percentage of the basket", () => {
  const definition = shop({
    vouchers: { gift: { name: "A fifth off", worth: { percent: 20, most: "50.00" } } },
    issue: { gift: { on: "join", voucher: "gift", count: 2 } },
  });

  test("is used whole, on a basket", () => {
    const member = memberOf(definition);
    member.happen("join", DAY);
    const [first, second] = Object.keys(member.story.state.vouchers!);
    const use = (voucher: string, said: Definition = {}, amount = {}) =>
      member.happen("use", DAY, { of: { voucher, ...amount }, ...said } as never);
    expect(use(first!).refusal?.code).toBe("basket-missing");
    expect(use(first!, { basket: 1000 }, { amount: 100 }).refusal?.code).toBe("voucher-not-in-parts");
    const used = use(first!, { basket: 1999 });
    expect(used.discount).toBe(399);
    expect(used.effects).toContainEqual(expect.objectContaining({ type: "voucher-used", amount: 399 }));
    expect(Object.keys(member.story.state.vouchers!)).toEqual([second]);
    expect(use(second!, { basket: 100_000 }).discount).toBe(5000);
  });
});

describe("definitions of percentages", () => {
  test.each(["0", "101"])("%s is none", (percent) => {
    expect(() => memberOf(savings({ percent }))).toThrow(/number-invalid/);
  });
});

test("what comes off is within the basket and its most, and less than a minor unit below the exact share", () => {
  const percents = fc.integer({ min: 1, max: 10_000 });
  const mosts = fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: null });
  const holds = (hundredths: number, basket: number, most: number | null): void => {
    const off = shareOff({ share: rational(BigInt(hundredths), 10_000n), most }, basket);
    expect(off).toBeGreaterThanOrEqual(0);
    expect(off).toBeLessThanOrEqual(Math.min(basket, most ?? basket));
    if (most === null || off < most) {
      expect(BigInt(off) * 10_000n).toBeLessThanOrEqual(BigInt(basket) * BigInt(hundredths));
      expect(BigInt(off + 1) * 10_000n).toBeGreaterThan(BigInt(basket) * BigInt(hundredths));
    }
  };
  fc.assert(fc.property(percents, fc.integer({ min: 0, max: 1e12 }), mosts, holds), { seed: SEED });
});
