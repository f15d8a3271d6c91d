import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { purchase, startHttp, type TestServer } from "./start-http.ts";

let server: TestServer;
let account: string;
const at = "2025-06-11T12:00:00Z";
const PROGRAM = "/v1/programs/corner-cafe";

beforeAll(async () => {
  server = await startHttp();
  account = await server.enrol("counter-1");
  const lines = [
    { id: "1", sku: "LATTE", category: "coffee", quantity: 4, amount: 8000 },
    { id: "2", sku: "CAKE", category: "pastry", quantity: 1, amount: 4000 },
  ];
  const body = purchase(account, "bought", { amount: undefined, lines });
  await server.call(`POST ${PROGRAM}/facts`, { body });
});
afterAll(() => server.close());

const balance = async (): Promise<unknown> =>
  (await server.call(`GET ${PROGRAM}/accounts/${account}/balance?at=2025-06-20T00:00:00Z`)).at(
    "units.0.available",
  );

describe("redeeming", () => {
  test("a reward or an amount", async () => {
    const reward = await server.call(`POST ${PROGRAM}/redemptions`, {
      body: { id: "r-1", occurredAt: at, account, of: { reward: "coffee" } },
    });
    expect(reward.status).toBe(201);
    expect(reward.body.effects).toEqual([
      { type: "reward-redeemed", reward: "coffee", quantity: 1, at: "2025-06-11T12:00:00.000Z" },
    ]);
    const identifier = { kind: "card", value: "counter-1" };
    const amount = await server.call(`POST ${PROGRAM}/redemptions`, {
      body: { id: "r-2", occurredAt: at, identifier, of: { unit: "beans", amount: "5" } },
    });
    expect(amount.at("postings.0")).toMatchObject({ from: "available", to: "redeemed", amount: "5" });
  });

  test("what the program refuses is a problem with the refusal's code, and so is the retry", async () => {
    const body = { id: "r-3", occurredAt: at, account, of: { reward: "tote-bag" } };
    const first = await server.call(`POST ${PROGRAM}/redemptions`, { body });
    expect([first.status, first.body.code, first.at("refusal.code")]).toEqual([
      422,
      "fact-refused",
      "insufficient-balance",
    ]);
    const again = await server.call(`POST ${PROGRAM}/redemptions`, { body });
    expect({ ...again.body, request: "" }).toEqual({ ...first.body, request: "" });
  });

  test("by the header Idempotency-Key alone happens now, and a retry is the same redemption", async () => {
    const other = await server.enrol("counter-now", new Date(Date.now() - 60_000).toISOString());
    const send = () =>
      server.call(`POST ${PROGRAM}/redemptions`, {
        body: { account: other, of: { unit: "beans", amount: "3" } },
        headers: { "idempotency-key": "now-1" },
      });
    const first = await send();
    expect(first.status).toBe(201);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const again = await send();
    expect(again.status).toBe(200);
    expect({ ...again.body, status: "booked" }).toEqual(first.body);
    const changed = await server.call(`POST ${PROGRAM}/redemptions`, {
      body: { id: "now-1", account: other, of: { unit: "beans", amount: "4" } },
    });
    expect(changed.status).toBe(409);
  });

  test.each(["channel", "place", "transaction"])("its %s is part of the fact", async (member) => {
    const other = await server.enrol(`counter-${member}`);
    await server.call(`POST ${PROGRAM}/facts`, { body: purchase(other, "bought", { amount: 1000 }) });
    for (const route of ["redemptions", "holds"]) {
      const send = (value: string) => {
        const of = { unit: "beans", amount: "1" };
        const body = { id: `${route}-${member}`, occurredAt: at, account: other, of, [member]: value };
        return server.call(`POST ${PROGRAM}/${route}`, { body });
      };
      const statuses = [(await send("a")).status, (await send("a")).status, (await send("b")).status];
      expect(statuses).toEqual([201, 200, 409]);
    }
  });

  test("without an id, or with two, is not taken", async () => {
    const none = await server.call(`POST ${PROGRAM}/redemptions`, {
      body: { account, of: { reward: "coffee" } },
    });
    expect(none.at("errors.0")).toMatchObject({ pointer: "/id" });
    const two = await server.call(`POST ${PROGRAM}/redemptions`, {
      body: { id: "a", account, of: { reward: "coffee" } },
      headers: { "idempotency-key": "b" },
    });
    expect(two.status).toBe(400);
    const long = await server.call(`POST ${PROGRAM}/redemptions`, {
      body: { account, of: { reward: "coffee" } },
      headers: { "idempotency-key": "x".repeat(201) },
    });
    expect(long.at("errors.0")).toMatchObject({ in: "header", pointer: "Idempotency-Key" });
  });

  test("in a dry run changes nothing", async () => {
    const before = await balance();
    const dry = await server.call(`POST ${PROGRAM}/redemptions?dry_run=true`, {
      body: { id: "r-dry", occurredAt: at, account, of: { reward: "coffee" } },
    });
    expect([dry.status, dry.body.dryRun]).toEqual([200, true]);
    expect(await balance()).toBe(before);
  });
});

describe("holding", () => {
  const hold = (id: string, more = {}) =>
    server.call(`POST ${PROGRAM}/holds`, {
      body: { id, occurredAt: at, account, of: { unit: "beans", amount: "10" }, for: "1 day", ...more },
    });

  test("sets aside, and completing takes all or part of it", async () => {
    expect((await hold("h-1")).at("balances.beans.held")).toBe("10");
    const done = await server.call(`POST ${PROGRAM}/holds/h-1/complete`, {
      body: { id: "h-1-done", occurredAt: at, account, amount: "4" },
    });
    expect(done.status).toBe(201);
    expect(done.at("balances.beans.held")).toBe("0");
    const redeemed = (done.body.postings as { to: string; amount: string }[]).filter(
      ({ to }) => to === "redeemed",
    );
    expect(redeemed.map(({ amount }) => amount)).toEqual(["4"]);
  });

  test("and cancelling gives it back", async () => {
    const before = await balance();
    await hold("h 2/ü");
    const path = `${PROGRAM}/holds/${encodeURIComponent("h 2/ü")}/cancel`;
    const cancelled = await server.call(`POST ${path}`, {
      body: { id: "h-2-gone", occurredAt: at, account },
    });
    expect(cancelled.status).toBe(201);
    expect(await balance()).toBe(before);
  });

  test("what is not held is refused", async () => {
    const body = { id: "h-3-done", occurredAt: at, account };
    const complete = await server.call(`POST ${PROGRAM}/holds/none/complete`, { body });
    expect(complete.at("refusal.code")).toBe("hold-unknown");
    const cancel = await server.call(`POST ${PROGRAM}/holds/none/cancel`, {
      body: { ...body, id: "h-3-gone" },
    });
    expect(cancel.at("refusal.code")).toBe("hold-unknown");
    expect((await hold("h-4", { for: "a while" })).at("refusal.code")).toBe("duration-invalid");
    expect((await hold("h-5", { of: { reward: 1 } })).status).toBe(400);
  });
});

describe("returning", () => {
  test("takes back what the lines gave", async () => {
    const body = { id: "ret-1", occurredAt: at, account, of: "bought", lines: [{ line: "1", quantity: 1 }] };
    const answer = await server.call(`POST ${PROGRAM}/returns`, { body });
    expect(answer.status).toBe(201);
    expect(answer.body.undone).toEqual([expect.objectContaining({ rule: "base", unit: "beans" })]);
  });

  test("what was never bought is refused, and lines and an amount at once are not taken", async () => {
    const body = { id: "ret-2", occurredAt: at, account, of: "never" };
    expect((await server.call(`POST ${PROGRAM}/returns`, { body })).at("refusal.code")).toBe(
      "purchase-unknown",
    );
    const both = { ...body, id: "ret-3", of: "bought", amount: 1, lines: [{ line: "1" }] };
    expect((await server.call(`POST ${PROGRAM}/returns`, { body: both })).status).toBe(400);
  });
});

describe("adjusting", () => {
  const adjust = (id: string, more = {}, key?: string) =>
    server.call(`POST ${PROGRAM}/adjustments`, {
      body: {
        id,
        occurredAt: at,
        account,
        unit: "beans",
        amount: "20",
        reason: "Waited long",
        actor: "ines",
        ...more,
      },
      ...(key ? { key } : {}),
    });

  test("gives and takes", async () => {
    const before = Number(await balance());
    expect((await adjust("a-1")).status).toBe(201);
    expect(Number(await balance())).toBe(before + 20);
    expect((await adjust("a-2", { amount: "-20" })).status).toBe(201);
    expect(Number(await balance())).toBe(before);
  });

  test("needs a reason, an actor and a known unit", async () => {
    expect((await adjust("a-3", { reason: undefined })).status).toBe(400);
    expect((await adjust("a-4", { actor: "" })).status).toBe(400);
    expect((await adjust("a-5", { unit: "stars" })).at("refusal.code")).toBe("unit-unknown");
    expect((await adjust("a-6", { amount: "0.5" })).at("refusal.code")).toBe("amount-invalid");
  });
});

describe("who may at the counter", () => {
  test.each([
    ["redemptions", "redeem", { of: { reward: "coffee" } }],
    ["holds", "redeem", { of: { reward: "coffee" } }],
    ["holds/h/complete", "redeem", {}],
    ["holds/h/cancel", "redeem", {}],
    ["returns", "facts:write", { of: "bought" }],
    ["adjustments", "adjust", { unit: "beans", amount: "1", reason: "r", actor: "a" }],
  ])("%s needs %s", async (path, scope, more) => {
    const body = { id: "who", occurredAt: at, account, ...more };
    const without = await server.keyWith(["accounts:read", "members:write", "programs:write"]);
    const refused = await server.call(`POST ${PROGRAM}/${path}`, { key: without, body });
    expect([refused.status, refused.body.scope]).toEqual([403, scope]);
    expect((await server.call(`POST ${PROGRAM}/${path}`, { key: null, body })).status).toBe(401);
    const enough = await server.keyWith([scope as "redeem"], "corner-cafe");
    const dry = await server.call(`POST ${PROGRAM}/${path}?dry_run=true`, { key: enough, body });
    expect([200, 422]).toContain(dry.status);
  });
});
