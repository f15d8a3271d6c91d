import { connect } from "node:net";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROUTES } from "../src/http/routes.ts";
import { startServer } from "../src/main.ts";
import { caller, configFor, startHttp, type TestServer } from "./start-http.ts";

let server: TestServer;
const FACTS = "POST /v1/programs/corner-cafe/facts";

beforeAll(async () => {
  server = await startHttp();
});
afterAll(() => server.close());

/** Sends bytes as they are and gives back all that comes. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () => socket.write(bytes));
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (piece: string) => {
      text += piece;
    });
    socket.on("close", () => resolve(text));
    socket.on("error", reject);
    socket.setTimeout(4000, () => socket.destroy());
  });
}

const problemOf = (text: string): unknown => JSON.parse(text.slice(text.indexOf("\r\n\r\n") + 4));

describe("addresses", () => {
  test.each([
    "/nothing",
    "/v1",
    "/v1/programs/corner-cafe/",
    "/v1/programs/corner-cafe/facts/x",
    "/v2/programs",
    "//",
  ])("%s is unknown", async (path) => {
    const answer = await server.call(`GET ${path}`);
    expect([answer.status, answer.body.code]).toEqual([404, "route-unknown"]);
    expect((await server.call(`POST ${path}`, { body: "{ not json" })).body.code).toBe("route-unknown");
  });

  test("that exist tell which methods they take", async () => {
    const answer = await server.call("DELETE /v1/programs/corner-cafe/members");
    expect([answer.status, answer.body.code]).toEqual([405, "method-not-allowed"]);
    expect(answer.headers.get("allow")).toBe("POST, GET, HEAD");
    expect((await server.call("PUT /v1/keys")).headers.get("allow")).toBe("POST, GET, HEAD");
    expect((await server.call(FACTS.replace("POST", "GET"))).headers.get("allow")).toBe("POST");
  });

  test("that cannot be decoded, or hold what no database can, are a problem and no fault", async () => {
    expect((await server.call("GET /v1/programs/%zz")).body.code).toBe("invalid-http");
    expect((await server.call("GET /v1/programs/%00")).status).toBe(400);
    expect((await server.call("GET /v1/programs/corner-cafe/accounts/a%00b")).status).toBe(400);
    expect((await server.call("GET /v1/programs/corner-cafe/accounts/a/facts/b%00/why")).status).toBe(400);
    expect((await server.call(`GET /v1/programs/corner-cafe/accounts/${"a".repeat(2000)}`)).status).toBe(404);
    expect((await server.call("GET /v1/programs/corner-cafe/events?after=%00")).status).toBe(400);
    expect((await server.call("GET /v1/programs?x=1")).status).toBe(200);
  });
});

describe("bodies", () => {
  test.each([
    ["nothing", "", "invalid-json"],
    ["half of it", '{"id":', "invalid-json"],
    ["a key that reaches for the prototype", '{"id":"a","data":{"__proto__":{"x":1}}}', "invalid-json"],
    ["the same, escaped", '{"id":"a","data":{"\\u005f_proto__":{"x":1}}}', "invalid-json"],
    ["a constructor's prototype", '{"constructor":{"prototype":{"x":1}}}', "invalid-json"],
    ["a null character", '{"id":"a\\u0000b"}', "invalid-json"],
    ["half a surrogate pair", '{"id":"a\\ud800b"}', "invalid-json"],
    ["the same in a key", '{"a\\udc00":1}', "invalid-json"],
    ["a thousand levels", "[".repeat(1000) + "]".repeat(1000), "invalid-json"],
    ["a text", '"fact"', "invalid-request"],
    ["null", "null", "invalid-request"],
    ["a number beyond all", '{"id":"a","type":"purchase","amount":1e999}', "invalid-request"],
  ])("of %s are refused", async (_, body, code) => {
    const answer = await server.call(FACTS, { body });
    expect([answer.status, answer.body.code]).toEqual([400, code]);
  });

  test("that are not UTF-8 are refused", async () => {
    const response = await fetch(`${server.url}/v1/programs/corner-cafe/facts`, {
      method: "POST",
      headers: { authorization: `Bearer ${server.owner}`, "content-type": "application/json" },
      body: Buffer.from([0x7b, 0xff, 0x7d]),
    });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      400,
      "invalid-json",
    ]);
  });

  test("of a type that is not read here are refused, compressed ones too", async () => {
    for (const type of [
      "text/html",
      "multipart/form-data; boundary=x",
      "application/x-www-form-urlencoded",
      "nonsense",
    ]) {
      const answer = await server.call(FACTS, { body: "a=b", headers: { "content-type": type } });
      expect([answer.status, answer.body.code]).toEqual([415, "content-type-unsupported"]);
    }
    const packed = await server.call(FACTS, { body: "{}", headers: { "content-encoding": "gzip" } });
    expect(packed.body.code).toBe("content-type-unsupported");
    const yaml = await server.call("POST /v1/keys", {
      body: "a: 1",
      headers: { "content-type": "application/yaml" },
    });
    expect(yaml.status).toBe(415);
  });

  test("that are too large are refused, by what they announce and by what they are", async () => {
    const large = JSON.stringify({ name: "x".repeat(1_100_000) });
    const answer = await server.call("POST /v1/keys", { body: large });
    expect([answer.status, answer.body.code]).toEqual([413, "body-too-large"]);
    const chunked = await raw(
      `POST /v1/keys HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.owner}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${"20000\r\n"}${"x".repeat(0x20000)}\r\n`.concat(
        `20000\r\n${"x".repeat(0x20000)}\r\n`.repeat(9),
      ),
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("numbers and truth are never made out of texts", async () => {
    const body = { name: "x", scopes: ["redeem"], program: 1 };
    expect((await server.call("POST /v1/keys", { body })).at("errors.0.pointer")).toBe("/program");
    expect((await server.call("POST /v1/keys?dry_run=1", { body: { ...body, program: null } })).status).toBe(
      400,
    );
    expect(
      (await server.call("POST /v1/keys?dry_run=TRUE", { body: { ...body, program: null } })).status,
    ).toBe(400);
    const twice = await server.call("POST /v1/keys?dry_run=true&dry_run=false", {
      body: { ...body, program: null },
    });
    expect(twice.status).toBe(400);
  });
});

describe("what is hardly HTTP", () => {
  test.each([
    ["no request line", "hello\r\n\r\n", 400, "invalid-http"],
    [
      "a header without end",
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`,
      431,
      "headers-too-large",
    ],
    [
      "two lengths",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
      400,
      "invalid-http",
    ],
  ])("%s is answered with a problem", async (_, bytes, status, code) => {
    const text = await raw(bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(text).toContain("Content-Type: application/problem+json");
    expect(problemOf(text)).toMatchObject({ status, code });
  });
});

describe("when the server itself fails", () => {
  test("nothing of it is told but the id under which the log has it", async () => {
    await server.database.pool.query("ALTER TABLE outbox RENAME TO outbox_away");
    const answer = await server.call("GET /v1/programs/corner-cafe/events?after=7.7");
    await server.database.pool.query("ALTER TABLE outbox_away RENAME TO outbox");
    expect([answer.status, answer.body.code]).toEqual([500, "internal-error"]);
    expect(answer.text).not.toMatch(/outbox|relation|SELECT|node_modules|\.ts/i);
    expect(answer.headers.get("request-id")).toBe(answer.body.request);
    const line = server.logged.find(
      (text) => text.includes(String(answer.body.request)) && text.includes("DatabaseError"),
    );
    expect(JSON.parse(line ?? "{}")).toMatchObject({ error: "DatabaseError", code: "42P01" });
    expect(line).not.toContain("7.7");
  });

  test("a database that is away is 503, and ready says so", async () => {
    const database = await server.database.newDatabase();
    const own = await startServer(configFor(database.url), { log: pino({ level: "silent" }) });
    const call = caller(own.url, own.ownerKey ?? "");
    expect((await call("GET /v1/programs")).status).toBe(200);
    await database.close();
    const ready = await call("GET /health/ready", { key: null });
    expect([ready.status, ready.body.code]).toEqual([503, "not-ready"]);
    expect((await call("GET /health/live", { key: null })).status).toBe(200);
    const answer = await call("GET /v1/programs");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    await own.close();
  });
});

test("every route has a name of its own, a summary, answers with examples, and a key unless it is public", () => {
  expect(new Set(ROUTES.map(({ operationId }) => operationId)).size).toBe(ROUTES.length);
  const open = ROUTES.filter(({ scope }) => scope === null).map(({ path }) => path);
  expect(open.sort()).toEqual([
    "/",
    "/docs",
    "/docs/problems",
    "/docs/program.schema.json",
    "/health/live",
    "/health/ready",
    "/openapi.json",
  ]);
  for (const { path, method, summary, query, responses, example, body } of ROUTES) {
    expect(summary.length).toBeGreaterThan(5);
    if (!path.startsWith("/v1")) continue;
    expect(Object.values(responses).every((response) => response.example !== undefined)).toBe(true);
    expect(body === undefined || example !== undefined).toBe(true);
    const writes = method !== "GET" && !path.endsWith("/find") && !path.endsWith("/quotes");
    if (writes) expect(JSON.stringify(query)).toContain("dry_run");
  }
});
