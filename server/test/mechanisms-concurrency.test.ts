/** What accounts share beside stock, taken by many at once through two servers on one database. */
import { readFileSync } from "node:fs";
import type { Fact } from "@tallystick/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { collectCharges } from "../src/actions/collect-charges.ts";
import { deliverFacts } from "../src/actions/deliver-facts.ts";
import { sweepAccounts } from "../src/actions/sweep-accounts.ts";
import { createPool } from "../src/db/pool.ts";
import { type Answer, type Ledger, openLedger } from "../src/ledger/open-ledger.ts";
import { expectCleanBooks, publishShop } from "./ledger-shop.ts";
import { type FreshDatabase, startTestDatabase, type TestDatabase } from "./test-database.ts";

const NOW = Date.parse("2025-02-01T12:00:00Z");
const OPENED = Date.parse("2025-01-01T00:00:00Z");
const AT = "2025-02-01T10:00:00.000Z";
const MEMBERS = 24;

let server: TestDatabase;
let database: FreshDatabase;
let ledgers: Ledger[];
let pools: ReturnType<typeof createPool>[];

beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server.close());

beforeEach(async () => {
  database = await server.newDatabase();
  await publishShop(
    database.pool,
    readFileSync(new URL("../../core/test/everything.yaml", import.meta.url), "utf8"),
  );
  pools = [createPool({ url: database.url }), createPool({ url: database.url })];
  ledgers = pools.map((pool) => openLedger({ pool, now: () => NOW, cap: 10 }));
  return async () => {
    await Promise.all(ledgers.map((ledger) => ledger.close()));
    await Promise.all(pools.map((pool) => pool.end()));
    await expectCleanBooks(database.pool);
    await database.close();
  };
});

const submit = (client: number, account: string, type: string, said: object = {}): Promise<Answer> => {
  const fact = { id: `${type}-${client}`, type, occurredAt: AT, ...said } as Fact;
  return ledgers[client % 2]!.submit({ program: "everything", account, openAt: OPENED, fact });
};

const members = (work: (member: number) => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: MEMBERS }, (_, member) => work(member)));

const codes = (answers: Answer[]): (string | undefined)[] =>
  answers.map(({ outcome }) => outcome.refusal?.code);
const count = <T>(list: T[], of: T): number => list.filter((one) => one === of).length;

describe(`${MEMBERS} members of two servers at once`, () => {
  test("have as many tickets as there are, and each receipt and each phone once", async () => {
    await members((n) => submit(n, `acc_${n}`, "profile", { attributes: { phone: `p${n % 4}` } }));
    const tickets = await members((n) => submit(n, `acc_${n}`, "redeem", { of: { reward: "ticket" } }));
    expect(count(codes(tickets), undefined)).toBe(3);
    const claims = await members((n) =>
      submit(n, `acc_${n}`, "missed-visit", { data: { on: "2025-01-20", receipt: `r${n % 5}` } }),
    );
    expect(count(codes(claims), undefined)).toBe(5);
    expect(count(codes(claims), "gate-shut")).toBe(MEMBERS - 5);
    const joins = await members((n) => submit(n, `acc_${n}`, "join"));
    const welcomed = joins.filter(({ outcome }) =>
      outcome.earned?.some(({ rule, given }) => rule === "hello" && given > 0),
    );
    expect(welcomed).toHaveLength(4);
    const trials = await members((n) => submit(n, `acc_${n}`, "subscribe", { plan: "club" }));
    const free = trials.filter(({ outcome }) => !outcome.effects.some(({ type }) => type === "charge-due"));
    expect(free).toHaveLength(4);
    const bought = await members((n) => submit(n, `acc_${n}`, "purchase", { amount: 2000 }));
    const given = bought.filter(({ outcome }) =>
      outcome.effects.some((effect) => effect.type === "voucher-issued" && effect.by === "buying"),
    );
    expect(given).toHaveLength(5);
  });

  test("referred by one get him no more than he can have, however many deliver", async () => {
    await submit(99, "acc_star", "join");
    await members((n) => submit(n, `acc_${n}`, "join", { referrer: "acc_star" }));
    const bought = members((n) => submit(n, `acc_${n}`, "purchase", { amount: 2000 }));
    const deliver = (n: number) => deliverFacts({ pool: pools[n]!, ledger: ledgers[n]! });
    await Promise.all([bought, deliver(0), deliver(1), submit(98, "acc_star", "visit")]);
    await Promise.all([deliver(0), deliver(1)]);
    const told = "SELECT fact_id AS id FROM journal WHERE account = 'acc_star' AND fact_id LIKE 'referral:%'";
    const { rows } = await database.pool.query<{ id: string }>(told);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(MEMBERS);
    expect(rows).toHaveLength(MEMBERS);
    const thanks = "SELECT sum(amount)::int AS given FROM posting WHERE rule = 'thanks'";
    expect((await database.pool.query<{ given: number }>(thanks)).rows[0]!.given).toBe(40);
  });

  test("are charged once, by whoever collects, while the sweep and they themselves are at it", async () => {
    const asked: string[] = [];
    const collect = async ({ account, charge }: { account: string; charge: string }) => {
      asked.push(`${account} ${charge}`);
      return asked.length % 3 === 0 ? ("failed" as const) : ("paid" as const);
    };
    const run = (n: number) =>
      collectCharges({ pool: pools[n]!, ledger: ledgers[n]! }, { collect, now: () => NOW });
    await members((n) => submit(n, `acc_${n}`, "subscribe", { plan: "year" }));
    await Promise.all([
      run(0),
      run(1),
      ...[0, 1].map((n) => sweepAccounts({ pool: pools[n]!, ledger: ledgers[n]! }, { until: NOW })),
      members((n) => submit(n, `acc_${n}`, n % 2 ? "visit" : "unsubscribe", n % 2 ? {} : { plan: "year" })),
    ]);
    await run(0);
    expect(asked.length).toBe(new Set(asked).size);
    expect(asked).toHaveLength(MEMBERS);
  });
});
