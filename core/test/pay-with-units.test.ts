import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { payBasket, stepsWorth, worthOf } from "../src/pay-with-units.ts";
import type { PayTerms, Unit } from "../src/program.ts";
import { floor, multiply, rational } from "../src/rational.ts";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

const pay = (pays: Definition): Definition => ({ name: "Pay", unit: "points", pays });
const causes = { meals: { name: "Warm meals" } };

const withPoints = (points: string, rewards: Definition, sections: Definition = {}) => {
  const member = memberOf(shop({ rewards, ...sections }));
  member.adjust("2025-03-01", points);
  const use = (reward: string, basket?: number, amount?: string) =>
    member.happen("redeem", "2025-03-02", {
      of: { reward, ...(amount !== undefined && { amount }) },
      ...(basket !== undefined && { basket }),
    });
  return { ...member, use };
};

describe("paying with points", () => {
  const rewards: Definition = {
    flights: pay({ value: "0.01", minimum: 5000 }),
    hotels: pay({ value: "7/1000" }),
    charges: pay({ value: "0.006", minimum: 1000, whole: true }),
    gear: pay({ value: "0.1", step: 10, share: "3/10" }),
  };

  test("a flight of 320.00 takes 32,000 at a cent each", () => {
    const member = withPoints("40000", rewards);
    expect(member.use("flights", 32_000).discount).toBe(32_000);
    expect(member.points()).toBe(8000);
  });

  test("a part of it can be paid, from a least number of points on", () => {
    const member = withPoints("40000", rewards);
    expect(member.use("flights", 32_000, "5000").discount).toBe(5000);
    const { refusal } = member.use("flights", 32_000, "4999");
    expect(refusal).toEqual({
      code: "pays-minimum",
      params: { reward: "flights", unit: "points", given: "4999", minimum: "5000" },
    });
  });

  test("at 0.7 cents 210.00 takes 30,000 and 35.00 takes 5,000", () => {
    const member = withPoints("40000", rewards);
    expect(member.use("hotels", 21_000).postings[0]?.amount).toBe(30_000);
    expect(member.use("hotels", 3500).postings[0]?.amount).toBe(5000);
  });

  test("units are rounded up, their worth down, and no change is given", () => {
    const member = withPoints("40000", rewards);
    const { discount, postings } = member.use("hotels", 3503);
    expect([postings[0]?.amount, discount]).toEqual([5005, 3503]);
    expect(member.use("hotels", 3503, "101").discount).toBe(70);
  });

  test("a charge is covered whole or not at all", () => {
    const member = withPoints("12000", rewards);
    expect(member.use("charges", 6000, "9999").refusal?.code).toBe("pays-partial");
    expect(member.use("charges", 6000).postings[0]?.amount).toBe(10_000);
    expect(member.use("charges", 6000).refusal?.code).toBe("insufficient-balance");
    const poor = withPoints("999", rewards);
    expect(poor.use("charges", 599).refusal?.code).toBe("pays-minimum");
    expect(poor.use("charges", 600).refusal?.code).toBe("insufficient-balance");
  });

  test("ten points for a dollar, on up to three tenths of the price", () => {
    const member = withPoints("40000", rewards);
    expect(member.use("gear", 100_000).discount).toBe(30_000);
    expect(member.use("gear", 99_900).postings[0]?.amount).toBe(2990);
    expect(member.use("gear", 100_000, "3010").refusal?.code).toBe("pays-too-much");
    expect(member.use("gear", 100_000, "2995").refusal?.code).toBe("pays-step");
  });

  test("says what is missing or too much", () => {
    const member = withPoints("40000", rewards);
    expect(member.use("hotels").refusal?.code).toBe("basket-missing");
    expect(member.use("hotels", 0).refusal?.code).toBe("pays-minimum");
    expect(member.use("hotels", 700, "1").refusal?.code).toBe("pays-minimum");
    expect(member.use("hotels", 700, "1001").refusal?.code).toBe("pays-too-much");
    const of = { reward: "hotels", quantity: 2 };
    expect(member.happen("redeem", "2025-03-02", { of, basket: 700 }).refusal?.code).toBe(
      "quantity-not-asked",
    );
  });

  test("through a hold the price is fixed when it is held", () => {
    const member = withPoints("40000", rewards);
    member.happen("hold", "2025-03-02 10:00", { of: { reward: "flights" }, basket: 32_000 });
    expect(member.happen("complete", "2025-03-02 10:05", { hold: "f2" }).discount).toBe(32_000);
    expect(member.points()).toBe(8000);
  });
});

describe("donating", () => {
  const rewards: Definition = {
    give: { ...pay({ value: "0.05", step: 100 }), donates: true },
    meal: { name: "A meal", unit: "points", cost: 100, worth: "5.00", donates: true },
  };

  test("200 of 500 points give 10.00 to the cause that is named, and nothing off", () => {
    const member = withPoints("500", rewards, { causes });
    const of = { reward: "give", amount: "200" };
    const outcome = member.happen("redeem", "2025-03-02", { of, cause: "meals" });
    expect([member.points(), outcome.discount]).toEqual([300, undefined]);
    expect(outcome.effects).toContainEqual(
      expect.objectContaining({ type: "donated", cause: "meals", unit: "points", amount: 200, worth: 1000 }),
    );
    expect(outcome.postings).toMatchObject([{ from: "available", to: "redeemed", beneficiary: "meals" }]);
  });

  test("at a fixed price works alike, also through a hold", () => {
    const member = withPoints("500", rewards, { causes });
    const of = { reward: "meal", quantity: 2 };
    member.happen("hold", "2025-03-02 10:00", { of, cause: "meals" });
    const { postings, effects, discount } = member.happen("complete", "2025-03-02 10:05", { hold: "f2" });
    expect([member.points(), discount]).toEqual([300, undefined]);
    expect(postings).toMatchObject([{ from: "held", to: "redeemed", beneficiary: "meals" }]);
    expect(effects).toContainEqual(expect.objectContaining({ type: "donated", amount: 200, worth: 1000 }));
  });

  test("needs a cause that there is, and an amount where one chooses it", () => {
    const member = withPoints("500", rewards, { causes });
    const code = (said: Definition): string | undefined =>
      member.happen("redeem", "2025-03-02", said).refusal?.code;
    expect(code({ of: { reward: "give", amount: "200" } })).toBe("cause-missing");
    expect(code({ of: { reward: "give", amount: "200" }, cause: "none" })).toBe("cause-unknown");
    expect(code({ of: { reward: "give" }, cause: "meals" })).toBe("amount-missing");
    expect(code({ of: { reward: "give", amount: "150" }, cause: "meals" })).toBe("pays-step");
  });
});

describe("of any basket at any value", () => {
  const unit: Unit = {
    id: "points",
    one: "point",
    many: "points",
    scale: 0,
    pending: null,
    expiry: { kind: "never" },
    cleared: [],
    activity: null,
    debt: false,
    storedValue: false,
  };
  const value = fc
    .record({ num: fc.bigInt(1n, 500n), den: fc.bigInt(1n, 300n) })
    .map(({ num, den }) => rational(num, den));
  const share = fc.option(fc.bigInt(1n, 9n).map((tenths) => rational(tenths, 10n)));

  test("no more is paid than may be, nothing is taken for nothing, and one unit fewer would not do", () => {
    const found = fc.record({ value, share, basket: fc.integer({ min: 1, max: 500_000 }) });
    const check = fc.property(found, ({ value: perStep, share: part, basket }) => {
      const pays: PayTerms = { perStep, minimum: 1, step: 1, whole: false, share: part };
      const limit = part ? Number(floor(multiply(rational(BigInt(basket)), part))) : basket;
      const most = part && worthOf(pays, stepsWorth(pays, limit)) > limit;
      // What is too little for a single unit or a single cent is refused, and not tried here.
      if (limit === 0 || (most && stepsWorth(pays, limit) < 2)) return;
      const { amount, worth } = payBasket({ id: "pay", pays, unit }, basket, undefined);
      expect(worth).toBeLessThanOrEqual(limit);
      if (!part) expect(worth).toBe(basket);
      expect(worthOf(pays, amount - 1)).toBeLessThan(worth);
      expect(payBasket({ id: "pay", pays, unit }, basket, amount)).toEqual({ amount, worth });
      expect(() => payBasket({ id: "pay", pays, unit }, basket, amount + 1)).toThrow();
    });
    fc.assert(check, { seed, numRuns: 1000 });
  });
});
