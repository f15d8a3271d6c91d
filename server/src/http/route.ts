import type { Readable } from "node:stream";
import type { Static, TSchema } from "typebox";
import type { Scope } from "../store/api-keys.ts";
import type { App } from "./app.ts";
import type { Caller } from "./authenticate.ts";
import { compileShape, compileTextShape } from "./check-shape.ts";
import { invalidRequest } from "./problems.ts";

/** An answer. A text or a stream goes out as it is, under `contentType`; anything else as JSON. */
export type Reply = {
  status: number;
  body?: unknown;
  contentType?: string;
  headers?: Record<string, string>;
};

/** What arrives, before it is held against the route's schemas. */
export type RawRequest = {
  params: unknown;
  query: unknown;
  /** Parsed JSON; the text for `definition`; a stream for facts by the line. */
  body: unknown;
  /** Null on a route that is open to all. */
  caller: Caller | null;
  idempotencyKey: string | undefined;
  contentType: string | undefined;
  /** Aborted when the caller has gone. */
  signal: AbortSignal;
};

/** What a handler gets: its parts have the shapes that the route states. */
export type RouteRequest<P, Q, B> = Omit<RawRequest, "params" | "query" | "body" | "caller"> & {
  params: P;
  query: Q;
  body: B;
  caller: Caller;
};

/** Which bodies a route takes: JSON; JSON or a stream of lines; a definition as text, YAML or JSON. */
export type BodyKind = "json" | "json-or-lines" | "definition";

export type ResponseDoc = {
  description: string;
  schema?: TSchema;
  contentType?: string;
  example?: unknown;
};

type Method = "GET" | "POST" | "DELETE";

/** What a route says of itself: all that the OpenAPI document has of it comes from here. */
export type RouteDoc = {
  method: Method;
  /** With parameters in braces, as in the OpenAPI document. */
  path: string;
  operationId: string;
  tag: string;
  summary: string;
  description?: string;
  /** What a key needs; null: open to all, without a key. */
  scope: Scope | null;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  bodyKind?: BodyKind;
  /** Bytes of a body at most; 1 MiB when left out. */
  bodyLimit?: number;
  /** Whether the header `Idempotency-Key` may name the fact. */
  idempotencyKey?: boolean;
  /** False where sending the same request twice does more than once; clients then do not send it again. */
  repeatable?: false;
  example?: unknown;
  responses: Record<number, ResponseDoc>;
};

export type Route = RouteDoc & { run: (app: App, request: RawRequest) => Promise<Reply> };

type Handle<P, Q, B> = (app: App, request: RouteRequest<P, Q, B>) => Promise<Reply> | Reply;

/** The caller of a route that needs none. */
const NOBODY: Caller = { key: "", scopes: [], program: null };

/**
 * A route whose handler sees only what fits its schemas. `checkBody: false` leaves the body to the handler, for routes
 * whose body has a shape that depends on what it says.
 */
export function defineRoute<
  P extends TSchema = TSchema,
  Q extends TSchema = TSchema,
  B extends TSchema = TSchema,
>(
  spec: Omit<RouteDoc, "params" | "query" | "body"> & {
    params?: P;
    query?: Q;
    body?: B;
    checkBody?: boolean;
    handle: Handle<Static<P>, Static<Q>, Static<B>>;
  },
): Route {
  const { handle, checkBody = true, ...doc } = spec;
  const params = spec.params ? compileTextShape(spec.params, "path") : null;
  const query = spec.query ? compileTextShape(spec.query, "query") : null;
  const body = spec.body && checkBody ? compileShape(spec.body, "body") : null;

  async function run(app: App, request: RawRequest): Promise<Reply> {
    const issues = body ? body(request.body) : [];
    if (issues.length > 0) throw invalidRequest(issues);
    return handle(app, {
      ...request,
      params: (params ? params(request.params) : {}) as Static<P>,
      query: (query ? query(request.query) : {}) as Static<Q>,
      body: request.body as Static<B>,
      caller: request.caller ?? NOBODY,
    });
  }
  return { ...doc, run };
}

/** Whether a body came as a stream of lines. */
export const isStream = (body: unknown): body is Readable =>
  typeof body === "object" && body !== null && "pipe" in body && typeof body.pipe === "function";
