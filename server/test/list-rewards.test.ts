import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listRewards } from "../src/actions/list-rewards.ts";
import { openLedger } from "../src/ledger/open-ledger.ts";
import { ask, NOW, publishShop, purchase, redeem, SHOP } from "./ledger-shop.ts";
import { publish, startHttp } from "./start-http.ts";
import { startTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.close());

test("a stock that a later version lowers below what was given has nothing left, and no less", async () => {
  await publishShop(
    database.pool,
    `${SHOP}versions:\n  - from: 2025-07-01\n    rewards: { mug: { stock: 2 } }\n`,
  );
  const ledger = openLedger({ pool: database.pool, now: () => NOW });
  const deps = { pool: database.pool, ledger };
  await ledger.submit(ask("acc_a", purchase("p1", 10_000)));
  await ledger.submit(ask("acc_a", redeem("r1", "mug", 3)));
  const left = async (at: string) =>
    (await listRewards(deps, { program: "shop", at: Date.parse(at) })).rewards.map(
      ({ remaining }) => remaining,
    );
  expect(await left("2025-06-02T00:00:00Z")).toEqual([2, null]);
  expect(await left("2025-08-01T00:00:00Z")).toEqual([0, null]);
  await ledger.close();
});

describe("the catalogue over HTTP", () => {
  test("says what each reward is worth, gives, pays and costs by tier", async () => {
    const server = await startHttp({ publish: false });
    const text = readFileSync(new URL("../../core/test/everything.yaml", import.meta.url), "utf8");
    await publish(server.call, text, "everything");
    const { body } = await server.call("GET /v1/programs/everything/rewards?at=2024-06-01T00:00:00Z");
    const rewards = new Map((body["rewards"] as { id: string }[]).map((reward) => [reward.id, reward]));
    expect(rewards.get("mug")).toMatchObject({
      cost: "20",
      byTier: { ladder: "status", levels: { gold: "15" } },
      worth: null,
      pays: null,
      donates: false,
    });
    expect(rewards.get("off")).toMatchObject({ worth: { amount: 200, currency: "USD" } });
    expect(rewards.get("swap")).toMatchObject({ gives: { unit: "points", amount: "5.00" } });
    expect(rewards.get("hundred")).toMatchObject({ gives: { voucher: "ten", count: 2 } });
    expect(rewards.get("pay")).toMatchObject({
      cost: "0.00",
      pays: { value: "7/1000", minimum: "5.00", step: "0.50", whole: false, share: "1/2" },
    });
    expect(rewards.get("gift")).toMatchObject({ donates: true, pays: { value: "1/20", share: null } });
    await server.close();
  });
});
