import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { purchase, startHttp, type TestServer } from "./start-http.ts";

let server: TestServer;
let account: string;
const LINES = { "content-type": "application/x-ndjson" };
const FACTS = "POST /v1/programs/corner-cafe/facts";

beforeAll(async () => {
  server = await startHttp();
  account = await server.enrol("lines-1");
});
afterAll(() => server.close());

type Result = { line: number; status: string; fact: string | null; problem?: { code: string } };

const parse = (text: string): Result[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Result);

/** A stream that is written and read at the same time, as a till's spooler does. */
function openStream(): { sending: ClientRequest; answer: Promise<IncomingMessage> } {
  const sending = request(`${server.url}/v1/programs/corner-cafe/facts`, {
    method: "POST",
    headers: { ...LINES, authorization: `Bearer ${server.owner}` },
  });
  const answer = once(sending, "response").then(([response]) => response as IncomingMessage);
  return { sending, answer };
}

describe("facts by the line", () => {
  test("are answered a line for a line, in order; a bad one is told and the stream goes on", async () => {
    const body = [
      JSON.stringify(purchase(account, "l-1")),
      "",
      "not json",
      JSON.stringify({ type: "purchase" }),
      '{"id":"l-x","type":"visit","__proto__":{"a":1}}',
      JSON.stringify(purchase(account, "l-1")),
      JSON.stringify(purchase("acc_22222222222222222222", "l-2")),
      JSON.stringify(purchase(account, "l-3")),
    ].join("\r\n");
    const { status, text, headers } = await server.call(FACTS, { headers: LINES, body });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/x-ndjson");
    expect(parse(text).map(({ line, status: s, problem }) => [line, s, problem?.code])).toEqual([
      [1, "booked", undefined],
      [3, "failed", "invalid-json"],
      [4, "failed", "invalid-request"],
      [5, "failed", "invalid-json"],
      [6, "repeated", undefined],
      [7, "failed", "account-unknown"],
      [8, "booked", undefined],
    ]);
  });

  test("in a dry run are quoted", async () => {
    const body = `${JSON.stringify(purchase(account, "l-dry"))}\n`;
    const { text } = await server.call(`${FACTS}?dry_run=true`, { headers: LINES, body });
    expect(parse(text)[0]).toMatchObject({ status: "booked", dryRun: true });
  });

  test("that are too long or not UTF-8 are told, and the next line is read", async () => {
    const { sending, answer } = openStream();
    sending.write(`{"id":"${"x".repeat(1_200_000)}"}\n`);
    sending.write(Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]));
    sending.end(JSON.stringify(purchase(account, "l-after")));
    let text = "";
    for await (const piece of await answer) text += String(piece);
    expect(parse(text).map((result) => [result.line, result.status])).toEqual([
      [1, "failed"],
      [2, "failed"],
      [3, "booked"],
    ]);
  });

  test("are answered while the stream is still open", async () => {
    const { sending, answer } = openStream();
    sending.write(`${JSON.stringify(purchase(account, "open-1"))}\n`);
    const results = createInterface({ input: await answer })[Symbol.asyncIterator]();
    expect(JSON.parse(String((await results.next()).value))).toMatchObject({
      fact: "open-1",
      status: "booked",
    });
    sending.write(`${JSON.stringify(purchase(account, "open-2"))}\n`);
    expect(JSON.parse(String((await results.next()).value))).toMatchObject({
      fact: "open-2",
      status: "booked",
    });
    sending.end();
    expect((await results.next()).done).toBe(true);
  });

  test("whose answers nobody reads are not read either", async () => {
    const { sending, answer } = openStream();
    const line = `${JSON.stringify(purchase(account, "held", { data: { note: "x".repeat(4000) } }))}\n`;
    sending.write(line);
    const response = await answer;
    response.pause();
    let written = 0;
    let stuck = false;
    for (; written < 200_000_000 && !stuck; written += line.length) {
      if (sending.write(line)) continue;
      stuck = await Promise.race([
        once(sending, "drain").then(() => false),
        new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 1500)),
      ]);
    }
    expect(stuck).toBe(true);
    // What both sides may hold: the buffers of two sockets and of the pieces under way.
    expect(written).toBeLessThan(60_000_000);
    sending.destroy();
    const ready = await server.call("GET /health/ready", { key: null });
    expect(ready.status).toBe(200);
  });

  test("from a caller who goes away leave nothing half done", async () => {
    const { sending, answer } = openStream();
    for (let i = 0; i < 300; i++) sending.write(`${JSON.stringify(purchase(account, `gone-${i}`))}\n`);
    await answer;
    sending.destroy();
    const lines = Array.from({ length: 300 }, (_, i) => JSON.stringify(purchase(account, `gone-${i}`)));
    const { text } = await server.call(FACTS, { headers: LINES, body: lines.join("\n") });
    const results = parse(text);
    expect(results).toHaveLength(300);
    expect(results.every(({ status }) => status === "booked" || status === "repeated")).toBe(true);
  });
});

describe("who may send lines", () => {
  test("the same as who may send facts", async () => {
    const read = await server.keyWith(["accounts:read"]);
    expect((await server.call(FACTS, { key: read, headers: LINES, body: "{}" })).status).toBe(403);
    expect((await server.call(FACTS, { key: null, headers: LINES, body: "{}" })).status).toBe(401);
  });

  test("and nowhere but to facts", async () => {
    const quotes = "POST /v1/programs/corner-cafe/quotes";
    const answer = await server.call(quotes, { headers: LINES, body: "{}" });
    expect([answer.status, answer.body.code]).toEqual([415, "content-type-unsupported"]);
  });
});
