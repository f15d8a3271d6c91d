import { type Fact, loadProgram, type Outcome, openAccount } from "@tallystick/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareFact } from "../src/ledger/fact-hash.ts";
import { writeBatch } from "../src/ledger/write-batch.ts";
import { NOW, OPENED, purchase, readOne, SHOP } from "./ledger-shop.ts";
import { startTestDatabase, type TestDatabase } from "./test-database.ts";

let server: TestDatabase;
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server.close());

test("one fact may move more lots than a small integer counts", async () => {
  const program = loadProgram(SHOP).program!;
  const prepared = prepareFact(purchase("p1", 100) as Fact);
  const many = 33_000;
  const posting = { unit: "points", from: "available", to: "expired", amount: 1, cause: "expired", at: NOW };
  const outcome = { postings: Array(many).fill(posting), effects: [] } as unknown as Outcome;
  const entry = { shard: 1, account: "acc_a", program, version: 1, prepared, outcome, programVersion: 1 };
  const state = { ...openAccount(program, "acc_a", OPENED), version: 1 };
  await server.pool.query(
    `INSERT INTO account (shard, id, program, version, state, at, opened_at)
     VALUES (1, 'acc_a', 'shop', 0, '{}', now(), now())`,
  );
  const changed = new Map([["acc_a", { shard: 1, id: "acc_a", program, state, before: 0 }]]);
  await writeBatch(server.pool, { settled: [], entries: [entry], changed }, NOW);
  expect(await readOne(server.pool, "SELECT max(n) AS value FROM posting")).toBe(many - 1);
});
