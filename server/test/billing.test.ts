import type { Fact } from "@tallystick/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type ChargeAnswer,
  type CollectReport,
  collectCharges,
  type DueCharge,
} from "../src/actions/collect-charges.ts";
import { listCharges } from "../src/actions/list-charges.ts";
import { sweepAccounts } from "../src/actions/sweep-accounts.ts";
import { findBilling } from "../src/connect/billing/find-billing.ts";
import { testBilling } from "../src/connect/billing/test-billing.ts";
import { startBilling } from "../src/jobs/billing.ts";
import { type Ledger, openLedger } from "../src/ledger/open-ledger.ts";
import { writeSetting } from "../src/store/settings.ts";
import { ask, expectCleanBooks, NOW, publishShop, readOne, SHOP } from "./ledger-shop.ts";
import { type FreshDatabase, startTestDatabase, type TestDatabase } from "./test-database.ts";

const CLUB = `${SHOP}member: { phone: text }
plans:
  club: { name: Club, price: 10.99, every: 1 month, past_due: 20 years }
  tried: { name: Tried, price: 5, every: 1 month, trial: 1 month, trial_identity: member.phone }
  thirteen: { name: Thirteen, price: 10.13, every: 1 year }
`;

let server: TestDatabase;
let database: FreshDatabase;
let ledger: Ledger;

beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server.close());

beforeEach(async () => {
  database = await server.newDatabase();
  await publishShop(database.pool, CLUB);
  ledger = openLedger({ pool: database.pool, now: () => NOW });
  return async () => {
    await ledger.close();
    await expectCleanBooks(database.pool);
    await database.close();
  };
});

const tell = (account: string, fact: { id: string; type: string; [key: string]: unknown }) =>
  ledger.submit(ask(account, { occurredAt: "2025-05-20T10:00:00Z", ...fact } as unknown as Fact));
const subscribe = (account: string, plan = "club") =>
  tell(account, { id: `s-${plan}`, type: "subscribe", plan });
const open = async (account?: string): Promise<string[]> => {
  const page = await listCharges(database, { program: "shop", after: null, limit: 100 });
  return page!.charges.flatMap((one) =>
    account === undefined || account === one.account ? [one.charge] : [],
  );
};

/** A provider that answers as it is told, and remembers what it was asked. */
function provider(answer: (charge: DueCharge) => ChargeAnswer = () => "paid") {
  const asked: string[] = [];
  const collect = async (charge: DueCharge): Promise<ChargeAnswer> => {
    asked.push(`${charge.account} ${charge.charge} ${charge.amount} ${charge.currency}`);
    return answer(charge);
  };
  return { asked, collect };
}
const run = (collect: (charge: DueCharge) => Promise<ChargeAnswer>): Promise<CollectReport | null> =>
  collectCharges({ pool: database.pool, ledger }, { collect, now: () => NOW });

describe("collecting charges", () => {
  test("asks about each once, in order, and records the answer", async () => {
    await tell("acc_a", { id: "s", type: "subscribe", plan: "club", occurredAt: "2025-03-10T10:00:00Z" });
    await sweepAccounts({ pool: database.pool, ledger }, { until: NOW });
    await subscribe("acc_b");
    const { asked, collect } = provider(({ account }) => (account === "acc_b" ? "failed" : "paid"));
    expect(await run(collect)).toEqual({ paid: 3, failed: 1, later: 0, unwanted: [] });
    expect(asked).toEqual([
      "acc_a 1.club 1099 EUR",
      "acc_a 2.club 1099 EUR",
      "acc_a 3.club 1099 EUR",
      "acc_b 1.club 1099 EUR",
    ]);
    expect(await open()).toEqual(["1.club"]);
    expect(await run(collect)).toEqual({ paid: 0, failed: 0, later: 0, unwanted: [] });
    const status = "SELECT state -> 'plans' -> 'club' ->> 'status' AS value FROM account WHERE id = 'acc_b'";
    expect(await readOne(database.pool, status)).toBe("past-due");
    expect(asked).toHaveLength(4);
  });

  test("when the answer could not be recorded it is asked again, and applied once", async () => {
    await subscribe("acc_a");
    const { asked, collect } = provider();
    const gone = { submit: () => Promise.reject(new Error("gone")) };
    const again = collectCharges({ pool: database.pool, ledger: gone }, { collect, now: () => NOW });
    await expect(again).rejects.toThrow("gone");
    await run(collect);
    // Recorded, but not how far the feed had been read.
    await writeSetting(database.pool, "billing:shop", "0.0");
    await run(collect);
    expect(asked).toEqual(["acc_a 1.club 1099 EUR", "acc_a 1.club 1099 EUR"]);
    const count = "SELECT count(*)::int AS value FROM journal WHERE fact_type = 'charge-paid'";
    expect(await readOne(database.pool, count)).toBe(1);
  });

  test("what a provider throws ends the run, and the next one begins with the same charge", async () => {
    await subscribe("acc_a");
    await subscribe("acc_b");
    const down = provider(({ account }) => {
      if (account === "acc_b") throw new Error("down");
      return "paid";
    });
    await expect(run(down.collect)).rejects.toThrow("down");
    const { asked, collect } = provider();
    await run(collect);
    expect(asked).toEqual(["acc_b 1.club 1099 EUR"]);
  });

  test("one that answers later is not asked again; its fact closes the charge", async () => {
    await subscribe("acc_a");
    const { asked, collect } = provider(() => "later");
    await run(collect);
    await run(collect);
    expect([asked.length, await open()]).toEqual([1, ["1.club"]]);
    await tell("acc_a", { id: "webhook-1", type: "charge-paid", charge: "1.club" });
    expect(await open()).toEqual([]);
  });

  test("what was withdrawn is not collected, and what is withdrawn meanwhile is to be paid back", async () => {
    await subscribe("acc_a");
    await tell("acc_a", { id: "f", type: "charge-failed", charge: "1.club" });
    await tell("acc_a", { id: "u", type: "unsubscribe", plan: "club" });
    await subscribe("acc_b");
    const { asked } = provider();
    const report = await run(async ({ account, charge }) => {
      asked.push(account);
      await tell("acc_b", { id: "f", type: "charge-failed", charge });
      await tell("acc_b", { id: "u", type: "unsubscribe", plan: "club" });
      return "paid";
    });
    expect(asked).toEqual(["acc_b"]);
    expect(report?.unwanted).toEqual([{ account: "acc_b", charge: "1.club" }]);
  });

  test("by two at once asks about each charge once", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => subscribe(`acc_${i}`)));
    const { asked, collect } = provider();
    await Promise.all([run(collect), run(collect), run(collect)]);
    await run(collect);
    expect([asked.length, new Set(asked).size, await open()]).toEqual([20, 20, []]);
  });

  test("the job has the provider of the settings collect; people answer where there is none", async () => {
    expect([findBilling("manual"), findBilling("test")]).toEqual([null, testBilling]);
    await subscribe("acc_a");
    await subscribe("acc_b", "thirteen");
    const job = startBilling({
      pool: database.pool,
      ledger,
      provider: testBilling,
      everyMs: 20,
      now: () => NOW,
    });
    while ((await open("acc_a")).length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await job.stop();
    const page = await listCharges(database, { program: "shop", after: null, limit: 1 });
    expect(page?.charges).toMatchObject([{ account: "acc_b", for: "thirteen", amount: 1013 }]);
  });
});

test("open charges come in pages", async () => {
  for (const account of ["acc_a", "acc_b", "acc_c"]) await subscribe(account);
  const first = await listCharges(database, { program: "shop", after: null, limit: 2 });
  const second = await listCharges(database, { program: "shop", after: first!.next, limit: 2 });
  expect([...first!.charges, ...second!.charges].map(({ account }) => account)).toEqual([
    "acc_a",
    "acc_b",
    "acc_c",
  ]);
  expect(second!.next).toBeNull();
  expect(await listCharges(database, { program: "shop", after: "x", limit: 2 })).toBeNull();
});

test("a trial is had once by whoever has the same phone, in one batch too", async () => {
  const begin = async (account: string, phone: string): Promise<string | undefined> => {
    const joined = tell(account, { id: "p", type: "profile", attributes: { phone } });
    const { outcome } = await subscribe(account, "tried");
    await joined;
    return outcome.effects.flatMap((effect) => (effect.type === "plan-changed" ? [effect.to] : []))[0];
  };
  const begun = await Promise.all([begin("acc_a", "555"), begin("acc_b", "555"), begin("acc_c", "556")]);
  expect(begun.filter((status) => status === "trial")).toHaveLength(2);
  expect(begun).toContain("active");
  expect(await begin("acc_d", "555")).toBe("active");
});
