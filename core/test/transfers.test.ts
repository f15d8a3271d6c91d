import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Outcome } from "../src/decision.ts";
import { parseRational, rational } from "../src/rational.ts";
import type { Partner } from "../src/terms/partners-terms.ts";
import { received, transferFee } from "../src/transfers.ts";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

const FEE = { each: "0.0006", most: "99.00" };
const partnerOf = (terms: Definition = {}): Definition => ({
  name: "An airline",
  unit: "points",
  step: 1000,
  minimum: 1000,
  receives: "miles",
  ...terms,
});

const partners: Definition = {
  home: partnerOf({ fee: FEE }),
  abroad: partnerOf(),
  blue: partnerOf({ ratio: "250:200", step: 250, minimum: 250, fee: FEE }),
};

const withPoints = (points: string, sections: Definition = { partners }) => {
  const member = memberOf(shop(sections));
  member.adjust("2015-01-02", points);
  const send = (partner: string, amount: string, at = "2026-02-01"): Outcome =>
    member.happen("transfer", at, { partner, amount });
  return { ...member, send };
};

/** What arrived, and the charge that is due. */
function told({ effects }: Outcome): [string | undefined, number] {
  const arrived = effects.find((effect) => effect.type === "transferred")?.received;
  const due = effects.find((effect) => effect.type === "charge-due")?.amount ?? 0;
  return [arrived, due];
}

describe("a transfer", () => {
  test.each([
    ["50000", "50000", 3000],
    ["164000", "164000", 9840],
    ["165000", "165000", 9900],
    ["200000", "200000", 9900],
  ])("of %s points costs a share of a cent each, up to a ceiling", (amount, miles, fee) => {
    expect(told(withPoints("200000").send("home", amount))).toEqual([miles, fee]);
  });

  test("moves units out for good, and says so", () => {
    const member = withPoints("80000");
    const { postings, effects } = member.send("abroad", "50000");
    expect(postings).toMatchObject([
      { from: "available", to: "transferred", amount: 50_000, cause: "transfer" },
    ]);
    expect(effects).toMatchObject([
      { type: "transferred", partner: "abroad", unit: "points", amount: 50_000, received: "50000" },
    ]);
    expect(member.points()).toBe(30_000);
  });

  test("is charged under the name of the partner, and stays open until it is answered", () => {
    const member = withPoints("80000");
    member.send("home", "50000");
    expect(member.story.state.charges).toEqual({
      "2.transfer:home": { for: "transfer:home", amount: 3000, dueAt: member.story.state.at },
    });
  });

  test("becomes less or more at the partner's ratio, in its steps", () => {
    const member = withPoints("80000");
    expect(told(member.send("blue", "250"))).toEqual(["200", 15]);
    expect(member.send("blue", "300").refusal?.code).toBe("transfer-step");
    expect(member.send("home", "999").refusal?.code).toBe("transfer-minimum");
    expect(member.send("home", "1500").refusal?.code).toBe("transfer-step");
    expect(member.send("home", "81000").refusal?.code).toBe("insufficient-balance");
    expect(member.send("nowhere", "1000").refusal?.code).toBe("partner-unknown");
  });

  test("goes by the terms of its day", () => {
    const change = (from: string, to: Definition): Definition => ({ from, partners: to });
    const versions = [
      change("2025-07-01", { abroad: null }),
      change("2025-09-16", { blue: { ratio: "4/5" } }),
      change("2026-03-01", { home: { ratio: 0.8 } }),
    ];
    const member = withPoints("200000", { partners, versions: versions as never });
    expect(told(member.send("home", "50000", "2026-02-28"))[0]).toBe("50000");
    expect(told(member.send("home", "50000", "2026-03-01"))[0]).toBe("40000");
    expect(member.send("abroad", "50000", "2026-01-01").refusal?.code).toBe("partner-unknown");
    expect(told(member.send("abroad", "50000", "2025-06-30"))[0]).toBe("50000");
  });

  test("can be free for a time, closed at others, and limited by day and year", () => {
    const fee = { ...FEE, waived: [{ from: "2026-02-01", until: "2026-02-03" }] };
    const limits = { day: 2000, year: 3000 };
    const only = partnerOf({ fee, limits, schedule: { until: "2026-06-01" } });
    const member = withPoints("80000", { partners: { only } });
    expect(told(member.send("only", "2000", "2026-02-02"))).toEqual(["2000", 0]);
    expect(member.send("only", "1000", "2026-02-02 23:00").refusal?.code).toBe("transfer-limit");
    expect(told(member.send("only", "1000", "2026-02-03"))).toEqual(["1000", 60]);
    const { refusal } = member.send("only", "1000", "2026-02-04");
    expect(refusal?.params).toMatchObject({ max: "3000", per: "year", remaining: "0" });
    expect(member.send("only", "1000", "2026-06-01").refusal?.code).toBe("partner-unknown");
  });

  test("is for those who meet the partner's condition", () => {
    const only = partnerOf({ when: "account.balance.points >= 5000.0" });
    const member = withPoints("5500", { partners: { only } });
    expect(member.send("only", "1000").refusal).toBeUndefined();
    expect(member.send("only", "1000").refusal?.code).toBe("transfer-not-eligible");
  });

  test("arrives in the partner's own decimals, rounded down", () => {
    const half = partnerOf({ ratio: "1/3", step: 1, minimum: 1, receives: { name: "miles", scale: 2 } });
    const whole = partnerOf({ ratio: "1/3", step: 1, minimum: 1 });
    const member = withPoints("100", { partners: { half, whole } });
    expect(told(member.send("half", "10"))[0]).toBe("3.33");
    expect(told(member.send("whole", "10"))[0]).toBe("3");
    expect(member.send("whole", "2").refusal?.code).toBe("transfer-minimum");
  });
});

describe("of any transfers", () => {
  const ratio = fc.record({ num: fc.bigInt(1n, 300n), den: fc.bigInt(1n, 300n) });
  const input = fc.record({
    ratio,
    each: fc.constantFrom("0.06", "0.3", "1/7", "0"),
    most: fc.option(fc.integer({ min: 1, max: 9900 })),
    amounts: fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 2, maxLength: 6 }),
  });

  test("no more arrives, in parts, than at once; no fee exceeds its ceiling or falls as the amount grows", () => {
    const check = fc.property(input, ({ ratio: { num, den }, each, most, amounts }) => {
      const perStep = parseRational(each)!;
      const partner = { ratio: rational(num, den) } as Partner;
      const whole = amounts.reduce((sum, amount) => sum + amount, 0);
      const arrive = (amount: number): number => received(partner, amount);
      const inParts = amounts.reduce((sum, amount) => sum + arrive(amount), 0);
      expect(inParts).toBeLessThanOrEqual(arrive(whole));
      expect(arrive(whole) - inParts).toBeLessThan(amounts.length);
      const fee = (amount: number): number => transferFee({ perStep, most, waived: [] }, amount, 0);
      for (const amount of amounts) {
        expect(fee(amount)).toBeLessThanOrEqual(fee(whole));
        expect(fee(amount)).toBeLessThanOrEqual(most ?? Number.POSITIVE_INFINITY);
      }
    });
    fc.assert(check, { seed, numRuns: 500 });
  });
});
