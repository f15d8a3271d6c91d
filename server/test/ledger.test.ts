import type { Fact } from "@tallystick/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type Ledger, openLedger } from "../src/ledger/open-ledger.ts";
import {
  AT,
  ask,
  expectCleanBooks,
  NOW,
  OPENED,
  publishShop,
  purchase,
  readOne,
  redeem,
  returnOf,
  SHOP,
} from "./ledger-shop.ts";
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
    await expectCleanBooks(database.pool);
    await database.close();
  };
});

const submit = (fact: Fact, account = "acc_a"): Promise<Answer> => ledger.submit(ask(account, fact));
const points = ({ outcome }: Answer): number => outcome.balances.points?.available ?? 0;

describe("a fact", () => {
  test("is booked with its answer, its journal entry, its postings and the account's state", async () => {
    const answer = await submit(purchase("p1", 1250));
    expect(answer).toMatchObject({
      status: "booked",
      account: "acc_a",
      version: 1,
      programVersion: 1,
      bookedAt: "2025-06-01T12:00:00.000Z",
      fact: purchase("p1", 1250),
    });
    expect(points(answer)).toBe(12);
    const { rows } = await database.pool.query(
      "SELECT version, unit, source, target, amount, rule FROM posting",
    );
    expect(rows).toEqual([
      { version: 1, unit: "points", source: "issued", target: "available", amount: 12, rule: "base" },
    ]);
    const account = await database.pool.query("SELECT version, tier, opened_at, at FROM account");
    expect(account.rows).toEqual([{ version: 1, tier: "member", opened_at: OPENED, at: Date.parse(AT) }]);
  });

  test("that is refused is booked as a refusal and moves nothing", async () => {
    await submit(purchase("p1", 300));
    const answer = await submit(redeem("r1", "coffee"));
    expect(answer.status).toBe("refused");
    expect(answer.outcome.refusal?.code).toBe("insufficient-balance");
    expect(answer.version).toBe(2);
    expect(await readOne(database.pool, "SELECT count(*)::int AS value FROM posting")).toBe(1);
  });

  test("writes its effects to the outbox", async () => {
    await submit(purchase("p1", 60_000));
    const { rows } = await database.pool.query<{ effect: string }>(
      "SELECT effect::text AS effect FROM outbox",
    );
    expect(rows.map(({ effect }) => JSON.parse(effect))).toMatchObject([
      { type: "tier-changed", from: "member", to: "gold" },
    ]);
    expect(await readOne(database.pool, "SELECT tier AS value FROM account")).toBe("gold");
  });

  test("may carry any text that a database can hold", async () => {
    const odd = "\u001e \ud83e\udd2f \\u0000 \\ud800 \\ \" ' {,} NULL \u2028";
    const fact = { ...purchase("p — “1”, {x}", 100), data: { note: odd, nested: { z: [1, null], a: odd } } };
    const answer = await submit(fact);
    expect(answer.fact).toEqual(fact);
    expect((await submit(fact)).fact).toEqual(fact);
  });
});

describe("a fact is not taken", () => {
  test.each([
    ["account-unknown", { program: "shop", account: "acc_none", fact: purchase("p1", 100) }],
    ["account-unknown", { ...ask("no such id!", purchase("p1", 100)) }],
    ["program-unknown", { ...ask("acc_a", purchase("p1", 100)), program: "nowhere" }],
    ["fact-in-future", ask("acc_new", purchase("p1", 100, "2025-06-01T12:01:00.001Z"))],
    ["fact-malformed", ask("acc_a", purchase("p1", 100, "2025-06-01"))],
    ["fact-malformed", ask("acc_a", purchase("", 100))],
    ["fact-malformed", ask("acc_a", purchase("\ud800", 100))],
    ["fact-malformed", ask("acc_a", { ...purchase("p1", 100), data: { note: "a\u0000" } })],
    ["fact-malformed", ask("acc_a", { ...purchase("p1", 100), data: { note: ["\\\udc00"] } })],
    ["fact-malformed", ask("acc_a", { ...purchase("p1", 100), data: { "\ud800": 1 } })],
    ["fact-malformed", ask("acc_a", purchase("p1", -1))],
  ])("%s", async (code, request) => {
    await expect(ledger.submit(request)).rejects.toMatchObject({ name: "LedgerError", code });
    expect(await readOne(database.pool, "SELECT count(*)::int AS value FROM journal")).toBe(0);
    expect(await readOne(database.pool, "SELECT count(*)::int AS value FROM account")).toBe(0);
  });

  test("and opens no account, when the clock of the machine is set back meanwhile", async () => {
    const clock = [NOW, NOW - 120_000];
    const other = openLedger({ pool: database.pool, now: () => clock.shift() ?? NOW });
    const request = ask("acc_new", purchase("p1", 100, "2025-06-01T12:00:30Z"));
    await expect(other.submit(request)).rejects.toMatchObject({ code: "fact-in-future" });
    await other.close();
    expect(await readOne(database.pool, "SELECT count(*)::int AS value FROM account")).toBe(0);
  });

  test("for an account of another program", async () => {
    await submit(purchase("p1", 100));
    await publishShop(
      database.pool,
      "tallystick: 1\nprogram: other\nname: Other\ncurrency: EUR\nzone: UTC\nfrom: 2024-01-01\nunits: { stars: { name: star } }\nearn: { base: { on: purchase, unit: stars, rate: 1 } }\n",
    );
    const request = { ...ask("acc_a", purchase("p2", 100)), program: "other" };
    await expect(ledger.submit(request)).rejects.toMatchObject({ code: "account-unknown" });
  });

  test("but a minute ahead of the clock is allowed", async () => {
    expect(await submit(purchase("p1", 100, "2025-06-01T12:01:00Z"))).toMatchObject({ status: "booked" });
  });
});

describe("a fact sent again", () => {
  test("gets its first answer, whatever came in between", async () => {
    const first = await submit(purchase("p1", 1000));
    await submit(purchase("p2", 500));
    expect(await submit(purchase("p1", 1000))).toEqual({ ...first, status: "repeated" });
  });

  test("gets its first refusal even when it would be granted now", async () => {
    const refused = await submit(redeem("r1", "coffee"));
    await submit(purchase("p1", 1000));
    const again = await submit(redeem("r1", "coffee"));
    expect(again).toEqual({ ...refused, status: "repeated" });
    expect(again.outcome.refusal?.code).toBe("insufficient-balance");
  });

  test("is the same fact when only its writing differs", async () => {
    await submit(purchase("p1", 1000, "2025-06-01T10:00:00Z"));
    const { id, type, amount } = purchase("p1", 1000) as Fact & { amount: number };
    const again = await submit({ amount, occurredAt: "2025-06-01T11:00:00+01:00", type, id } as Fact);
    expect(again.status).toBe("repeated");
  });

  test("with other content is refused and changes nothing", async () => {
    await submit(purchase("p1", 1000));
    await expect(submit(purchase("p1", 1001))).rejects.toMatchObject({ code: "fact-id-reused" });
    expect(await readOne(database.pool, "SELECT version AS value FROM account")).toBe(1);
  });

  test("on another account is another fact", async () => {
    await submit(purchase("p1", 1000));
    expect((await submit(purchase("p1", 1000), "acc_b")).status).toBe("booked");
  });

  test("within one batch is decided once", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => submit(purchase("p1", 1000))));
    expect(answers.map(({ status }) => status).sort()).toEqual(["booked", ...Array(9).fill("repeated")]);
    for (const answer of answers) expect(points(answer)).toBe(10);
  });

  test("within one batch with other content is refused there", async () => {
    const [first, second, third] = await Promise.allSettled([
      submit(purchase("p1", 1000)),
      submit(purchase("p1", 2000)),
      submit(purchase("p2", 300)),
    ]);
    expect(first).toMatchObject({ status: "fulfilled", value: { status: "booked" } });
    expect(second).toMatchObject({ status: "rejected", reason: { code: "fact-id-reused" } });
    expect(third).toMatchObject({ status: "fulfilled", value: { version: 2 } });
  });
});

describe("a return", () => {
  test("finds its purchase in the journal", async () => {
    await submit(purchase("p1", 1000));
    const answer = await submit(returnOf("b1", "p1", 400));
    expect(points(answer)).toBe(6);
    expect(answer.outcome.undone).toEqual([{ rule: "base", unit: "points", amount: 4 }]);
  });

  test("finds its purchase in its own batch", async () => {
    const [, answer, again] = await Promise.all([
      submit(purchase("p1", 1000)),
      submit(returnOf("b1", "p1", 400)),
      submit(returnOf("b2", "p1", 601)),
    ]);
    expect(points(answer!)).toBe(6);
    expect(again!.outcome.refusal?.code).toBe("return-exceeds-purchase");
  });

  test("is refused when its purchase comes after it, is another's, was refused or is no purchase", async () => {
    const [early] = await Promise.all([submit(returnOf("b1", "p1")), submit(purchase("p1", 1000))]);
    const foreign = await submit(returnOf("b2", "p1"), "acc_b");
    const refused = await submit({ ...purchase("p2", 1000), currency: "USD" } as Fact);
    const ofRefused = await submit(returnOf("b3", "p2"));
    const ofReturn = await submit(returnOf("b4", "b1"));
    expect(refused.outcome.refusal?.code).toBe("currency-mismatch");
    for (const { outcome } of [early, foreign, ofRefused, ofReturn]) {
      expect(outcome.refusal?.code).toBe("purchase-unknown");
    }
  });

  test("spares what had expired, in the journal or in its own batch", async () => {
    for (const account of ["acc_journal", "acc_batch"]) {
      await submit(purchase("p1", 1000, "2024-10-01T10:00:00Z"), account);
    }
    await submit({ id: "t1", type: "time", occurredAt: AT }, "acc_journal");
    const fromJournal = await submit(returnOf("b1", "p1"), "acc_journal");
    const [, fromBatch] = await Promise.all([
      submit({ id: "t1", type: "time", occurredAt: AT }, "acc_batch"),
      submit(returnOf("b1", "p1"), "acc_batch"),
    ]);
    for (const { outcome } of [fromJournal, fromBatch!]) {
      expect(outcome.spared).toEqual([{ unit: "points", amount: 10, because: "expired" }]);
      expect(outcome.balances.points).toMatchObject({ available: 0, debt: 0 });
    }
  });

  test("is answered the same whether its time was applied before it or with it", async () => {
    await submit(purchase("p1", 1000, "2024-10-01T10:00:00Z"));
    const lazily = await submit(returnOf("b1", "p1"));
    expect(lazily.outcome.spared).toEqual([{ unit: "points", amount: 10, because: "expired" }]);
  });
});

describe("shared resources", () => {
  test("a stock is given out to the last piece and no further, in one batch", async () => {
    const accounts = Array.from({ length: 8 }, (_, i) => `acc_${i}`);
    await Promise.all(accounts.map((account) => submit(purchase("p1", 5000), account)));
    const answers = await Promise.all(accounts.map((account) => submit(redeem("r1", "mug"), account)));
    expect(answers.filter(({ status }) => status === "booked")).toHaveLength(5);
    for (const { outcome } of answers.filter(({ status }) => status === "refused")) {
      expect(outcome.refusal).toMatchObject({
        code: "out-of-stock",
        params: { reward: "mug", remaining: 0, wanted: 1 },
      });
    }
    expect(await readOne(database.pool, "SELECT used AS value FROM resource WHERE key = 'stock:mug'")).toBe(
      5,
    );
  });

  test("what one order cannot have is left for a smaller one", async () => {
    await submit(purchase("p1", 50_000));
    const [three, four, two] = await Promise.all([
      submit(redeem("r1", "mug", 3)),
      submit(redeem("r2", "mug", 4)),
      submit(redeem("r3", "mug", 2)),
    ]);
    expect([three!.status, four!.status, two!.status]).toEqual(["booked", "refused", "booked"]);
    expect(four!.outcome.refusal?.params).toMatchObject({ remaining: 2, wanted: 4 });
  });

  test("what is given back within a batch can be claimed again in it", async () => {
    await submit(purchase("p1", 50_000));
    await submit(redeem("r1", "mug", 4));
    const hold: Fact = { id: "h1", type: "hold", occurredAt: AT, of: { reward: "mug" } };
    const [held, refused, , granted] = await Promise.all([
      submit(hold),
      submit(redeem("r2", "mug")),
      submit({ id: "c1", type: "cancel", occurredAt: AT, hold: "h1" }),
      submit(redeem("r3", "mug")),
    ]);
    expect([held!.status, refused!.status, granted!.status]).toEqual(["booked", "refused", "booked"]);
  });

  test("a budget is given out to the last unit", async () => {
    const accounts = Array.from({ length: 12 }, (_, i) => `acc_${i}`);
    const answers = await Promise.all(
      accounts.map((account) => submit({ id: "j1", type: "join", occurredAt: AT }, account)),
    );
    const given = answers.map(points).sort((a, b) => b - a);
    expect(given).toEqual([...Array(10).fill(100), 50, 0]);
    expect(
      await readOne(database.pool, "SELECT used AS value FROM resource WHERE key = 'budget:welcome'"),
    ).toBe(1050);
  });

  test("a decision that claims something else the second time is held to that limit too", async () => {
    // Without a mug left, the points suffice for what had been refused for want of points the first time.
    await publishShop(database.pool, SHOP_OF_TWO);
    const two = (fact: Fact): Promise<Answer> => ledger.submit({ ...ask("acc_two", fact), program: "two" });
    await two(purchase("p1", 1000));
    const [mug, mugAgain, cup, cupAgain] = await Promise.all([
      two(redeem("r1", "mug", 2)),
      two(redeem("r2", "mug")),
      two(redeem("r3", "cup")),
      two(redeem("r4", "cup")),
    ]);
    expect([mug, mugAgain, cup, cupAgain].map((answer) => answer!.outcome.refusal?.code ?? "booked")).toEqual(
      ["out-of-stock", "booked", "booked", "out-of-stock"],
    );
  });
});

const SHOP_OF_TWO = `tallystick: 1
program: two
name: Two
currency: EUR
zone: UTC
from: 2024-01-01
units: { points: { name: points } }
earn: { base: { on: purchase, unit: points, rate: 1 } }
rewards:
  mug: { name: A mug, unit: points, cost: 4, stock: 1 }
  cup: { name: A cup, unit: points, cost: 3, stock: 1 }
`;

describe("the ledger", () => {
  test("judges by a version as soon as it is published", async () => {
    await submit(purchase("p1", 1000));
    const later = `${SHOP}versions:\n  - from: 2025-06-01T12:10:00Z\n    earn: { base: { rate: 2 } }\n`;
    await publishShop(database.pool, later);
    const ahead = openLedger({ pool: database.pool, now: () => NOW + 3_600_000 });
    const before = await ahead.submit(ask("acc_a", purchase("p2", 1000, "2025-06-01T12:09:59Z")));
    const after = await ahead.submit(ask("acc_a", purchase("p3", 1000, "2025-06-01T12:10:00Z")));
    await ahead.close();
    expect([before, after].map(({ programVersion }) => programVersion)).toEqual([1, 2]);
    expect([before, after].map(points)).toEqual([20, 40]);
  });

  test("answers what was submitted and takes nothing more once it closes", async () => {
    const pending = submit(purchase("p1", 1000));
    const closing = ledger.close();
    await expect(submit(purchase("p2", 1000))).rejects.toMatchObject({
      code: "ledger-closed",
      retryable: true,
    });
    await closing;
    expect((await pending).status).toBe("booked");
  });

  test("keeps a poisoned fact from taking its neighbours with it", async () => {
    await database.pool.query("ALTER TABLE journal ADD CONSTRAINT no_poison CHECK (fact_id <> 'poison')");
    const results = await Promise.allSettled([
      ...Array.from({ length: 20 }, (_, i) => submit(purchase(`a${i}`, 100))),
      submit(purchase("poison", 100)),
      ...Array.from({ length: 20 }, (_, i) => submit(purchase(`b${i}`, 100))),
    ]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(40);
    expect(results[20]).toMatchObject({ status: "rejected", reason: { code: "fact-failed" } });
  });
});
