import { createHash } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAuthenticator } from "../src/http/authenticate.ts";
import { startServer } from "../src/main.ts";
import { configFor, startHttp, type TestServer } from "./start-http.ts";

let server: TestServer;

beforeAll(async () => {
  server = await startHttp();
});
afterAll(() => server.close());

const make = (body: object, key?: string) => server.call("POST /v1/keys", { body, ...(key ? { key } : {}) });

describe("the owner's key", () => {
  test("is shown on the first start of a database and on no other", async () => {
    expect(server.owner).toMatch(/^tsk_[A-Za-z0-9_-]{43}$/);
    const log = pino({ level: "silent" });
    const second = await startServer(configFor(server.database.url), { log });
    expect(second.ownerKey).toBeNull();
    await second.close();
  });

  test("is made once by processes that start at the same moment", async () => {
    const fresh = await server.database.newDatabase();
    const log = pino({ level: "silent" });
    const started = await Promise.all([1, 2, 3].map(() => startServer(configFor(fresh.url), { log })));
    expect(started.filter(({ ownerKey }) => ownerKey !== null)).toHaveLength(1);
    await Promise.all(started.map((one) => one.close()));
    await fresh.close();
  });

  test("is kept as its hash alone, and nowhere in the log", async () => {
    const { rows } = await server.database.pool.query<{ row: string; hash: Buffer }>(
      "SELECT api_key::text AS row, hash FROM api_key WHERE name = 'Owner'",
    );
    expect(rows[0]?.row).not.toContain(server.owner.slice(4));
    expect(rows[0]?.hash).toEqual(createHash("sha256").update(server.owner).digest());
    expect(server.logged.join("")).not.toContain("tsk_");
  });
});

describe("keys", () => {
  test("are made, listed without what is secret, and revoked", async () => {
    const made = await make({
      name: "Till 3",
      scopes: ["facts:write", "keys:write"],
      program: "corner-cafe",
    });
    expect(made.status).toBe(201);
    const key = made.body.key as string;
    expect((await server.call("GET /v1/keys", { key })).status).toBe(200);
    const listed = await server.call("GET /v1/keys");
    expect(listed.body.keys).toContainEqual(expect.objectContaining({ id: made.body.id, name: "Till 3" }));
    expect(listed.text).not.toContain(key);
    const revoked = await server.call(`DELETE /v1/keys/${made.body.id}`);
    expect(revoked.body.revokedAt).toEqual(expect.any(String));
    const again = await server.call(`DELETE /v1/keys/${made.body.id}`);
    expect(again.body).toEqual(revoked.body);
    let status = 200;
    const began = Date.now();
    while (status === 200 && Date.now() - began < 6000) {
      status = (await server.call("GET /v1/keys", { key })).status;
    }
    expect([status, Date.now() - began < 4500]).toEqual([401, true]);
  });

  test("in a dry run are neither made nor revoked", async () => {
    const body = { name: "Dry", scopes: ["redeem"] };
    const dry = await server.call("POST /v1/keys?dry_run=true", { body });
    expect([dry.status, dry.body.key]).toEqual([200, null]);
    expect((await server.call("GET /v1/keys")).text).not.toContain("Dry");
    const made = await make(body);
    await server.call(`DELETE /v1/keys/${made.body.id}?dry_run=true`);
    const { body: kept } = await server.call("GET /v1/keys");
    expect(kept.keys).toContainEqual(expect.objectContaining({ id: made.body.id, revokedAt: null }));
  });

  test.each([
    ["no scope", { name: "x", scopes: [] }, 400],
    ["an unknown scope", { name: "x", scopes: ["everything"] }, 400],
    ["a scope twice", { name: "x", scopes: ["redeem", "redeem"] }, 400],
    ["no name", { scopes: ["redeem"] }, 400],
    ["a program that is not there", { name: "x", scopes: ["redeem"], program: "elsewhere" }, 404],
  ])("with %s are not made", async (_, body, status) => {
    expect((await make(body)).status).toBe(status);
  });

  test("that are not there cannot be revoked", async () => {
    expect((await server.call("DELETE /v1/keys/key_none")).body.code).toBe("key-unknown");
  });
});

describe("a key gives no more than it has", () => {
  test("neither in scopes nor in programs", async () => {
    const maker = await server.keyWith(["keys:write", "redeem"], "corner-cafe");
    const ours = { name: "ours", scopes: ["redeem"], program: "corner-cafe" };
    expect((await make(ours, maker)).status).toBe(201);
    expect((await make({ ...ours, scopes: ["*"] }, maker)).body.code).toBe("scope-missing");
    expect((await make({ ...ours, scopes: ["redeem", "adjust"] }, maker)).body.scope).toBe("adjust");
    expect((await make({ ...ours, program: null }, maker)).body.code).toBe("scope-missing");
  });

  test("and cannot see or revoke what is beyond it", async () => {
    const maker = await server.keyWith(["keys:write"], "corner-cafe");
    const everywhere = await make({ name: "everywhere", scopes: ["redeem"] });
    const listed = await server.call("GET /v1/keys", { key: maker });
    expect(
      (listed.body.keys as { program: string }[]).every(({ program }) => program === "corner-cafe"),
    ).toBe(true);
    const unseen = await server.call(`DELETE /v1/keys/${everywhere.body.id}`, { key: maker });
    expect(unseen.body.code).toBe("key-unknown");
    const stronger = await make({ name: "stronger", scopes: ["adjust"], program: "corner-cafe" });
    const beyond = await server.call(`DELETE /v1/keys/${stronger.body.id}`, { key: maker });
    expect([beyond.status, beyond.body.code]).toEqual([403, "scope-missing"]);
  });

  test("and needs keys:write at all", async () => {
    const other = await server.keyWith(["programs:write"]);
    for (const request of ["GET /v1/keys", "DELETE /v1/keys/key_x"]) {
      expect((await server.call(request, { key: other })).body.scope).toBe("keys:write");
      expect((await server.call(request, { key: null })).status).toBe(401);
    }
    const body = { name: "x", scopes: ["redeem"] };
    expect((await server.call("POST /v1/keys", { key: other, body })).body.scope).toBe("keys:write");
    expect((await server.call("POST /v1/keys", { key: null, body })).status).toBe(401);
  });
});

describe("what is no key", () => {
  test.each([
    ["nothing", undefined],
    ["another scheme", "Basic dXNlcjpwYXNz"],
    ["an unknown key", `Bearer tsk_${"a".repeat(43)}`],
    ["a key that is too short", "Bearer tsk_abc"],
    ["a key and more", `Bearer tsk_${"a".repeat(43)} x`],
  ])("%s is not let in, and is told how", async (_, authorization) => {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await server.call("GET /v1/programs", { key: null, headers });
    expect([answer.status, answer.body.code]).toEqual([401, "unauthenticated"]);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  });

  test("comes before the body is read", async () => {
    const answer = await server.call("POST /v1/programs/corner-cafe/facts", {
      key: null,
      body: "{ not json",
    });
    expect(answer.status).toBe(401);
  });
});

test("a key that was found is believed for three seconds and no longer", async () => {
  let now = 0;
  const authenticate = openAuthenticator(server.database.pool, () => now);
  const made = await make({ name: "clock", scopes: ["redeem"] });
  const header = `Bearer ${made.body.key}`;
  await authenticate(header);
  await server.call(`DELETE /v1/keys/${made.body.id}`);
  now = 2999;
  expect((await authenticate(header)).key).toBe(made.body.id);
  now = 3001;
  await expect(authenticate(header)).rejects.toMatchObject({ code: "unauthenticated" });
});
