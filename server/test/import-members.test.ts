import { afterAll, beforeAll, expect, test } from "vitest";
import { makeImportMembers } from "../src/actions/import-members.ts";
import { accountIdOf } from "../src/ledger/account-ref.ts";
import { NOW, publishShop } from "./ledger-shop.ts";
import { startTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
  await publishShop(database.pool);
});
afterAll(() => database.close());

test("an import tells identifiers of one value by their kind", async () => {
  const members = makeImportMembers(database.pool, "shop");
  const wanted = ["card", "phone", "card"].map((kind) => ({
    identifier: { kind, value: "0000004711" },
    at: NOW,
  }));
  const { results, created } = await members.enrol(wanted);
  expect(created).toBe(2);
  expect(results).toEqual([
    { account: accountIdOf("shop", { kind: "card", value: "0000004711" }) },
    { account: accountIdOf("shop", { kind: "phone", value: "4711" }) },
    results[0],
  ]);
});
