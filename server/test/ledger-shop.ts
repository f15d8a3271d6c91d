import type { Fact } from "@tallystick/core";
import type pg from "pg";
import { expect } from "vitest";
import { auditProgram } from "../src/actions/audit-program.ts";
import { publishProgram } from "../src/actions/publish-program.ts";
import type { LedgerRequest } from "../src/ledger/open-ledger.ts";

/** The instant at which the ledger's tests take place. */
export const NOW = Date.parse("2025-06-01T12:00:00Z");
export const OPENED = Date.parse("2025-01-01T00:00:00Z");

/** A program with something of all that the ledger has to do with: lots that expire, a stock, a budget, a ladder. */
export const SHOP = `tallystick: 1
program: shop
name: Shop
currency: EUR
zone: Europe/Lisbon
from: 2024-01-01
facts:
  join: {}
units:
  points:
    name: { one: point, many: points }
    expires: { after: 6 months }
earn:
  base: { on: purchase, unit: points, rate: 1 }
  welcome: { on: join, unit: points, amount: 100, budget: 1050 }
tiers:
  status:
    by: spend
    window: calendar-year
    valid: { until: end-of-year }
    levels: { member: 0, gold: 500.00 }
rewards:
  mug: { name: A mug, unit: points, cost: 10, stock: 5 }
  coffee: { name: A coffee, unit: points, cost: 5 }
`;

/** Publishes SHOP, or another definition. */
export async function publishShop(pool: pg.Pool, text: string = SHOP): Promise<void> {
  await publishProgram({ pool }, { text, program: null, by: null, now: NOW });
}

export const AT = "2025-06-01T10:00:00.000Z";

export const purchase = (id: string, amount: number, occurredAt: string = AT): Fact => ({
  id,
  type: "purchase",
  occurredAt,
  amount,
});

export const redeem = (id: string, reward: string, quantity = 1): Fact => ({
  id,
  type: "redeem",
  occurredAt: AT,
  of: { reward, quantity },
});

export const returnOf = (id: string, of: string, amount?: number): Fact => ({
  id,
  type: "return",
  occurredAt: AT,
  of,
  ...(amount === undefined ? {} : { amount }),
});

/** A request for an account of the shop, which is opened when it is not there. */
export const ask = (account: string, fact: Fact): LedgerRequest => ({
  program: "shop",
  account,
  openAt: OPENED,
  fact,
});

/** Holds the whole database to every check of the audit. */
export async function expectCleanBooks(pool: pg.Pool): Promise<void> {
  const { checks } = await auditProgram({ pool }, { program: null });
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
}

/** The only value of the only row. */
export async function readOne<T>(pool: pg.Pool, text: string, values: unknown[] = []): Promise<T> {
  const { rows } = await pool.query<{ value: T }>(text, values);
  expect(rows).toHaveLength(1);
  return rows[0]!.value;
}
