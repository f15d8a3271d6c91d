import { setTimeout as sleep } from "node:timers/promises";
import { makeRandom, type Random } from "../server/src/simulate/random.ts";

/** A server, and the program on it that facts are sent to. */
export type TillServer = { url: string; key: string; program: string };

/** What the server said of a fact, without whether it said so for the first time. */
export type TillAnswer = Record<string, unknown>;

/** A client that keeps sending facts of its own and keeps every answer it was given. */
export type Till = {
  /** Fact id → what was sent and the first answer that arrived. */
  answered: Map<string, { fact: object; answer: TillAnswer }>;
  /** Answers that no client should have to expect, whatever is killed. */
  complaints: string[];
  /** How often a fact was sent without an answer, or was told to be sent again. */
  unanswered: () => number;
  /** Resolves when a fact has been answered that was sent from now on. */
  nextAnswer: () => Promise<void>;
  /** Begins no more facts, and sends those that were begun until each has its answer. */
  finish: () => Promise<void>;
  /** Ends at once, answered or not. */
  abandon: () => void;
};

const STREAMED = 25;
const PATIENCE_MS = 20_000;

/** Two clients send one fact at a time, a third streams them by the line; about two hundred facts a second in all. */
export function openTill(
  server: TillServer,
  { seed, customers }: { seed: number; customers: string[] },
): Till {
  const random = makeRandom(seed, 2);
  const answered: Till["answered"] = new Map();
  const complaints: string[] = [];
  const abandoned = new AbortController();
  const waiting = new Set<{ since: number; resolve: () => void }>();
  let finishing = false;
  let unanswered = 0;
  let number = 0;

  const hear = (fact: TillFact, answer: TillAnswer, sent: number): void => {
    answered.set(fact.id, { fact, answer });
    for (const one of waiting) {
      if (sent < one.since) continue;
      waiting.delete(one);
      one.resolve();
    }
  };
  /** Sends these until each has its answer. */
  const insist = async (facts: TillFact[], send: typeof sendOne): Promise<void> => {
    let left = facts;
    while (left.length > 0 && !abandoned.signal.aborted) {
      const sent = performance.now();
      const heard = await send(server, left, abandoned.signal);
      for (const [fact, { answer, complaint }] of heard) {
        if (answer) hear(fact, answer, sent);
        else if (complaint) complaints.push(`${fact.id}: ${complaint}`);
      }
      left = left.filter((fact) => !heard.has(fact));
      unanswered += left.length;
      if (left.length > 0) await sleep(100);
    }
  };
  const client = async (count: number, send: typeof sendOne): Promise<void> => {
    while (!finishing && !abandoned.signal.aborted) {
      await insist(
        Array.from({ length: count }, () => makeFact(++number, random, customers)),
        send,
      );
      await sleep(count * 8);
    }
  };
  const clients = Promise.all([client(1, sendOne), client(1, sendOne), client(STREAMED, sendStream)]);
  // Heard of by whoever finishes; until then nobody else is to be told.
  clients.catch(() => {});

  return {
    answered,
    complaints,
    unanswered: () => unanswered,
    nextAnswer: () =>
      new Promise((resolve) => {
        waiting.add({ since: performance.now(), resolve });
      }),
    finish: async () => {
      finishing = true;
      await clients;
    },
    abandon: () => abandoned.abort(),
  };
}

type TillFact = { id: string } & Record<string, unknown>;

/** What came of a fact: its answer, or what is wrong with the answer. A fact that is missing here is to be sent again. */
type Heard = Map<TillFact, { answer?: TillAnswer; complaint?: string }>;

/** Purchases of the imported customers and of the till's own, and redemptions of a reward that runs out. */
function makeFact(number: number, random: Random, customers: string[]): TillFact {
  const own = random() < 0.6;
  const value = own
    ? `2000${Math.floor(40 * random())}`
    : customers[Math.floor(customers.length * random() ** 2)]!;
  const base = {
    id: `till-${number}`,
    occurredAt: new Date(Date.UTC(2025, 5, 1) + number * 1000).toISOString(),
    identifier: { kind: own ? "card" : "customer", value },
    enrol: true,
  };
  if (own && random() < 0.25) return { ...base, type: "redeem", of: { reward: "mug" } };
  return { ...base, type: "purchase", amount: Math.floor(9000 * random()) };
}

/** Members of an answer that differ between the first time and a retry. */
function withoutRetry({ status: _, line: _line, dryRun: _dry, ...answer }: TillAnswer): TillAnswer {
  return answer;
}

const factsUrl = ({ url, program }: TillServer): string => `${url}/v1/programs/${program}/facts`;

async function sendOne(server: TillServer, facts: TillFact[], abandoned: AbortSignal): Promise<Heard> {
  const heard: Heard = new Map();
  const [fact] = facts;
  try {
    const response = await fetch(factsUrl(server), {
      method: "POST",
      headers: { authorization: `Bearer ${server.key}`, "content-type": "application/json" },
      body: JSON.stringify(fact),
      signal: AbortSignal.any([abandoned, AbortSignal.timeout(PATIENCE_MS)]),
    });
    const body = (await response.json()) as TillAnswer;
    if (response.ok) heard.set(fact!, { answer: withoutRetry(body) });
    else if (body.code === "fact-refused") {
      const { refusal, account, version, balances } = body;
      heard.set(fact!, { answer: { fact: body.fact, refusal, account, version, balances } });
    } else if (response.status !== 503) heard.set(fact!, { complaint: JSON.stringify(body) });
  } catch {
    // The server is away, or went away before its answer was whole.
  }
  return heard;
}

async function sendStream(server: TillServer, facts: TillFact[], abandoned: AbortSignal): Promise<Heard> {
  const heard: Heard = new Map();
  const take = (text: string): void => {
    const result = JSON.parse(text) as TillAnswer & { line: number; problem?: { status: number } };
    const fact = facts[result.line - 1]!;
    if (result.status !== "failed") heard.set(fact, { answer: withoutRetry(result) });
    else if (result.problem?.status !== 503) heard.set(fact, { complaint: text });
  };
  try {
    const response = await fetch(factsUrl(server), {
      method: "POST",
      headers: { authorization: `Bearer ${server.key}`, "content-type": "application/x-ndjson" },
      body: facts.map((fact) => `${JSON.stringify(fact)}\n`).join(""),
      signal: AbortSignal.any([abandoned, AbortSignal.timeout(PATIENCE_MS)]),
    });
    if (!response.ok) {
      const text = await response.text();
      if (response.status !== 503) for (const fact of facts) heard.set(fact, { complaint: text });
      return heard;
    }
    let rest = "";
    for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) take(line);
    }
  } catch {
    // What was answered before the stream broke was answered.
  }
  return heard;
}

/** Sends every fact once more, as it was. In words, the first few whose answer is not “repeated” with the first answer. */
export async function findBrokenPromises(server: TillServer, { answered }: Till): Promise<string[]> {
  const broken: string[] = [];
  const all = [...answered.values()];
  for (let i = 0; i < all.length; i += 1000) {
    const some = all.slice(i, i + 1000);
    const response = await fetch(factsUrl(server), {
      method: "POST",
      headers: { authorization: `Bearer ${server.key}`, "content-type": "application/json" },
      body: JSON.stringify(some.map(({ fact }) => fact)),
    });
    const { results } = (await response.json()) as { results: TillAnswer[] };
    for (const [n, { answer }] of some.entries()) {
      const result = results[n]!;
      const now = Object.fromEntries(Object.keys(answer).map((member) => [member, result[member]]));
      if (result.status !== "repeated" || JSON.stringify(now) !== JSON.stringify(answer)) {
        broken.push(`First ${JSON.stringify(answer)}, then ${JSON.stringify(result)}.`);
      }
    }
  }
  return broken.length > 5 ? [...broken.slice(0, 5), `and ${broken.length - 5} more`] : broken;
}
