import { connect } from "node:net";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApiKey, OWNER } from "../src/actions/create-api-key.ts";
import { startServer } from "../src/main.ts";
import { StartError } from "../src/start-error.ts";
import { CAFE, caller, configFor, publish, purchase } from "./start-http.ts";
import { startTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;
const log = pino({ level: "silent" });

beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.close());

const refusesConnections = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.on("error", () => resolve(true));
  });

describe("starting", () => {
  test("on a port that is in use says so in one sentence, and leaves nothing open", async () => {
    const first = await startServer(configFor(database.url), { log });
    const port = Number(new URL(first.url).port);
    const second = startServer({ ...configFor(database.url), port }, { log });
    await expect(second).rejects.toMatchObject({ name: "StartError", code: "port-in-use" });
    await expect(second).rejects.toThrow(`Port ${port} on 127.0.0.1 is already in use`);
    const { rows } = await database.pool.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    await first.close();
    expect(rows[0]?.n).toBeLessThanOrEqual(12);
  });

  test("that fails does not use up the one time that the owner's key is shown", async () => {
    const fresh = await database.newDatabase();
    const busy = await startServer(configFor(database.url), { log });
    const port = Number(new URL(busy.url).port);
    await expect(startServer({ ...configFor(fresh.url), port }, { log })).rejects.toThrow("already in use");
    const server = await startServer(configFor(fresh.url), { log });
    expect(server.ownerKey).toMatch(/^tsk_/);
    await Promise.all([busy.close(), server.close()]);
    await fresh.close();
  });

  test("on a database that does not answer, or an address that is not ours, is a StartError", async () => {
    const nowhere = startServer(configFor("postgres://u:p@127.0.0.1:1/none"), { log });
    await expect(nowhere).rejects.toBeInstanceOf(StartError);
    const elsewhere = startServer({ ...configFor(database.url), host: "192.0.2.1" }, { log });
    await expect(elsewhere).rejects.toMatchObject({ code: "address-unavailable" });
  });
});

test("moves accounts that fall due", async () => {
  const server = await startServer(configFor(database.url), { log });
  const call = caller(server.url, server.ownerKey ?? (await ownerKey()));
  await publish(call, CAFE);
  const body = { identifiers: [{ kind: "card", value: "due" }], joinedAt: "2024-05-06T09:00:00Z" };
  const { account } = (await call("POST /v1/programs/corner-cafe/members", { body })).body;
  const expired = async (): Promise<boolean> => {
    const { rowCount } = await database.pool.query(
      "SELECT 1 FROM posting WHERE account = $1 AND target = 'expired'",
      [account],
    );
    return rowCount === 1;
  };
  const began = Date.now();
  while (!(await expired()) && Date.now() - began < 15_000) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await expired()).toBe(true);
  await server.close();
});

/** The first start of this database was an earlier test's; a key is made beside the server. */
async function ownerKey(): Promise<string> {
  const input = { name: "test", scopes: ["*" as const], program: null, maker: OWNER };
  return (await createApiKey({ pool: database.pool }, input)).secret;
}

describe("closing", () => {
  test("answers what is under way, books what was acknowledged, and takes nothing more", async () => {
    const server = await startServer(configFor(database.url), { log });
    const key = server.ownerKey ?? (await ownerKey());
    const call = caller(server.url, key);
    await publish(call, CAFE);
    const body = { identifiers: [{ kind: "card", value: "closing" }], joinedAt: "2025-01-06T09:00:00Z" };
    const account = (await call("POST /v1/programs/corner-cafe/members", { body })).body.account as string;
    const sent = Array.from({ length: 100 }, (_, i) =>
      call("POST /v1/programs/corner-cafe/facts", { body: purchase(account, `c-${i}`) }).then(
        ({ status, body: answer }) => (status === 201 ? (answer.fact as string) : null),
        () => null,
      ),
    );
    await Promise.race(sent);
    await Promise.all([server.close(), server.close()]);
    const acknowledged = (await Promise.all(sent)).filter((fact) => fact !== null);
    expect(acknowledged.length).toBeGreaterThan(0);
    const { rows } = await database.pool.query<{ id: string }>("SELECT fact_id AS id FROM journal");
    const booked = new Set(rows.map(({ id }) => id));
    expect(acknowledged.filter((id) => !booked.has(id))).toEqual([]);
    expect(await refusesConnections(server.url)).toBe(true);
  });
});
