import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createPool } from "../src/db/pool.ts";
import { LedgerError } from "../src/ledger/ledger-error.ts";
import { type Ledger, openLedger } from "../src/ledger/open-ledger.ts";
import { type DatabaseProxy, startDatabaseProxy } from "./database-proxy.ts";
import { ask, expectCleanBooks, NOW, publishShop, purchase, readOne } from "./ledger-shop.ts";
import { type FreshDatabase, startTestDatabase, type TestDatabase } from "./test-database.ts";

let server: TestDatabase;
let database: FreshDatabase;
let ledger: Ledger;

beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server.close());

beforeEach(async () => {
  database = await server.newDatabase();
  await publishShop(database.pool);
  const pool = createPool({ url: database.url });
  ledger = openLedger({ pool, now: () => NOW, cap: 50 });
  return async () => {
    await ledger.close();
    await pool.end();
    await expectCleanBooks(database.pool);
    await database.close();
  };
});

/** Ends every connection of the ledger, in whatever it is doing. */
async function cutConnections(): Promise<number> {
  const { rowCount } = await database.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE ANY ($1)`,
    [["%journal%", "%account%", "%posting%", "COMMIT%", "BEGIN%", "%program%"]],
  );
  return rowCount ?? 0;
}

describe("when its connections are cut under load", () => {
  test("every acknowledged fact is there once, and the lanes go on by themselves", async () => {
    const acknowledged = new Map<string, number>();
    let unavailable = 0;
    let stopped = false;
    const client = async (number: number): Promise<void> => {
      for (let n = 0; !stopped; n++) {
        const request = ask(`acc_${number % 10}`, purchase(`p${number}-${n}`, 100));
        for (;;) {
          try {
            const { version } = await ledger.submit(request);
            acknowledged.set(`${request.account} ${request.fact.id}`, version);
            break;
          } catch (error) {
            if (!(error instanceof LedgerError) || !error.retryable) throw error;
            unavailable++;
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
        }
      }
    };
    const load = Promise.all(Array.from({ length: 32 }, (_, number) => client(number)));
    let cut = 0;
    for (let i = 0; i < 20; i++) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      cut += await cutConnections();
    }
    stopped = true;
    await load;
    expect(cut).toBeGreaterThan(0);
    expect(unavailable).toBeGreaterThan(0);
    const { rows } = await database.pool.query<{ name: string; version: number }>(
      "SELECT account || ' ' || fact_id AS name, version FROM journal",
    );
    const booked = new Map(rows.map(({ name, version }) => [name, version]));
    expect(rows).toHaveLength(booked.size);
    for (const [name, version] of acknowledged) expect(booked.get(name)).toBe(version);
    expect(booked.size).toBe(acknowledged.size);
  });
});

describe("when the network fails", () => {
  let proxy: DatabaseProxy;
  let remote: Ledger;

  beforeEach(async () => {
    proxy = await startDatabaseProxy(database.url);
    const pool = createPool({ url: proxy.url });
    remote = openLedger({ pool, now: () => NOW });
    return async () => {
      await remote.close();
      await pool.end();
      await proxy.close();
    };
  });

  test("callers are told to send again, and the lanes go on when the database is back", async () => {
    await remote.submit(ask("acc_a", purchase("p1", 100)));
    proxy.cut();
    await expect(remote.submit(ask("acc_a", purchase("p2", 100)))).rejects.toMatchObject({
      code: "ledger-unavailable",
      retryable: true,
    });
    proxy.restore();
    expect(await remote.submit(ask("acc_a", purchase("p2", 100)))).toMatchObject({
      status: "booked",
      version: 2,
    });
  });

  test("a fact that was booked although its answer was lost gets that answer when it is sent again", async () => {
    const request = ask("acc_a", purchase("p1", 100));
    // As it stands on the wire: “READ COMMITTED” shall not be taken for it.
    proxy.loseAnswerTo("COMMIT\0");
    await expect(remote.submit(request)).rejects.toMatchObject({ code: "ledger-unavailable" });
    expect(await remote.submit(request)).toMatchObject({ status: "repeated", version: 1 });
    expect(await readOne(database.pool, "SELECT count(*)::int AS value FROM journal")).toBe(1);
  });

  test("a fact whose connection broke before its commit is booked when it is sent again", async () => {
    const request = ask("acc_a", purchase("p1", 100));
    proxy.loseAnswerTo("INSERT INTO posting");
    await expect(remote.submit(request)).rejects.toMatchObject({ code: "ledger-unavailable" });
    expect(await remote.submit(request)).toMatchObject({ status: "booked", version: 1 });
  });
});
