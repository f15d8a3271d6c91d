import { afterAll, beforeAll, expect, test } from "vitest";
import { CAFE, publish, startHttp, type TestServer } from "./start-http.ts";

let server: TestServer;
const CHARGES = "GET /v1/programs/corner-cafe/charges";

beforeAll(async () => {
  server = await startHttp({ publish: false });
  await publish(server.call, `${CAFE}\nplans:\n  club: { name: Club, price: 10.99, every: 1 month }\n`);
});
afterAll(() => server.close());

test("a person finds what is owed and answers it with a fact", async () => {
  const account = await server.enrol("c-1");
  const say = (id: string, type: string, more: Record<string, unknown>) =>
    server.call("POST /v1/programs/corner-cafe/facts", {
      body: { id, type, occurredAt: "2025-06-10T11:30:00Z", account, ...more },
    });
  expect((await say("s", "subscribe", { plan: "club" })).status).toBe(201);
  const { body } = await server.call(CHARGES);
  const charge = (body.charges as { charge: string }[])[0]!.charge;
  expect(body).toEqual({
    charges: [
      {
        account,
        charge,
        for: "club",
        amount: { amount: 1099, currency: "EUR" },
        dueAt: "2025-06-10T11:30:00.000Z",
        failed: false,
      },
    ],
    next: null,
  });
  await say("f", "charge-failed", { charge });
  const then = `GET /v1/programs/corner-cafe/accounts/${account}/balance?at=2025-06-10T12:00:00Z`;
  expect((await server.call(then)).at("plans.0")).toEqual({
    plan: "club",
    name: "Club",
    status: "past-due",
    since: "2025-06-10T11:30:00.000Z",
    until: "2025-07-10T11:30:00.000Z",
    ends: false,
    next: null,
    lapsesAt: "2025-06-17T11:30:00.000Z",
  });
  expect((await server.call(CHARGES)).at("charges.0.failed")).toBe(true);
  const last = await say("u", "unsubscribe", { plan: "club" });
  expect(last.at("effects.1")).toMatchObject({ type: "charge-withdrawn", charge });
  expect((await server.call(CHARGES)).body).toEqual({ charges: [], next: null });
});

test("takes no other cursor, and is for accounts:read", async () => {
  expect((await server.call(`${CHARGES}?cursor=x`)).status).toBe(400);
  const other = await server.keyWith(["facts:write"]);
  expect((await server.call(CHARGES, { key: other })).body.scope).toBe("accounts:read");
});
