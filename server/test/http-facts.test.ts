import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { purchase, startHttp, type TestServer } from "./start-http.ts";

let server: TestServer;
let account: string;
const FACTS = "POST /v1/programs/corner-cafe/facts";

beforeAll(async () => {
  server = await startHttp();
  account = await server.enrol("facts-1");
});
afterAll(() => server.close());

const postings = async (): Promise<number> =>
  (await server.database.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM journal")).rows[0]!.n;

describe("one fact", () => {
  test("is booked and answered with the decision", async () => {
    const answer = await server.call(FACTS, { body: purchase(account, "one-1") });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      status: "booked",
      fact: "one-1",
      account,
      dryRun: false,
      refusal: null,
    });
    expect(answer.at("earned.0")).toMatchObject({ rule: "base", given: "15", exact: "31/2" });
    expect(answer.at("earned.0.spend")).toEqual({ amount: 1240, currency: "EUR" });
    expect(answer.at("balances.beans.available")).toBe("25");
  });

  test("sent again gets the first answer", async () => {
    const fact = purchase(account, "one-2");
    const first = await server.call(FACTS, { body: fact });
    const again = await server.call(FACTS, { body: fact });
    expect(again.status).toBe(200);
    expect({ ...again.body, status: "booked" }).toEqual(first.body);
    expect(again.body.status).toBe("repeated");
  });

  test("with the same id and other content is refused as reused", async () => {
    await server.call(FACTS, { body: purchase(account, "one-3") });
    const other = await server.call(FACTS, { body: purchase(account, "one-3", { amount: 1 }) });
    expect(other.status).toBe(409);
    expect(other.body.code).toBe("fact-id-reused");
  });

  test("finds its account by identifier, by member and by account, and by one of them only", async () => {
    const identifier = { kind: "card", value: " facts-1 " };
    const { account: _, ...fact } = purchase(account, "one-4");
    expect((await server.call(FACTS, { body: { ...fact, identifier } })).body.account).toBe(account);
    const member = `mem_${account.slice(4)}`;
    expect((await server.call(FACTS, { body: { ...fact, id: "one-5", member } })).body.account).toBe(account);
    const both = await server.call(FACTS, { body: { ...fact, id: "one-6", member, identifier } });
    expect(both.status).toBe(400);
    expect((await server.call(FACTS, { body: { ...fact, id: "one-7" } })).status).toBe(400);
  });

  test("of an unknown identifier enrols whoever has it, when asked to", async () => {
    const { account: _, ...fact } = purchase(account, "enrol-1");
    const identifier = { kind: "card", value: "nobody-yet" };
    const unknown = await server.call(FACTS, { body: { ...fact, identifier } });
    expect([unknown.status, unknown.body.code]).toEqual([404, "member-unknown"]);
    for (const of of [{ account: "acc_made_up" }, { member: "mem_made_up" }]) {
      for (const to of [FACTS, `${FACTS}?dry_run=true`, "POST /v1/programs/corner-cafe/quotes"]) {
        const { status, body } = await server.call(to, { body: { ...fact, ...of, enrol: true } });
        expect([status, (body.errors as { pointer: string }[])[0]!.pointer]).toEqual([400, "/enrol"]);
      }
    }
    const enrolled = await server.call(FACTS, { body: { ...fact, identifier, enrol: true } });
    expect(enrolled.status).toBe(201);
    const again = await server.call(FACTS, { body: { ...fact, id: "enrol-2", identifier } });
    expect(again.body.account).toBe(enrolled.body.account);
  });

  test("in a dry run says what would happen and records nothing", async () => {
    const before = await postings();
    const dry = await server.call(`${FACTS}?dry_run=true`, { body: purchase(account, "dry-1") });
    expect(dry.status).toBe(200);
    expect(dry.body).toMatchObject({ status: "booked", dryRun: true, bookedAt: null });
    expect(await postings()).toBe(before);
    const booked = await server.call(FACTS, { body: purchase(account, "dry-1") });
    expect(booked.body.postings).toEqual(dry.body.postings);
    expect(booked.body.balances).toEqual(dry.body.balances);
  });

  test.each([
    ["the future", { occurredAt: "2190-01-01T00:00:00Z" }, 422, "fact-in-future"],
    ["a text for a number", { amount: "1240" }, 400, "invalid-request"],
    ["null for a number", { amount: null }, 400, "invalid-request"],
    ["an unknown member", { amuont: 1 }, 400, "invalid-request"],
    ["an integer that JSON cannot carry", { amount: 9_007_199_254_740_992 }, 400, "invalid-request"],
    ["a fraction of a cent", { amount: 12.5 }, 400, "invalid-request"],
    ["an instant without an offset", { occurredAt: "2025-03-10T09:30:00" }, 400, "invalid-request"],
    [
      "an unknown type of line",
      { amount: undefined, lines: [{ id: "1", kind: "beer", amount: 1 }] },
      400,
      "invalid-request",
    ],
    ["a type in capitals", { type: "Purchase!", amount: undefined }, 400, "invalid-request"],
    ["an unknown account", { account: "acc_22222222222222222222" }, 404, "account-unknown"],
  ])("with %s is not taken", async (_, more, status, code) => {
    const before = await postings();
    const answer = await server.call(FACTS, { body: purchase(account, "wrong-1", more) });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await postings()).toBe(before);
  });

  test.each(["join:1", "time:2:3"])("whose id is the server's to give (%s) is not taken", async (id) => {
    const message =
      "must not begin with join:, time: or referral:, which are for facts that the server makes itself";
    const { body } = await server.call(FACTS, { body: purchase(account, id) });
    expect(body.errors).toEqual([{ in: "body", pointer: "/id", message }]);
    const redemption = { account, of: { reward: "coffee" } };
    const headers = { "idempotency-key": id };
    const { status } = await server.call("POST /v1/programs/corner-cafe/redemptions", {
      body: redemption,
      headers,
    });
    expect(status).toBe(400);
  });

  test("that is wrong in several places is told all of them", async () => {
    const body = { type: "purchase", account, lines: [{ id: "1", amount: -1 }, { amount: 3 }] };
    const { body: problem } = await server.call(FACTS, { body });
    expect(problem.errors).toEqual(
      expect.arrayContaining([
        { in: "body", pointer: "/id", message: "is missing" },
        { in: "body", pointer: "/occurredAt", message: "is missing" },
        expect.objectContaining({ pointer: "/lines/0/amount" }),
        { in: "body", pointer: "/lines/1/id", message: "is missing" },
      ]),
    );
  });
});

describe("a list of facts", () => {
  test("is answered in its order, and one that is wrong touches no other", async () => {
    const body = [
      purchase(account, "list-1"),
      { id: "list-2", type: "purchase" },
      purchase(account, "list-3"),
      {
        id: "list-4",
        type: "redeem",
        occurredAt: "2025-06-10T12:00:00Z",
        account,
        of: { reward: "tote-bag" },
      },
    ];
    const answer = await server.call(FACTS, { body });
    expect(answer.status).toBe(200);
    expect(
      (answer.body.results as { status: string; fact: string }[]).map((r) => [r.fact, r.status]),
    ).toEqual([
      ["list-1", "booked"],
      ["list-2", "failed"],
      ["list-3", "booked"],
      ["list-4", "refused"],
    ]);
    expect(answer.at("results.1.problem.code")).toBe("invalid-request");
    expect(answer.at("results.3.refusal.code")).toBe("insufficient-balance");
  });

  test("decides the facts of an account one after another", async () => {
    const fresh = await server.enrol("list-order");
    const body = Array.from({ length: 40 }, (_, i) => purchase(fresh, `order-${i}`, { amount: 100 }));
    const answer = await server.call(FACTS, { body });
    expect((answer.body.results as { version: number }[]).map(({ version }) => version)).toEqual(
      body.map((_, i) => i + 2),
    );
  });

  test("of nothing, or of too many, is not taken", async () => {
    expect((await server.call(FACTS, { body: [] })).status).toBe(400);
    const many = Array.from({ length: 1001 }, () => ({}));
    expect((await server.call(FACTS, { body: many })).status).toBe(400);
  });
});

describe("a quote", () => {
  const QUOTES = "POST /v1/programs/corner-cafe/quotes";

  test("is what the decision then is, and records nothing", async () => {
    const fact = purchase(account, "quoted-1", { occurredAt: "2025-06-12T08:00:00Z" });
    const before = await postings();
    const quote = await server.call(QUOTES, { body: fact });
    expect(quote.body).toMatchObject({ status: "booked", dryRun: true });
    expect(await postings()).toBe(before);
    const { body } = await server.call(FACTS, { body: fact });
    expect({ ...body, dryRun: true, bookedAt: null }).toEqual(quote.body);
  });

  test("of what would be refused is an answer, not a problem", async () => {
    const fact = {
      id: "q-2",
      type: "redeem",
      occurredAt: "2025-06-12T12:00:00Z",
      account,
      of: { reward: "nothing" },
    };
    const quote = await server.call(QUOTES, { body: fact });
    expect(quote.status).toBe(200);
    expect(quote.at("refusal.code")).toBe("reward-unknown");
  });

  test("of what cannot be read is a problem", async () => {
    expect((await server.call(QUOTES, { body: { type: "purchase" } })).status).toBe(400);
    expect((await server.call(QUOTES, { body: [] })).status).toBe(400);
  });
});

describe("who may send facts", () => {
  test("a key with facts:write, and no other", async () => {
    const read = await server.keyWith(["accounts:read"]);
    const answer = await server.call(FACTS, { key: read, body: purchase(account, "scope-1") });
    expect([answer.status, answer.body.scope]).toEqual([403, "facts:write"]);
    expect((await server.call(FACTS, { key: null, body: {} })).status).toBe(401);
    const quotes = "POST /v1/programs/corner-cafe/quotes";
    expect((await server.call(quotes, { key: read, body: purchase(account, "scope-1") })).status).toBe(403);
  });

  test("adjusting, redeeming and enrolling need their own scopes, by the line too", async () => {
    const till = await server.keyWith(["facts:write"]);
    const occurredAt = "2025-06-12T12:00:00Z";
    const adjust = {
      id: "s-2",
      type: "adjust",
      occurredAt,
      account,
      unit: "beans",
      amount: "9",
      reason: "r",
      actor: "a",
    };
    const redeem = { id: "s-3", type: "redeem", occurredAt, account, of: { unit: "beans", amount: "1" } };
    const enrol = {
      id: "s-4",
      type: "visit",
      occurredAt,
      identifier: { kind: "card", value: "z" },
      enrol: true,
    };
    for (const [body, scope] of [
      [adjust, "adjust"],
      [redeem, "redeem"],
      [enrol, "members:write"],
    ] as const) {
      const one = await server.call(FACTS, { key: till, body });
      expect([one.status, one.body.scope]).toEqual([403, scope]);
      const list = await server.call(FACTS, { key: till, body: [body] });
      expect(list.at("results.0.problem.scope")).toBe(scope);
      const headers = { "content-type": "application/x-ndjson" };
      const lines = await server.call(FACTS, { key: till, headers, body: JSON.stringify(body) });
      expect(JSON.parse(lines.text)).toMatchObject({
        status: "failed",
        problem: { code: "scope-missing", scope },
      });
    }
  });

  test("a key of another program may not", async () => {
    const other = await server.keyWith(["*"], "corner-cafe");
    const answer = await server.call("POST /v1/programs/elsewhere/facts", { key: other, body: {} });
    expect([answer.status, answer.body.code]).toEqual([403, "program-not-allowed"]);
    const unknown = await server.call("POST /v1/programs/elsewhere/facts", { body: {} });
    expect([unknown.status, unknown.body.code]).toEqual([404, "program-unknown"]);
  });
});
