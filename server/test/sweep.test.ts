import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { getAccount } from "../src/actions/get-account.ts";
import { sweepAccounts } from "../src/actions/sweep-accounts.ts";
import { createPool } from "../src/db/pool.ts";
import { startSweep } from "../src/jobs/sweep.ts";
import { LedgerError } from "../src/ledger/ledger-error.ts";
import { type Ledger, openLedger } from "../src/ledger/open-ledger.ts";
import { markAccountsDue } from "../src/store/publication-due.ts";
import { ask, expectCleanBooks, NOW, publishShop, purchase, readOne } from "./ledger-shop.ts";
import { type FreshDatabase, startTestDatabase, type TestDatabase } from "./test-database.ts";

// Lots live six months: what was earned before 1 December is due by NOW.
const OLD = "2024-11-10T10:00:00Z";
const OLDER = "2024-10-10T10:00:00Z";

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
  ledger = openLedger({ pool: database.pool, now: () => NOW });
  return async () => {
    await ledger.close();
    await expectCleanBooks(database.pool);
    await database.close();
  };
});

const deps = (): { pool: FreshDatabase["pool"]; ledger: Ledger } => ({ pool: database.pool, ledger });
const buy = (account: string, id: string, at: string): Promise<unknown> =>
  ledger.submit({ ...ask(account, purchase(id, 1000, at)), openAt: Date.parse("2024-09-01T00:00:00Z") });
const count = (what: string): Promise<number> =>
  readOne(database.pool, `SELECT count(*)::int AS value FROM ${what}`);

describe("a sweep", () => {
  test("moves each account to each of its due instants, and only those that are due", async () => {
    await buy("acc_due", "p1", OLDER);
    await buy("acc_due", "p2", OLD);
    await buy("acc_fresh", "p1", "2025-05-01T10:00:00Z");
    const report = await sweepAccounts(deps(), { until: NOW });
    expect(report).toEqual({ moved: 2, overtaken: 0, failed: 0, stopped: false });
    const { rows } = await database.pool.query(
      "SELECT account, amount, cause, at FROM posting WHERE target = 'expired' ORDER BY version",
    );
    // Six months later at the start of the day in Lisbon.
    expect(rows).toEqual([
      { account: "acc_due", amount: 10, cause: "expired", at: Date.parse("2025-04-09T23:00:00Z") },
      { account: "acc_due", amount: 10, cause: "expired", at: Date.parse("2025-05-09T23:00:00Z") },
    ]);
    expect(await count("outbox")).toBe(2);
    expect(await sweepAccounts(deps(), { until: NOW })).toMatchObject({ moved: 0 });
  });

  test("leaves an account as the next fact would find it", async () => {
    for (const account of ["acc_swept", "acc_lazy"]) await buy(account, "p1", OLD);
    const input = { program: "shop", now: NOW };
    const seen = await getAccount(deps(), { ...input, account: "acc_swept" });
    await sweepAccounts(deps(), { until: NOW });
    const swept = await getAccount(deps(), { ...input, account: "acc_swept" });
    expect(swept).toEqual({ ...seen, version: 2 });
  });

  test("reads many accounts a page at a time", async () => {
    await Promise.all(Array.from({ length: 25 }, (_, i) => buy(`acc_${i}`, "p1", OLD)));
    expect(await sweepAccounts(deps(), { until: NOW, page: 10 })).toMatchObject({ moved: 25 });
  });

  test("passes over a program that is being imported", async () => {
    await buy("acc_due", "p1", OLD);
    await database.pool.query("UPDATE program SET importing_until = now() + interval '1 hour'");
    expect(await sweepAccounts(deps(), { until: NOW })).toMatchObject({ moved: 0 });
    await database.pool.query("UPDATE program SET importing_until = now() - interval '1 second'");
    expect(await sweepAccounts(deps(), { until: NOW })).toMatchObject({ moved: 1 });
  });

  test("stops between two pages when it is told to", async () => {
    await buy("acc_due", "p1", OLD);
    const report = await sweepAccounts(deps(), { until: NOW, signal: AbortSignal.abort() });
    expect(report).toMatchObject({ moved: 0, stopped: true });
    await sweepAccounts(deps(), { until: NOW });
  });

  test("by two processes at once moves each account once", async () => {
    await Promise.all(
      Array.from({ length: 120 }, (_, i) => buy(`acc_${i}`, "p1", i % 2 === 0 ? OLD : OLDER)),
    );
    const pool = createPool({ url: database.url });
    const other = openLedger({ pool, now: () => NOW });
    const reports = await Promise.all([
      sweepAccounts(deps(), { until: NOW, page: 16 }),
      sweepAccounts({ pool, ledger: other }, { until: NOW, page: 16 }),
      sweepAccounts(deps(), { until: NOW, page: 7 }),
    ]);
    await other.close();
    await pool.end();
    expect(reports.reduce((sum, { moved }) => sum + moved, 0)).toBe(120);
    expect(await count("journal WHERE fact_type = 'time'")).toBe(120);
    expect(await count("posting WHERE target = 'expired'")).toBe(120);
  });
});

describe("the sweep job", () => {
  test("sweeps what is due, wakes for what becomes due, and stops", async () => {
    // Its own clock, a second before the lot's end.
    const due = Date.parse("2025-05-09T23:00:00Z");
    const started = Date.now();
    const now = (): number => due - 800 + (Date.now() - started);
    await buy("acc_due", "p1", OLD);
    await buy("acc_before", "p1", OLDER);
    const runs: number[] = [];
    const job = startSweep({ ...deps(), now, everyMs: 60_000, onRun: ({ moved }) => runs.push(moved) });
    while (runs.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    await job.stop();
    expect(runs).toEqual([1, 1]);
    expect(now()).toBeGreaterThanOrEqual(due);
  });

  test("tells once of an account that cannot be moved, and counts each failure", async () => {
    await buy("acc_stuck", "p1", OLD);
    await buy("acc_due", "p1", OLD);
    const told: string[] = [];
    const failed: number[] = [];
    const job = startSweep({
      pool: database.pool,
      ledger: {
        submit: (request) =>
          request.account === "acc_stuck"
            ? Promise.reject(new LedgerError("fact-failed", "It cannot be."))
            : ledger.submit(request),
      },
      now: () => NOW,
      everyMs: 20,
      log: (message) => told.push(message),
      onRun: (report) => failed.push(report.failed),
    });
    while (failed.length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    await job.stop();
    expect(told).toEqual(["The account acc_stuck could not be moved and stays due."]);
    expect(failed.slice(0, 3)).toEqual([1, 1, 1]);
    expect(await count("journal WHERE fact_type = 'time'")).toBe(1);
  });

  test("ends what a publication cut short left of its deadlines", async () => {
    await buy("acc_a", "p1", "2025-05-01T10:00:00Z");
    const at = Date.parse("2025-07-01T00:00:00Z");
    await markAccountsDue(database.pool, { program: "shop", at });
    const job = startSweep({ ...deps(), now: () => NOW, everyMs: 20 });
    while ((await count("setting WHERE key LIKE 'accounts-due:%'")) > 0)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await job.stop();
    expect(await readOne(database.pool, "SELECT due_at AS value FROM account")).toBe(at);
  });

  test("goes on after a failure", async () => {
    await buy("acc_due", "p1", OLD);
    await database.pool.query("ALTER TABLE account RENAME TO account_away");
    const failures: unknown[] = [];
    const runs: number[] = [];
    const job = startSweep({
      ...deps(),
      now: () => NOW,
      everyMs: 200,
      log: (_, error) => failures.push(error),
      onRun: ({ moved }) => runs.push(moved),
    });
    while (failures.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await database.pool.query("ALTER TABLE account_away RENAME TO account");
    while (runs.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await job.stop();
    expect(runs).toEqual([1]);
  });
});
