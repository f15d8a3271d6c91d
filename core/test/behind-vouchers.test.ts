/** What points were turned into is accounted for when it is used, or over. */
import { expect, test } from "vitest";
import type { Outcome } from "../src/decision.ts";
import { entries, seller, TERMS } from "./bookkeeping.ts";

test("revenue waits for what becomes of a voucher that points were turned into: used, in parts too, or over", () => {
  const member = seller(TERMS, {
    vouchers: {
      ten: { name: "Ten", worth: 10, expires: { after: "60 days" } },
      card: { name: "A card", worth: 20, in_parts: true },
    },
    rewards: {
      ten: { name: "Ten", unit: "points", cost: 10, gives: { voucher: "ten" } },
      card: { name: "A card", unit: "points", cost: 20, gives: { voucher: "card" } },
    },
  });
  const use = (at: string, of: { voucher: string; amount?: number }): Outcome =>
    member.happen("use", at, { of, basket: 5000 });
  expect(entries(member.buy("2025-02-01", 100_000))).toEqual([["deferred", 8676]]);
  expect(entries(member.order("2025-02-02", "ten"))).toEqual([]);
  expect(entries(use("2025-02-03", { voucher: "2.ten" }))).toEqual([["released", 913]]);
  member.happen("hold", "2025-02-04", { of: { reward: "ten" } });
  expect(entries(member.happen("complete", "2025-02-04", { hold: "f4" }))).toEqual([]);
  expect(entries(member.happen("time", "2025-04-05 00:00"))).toEqual([["released", 868]]);
  expect(entries(member.order("2025-04-06", "card"))).toEqual([]);
  expect(entries(use("2025-04-07", { voucher: "7.card", amount: 500 }))).toEqual([["released", 457]]);
  expect(entries(member.bringBack("2025-04-08", "f1"))).toEqual([["reversed", 5205]]);
  expect(entries(use("2025-04-09", { voucher: "7.card" }))).toEqual([["released", 1233]]);
  expect(member.story.state.deferred).toBeUndefined();
});

test("no unit is accounted for twice where the last of a voucher stands for none", () => {
  const member = seller(TERMS, {
    vouchers: { card: { name: "A card", worth: 5, in_parts: true } },
    rewards: { card: { name: "A card", unit: "points", cost: 3, gives: { voucher: "card" } } },
  });
  member.buy("2025-02-01", 10_000);
  member.order("2025-02-02", "card");
  for (const amount of [250, 200, 50])
    member.happen("use", "2025-02-03", { of: { voucher: "2.card", amount }, basket: 5000 });
  expect(member.story.state.vouchers).toBeUndefined();
  expect(member.story.state.deferred).toMatchObject({ "1.points": { granted: 10, redeemed: 3 } });
});

test("the cost of points given without a sale comes with the voucher that they became", () => {
  const member = seller(
    { value: "0.01" },
    {
      vouchers: { half: { name: "Half" } },
      conversions: { halves: { unit: "points", every: 90, count: 2, voucher: "half" } },
    },
  );
  expect(entries(member.happen("birthday-visit", "2025-02-01"))).toEqual([]);
  expect(entries(member.happen("use", "2025-02-02", { of: { voucher: "1.half" } }))).toEqual([
    ["promotional-cost", 45],
  ]);
});
