import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createPool } from "../src/db/pool.ts";
import { type Answer, type Ledger, openLedger } from "../src/ledger/open-ledger.ts";
import {
  ask,
  expectCleanBooks,
  NOW,
  publishShop,
  purchase,
  readOne,
  redeem,
  returnOf,
} from "./ledger-shop.ts";
import { type FreshDatabase, startTestDatabase, type TestDatabase } from "./test-database.ts";

const CLIENTS = 64;

let server: TestDatabase;
let database: FreshDatabase;
/** Two ledgers on two pools: what two processes are to the database. */
let ledgers: Ledger[];

beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server.close());

beforeEach(async () => {
  database = await server.newDatabase();
  await publishShop(database.pool);
  const pools = [createPool({ url: database.url }), createPool({ url: database.url })];
  ledgers = pools.map((pool) => openLedger({ pool, now: () => NOW, cap: 20 }));
  return async () => {
    await Promise.all(ledgers.map((ledger) => ledger.close()));
    await Promise.all(pools.map((pool) => pool.end()));
    await expectCleanBooks(database.pool);
    await database.close();
  };
});

const clients = <T>(work: (client: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: CLIENTS }, (_, client) => work(client)));

/** A client uses one ledger, as a till uses one server. */
const ledgerOf = (client: number): Ledger => ledgers[client % ledgers.length]!;

describe(`${CLIENTS} clients of two servers`, () => {
  test("on one account: nothing is lost and nothing is booked twice", async () => {
    const answers = await clients(async (client) => {
      const own: Answer[] = [];
      for (let n = 0; n < 5; n++) {
        own.push(await ledgerOf(client).submit(ask("acc_one", purchase(`p${client}-${n}`, 100))));
      }
      return own;
    });
    const versions = answers.flat().map(({ version }) => version);
    expect(versions.toSorted((a, b) => a - b)).toEqual(versions.map((_, i) => i + 1));
    expect(await readOne(database.pool, "SELECT version AS value FROM account")).toBe(CLIENTS * 5);
    const earned = "SELECT sum(amount)::int AS value FROM posting WHERE target = 'available'";
    expect(await readOne(database.pool, earned)).toBe(CLIENTS * 5);
  });

  test("on the last rewards: exactly the stock is redeemed", async () => {
    await clients((client) => ledgerOf(client).submit(ask(`acc_${client}`, purchase("p1", 5000))));
    const answers = await clients((client) =>
      ledgerOf(client).submit(ask(`acc_${client}`, redeem("r1", "mug"))),
    );
    expect(answers.filter(({ status }) => status === "booked")).toHaveLength(5);
    const refusals = answers.flatMap(({ outcome }) => outcome.refusal?.code ?? []);
    expect(refusals).toEqual(Array(CLIENTS - 5).fill("out-of-stock"));
    expect(await readOne(database.pool, "SELECT used AS value FROM resource WHERE key = 'stock:mug'")).toBe(
      5,
    );
  });

  test("on one account's last points: they are spent once", async () => {
    await ledgers[0]!.submit(ask("acc_one", purchase("p1", 2300)));
    const answers = await clients((client) =>
      ledgerOf(client).submit(ask("acc_one", redeem(`r${client}`, "coffee"))),
    );
    expect(answers.filter(({ status }) => status === "booked")).toHaveLength(4);
    const left = answers.map(({ outcome }) => outcome.balances.points!.available);
    expect(Math.min(...left)).toBe(3);
  });

  test("sending the same fact at once: it is booked once and all get its answer", async () => {
    const answers = await clients((client) => ledgerOf(client).submit(ask("acc_one", purchase("p1", 1000))));
    expect(answers.filter(({ status }) => status === "booked")).toHaveLength(1);
    expect(answers.filter(({ status }) => status === "repeated")).toHaveLength(CLIENTS - 1);
    expect(new Set(answers.map((answer) => JSON.stringify({ ...answer, status: "" })))).toHaveProperty(
      "size",
      1,
    );
  });

  test("opening the same accounts at once in opposite orders: each is opened once", async () => {
    const names = Array.from({ length: 40 }, (_, i) => `acc_${i}`);
    await Promise.all(
      ledgers.flatMap((ledger, i) =>
        (i === 0 ? names : names.toReversed()).map((name) =>
          ledger.submit(ask(name, purchase(`p${i}`, 100))),
        ),
      ),
    );
    expect(await readOne(database.pool, "SELECT count(*)::int AS value FROM account WHERE version = 2")).toBe(
      40,
    );
  });

  test("doing all sorts of things on a few accounts: the books stay clean", async () => {
    const answers = await clients(async (client) => {
      const statuses: string[] = [];
      for (let n = 0; n < 8; n++) {
        const id = `${client}-${n}`;
        const account = `acc_${(client * 7 + n * 3) % 6}`;
        const fact = [
          () => purchase(`p${id}`, 500 + client),
          () => redeem(`r${id}`, client % 3 === 0 ? "mug" : "coffee"),
          () => returnOf(`b${id}`, `p${client}-0`, 100),
          () => ({ id: `j${id}`, type: "join", occurredAt: "2025-06-01T09:00:00Z" }),
        ][n % 4]!();
        const sent = await Promise.all(
          [0, 1].map((twice) => ledgerOf(client + twice).submit(ask(account, fact))),
        );
        statuses.push(...sent.map(({ status }) => status));
      }
      return statuses;
    });
    expect(answers.flat().filter((status) => status === "repeated")).toHaveLength(CLIENTS * 8);
    expect(await readOne(database.pool, "SELECT count(*)::int AS value FROM journal")).toBe(CLIENTS * 8);
  });
});
