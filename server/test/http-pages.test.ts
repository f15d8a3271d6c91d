import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isLoopback } from "../src/config.ts";
import type { App } from "../src/http/app.ts";
import { landingGet } from "../src/http/landing-get.ts";
import { PROBLEMS } from "../src/http/problems.ts";
import { purchase, startHttp, type TestServer } from "./start-http.ts";

let server: TestServer;
const PUBLIC = { key: null };

beforeAll(async () => {
  server = await startHttp();
  const account = await server.enrol("pages-1");
  await server.call("POST /v1/programs/corner-cafe/facts", { body: purchase(account, "p-1") });
});
afterAll(() => server.close());

/** Addresses that a page would fetch by itself: there must be none but the server's own. */
const assets = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="([^"]+)"/g)]
    .map((match) => match[1]!)
    .filter((url) => /^(https?:)?\/\//.test(url));

describe("the landing page", () => {
  test("says what runs, with totals and where to go on", async () => {
    const { status, text, headers } = await server.call("GET /", PUBLIC);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(text).toContain("Corner Café Club");
    for (const figure of ["Members", "Facts", "beans issued", "beans outstanding"])
      expect(text).toContain(figure);
    expect(text).toMatch(/beans issued<\/dt><dd>25</);
    for (const link of ["/docs/api", "/docs", "/openapi.json"]) {
      expect(text).toContain(`href="${link}"`);
      expect((await server.call(`GET ${link}`, PUBLIC)).status).toBe(200);
    }
  });

  test("has no figures where it is not for this machine alone", async () => {
    const { body } = await landingGet.run({ totals: null, version: "1.2.3" } as App, {
      params: {},
      query: {},
      body: undefined,
      caller: null,
      idempotencyKey: undefined,
      contentType: undefined,
      signal: new AbortController().signal,
    });
    expect(body).toContain("Tallystick runs here");
    expect(body).toContain('href="/docs/api"');
    expect(body).not.toMatch(/<dl|Corner/);
    expect(["127.0.0.1", "::1", "localhost"].filter(isLoopback)).toHaveLength(3);
    expect(
      ["0.0.0.0", "::", "10.0.0.7", "127.example.org", "localhost.example.org"].filter(isLoopback),
    ).toEqual([]);
  });

  test("loads nothing from anywhere, runs no script, and fits a phone and the dark", async () => {
    for (const path of ["/", "/docs", "/docs/problems"]) {
      const { text, headers } = await server.call(`GET ${path}`, PUBLIC);
      expect(assets(text)).toEqual([]);
      expect(text).not.toContain("<script");
      expect(text).toContain('name="viewport"');
      expect(text).toContain("prefers-color-scheme:dark");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    }
  });

  test("of an empty database says what will appear", async () => {
    const empty = await startHttp({ publish: false });
    expect((await empty.call("GET /", PUBLIC)).text).toContain("No program yet");
    await empty.close();
  });
});

describe("the documents", () => {
  test("the committed OpenAPI document is the one that is served", async () => {
    const { body } = await server.call("GET /openapi.json", PUBLIC);
    const committed: unknown = JSON.parse(readFileSync(new URL("../openapi.json", import.meta.url), "utf8"));
    expect(body).toEqual(committed);
    expect(body.openapi).toBe("3.1.0");
  });

  test("the API reference comes whole from this server", async () => {
    const { text, headers } = await server.call("GET /docs/api", PUBLIC);
    expect(assets(text)).toEqual([]);
    expect(headers.get("content-security-policy")).toContain("default-src 'self'");
    for (const [, path] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const response = await fetch(server.url + path);
      expect([path, response.status]).toEqual([path, 200]);
      await response.arrayBuffer();
    }
    const json = await fetch(`${server.url}/docs/api/json`);
    expect(await json.json()).toMatchObject({ openapi: "3.1.0" });
  });

  test("every problem has a place to be explained at", async () => {
    const { text } = await server.call("GET /docs/problems", PUBLIC);
    for (const code of Object.keys(PROBLEMS)) expect(text).toContain(`id="${code}"`);
    expect(text).toContain('id="refusal-insufficient-balance"');
  });

  test("the schema of definitions is served", async () => {
    const { body } = await server.call("GET /docs/program.schema.json", PUBLIC);
    expect(body).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema" });
  });
});

describe("health and metrics", () => {
  test("live and ready", async () => {
    expect((await server.call("GET /health/live", PUBLIC)).body).toEqual({ status: "live" });
    expect((await server.call("GET /health/ready", PUBLIC)).body).toMatchObject({ status: "ready" });
    expect((await server.call("HEAD /health/ready", PUBLIC)).status).toBe(200);
  });

  test("metrics count requests by pattern and facts by what became of them, for metrics:read", async () => {
    const key = await server.keyWith(["metrics:read"]);
    const { text } = await server.call("GET /metrics", { key });
    expect(text).toContain('tallystick_facts_total{program="corner-cafe",status="booked"} 1');
    expect(text).toContain('route="/v1/programs/:program/facts",status="201"');
    expect(text).toMatch(/tallystick_ledger_batch_facts_count \d/);
    expect(text).toContain('tallystick_database_connections{state="open"}');
    expect(text).not.toMatch(/acc_|mem_/);
    expect(text).toContain("tallystick_sweep_failures_total 0");
    expect((await server.call("GET /metrics", PUBLIC)).status).toBe(401);
    const limited = await server.keyWith(["metrics:read"], "corner-cafe");
    const refused = await server.call("GET /metrics", { key: limited });
    expect([refused.status, refused.body.code]).toEqual([403, "program-not-allowed"]);
    const other = await server.keyWith(["facts:write"]);
    expect((await server.call("GET /metrics", { key: other })).body.scope).toBe("metrics:read");
  });
});
