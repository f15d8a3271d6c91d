import { afterAll, beforeAll, expect, test } from "vitest";
import { listRewards } from "../src/actions/list-rewards.ts";
import { openLedger } from "../src/ledger/open-ledger.ts";
import { ask, NOW, publishShop, purchase, redeem, SHOP } from "./ledger-shop.ts";
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
