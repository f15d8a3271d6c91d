/** The client against a real server, over a network that loses what it likes. */
import { type ClientOptions, createClient, type Fact, TallystickProblem } from "@tallystick/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CAFE, purchase, startHttp, type TestServer } from "../server/test/start-http.ts";

let server: TestServer;
let account: string;
const program = "corner-cafe";

beforeAll(async () => {
  server = await startHttp();
  account = await server.enrol("client-1");
});
afterAll(() => server.close());

const open = (more: Partial<ClientOptions> = {}) =>
  createClient({ url: server.url, key: server.owner, ...more });
const fact = (id: string): Fact => purchase(account, id) as Fact;

/** The n-th sendings go wrong in the way given; the others go through. */
function lossy(faults: Record<number, "request" | "answer" | 503>): {
  fetch: typeof fetch;
  sent: () => number;
} {
  let count = 0;
  const send: typeof fetch = async (input, init) => {
    const fault = faults[++count];
    if (fault === "request") throw new TypeError("fetch failed");
    if (fault === 503) return new Response("<h1>Busy</h1>", { status: 503, headers: { "retry-after": "0" } });
    const response = await fetch(input, init);
    if (fault !== "answer") return response;
    await response.arrayBuffer();
    throw new TypeError("terminated");
  };
  return { fetch: send, sent: () => count };
}

describe("methods", () => {
  test("take what the document says and give what it says", async () => {
    const client = open();
    const answer = await client.recordFacts({ program, body: fact("m-1") });
    expect(answer).toMatchObject({ status: "booked", fact: "m-1" });
    const { results } = await client.recordFacts({ program, body: [fact("m-1"), fact("m-2")] });
    expect(results.map(({ status }) => status)).toEqual(["repeated", "booked"]);
    const dry = await client.recordFacts({ program, body: fact("m-3"), dry_run: true });
    expect(dry.dryRun).toBe(true);
    const page = await client.listJournal({ program, account, limit: 1, order: "oldest" });
    expect(page.entries[0]?.fact.type).toBe("join");
    expect(await client.getMetrics()).toContain("tallystick_facts_total");
    expect((await client.listPrograms()).programs).toHaveLength(1);
    expect((await client.publishProgram({ program, body: CAFE })).changed).toBe(false);
  });

  test("percent-encode what stands in a path", async () => {
    await open().recordFacts({ program, body: fact("a/b ü?#") });
    const why = await open().explainFact({ program, account, fact: "a/b ü?#" });
    expect(why.entry.fact.id).toBe("a/b ü?#");
  });

  test("throw problems with their code", async () => {
    const unknown = open().getAccount({ program, account: "acc_none" });
    await expect(unknown).rejects.toBeInstanceOf(TallystickProblem);
    await expect(unknown).rejects.toMatchObject({ code: "account-unknown", status: 404 });
    await expect(open({ key: "wrong" }).listKeys()).rejects.toMatchObject({ code: "unauthenticated" });
  });
});

describe("what is lost on the way", () => {
  test("is sent again, and takes effect once", async () => {
    const network = lossy({ 1: "request", 2: "answer", 3: 503 });
    const answer = await open({ fetch: network.fetch }).recordFacts({ program, body: fact("lost-1") });
    expect([answer.status, network.sent()]).toEqual(["repeated", 4]);
  });

  test("keeps the id that the client made", async () => {
    const rich = await server.enrol("client-rich", new Date(Date.now() - 60_000).toISOString());
    const network = lossy({ 1: "answer", 2: "answer" });
    const body = { account: rich, of: { unit: "beans", amount: "2" } };
    const answer = await open({ fetch: network.fetch }).redeem({ program, body });
    expect(answer.status).toBe("repeated");
    expect(answer.balances.beans?.available).toBe("8");
  });

  test("is given up after so many times, and at once where sending twice would do twice", async () => {
    const all = lossy({ 1: "request", 2: "request", 3: "request" });
    const reading = open({ fetch: all.fetch, retries: 2 }).listPrograms();
    await expect(reading).rejects.toMatchObject({ name: "TallystickUnreachable" });
    expect(all.sent()).toBe(3);
    const once = lossy({ 1: "request" });
    const making = open({ fetch: once.fetch }).createKey({ body: { name: "x", scopes: ["redeem"] } });
    await expect(making).rejects.toMatchObject({ name: "TallystickUnreachable" });
    expect(once.sent()).toBe(1);
  });
});

describe("a stream", () => {
  test("of any length is answered fact by fact, in order", async () => {
    async function* facts(): AsyncGenerator<Fact> {
      for (let i = 0; i < 250; i++) yield i === 100 ? ({ id: "bad" } as Fact) : fact(`s-${i}`);
    }
    const results = [];
    for await (const result of open().recordStream({ program, facts: facts(), batch: 40 }))
      results.push(result);
    expect(results.map(({ index }) => index)).toEqual(Array.from({ length: 250 }, (_, i) => i));
    expect(results.filter(({ status }) => status === "failed").map(({ index }) => index)).toEqual([100]);
  });

  test("over a network that breaks in the middle loses nothing and does nothing twice", async () => {
    let count = 0;
    // Every second answer breaks off after its first few lines.
    const breaking: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (count++ % 2 === 1) return response;
      const text = await response.text();
      const some = text.slice(0, Math.floor(text.length / 3));
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(some));
          controller.error(new TypeError("terminated"));
        },
      });
      return new Response(body, { status: 200 });
    };
    const facts = Array.from({ length: 120 }, (_, i) => fact(`b-${i}`));
    const results = [];
    for await (const result of open({ fetch: breaking }).recordStream({ program, facts, batch: 50 })) {
      results.push(result);
    }
    expect(results.map(({ fact: id }) => id)).toEqual(facts.map(({ id }) => id));
    const { rows } = await server.database.pool.query("SELECT 1 FROM journal WHERE fact_id LIKE 'b-%'");
    expect(rows).toHaveLength(120);
  });

  test("of no facts is no sending", async () => {
    const network = lossy({});
    for await (const _ of open({ fetch: network.fetch }).recordStream({ program, facts: [] }))
      throw new Error();
    expect(network.sent()).toBe(0);
  });
});
