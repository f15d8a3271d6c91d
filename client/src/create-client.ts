import type { Operations } from "./operation-types.ts";
import { OPERATIONS } from "./operations.gen.ts";
import { recordStream, type StreamInput, type StreamResult } from "./record-stream.ts";
import { type ClientOptions, sendRequest } from "./send-request.ts";

/** A method for each operation of the API, and a stream of facts. */
export type TallystickClient = Operations & {
  /** Sends any number of facts and yields a result for each, in their order. */
  recordStream: (input: StreamInput) => AsyncGenerator<StreamResult>;
};

type Operation = (typeof OPERATIONS)[keyof typeof OPERATIONS];
/** Parameters by name, and `body`. */
type Values = Record<string, unknown>;

const asText = (value: unknown): string => String(value as string | number | boolean);

/**
 * A client of one server. Every method takes one object: the parameters of path and query by their names, and `body`
 * where there is one. Throws TallystickProblem and TallystickUnreachable.
 */
export function createClient(options: ClientOptions): TallystickClient {
  const methods = Object.entries(OPERATIONS).map(([id, operation]) => [
    id,
    (input: Values = {}) => call(options, operation, input),
  ]);
  const stream = { recordStream: (input: StreamInput) => recordStream(options, input) };
  return { ...(Object.fromEntries(methods) as Operations), ...stream };
}

async function call(options: ClientOptions, operation: Operation, input: Values): Promise<unknown> {
  const { body, idempotencyKey } = input;
  const headers: Record<string, string> = {};
  const key = operation.idempotencyKey ? factId(body, idempotencyKey) : null;
  if (key !== null) headers["idempotency-key"] = key;
  const text = typeof body === "string" ? body : body === undefined ? null : JSON.stringify(body);
  if (text !== null) {
    headers["content-type"] =
      typeof body === "string" ? (operation.bodyType ?? "text/plain") : "application/json";
  }
  const response = await sendRequest(options, {
    method: operation.method,
    path: pathOf(operation, input),
    headers,
    body: text,
    repeatable: operation.repeatable,
  });
  const type = response.headers.get("content-type") ?? "";
  return type.includes("json") ? response.json() : response.text();
}

/** The fact's id, where the body has none: made once, so that every sending carries the same. */
function factId(body: unknown, given: unknown): string | null {
  if (typeof given === "string") return given;
  const hasOwn = typeof body === "object" && body !== null && "id" in body && body.id !== undefined;
  return hasOwn ? null : crypto.randomUUID();
}

function pathOf({ path, query }: Operation, input: Values): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(asText(input[name])));
  const given = new URLSearchParams();
  for (const name of query) {
    const value = input[name];
    if (value !== undefined) given.set(name, asText(value));
  }
  return given.size > 0 ? `${filled}?${given}` : filled;
}
