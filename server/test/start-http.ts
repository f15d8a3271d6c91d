/** A real server on a database of its own, and how tests talk to it. */
import { readFileSync } from "node:fs";
import { pino } from "pino";
import { type RunningServer, startServer } from "../src/main.ts";
import type { Scope } from "../src/store/api-keys.ts";
import { answerFaults } from "./check-response.ts";
import { startTestDatabase, type TestDatabase } from "./test-database.ts";

/** The ready-made program that most tests use. */
export const CAFE = readFileSync(new URL("../../programs/corner-cafe/program.yaml", import.meta.url), "utf8");

export type Answered = {
  status: number;
  body: Record<string, unknown>;
  /** What the body has at a place such as "units.0.available". */
  at: (place: string) => unknown;
  headers: Headers;
  text: string;
};

export type CallOptions = {
  body?: unknown;
  /** The owner's key when left out; null for none. */
  key?: string | null;
  headers?: Record<string, string>;
};

/** Sends "METHOD /path", with `body` as JSON unless it is a text, and holds the answer against the document. */
export type Call = (request: string, options?: CallOptions) => Promise<Answered>;

export type TestServer = RunningServer & {
  database: TestDatabase;
  owner: string;
  /** Lines of the server's log. */
  logged: string[];
  call: Call;
  /** Makes a key with these scopes and gives its secret. */
  keyWith: (scopes: Scope[], program?: string) => Promise<string>;
  /** Enrols somebody by a card number and gives the account. */
  enrol: (card: string, joinedAt?: string) => Promise<string>;
};

/** Starts a server on a database of its own, with the café published unless told otherwise. */
export async function startHttp(
  options: { publish?: boolean; now?: () => number } = {},
): Promise<TestServer> {
  const database = await startTestDatabase();
  const logged: string[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => void logged.push(line) });
  // Accounts of these tests live in 2025; were they moved to the present meanwhile, their units would expire.
  const server = await startServer(configFor(database.url), {
    log,
    sweep: false,
    ...(options.now && { now: options.now }),
  });
  const owner = server.ownerKey ?? "";
  const call = caller(server.url, owner);

  const keyWith = async (scopes: Scope[], program?: string): Promise<string> => {
    const body = { name: "test", scopes, ...(program ? { program } : {}) };
    return (await call("POST /v1/keys", { body })).body.key as string;
  };
  const enrol = async (card: string, joinedAt = "2025-01-06T09:00:00Z"): Promise<string> => {
    const body = { identifiers: [{ kind: "card", value: card }], joinedAt };
    return (await call("POST /v1/programs/corner-cafe/members", { body })).body.account as string;
  };
  const close = async (): Promise<void> => {
    await server.close();
    await database.close();
  };
  if (options.publish !== false) await publish(call, CAFE);
  return { ...server, close, database, owner, logged, call, keyWith, enrol };
}

export const configFor = (databaseUrl: string) => ({
  port: 0,
  host: "127.0.0.1",
  dataDir: "unused",
  databaseUrl,
  poolSize: 10,
  logLevel: "silent" as const,
  lanes: 2,
  billing: "manual" as const,
});

/** How tests send: every answer is checked before the test sees it. */
export function caller(url: string, owner: string): Call {
  return async (request, { body, key = owner, headers = {} } = {}) => {
    const [method = "GET", path = "/"] = request.split(" ");
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const contentType = response.headers.get("content-type") ?? "";
    const isJson = /^application\/(problem\+)?json/.test(contentType) && text !== "";
    const parsed = isJson ? (JSON.parse(text) as Answered["body"]) : {};
    const faults = answerFaults({ method, path }, { status: response.status, contentType, body: parsed });
    if (faults.length > 0 && method !== "HEAD") {
      throw new Error(
        `${request} answered what it does not announce: ${faults.join("; ")}\n${text.slice(0, 600)}`,
      );
    }
    const at = (place: string): unknown => place.split(".").reduce(member, parsed);
    return { status: response.status, headers: response.headers, text, body: parsed, at };
  };
}

const member = (value: unknown, key: string): unknown =>
  (value as Record<string, unknown> | undefined)?.[key];

/** Publishes a definition and fails the test where that fails. */
export async function publish(call: Call, text: string, program = "corner-cafe"): Promise<Answered> {
  const response = await call(`POST /v1/programs/${program}/versions`, {
    body: text,
    headers: { "content-type": "application/yaml" },
  });
  if (response.status >= 300) throw new Error(`The definition was not published: ${response.text}`);
  return response;
}

/** A purchase by an account; unique by its id. */
export const purchase = (account: string, id: string, more: Record<string, unknown> = {}) => ({
  id,
  type: "purchase",
  occurredAt: "2025-06-10T11:30:00Z",
  account,
  amount: 1240,
  ...more,
});
