import { afterAll, beforeAll, expect, test } from "vitest";
import { purchase, startHttp, type TestServer } from "./start-http.ts";

let server: TestServer;
const EVENTS = "GET /v1/programs/corner-cafe/events";

beforeAll(async () => {
  server = await startHttp();
});
afterAll(() => server.close());

type Event = { cursor: string; account: string; version: number; effect: { type: string } };

const read = async (after: string | null, limit = 1000): Promise<{ events: Event[]; next: string }> => {
  const { body } = await server.call(`${EVENTS}?limit=${limit}${after === null ? "" : `&after=${after}`}`);
  return body as { events: Event[]; next: string };
};

test("effects come once each, in pages, and the place is kept when there is nothing new", async () => {
  const accounts = await Promise.all(["e-1", "e-2", "e-3"].map((card) => server.enrol(card)));
  const big = accounts.map((account) => purchase(account, "big", { amount: 60_000 }));
  await server.call("POST /v1/programs/corner-cafe/facts", { body: big });
  const all = await read(null);
  expect(all.events.map(({ effect }) => effect.type)).toEqual(Array(3).fill("tier-changed"));
  expect(all.events[0]?.effect).toMatchObject({ ladder: "status", from: "member", to: "gold" });
  const one = await read(null, 1);
  const rest = await read(one.next);
  expect([...one.events, ...rest.events]).toEqual(all.events);
  expect(await read(all.next)).toEqual({ events: [], next: all.next });
});

test("nothing is passed by while older transactions are still open", async () => {
  const before = (await read(null)).next;
  const account = await server.enrol("e-4");
  const slow = await server.database.pool.connect();
  try {
    await slow.query("BEGIN");
    await slow.query(
      `INSERT INTO outbox (shard, program, account, version, effect)
       VALUES (0, 'corner-cafe', 'acc_slow', 1, '{"type":"hold-lapsed","hold":"h","at":0}')`,
    );
    const body = purchase(account, "fast", { amount: 60_000 });
    await server.call("POST /v1/programs/corner-cafe/facts", { body });
    // The purchase is committed, but a row that is older is not: it must not come after it.
    expect((await read(before)).events).toEqual([]);
    await slow.query("COMMIT");
  } finally {
    slow.release();
  }
  const after = await read(before);
  expect(after.events.map(({ account: a }) => a)).toEqual(["acc_slow", account]);
  expect(after.events[0]?.effect).toEqual({ type: "hold-lapsed", hold: "h", at: "1970-01-01T00:00:00.000Z" });
});

test("takes no other place, and is for accounts:read", async () => {
  for (const after of ["x", "1", "1.2.3", "-1.0"]) {
    expect((await server.call(`${EVENTS}?after=${after}`)).status).toBe(400);
  }
  // A place beyond everything is a place all the same.
  expect((await server.call(`${EVENTS}?after=9999999999999999999.1`)).status).toBe(200);
  const other = await server.keyWith(["facts:write"]);
  expect((await server.call(EVENTS, { key: other })).body.scope).toBe("accounts:read");
  expect((await server.call(EVENTS, { key: null })).status).toBe(401);
  expect((await server.call("GET /v1/programs/elsewhere/events")).body.code).toBe("program-unknown");
});
