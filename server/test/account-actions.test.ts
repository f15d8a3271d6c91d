import { type Fact, formatInstant, makeReplayer } from "@tallystick/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { balanceAt } from "../src/actions/balance-at.ts";
import { explainFact } from "../src/actions/explain-fact.ts";
import { getAccount } from "../src/actions/get-account.ts";
import { listJournal } from "../src/actions/list-journal.ts";
import { quoteFact } from "../src/actions/quote-fact.ts";
import { recordFact, recordFacts } from "../src/actions/record-fact.ts";
import { placeIdentifier } from "../src/actions/resolve-account.ts";
import { accountIdOf } from "../src/ledger/account-ref.ts";
import { type Ledger, openLedger } from "../src/ledger/open-ledger.ts";
import {
  AT,
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

let server: TestDatabase;
let database: FreshDatabase;
let ledger: Ledger;
let deps: { pool: FreshDatabase["pool"]; ledger: Ledger };

beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server.close());

beforeEach(async () => {
  database = await server.newDatabase();
  await publishShop(database.pool);
  ledger = openLedger({ pool: database.pool, now: () => NOW });
  deps = { pool: database.pool, ledger };
  return async () => {
    await ledger.close();
    await expectCleanBooks(database.pool);
    await database.close();
  };
});

const card = (value: string): { identifier: { kind: string; value: string } } => ({
  identifier: { kind: "card", value },
});

describe("recording a fact", () => {
  test("for an unknown identifier opens an account whose id follows from the identifier", async () => {
    const input = { program: "shop", of: card("4711"), fact: purchase("p1", 1000) };
    await expect(recordFact(deps, input)).rejects.toMatchObject({ code: "member-unknown" });
    const answer = await recordFact(deps, { ...input, enrol: true });
    expect(answer).toMatchObject({ status: "booked", account: accountIdOf("shop", card("4711").identifier) });
    expect(answer.account).toMatch(/^acc_[a-z2-7]{20}$/);
    expect(await readOne(database.pool, "SELECT opened_at AS value FROM account")).toBe(Date.parse(AT));
    // From then on the identifier is known.
    const next = await recordFact(deps, { ...input, fact: purchase("p2", 1000) });
    expect(next).toMatchObject({ account: answer.account, version: 2 });
  });

  test("finishes what an enrolment cut short had begun", async () => {
    const input = { program: "shop", of: card("4711"), fact: purchase("p1", 1000), enrol: true };
    await recordFact(deps, input);
    await database.pool.query(
      "ALTER TABLE journal DISABLE TRIGGER USER; ALTER TABLE posting DISABLE TRIGGER USER",
    );
    for (const table of ["journal", "posting", "account"]) await database.pool.query(`DELETE FROM ${table}`);
    expect(await recordFact(deps, input)).toMatchObject({ status: "booked", version: 1 });
  });

  test("many at once keep their order, enrol each newcomer once and stand for themselves", async () => {
    const facts = [
      { of: card("1"), fact: purchase("p1", 1000), enrol: true },
      { of: card("1"), fact: returnOf("b1", "p1"), enrol: true },
      { of: card("2"), fact: purchase("p1", 500), enrol: true },
      { of: card("3"), fact: purchase("p1", 500) },
      { of: { identifier: { kind: "No Kind", value: "x" } }, fact: purchase("p1", 500), enrol: true },
      { of: card("1"), fact: purchase("p1", 7777), enrol: true },
      { of: { account: "acc_none" }, fact: purchase("p1", 500) },
      { of: { member: "mem_none" }, fact: purchase("p1", 500) },
      { of: card("2"), fact: { ...purchase("p2", 500), occurredAt: "yesterday" }, enrol: true },
    ];
    const answers = await recordFacts(deps, { program: "shop", facts });
    const told = answers.map((answer) =>
      answer instanceof Error
        ? (answer as Error & { code: string }).code
        : `${answer.status} ${answer.version}`,
    );
    expect(told).toEqual([
      "booked 1",
      "booked 2",
      "booked 1",
      "member-unknown",
      "identifier-invalid",
      "fact-id-reused",
      "account-unknown",
      "member-unknown",
      "fact-malformed",
    ]);
    expect(await readOne(database.pool, "SELECT count(*)::int AS value FROM member")).toBe(2);
  });

  test("enrols nobody by a fact that cannot be booked", async () => {
    const future = formatInstant(Date.now() + 120_000);
    const facts = [purchase("p1", 100, future), purchase("p1", -1)].map((fact) => ({
      of: card("1"),
      fact,
      enrol: true,
    }));
    const answers = await recordFacts(deps, { program: "shop", facts });
    expect(answers).toMatchObject([{ code: "fact-in-future" }, { code: "fact-malformed" }]);
    expect(await readOne(database.pool, "SELECT count(*)::int AS value FROM member")).toBe(0);
  });

  test("enrols by an identifier alone: no id that a caller made up is opened", async () => {
    for (const of of [{ account: "acc_made_up" }, { member: "mem_made_up" }]) {
      const input = { program: "shop", of, fact: purchase("p1", 100), enrol: true };
      const refused = { code: "identifier-invalid", message: expect.stringContaining("Only an identifier") };
      await expect(recordFact(deps, input)).rejects.toMatchObject(refused);
      await expect(quoteFact(deps, input)).rejects.toMatchObject(refused);
    }
    expect(await readOne(database.pool, "SELECT count(*)::int AS value FROM account")).toBe(0);
  });

  test("enrols the others when one identifier is taken meanwhile", async () => {
    const facts = ["1", "2", "3"].map((value) => ({
      of: card(value),
      fact: purchase("p1", 500),
      enrol: true,
    }));
    const taker = await database.pool.connect();
    await taker.query("BEGIN");
    const shard = placeIdentifier("shop", card("2").identifier).shard;
    await taker.query(
      "INSERT INTO identifier (shard, program, kind, value, member, account) VALUES ($1, 'shop', 'card', '2', 'mem_x', 'acc_x')",
      [shard],
    );
    const recording = recordFacts(deps, { program: "shop", facts });
    const waiting = "SELECT count(*)::int AS value FROM pg_locks WHERE NOT granted";
    while ((await readOne(taker as never, waiting)) === 0) await new Promise((wake) => setTimeout(wake, 10));
    await taker.query("COMMIT");
    taker.release();
    const answers = await recording;
    expect(answers.map((answer) => answer instanceof Error || answer.account)).toEqual([
      accountIdOf("shop", card("1").identifier),
      "acc_x",
      accountIdOf("shop", card("3").identifier),
    ]);
  });

  test("for a program that does not exist says so, and keeps nothing", async () => {
    const input = { program: "nowhere", of: card("4711"), fact: purchase("p1", 1000), enrol: true };
    await expect(recordFact(deps, input)).rejects.toMatchObject({ code: "program-unknown" });
    expect(await readOne(database.pool, "SELECT count(*)::int AS value FROM member")).toBe(0);
  });
});

describe("a quote", () => {
  test("is the decision that follows it, and changes nothing", async () => {
    const facts: Fact[] = [
      purchase("p0", 900, "2024-10-10T10:00:00Z"),
      purchase("p1", 60_000),
      redeem("r1", "mug", 3),
      redeem("r2", "mug", 3),
      returnOf("b0", "p0"),
      returnOf("b1", "p1", 1000),
      returnOf("b2", "none"),
      { id: "j1", type: "join", occurredAt: AT },
      { id: "h1", type: "hold", occurredAt: AT, of: { reward: "coffee" } },
      { id: "c1", type: "complete", occurredAt: AT, hold: "h1" },
      purchase("p1", 60_000),
    ];
    for (const fact of facts) {
      const input = { program: "shop", of: card("4711"), fact, enrol: true };
      const before = await readOne(database.pool, "SELECT count(*)::int AS value FROM journal");
      const { answer: quoted, refusal } = await quoteFact(deps, input);
      expect(await readOne(database.pool, "SELECT count(*)::int AS value FROM journal")).toBe(before);
      const answer = await recordFact(deps, input);
      expect(quoted).toEqual(answer);
      expect(refusal?.code).toBe(answer.outcome.refusal?.code);
      if (refusal) expect(refusal.message).toMatch(/^[A-Z].*\.$/);
    }
  });

  test("knows what is left of a stock", async () => {
    await ledger.submit(ask("acc_a", purchase("p1", 50_000)));
    await ledger.submit(ask("acc_b", purchase("p1", 50_000)));
    await ledger.submit(ask("acc_a", redeem("r1", "mug", 4)));
    const { refusal } = await quoteFact(deps, {
      program: "shop",
      of: { account: "acc_b" },
      fact: redeem("r1", "mug", 2),
    });
    expect(refusal).toMatchObject({ code: "out-of-stock", params: { remaining: 1 } });
  });

  test("throws as recording does", async () => {
    const quote = (fact: Fact, of = card("4711"), enrol = false): Promise<unknown> =>
      quoteFact(deps, { program: "shop", of, fact, enrol });
    await expect(quote(purchase("p1", 100))).rejects.toMatchObject({ code: "member-unknown" });
    await expect(quote(purchase("p1", 100, "2025-07-01T00:00:00Z"), card("1"), true)).rejects.toMatchObject({
      code: "fact-in-future",
    });
  });
});

describe("an account", () => {
  test("is shown as time has made it by now, with its lots, holds and tiers", async () => {
    await ledger.submit({
      ...ask("acc_a", purchase("p0", 900, "2024-10-10T10:00:00Z")),
      openAt: Date.parse("2024-10-01T00:00:00Z"),
    });
    await ledger.submit(ask("acc_a", purchase("p1", 20_000, "2025-03-01T10:00:00Z")));
    await ledger.submit(ask("acc_a", purchase("p2", 10_000, "2025-05-31T10:00:00Z")));
    await ledger.submit(
      ask("acc_a", { id: "h1", type: "hold", occurredAt: "2025-06-01T11:59:00Z", of: { reward: "coffee" } }),
    );
    const report = await getAccount(deps, { program: "shop", account: "acc_a", now: NOW });
    expect(report).toMatchObject({ account: "acc_a", program: "shop", version: 4, at: NOW });
    expect(report.units).toHaveLength(1);
    expect(report.units[0]).toMatchObject({
      unit: "points",
      many: "points",
      scale: 0,
      total: 300,
      available: 295,
      held: 5,
    });
    expect(report.units[0]!.lots.map(({ left }) => left)).toEqual([195, 100]);
    expect(report.units[0]!.nextExpiry).toEqual({ at: Date.parse("2025-08-31T23:00:00Z"), amount: 195 });
    expect(report.holds).toEqual([
      {
        id: "h1",
        unit: "points",
        amount: 5,
        lapsesAt: Date.parse("2025-06-01T12:14:00Z"),
        reward: "coffee",
        quantity: 1,
      },
    ]);
    expect(report.tiers).toMatchObject([
      { ladder: "status", level: "member", counter: 30_000, next: { level: "gold", missing: 20_000 } },
    ]);
    expect(report.dueAt).toBe(Date.parse("2025-06-01T12:14:00Z"));
    // Looked at later the hold has lapsed, although nobody wrote anything.
    const later = await getAccount(deps, { program: "shop", account: "acc_a", now: NOW + 3_600_000 });
    expect(later).toMatchObject({ version: 4, holds: [], units: [{ available: 300, held: 0 }] });
  });

  test("of another program or of none is not found", async () => {
    await ledger.submit(ask("acc_a", purchase("p1", 100)));
    for (const input of [
      { program: "shop", account: "acc_none" },
      { program: "other", account: "acc_a" },
    ]) {
      const unknown = { code: "account-unknown" };
      await expect(getAccount(deps, { ...input, now: NOW })).rejects.toMatchObject(unknown);
      await expect(balanceAt(deps, { ...input, at: NOW })).rejects.toMatchObject(unknown);
      await expect(explainFact(deps, { ...input, fact: "p1" })).rejects.toMatchObject(unknown);
      await expect(
        listJournal(deps, { ...input, order: "newest", cursor: null, limit: 5 }),
      ).rejects.toMatchObject(unknown);
    }
  });
});

describe("a journal", () => {
  test("is read in pages from either end", async () => {
    for (let n = 1; n <= 7; n++) await ledger.submit(ask("acc_a", purchase(`p${n}`, n * 100)));
    const read = async (order: "newest" | "oldest"): Promise<number[][]> => {
      const pages: number[][] = [];
      let cursor: number | null = null;
      do {
        const page = await listJournal(deps, { program: "shop", account: "acc_a", order, cursor, limit: 3 });
        pages.push(page.entries.map(({ version }) => version));
        cursor = page.next;
      } while (cursor !== null);
      return pages;
    };
    expect(await read("newest")).toEqual([[7, 6, 5], [4, 3, 2], [1]]);
    expect(await read("oldest")).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    const { entries } = await listJournal(deps, {
      program: "shop",
      account: "acc_a",
      order: "oldest",
      cursor: null,
      limit: 1,
    });
    expect(entries[0]).toMatchObject({
      version: 1,
      fact: purchase("p1", 100),
      outcome: { balances: { points: { available: 1 } } },
      programVersion: 1,
      occurredAt: Date.parse(AT),
      bookedAt: NOW,
    });
  });
});

describe("why", () => {
  test("tells of each fact what its entry says", async () => {
    await ledger.submit(ask("acc_a", purchase("p1", 1250)));
    await ledger.submit(ask("acc_a", returnOf("b1", "p1", 450)));
    await ledger.submit(ask("acc_a", redeem("r1", "coffee", 9)));
    for (const fact of ["p1", "b1", "r1"]) {
      const { entry, explanation } = await explainFact(deps, { program: "shop", account: "acc_a", fact });
      expect(explanation.decision.outcome).toEqual(entry.outcome);
      expect(explanation.sentences.length).toBeGreaterThan(1);
    }
    const input = { program: "shop", account: "acc_a", fact: "none" };
    await expect(explainFact(deps, input)).rejects.toMatchObject({ code: "fact-unknown" });
  });

  test("knows what was left of stocks and budgets then", async () => {
    const accounts = Array.from({ length: 12 }, (_, i) => `acc_${i}`);
    for (const account of accounts) {
      await ledger.submit(ask(account, { id: "j1", type: "join", occurredAt: AT }));
      await ledger.submit(ask(account, redeem("r1", "mug")));
    }
    for (const account of accounts) {
      for (const fact of ["j1", "r1"]) {
        const { entry, explanation } = await explainFact(deps, { program: "shop", account, fact });
        expect(explanation.decision.outcome).toEqual(entry.outcome);
      }
    }
  });
});

describe("the balance as of an instant", () => {
  test("is what the books held then", async () => {
    const openAt = Date.parse("2024-09-01T00:00:00Z");
    const facts = [
      purchase("p1", 1000, "2024-10-10T10:00:00Z"),
      purchase("p2", 2000, "2024-12-10T10:00:00Z"),
      // Sent late: it was booked when the account had come to 10 December.
      purchase("late", 300, "2024-11-01T10:00:00Z"),
      purchase("p3", 4000, "2025-05-20T10:00:00Z"),
    ];
    for (const fact of facts) await ledger.submit({ ...ask("acc_a", fact), openAt });
    const totalAt = async (at: string): Promise<number | undefined> => {
      const report = await balanceAt(deps, { program: "shop", account: "acc_a", at: Date.parse(at) });
      expect(formatInstant(report.at)).toBe(formatInstant(Math.max(openAt, Date.parse(at))));
      return report.units[0]?.total;
    };
    expect(await totalAt("2024-01-01T00:00:00Z")).toBe(0);
    expect(await totalAt("2024-10-10T09:59:59Z")).toBe(0);
    expect(await totalAt("2024-10-10T10:00:00Z")).toBe(10);
    expect(await totalAt("2024-11-15T00:00:00Z")).toBe(10);
    expect(await totalAt("2024-12-10T10:00:00Z")).toBe(33);
    // On 10 April, local time, the first lot expires by itself.
    expect(await totalAt("2025-04-09T22:59:59Z")).toBe(33);
    expect(await totalAt("2025-04-09T23:00:00Z")).toBe(23);
    expect(await totalAt("2025-05-25T00:00:00Z")).toBe(60);
  });

  test("agrees with a replay of the journal", async () => {
    await ledger.submit(ask("acc_a", purchase("p1", 1000)));
    await ledger.submit(ask("acc_a", returnOf("b1", "p1", 300)));
    const { entries } = await listJournal(deps, {
      program: "shop",
      account: "acc_a",
      order: "oldest",
      cursor: null,
      limit: 9,
    });
    const programs = await ledger.programs.read(database.pool, ["shop"]);
    const replayer = makeReplayer(programs.get("shop")!.program, "acc_a", Date.parse("2025-01-01T00:00:00Z"));
    for (const entry of entries) expect(replayer.next(entry)).toEqual(entry.outcome);
  });
});
