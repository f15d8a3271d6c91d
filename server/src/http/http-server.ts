import type { Socket } from "node:net";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { App } from "./app.ts";
import {
  type Authenticate,
  type Caller,
  openAuthenticator,
  requireProgram,
  requireScope,
} from "./authenticate.ts";
import { openApiDocument } from "./open-api.ts";
import { parseJsonBytes } from "./parse-json.ts";
import { PROBLEMS, ProblemError, problemBody } from "./problems.ts";
import { registerReference } from "./reference.ts";
import { requestIds } from "./request-ids.ts";
import { isStream, type Reply, type Route } from "./route.ts";
import { ROUTES } from "./routes.ts";
import { describeError, toProblem } from "./to-problem.ts";

const BODY_LIMIT = 1_048_576;
const JSON_TYPE = "application/json; charset=utf-8";
const PROBLEM_TYPE = "application/problem+json";
const DEFINITION_TYPES = [
  "application/yaml",
  "application/x-yaml",
  "text/yaml",
  "text/plain",
  "application/json",
];
const LINES_TYPES = ["application/x-ndjson", "application/ndjson", "application/jsonl"];
const NEVER = new AbortController().signal;

declare module "fastify" {
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** The HTTP server over `app`, ready to listen. Nothing that a caller sent is in its log but the route's pattern. */
export async function createHttpServer(app: App): Promise<FastifyInstance> {
  const nextId = requestIds();
  const server = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    genReqId: nextId,
    // A server that closes says so itself, as a problem.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 1000 },
    frameworkErrors: (error, request, reply) => {
      sendProblem(app, error, request as FastifyRequest, reply as FastifyReply);
    },
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket as Socket),
  });
  server.decorateRequest("caller", null);
  server.addHook("onRequest", async (request, reply) => {
    reply.header("request-id", request.id);
    if (!app.isOpen()) {
      reply.header("connection", "close");
      throw new ProblemError("not-ready", "The server is shutting down: send the request again in a moment.");
    }
    if (request.is404) throw unknownAddress(request);
    if ((request.headers["content-encoding"] ?? "identity") !== "identity") {
      throw new ProblemError(
        "content-type-unsupported",
        "Send the body as it is, without a Content-Encoding.",
      );
    }
  });
  server.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unknown";
    const { method } = request;
    const status = reply.statusCode;
    const ms = Math.round(reply.elapsedTime * 100) / 100;
    app.metrics.request({ method, route, status }, reply.elapsedTime);
    app.log.info({ request: request.id, method, route, status, ms }, "answered");
  });
  server.setErrorHandler((error, request, reply) => sendProblem(app, error, request, reply));
  server.setNotFoundHandler((request) => {
    throw unknownAddress(request);
  });
  const authenticate = openAuthenticator(app.pool);
  for (const kind of ["json", "json-or-lines", "definition"] as const) {
    await server.register(async (scope) => {
      addParsers(scope, kind);
      for (const route of ROUTES) {
        if ((route.bodyKind ?? "json") === kind) addRoute(scope, { app, route, authenticate });
      }
    });
  }
  await registerReference(server, openApiDocument(ROUTES, app.version));
  return server;
}

/** Only the content types that a route can read are taken; all others are answered as unsupported. */
function addParsers(server: FastifyInstance, kind: Route["bodyKind"]): void {
  server.removeAllContentTypeParsers();
  if (kind === "definition") {
    server.addContentTypeParser(
      DEFINITION_TYPES,
      { parseAs: "string" },
      async (_request: FastifyRequest, text: string) => text,
    );
    return;
  }
  server.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    async (_request: FastifyRequest, bytes: Buffer) => parseJsonBytes(bytes),
  );
  if (kind === "json-or-lines") {
    server.addContentTypeParser(LINES_TYPES, async (_request: FastifyRequest, stream: unknown) => stream);
  }
}

function addRoute(
  server: FastifyInstance,
  { app, route, authenticate }: { app: App; route: Route; authenticate: Authenticate },
): void {
  const { scope } = route;
  server.route({
    method: route.method,
    url: route.path.replace(/\{(\w+)\}/g, ":$1"),
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    onRequest: async (request) => {
      if (scope === null) return;
      const caller = await authenticate(request.headers.authorization);
      requireScope(caller, scope);
      requireProgram(caller, (request.params as { program?: string }).program);
      request.caller = caller;
    },
    handler: async (request, reply) => {
      const answer = await route.run(app, {
        params: request.params,
        query: request.query,
        body: request.body,
        caller: request.caller,
        idempotencyKey: singleHeader(request.headers["idempotency-key"]),
        contentType: request.headers["content-type"],
        signal: isStream(request.body) ? goneSignal(reply) : NEVER,
      });
      return sendReply(reply, answer);
    },
  });
}

const singleHeader = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** Aborted when the connection closes before the answer is complete. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

function sendReply(reply: FastifyReply, { status, body, contentType, headers }: Reply): FastifyReply {
  reply.code(status).header("x-content-type-options", "nosniff");
  if (headers) reply.headers(headers);
  if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
  if (body === undefined) return reply.send();
  if (contentType !== undefined) return reply.type(contentType).send(body);
  return reply.type(JSON_TYPE).send(JSON.stringify(body));
}

function sendProblem(app: App, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error);
  const { status } = PROBLEMS[problem.code];
  if (status >= 500) app.log.error({ request: request.id, ...describeError(error) }, problem.code);
  reply.code(status).headers(problem.headers).header("request-id", request.id);
  reply.header("x-content-type-options", "nosniff").header("cache-control", "no-store");
  // As bytes, to which the framework adds no charset; the type has none.
  return reply.type(PROBLEM_TYPE).send(Buffer.from(JSON.stringify(problemBody(problem, request.id))));
}

const PATTERNS = ROUTES.map((route) => ({
  method: route.method,
  pattern: new RegExp(`^${route.path.replace(/\{\w+\}/g, "[^/]+").replaceAll(".", "\\.")}$`),
}));

/** Nothing at this address at all, or nothing by this method. */
function unknownAddress(request: FastifyRequest): ProblemError {
  const path = request.url.split("?", 1)[0] ?? "";
  const methods = PATTERNS.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  if (methods.length === 0) return new ProblemError("route-unknown");
  const allow = [...new Set(methods.includes("GET") ? [...methods, "HEAD"] : methods)].join(", ");
  return new ProblemError("method-not-allowed", `This address takes ${allow}.`, { headers: { allow } });
}

/** What cannot be read as HTTP reaches no route; it is still answered as a problem, on the bare socket. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = new ProblemError(
    error.code === "HPE_HEADER_OVERFLOW" ? "headers-too-large" : "invalid-http",
  );
  const body = JSON.stringify(problemBody(problem));
  const { status, title } = PROBLEMS[problem.code];
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
