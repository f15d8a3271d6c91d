import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { purchase, startHttp, type TestServer } from "./start-http.ts";

let server: TestServer;
let account: string;
let path: string;
const PROGRAM = "/v1/programs/corner-cafe";

beforeAll(async () => {
  server = await startHttp();
  account = await server.enrol("accounts-1", "2025-01-06T09:00:00Z");
  path = `${PROGRAM}/accounts/${account}`;
  const facts = [
    purchase(account, "a-1", { occurredAt: "2025-02-10T12:00:00Z", amount: 3000 }),
    purchase(account, "a-2", { occurredAt: "2025-03-10T12:00:00Z", amount: 20_000 }),
    {
      id: "a 3/ü",
      type: "redeem",
      occurredAt: "2025-03-11T12:00:00Z",
      account,
      of: { reward: "tote-bag", quantity: 40 },
    },
    { id: "a-4", type: "redeem", occurredAt: "2025-03-11T12:01:00Z", account, of: { reward: "coffee" } },
  ];
  await server.call(`POST ${PROGRAM}/facts`, { body: facts });
});
afterAll(() => server.close());

describe("an account", () => {
  test("shows balances, lots, the next expiry and tiers, as of now", async () => {
    const { status, body, at } = await server.call(`GET ${path}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ account, program: "corner-cafe", version: 5, member: {}, holds: [] });
    expect(at("units.0")).toMatchObject({ unit: "beans", name: { one: "bean", many: "beans" }, debt: "0" });
  });

  test("as of an instant is what it was then", async () => {
    const before = await server.call(`GET ${path}/balance?at=2025-03-10T11:59:59Z`);
    expect(before.at("units.0")).toMatchObject({
      available: "40",
      total: "40",
      nextExpiry: { at: "2025-07-31T23:00:00.000Z", amount: "10" },
      lots: [
        { id: "1.beans", left: "10" },
        { id: "2.beans", left: "30" },
      ],
    });
    const after = await server.call(`GET ${path}/balance?at=2025-03-10T12:00:00%2B00:00`);
    expect(after.at("units.0.available")).toBe("190");
    expect(after.at("tiers.0")).toMatchObject({
      level: "silver",
      countedIn: "money",
      counter: "23000",
      next: { level: "gold", threshold: "50000", missing: "27000" },
    });
    const opening = await server.call(`GET ${path}/balance?at=2024-01-01T00:00:00Z`);
    expect(opening.body.version).toBe(0);
  });

  test("cannot be told of the future, nor of what is no instant", async () => {
    for (const at of ["2190-01-01T00:00:00Z", "yesterday", "", "2025-02-30T00:00:00Z", "2025-03-10"]) {
      const answer = await server.call(`GET ${path}/balance?at=${at}`);
      expect([answer.status, answer.at("errors.0.in")]).toEqual([400, "query"]);
    }
    expect((await server.call(`GET ${path}/balance`)).at("errors.0")).toEqual({
      in: "query",
      pointer: "at",
      message: "is missing",
    });
  });

  test("that is not there is unknown", async () => {
    for (const id of ["acc_22222222222222222222", "a", "-"]) {
      for (const more of ["", "/journal", "/facts/a-1/why", "/balance?at=2025-03-10T12:00:00Z"]) {
        const answer = await server.call(`GET ${PROGRAM}/accounts/${id}${more}`);
        expect([answer.status, answer.body.code]).toEqual([404, "account-unknown"]);
      }
    }
    const elsewhere = await server.call(`GET /v1/programs/elsewhere/accounts/${account}`);
    expect([elsewhere.status, elsewhere.body.code]).toEqual([404, "program-unknown"]);
  });
});

describe("a journal", () => {
  const versions = (body: Record<string, unknown>): number[] =>
    (body.entries as { version: number }[]).map(({ version }) => version);

  test("comes in pages, from the newest or from the oldest", async () => {
    const first = await server.call(`GET ${path}/journal?limit=2`);
    expect([versions(first.body), first.body.next]).toEqual([[5, 4], "4"]);
    const second = await server.call(`GET ${path}/journal?limit=2&cursor=${first.body.next}`);
    expect(versions(second.body)).toEqual([3, 2]);
    const oldest = await server.call(`GET ${path}/journal?order=oldest&limit=1000`);
    expect([versions(oldest.body), oldest.body.next]).toEqual([[1, 2, 3, 4, 5], null]);
  });

  test("keeps what was sent and what was decided, refusals too", async () => {
    const { at } = await server.call(`GET ${path}/journal`);
    expect(at("entries.1.fact")).toMatchObject({ id: "a 3/ü", type: "redeem", of: { reward: "tote-bag" } });
    expect(at("entries.1.outcome.refusal.code")).toBe("reward-limit");
    expect(at("entries.0.outcome.postings.0.amount")).toBe("10");
    expect(at("entries.0.outcome.basis")).toBeUndefined();
  });

  test("takes no other cursor, order or limit", async () => {
    for (const query of [
      "cursor=x",
      "cursor=0",
      "order=best",
      "limit=0",
      "limit=1001",
      "limit=",
      "limit=1.5",
      "page=2",
    ]) {
      expect((await server.call(`GET ${path}/journal?${query}`)).status).toBe(400);
    }
  });
});

describe("why", () => {
  test("tells every rule, in figures and in words", async () => {
    const { status, body, at } = await server.call(`GET ${path}/facts/a-2/why`);
    expect(status).toBe(200);
    expect(at("lines.0")).toEqual({
      line: "1",
      charged: { amount: 20_000, currency: "EUR" },
      counted: { amount: 20_000, currency: "EUR" },
      excluded: null,
    });
    expect((body.rules as { rule: string }[]).map(({ rule }) => rule)).toContain("early-bird");
    expect((body.sentences as string[]).join(" ")).toContain("version 2");
    expect(at("entry.fact.id")).toBe("a-2");
  });

  test("also of a refusal, by an id with any characters", async () => {
    const { at } = await server.call(`GET ${path}/facts/${encodeURIComponent("a 3/ü")}/why`);
    expect(at("sentences.1")).toMatch(/^Refused: /);
  });

  test("of a fact that is not there is unknown", async () => {
    const answer = await server.call(`GET ${path}/facts/none/why`);
    expect([answer.status, answer.body.code]).toEqual([404, "fact-unknown"]);
  });
});

test("only a key with accounts:read sees accounts, and only of its program", async () => {
  const without = await server.keyWith(["facts:write", "members:read", "programs:read"]);
  for (const more of ["", "/journal", "/facts/a-1/why", "/balance?at=2025-03-10T12:00:00Z"]) {
    const refused = await server.call(`GET ${path}${more}`, { key: without });
    expect([refused.status, refused.body.scope]).toEqual([403, "accounts:read"]);
    expect((await server.call(`GET ${path}${more}`, { key: null })).status).toBe(401);
  }
  const ours = await server.keyWith(["accounts:read"], "corner-cafe");
  expect((await server.call(`GET ${path}`, { key: ours })).status).toBe(200);
  const theirs = path.replace("corner-cafe", "other");
  expect((await server.call(`GET ${theirs}`, { key: ours })).body.code).toBe("program-not-allowed");
});
