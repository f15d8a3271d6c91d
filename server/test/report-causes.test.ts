import type { Fact } from "@tallystick/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reportCauses } from "../src/actions/report-causes.ts";
import { type Ledger, openLedger } from "../src/ledger/open-ledger.ts";
import { ask, expectCleanBooks, NOW, publishShop } from "./ledger-shop.ts";
import { CAFE, publish, startHttp } from "./start-http.ts";
import { startTestDatabase, type TestDatabase } from "./test-database.ts";

const GIVING = `tallystick: 1
program: shop
name: Shop
currency: USD
zone: UTC
from: 2024-01-01
units: { points: { name: points }, pairs: { name: pairs } }
member: { birthday: date }
causes:
  shoes: { name: Shoes, beneficiary: Children, from: 2024-01-01, paid: 2025-09-01, worth: { pairs: 12.50 }, equivalents: { feet: 2 } }
  relief: { name: Relief }
earn:
  base: { on: purchase, unit: points, rate: 1 }
  born: { on: birthday, unit: pairs, amount: 1, for: relief }
  pair: { on: purchase, unit: pairs, amount: 1, each: piece, lines: 'line.category == "shoes"', for: shoes }
rewards:
  mug: { name: A mug, unit: points, cost: 10 }
  donate: { name: Give, unit: points, pays: { value: 0.05 }, donates: true }
`;

let database: TestDatabase;
let ledger: Ledger;
beforeAll(async () => {
  database = await startTestDatabase();
  await publishShop(database.pool, GIVING);
  ledger = openLedger({ pool: database.pool, now: () => NOW });
});
afterAll(async () => {
  await ledger.close();
  await database.close();
});

const say = (account: string, fact: Record<string, unknown>, day = "2025-05-20") =>
  ledger.submit(ask(account, { occurredAt: `${day}T10:00:00Z`, ...fact } as unknown as Fact));
const shoes = (quantity: number) => ({
  id: "p",
  type: "purchase",
  lines: [{ id: "1", amount: 5000 * quantity, category: "shoes", quantity }],
});
const report = (from?: string, until?: string) => {
  const instant = (text: string | undefined) => (text === undefined ? null : Date.parse(text));
  const period = { program: "shop", from: instant(from), until: instant(until) };
  return reportCauses({ pool: database.pool, ledger }, period);
};

describe("the report on causes", () => {
  test("adds up what was given, less what came back, by whom, and what it is worth", async () => {
    await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        await say(`acc_${n}`, shoes(n < 3 ? 2 : 1), n < 50 ? "2025-04-20" : "2025-05-20");
        const of = n < 8 ? { reward: "donate", amount: "20" } : { reward: "mug" };
        const { outcome } = await say(`acc_${n}`, {
          id: "r",
          type: "redeem",
          of,
          ...(n < 8 && { cause: "relief" }),
        });
        expect(outcome.refusal).toBeUndefined();
      }),
    );
    await say("acc_0", { id: "b", type: "return", of: "p" });
    await say("acc_1", { id: "b", type: "return", of: "p", lines: [{ line: "1", quantity: 1 }] });
    const { lines, redeemers, donors } = await report();
    expect([redeemers, donors, donors / redeemers]).toEqual([100, 8, 0.08]);
    expect(lines).toMatchObject([
      { cause: "relief", rule: null, unit: "points", given: 160, givers: 8, worth: 800, perUnit: null },
      { cause: "shoes", rule: "pair", unit: "pairs", given: 100, givers: 99, worth: 125_000, perUnit: 1250 },
    ]);
    expect(lines[1]).toMatchObject({
      terms: {
        name: "Shoes",
        beneficiary: "Children",
        from: Date.parse("2024-01-01"),
        paid: Date.parse("2025-09-01"),
      },
      first: Date.parse("2025-04-20T10:00:00Z"),
      last: Date.parse("2025-05-20T10:00:00Z"),
    });
    await expectCleanBooks(database.pool);
  });

  test("can be of a period", async () => {
    const { lines, redeemers } = await report("2025-04-01T00:00:00Z", "2025-05-01T00:00:00Z");
    expect(redeemers).toBe(0);
    expect(lines).toMatchObject([{ cause: "shoes", given: 53, givers: 50 }]);
    expect((await report("2026-01-01T00:00:00Z")).lines).toEqual([]);
  });

  test("goes by when things happened, also where they are told later than others of the account", async () => {
    await say("acc_late", { id: "now", type: "purchase", amount: 5000 }, "2025-05-30");
    await say("acc_late", shoes(4), "2024-03-10");
    const gift = { type: "redeem", of: { reward: "donate", amount: "20" }, cause: "relief" };
    await say("acc_late", { id: "g", ...gift }, "2024-03-11");
    const { lines, redeemers, donors } = await report("2024-03-01T00:00:00Z", "2024-04-01T00:00:00Z");
    expect([redeemers, donors]).toEqual([1, 1]);
    expect(lines).toMatchObject([
      { cause: "relief", rule: null, given: 20, worth: 100, first: Date.parse("2024-03-11T10:00:00Z") },
      {
        cause: "shoes",
        given: 4,
        first: Date.parse("2024-03-10T10:00:00Z"),
        last: Date.parse("2024-03-10T10:00:00Z"),
      },
    ]);
    expect((await report("2025-05-30T00:00:00Z")).lines).toEqual([]);
  });

  test("counts what time gave on its own day, although it is booked with the fact that comes next", async () => {
    await say("acc_born", { id: "p", type: "profile", attributes: { birthday: "1990-02-15" } }, "2025-01-10");
    await say("acc_born", { id: "t", type: "time" }, "2025-03-20");
    const born = [{ cause: "relief", rule: "born", given: 1, first: Date.parse("2025-02-15T00:00:00Z") }];
    expect((await report("2025-02-01T00:00:00Z", "2025-03-01T00:00:00Z")).lines).toMatchObject(born);
    expect((await report("2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z")).lines).toEqual([]);
  });
});

test("the API lists causes and reports on them", async () => {
  const server = await startHttp({ publish: false });
  const causes =
    "causes:\n  water: { name: Clean water, equivalents: { litres: 20 }, worth: { days: 0.25 } }";
  const more = CAFE.replace(/^units:/m, `${causes}\nunits:\n  days: { name: days }`).replace(
    /^earn:/m,
    "earn:\n  cup: { on: purchase, unit: days, amount: 7, for: water }",
  );
  await publish(server.call, more);
  const account = await server.enrol("c-1");
  await server.call("POST /v1/programs/corner-cafe/facts", {
    body: { id: "p", type: "purchase", occurredAt: "2025-06-10T11:30:00Z", account, amount: 500 },
  });
  expect((await server.call("GET /v1/programs/corner-cafe/causes")).body).toEqual({
    causes: [{ id: "water", name: "Clean water", beneficiary: null, from: null, until: null }],
  });
  const { body } = await server.call("GET /v1/programs/corner-cafe/causes/report");
  expect(body).toMatchObject({
    lines: [
      {
        cause: "water",
        rule: "cup",
        units: "7",
        worth: { amount: 175, currency: "EUR" },
        equivalents: { litres: 140 },
        givers: 1,
      },
    ],
    redeemers: 0,
    donationShare: 0,
  });
  const held = await server.call(`GET /v1/programs/corner-cafe/accounts/${account}`);
  expect(held.at("impact")).toEqual([
    { cause: "water", name: "Clean water", unit: "days", amount: "7", equivalents: { litres: 140 } },
  ]);
  expect(held.at("referral")).toBe(null);
  const key = await server.keyWith(["facts:write"]);
  expect((await server.call("GET /v1/programs/corner-cafe/causes/report", { key })).body.scope).toBe(
    "accounts:read",
  );
  await server.close();
});
