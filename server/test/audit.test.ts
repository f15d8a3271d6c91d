import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CheckId } from "../src/actions/audit-checks.ts";
import { type AuditReport, auditProgram } from "../src/actions/audit-program.ts";
import { sweepAccounts } from "../src/actions/sweep-accounts.ts";
import { type Ledger, openLedger } from "../src/ledger/open-ledger.ts";
import { AT, ask, NOW, publishShop, purchase, redeem, returnOf } from "./ledger-shop.ts";
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
  ledger = openLedger({ pool: database.pool, now: () => NOW });
  return async () => {
    await ledger.close();
    await database.close();
  };
});

const audit = (program: string | null = "shop"): Promise<AuditReport> =>
  auditProgram({ pool: database.pool }, { program });

const failed = ({ checks }: AuditReport): CheckId[] => checks.filter(({ ok }) => !ok).map(({ id }) => id);

/** A little of everything on two accounts. */
async function tellStory(): Promise<void> {
  const submit = (fact: Parameters<typeof ask>[1], account = "acc_a"): Promise<unknown> =>
    ledger.submit({ ...ask(account, fact), openAt: Date.parse("2024-09-01T00:00:00Z") });
  await submit(purchase("p0", 900, "2024-10-10T10:00:00Z"));
  await submit(purchase("p0", 900, "2024-10-10T10:00:00Z"), "acc_b");
  await submit(purchase("p1", 60_000), "acc_a");
  await submit(returnOf("b1", "p1", 1000));
  await submit(redeem("r1", "mug", 2));
  await submit(redeem("r2", "mug", 9));
  await submit({ id: "h1", type: "hold", occurredAt: AT, of: { reward: "mug" } });
  await submit({ id: "j1", type: "join", occurredAt: AT }, "acc_b");
  await sweepAccounts({ pool: database.pool, ledger }, { until: NOW });
}

/** Damages the books behind the back of the triggers. */
async function damage(sql: string): Promise<void> {
  for (const table of ["journal", "posting"]) {
    await database.pool.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  }
  const { rowCount } = await database.pool.query(sql);
  expect(rowCount).toBeGreaterThan(0);
}

describe("the audit", () => {
  test("finds nothing wrong with an empty database or a program that does not exist", async () => {
    expect(await audit(null)).toMatchObject({ ok: true, accounts: 0 });
    expect(await audit("nowhere")).toMatchObject({ ok: true, accounts: 0 });
  });

  test("finds nothing wrong with clean books, and looks at all of them", async () => {
    await tellStory();
    const report = await audit();
    expect(failed(report)).toEqual([]);
    expect(report).toMatchObject({ ok: true, accounts: 2, entries: 9, stopped: false });
    for (const { id, checked } of report.checks) expect([id, checked > 0]).toEqual([id, true]);
  });

  test("leaves other programs alone", async () => {
    await tellStory();
    await damage("UPDATE account SET version = 77");
    expect(await audit("another")).toMatchObject({ ok: true, accounts: 0 });
  });

  test("reads page after page, tells how far it is, and stops when it is told to", async () => {
    await Promise.all(
      Array.from({ length: 450 }, (_, i) => ledger.submit(ask(`acc_${i}`, purchase("p1", 100)))),
    );
    const stopping = new AbortController();
    const seen: number[] = [];
    const onProgress = ({ accounts, total }: { accounts: number; total: number }): void => {
      seen.push(accounts);
      expect(total).toBe(450);
    };
    expect(await auditProgram({ pool: database.pool }, { program: null, onProgress })).toMatchObject({
      ok: true,
      accounts: 450,
      postings: 450,
    });
    expect(seen).toEqual([200, 400, 450]);
    const report = await auditProgram(
      { pool: database.pool },
      { program: null, onProgress: () => stopping.abort(), signal: stopping.signal },
    );
    expect(report).toMatchObject({ stopped: true, accounts: 200 });
  });

  test("finds nothing wrong while facts are being booked", async () => {
    let stopped = false;
    const client = async (number: number): Promise<void> => {
      for (let n = 0; !stopped; n++) {
        await ledger.submit(ask(`acc_${(number + n) % 9}`, purchase(`p${number}-${n}`, 1000)));
        await ledger.submit(
          ask(`acc_${(number + n) % 9}`, redeem(`r${number}-${n}`, n % 3 ? "coffee" : "mug")),
        );
      }
    };
    const load = Promise.all(Array.from({ length: 8 }, (_, number) => client(number)));
    for (let i = 0; i < 5; i++) expect(failed(await audit(null))).toEqual([]);
    stopped = true;
    await load;
  });
});

describe("the audit names", () => {
  const story: [string, string, CheckId[], string][] = [
    [
      "a posting whose amount was changed",
      "UPDATE posting SET amount = amount + 1 WHERE account = 'acc_a' AND version = 2 AND target = 'available'",
      ["postings", "balances"],
      "acc_a version 2",
    ],
    [
      "a posting that moves between unknown ledger accounts",
      "UPDATE posting SET source = 'nowhere' WHERE account = 'acc_a' AND version = 2",
      ["double-entry", "postings", "balances"],
      "acc_a version 2 posting",
    ],
    [
      "a posting that is gone",
      "DELETE FROM posting WHERE account = 'acc_b' AND version = 2",
      ["postings", "balances"],
      "acc_b",
    ],
    [
      "one character of a state",
      "UPDATE account SET state = replace(state::text, '\"left\":', '\"left\" :')::json WHERE id = 'acc_b'",
      ["state"],
      "acc_b: its state is not, byte for byte",
    ],
    [
      "a balance that was raised in the state alone",
      "UPDATE account SET state = replace(state::text, '\"left\":', '\"left\":9')::json WHERE id = 'acc_b'",
      ["balances", "state"],
      "acc_b",
    ],
    [
      "a lot that was made negative",
      "UPDATE account SET state = replace(state::text, '\"left\":', '\"left\":-')::json WHERE id = 'acc_b'",
      ["balances", "lots", "state"],
      "acc_b: lot",
    ],
    [
      "a debt beside units to spend",
      "UPDATE account SET state = replace(state::text, '\"debt\":0', '\"debt\":3')::json WHERE id = 'acc_b'",
      ["balances", "lots", "state"],
      "acc_b: it owes 3 points",
    ],
    [
      "a journal row that is gone",
      "DELETE FROM journal WHERE account = 'acc_a' AND fact_id = 'r1'",
      ["postings", "versions", "replay", "state", "resources"],
      "acc_a: version 4 is not in the journal",
    ],
    [
      "the last journal row that is gone",
      "DELETE FROM journal WHERE fact_id = 'j1'",
      ["postings", "versions", "state", "resources"],
      "acc_b: the account is at version 2, its journal at 1",
    ],
    [
      "a fact that was rewritten",
      "UPDATE journal SET fact = replace(fact::text, '60000', '70000')::json WHERE fact_id = 'p1'",
      ["facts", "replay", "state"],
      "acc_a version 2: the fact is not the one",
    ],
    [
      "a fact id beside the fact that was changed",
      "UPDATE journal SET fact_id = 'p9' WHERE fact_id = 'p1'",
      ["facts"],
      "acc_a version 2: the columns",
    ],
    [
      "an answer that was rewritten",
      'UPDATE journal SET outcome = replace(outcome::text, \'"tiers":{"status":"gold"}\', \'"tiers":{"status":"lead"}\')::json WHERE fact_id = \'p1\'',
      ["replay"],
      "acc_a version 2",
    ],
    [
      "a refusal that moved something",
      'UPDATE journal SET outcome = replace(outcome::text, \'"effects":[]\', \'"effects":[{"type":"hold-lapsed","hold":"h","at":0}]\')::json WHERE fact_id = \'r2\'',
      ["refusals", "replay"],
      "it was refused and yet moved",
    ],
    [
      "a return that took back too much",
      'UPDATE journal SET outcome = replace(outcome::text, \'"undone":[{"rule":"base","unit":"points","amount":10}]\', \'"undone":[{"rule":"base","unit":"points","amount":6000}]\')::json WHERE fact_id = \'b1\'',
      ["replay", "returns"],
      "more was taken back than “p1” gave",
    ],
    [
      "more returned than was bought",
      "UPDATE account SET state = replace(state::text, '\"amount\":1000', '\"amount\":61000')::json WHERE id = 'acc_a'",
      ["state", "returns"],
      "more than was bought",
    ],
    [
      "a resource that was changed",
      "UPDATE resource SET used = used + 1 WHERE key = 'stock:mug'",
      ["resources"],
      "shop stock:mug",
    ],
    [
      "a resource that is gone",
      "DELETE FROM resource WHERE key = 'budget:welcome'",
      ["resources"],
      "shop budget:welcome",
    ],
    [
      "a version of the program that was judged by wrongly",
      "UPDATE journal SET program_version = 2 WHERE fact_id = 'p1'",
      ["replay"],
      "not by the one in force",
    ],
    [
      "an account that is gone",
      "DELETE FROM account WHERE id = 'acc_a'",
      ["orphans"],
      "acc_a: it has a journal",
    ],
    [
      "a last account that is gone",
      "DELETE FROM account WHERE id = 'acc_b'",
      ["orphans"],
      "acc_b: it has a journal",
    ],
    [
      "a due instant that was put off",
      "UPDATE account SET due_at = NULL WHERE id = 'acc_a'",
      ["state"],
      "acc_a: it is due before",
    ],
    [
      "a column that was changed",
      "UPDATE account SET tier = 'gold' WHERE id = 'acc_b'",
      ["state"],
      "acc_b: the columns",
    ],
    [
      "a state that is none",
      "UPDATE account SET state = '[]' WHERE id = 'acc_b'",
      ["balances", "state"],
      "acc_b",
    ],
  ];

  test.each(story)("%s", async (_, sql, expected, named) => {
    await tellStory();
    await damage(sql);
    const report = await audit();
    expect(failed(report)).toEqual(expected);
    expect(report.ok).toBe(false);
    expect(report.checks.flatMap(({ examples }) => examples).join("\n")).toContain(named);
  });

  test("a stock that was given out beyond its limit", async () => {
    await tellStory();
    // Both sides of the claim, so that only the limit is broken.
    await database.pool.query("UPDATE resource SET used = 8 WHERE key = 'stock:mug'");
    await damage(
      'UPDATE journal SET outcome = replace(outcome::text, \'"resource":"stock:mug","amount":2\', \'"resource":"stock:mug","amount":8\')::json WHERE fact_id = \'r1\'',
    );
    const report = await audit();
    expect(report.checks.find(({ id }) => id === "resources")?.examples).toEqual([
      "shop stock:mug: 8 are used of 5.",
    ]);
  });
});

describe("the journal and the postings", () => {
  test.each(["journal", "posting"])("%s refuses to be rewritten", async (table) => {
    await tellStory();
    await expect(database.pool.query(`DELETE FROM ${table}`)).rejects.toMatchObject({ code: "23001" });
    await expect(database.pool.query(`UPDATE ${table} SET program = 'x'`)).rejects.toMatchObject({
      code: "23001",
    });
  });
});
