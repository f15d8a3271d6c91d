/** The OpenAPI 3.1 document, made from the routes: the client, the reference and the fuzz test are made from it. */
import { PROBLEMS, type ProblemCode } from "./problems.ts";
import type { Route } from "./route.ts";
import { Problem } from "./schemas.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Schema = { [key: string]: Json };

export type OpenApiDocument = {
  openapi: "3.1.0";
  info: Schema;
  servers: Schema[];
  tags: Schema[];
  paths: Record<string, Record<string, Schema>>;
  components: {
    schemas: Record<string, Schema>;
    examples: Record<string, Schema>;
    securitySchemes: Schema;
  };
};

const TAGS: Record<string, string> = {
  facts:
    "What happened goes in, one at a time, as a list or as a stream; the answer is the program's decision.",
  redemptions: "The facts of a counter by names of their own: redeem, hold, return, adjust.",
  accounts: "What an account holds, how it came to that, and why.",
  members: "People in a program and the identifiers that find them.",
  programs: "Definitions: publish, list, compare.",
  events: "Effects of decisions as a feed in the order of their commits.",
  keys: "API keys and their scopes.",
  server: "Health, metrics and this document.",
};

const DESCRIPTION = [
  "Facts come in, the program's definition decides, the journal remembers.",
  "Amounts of units are exact decimals in texts; money is whole minor units with a currency; instants are RFC 3339.",
  "Every write takes `?dry_run=true`. A fact's `id` makes a retry safe: the same content gets the first answer.",
  "Whatever fails answers application/problem+json with a stable `code`, explained at /docs/problems.",
].join(" ");

const PROBLEM_CONTENT: Schema = {
  "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
};

/** What the parts of the document are made with: both put what is shared where it is written once. */
type Parts = { take: (schema: unknown) => Schema; exampleOf: (name: string, value: unknown) => Schema };

/** Keeps examples by name and gives back references to them. */
function exampleKeeper(examples: Record<string, Schema>): Parts["exampleOf"] {
  const names = new Map<string, string>();
  return (name, value) => {
    const text = JSON.stringify(value);
    const known = names.get(text) ?? name;
    names.set(text, known);
    examples[known] = { value: value as Json };
    return { [known]: { $ref: `#/components/examples/${known}` } };
  };
}

const ANY_KEY = "^.*$";

/** Takes named schemas out of a tree and puts references in their place. */
function collector(schemas: Record<string, Schema>): (schema: unknown) => Schema {
  function walk(node: unknown, isRoot: boolean): Json {
    if (Array.isArray(node)) return node.map((item) => walk(item, false));
    if (typeof node !== "object" || node === null) return node as Json;
    const { "x-component": name, ...rest } = node as Record<string, unknown>;
    if (typeof name === "string" && !isRoot) {
      if (!schemas[name]) {
        schemas[name] = {};
        schemas[name] = walk(node, true) as Schema;
      }
      return { $ref: `#/components/schemas/${name}` };
    }
    return Object.fromEntries(
      Object.entries(rest).map(([key, value]) => {
        // A map by any key: the same in fewer words, which more tools read.
        const any = key === "patternProperties" ? (value as Record<string, unknown>)[ANY_KEY] : undefined;
        return any === undefined ? [key, walk(value, false)] : ["additionalProperties", walk(any, false)];
      }),
    );
  }
  return (schema) => walk(schema, false) as Schema;
}

/** The document for a table of routes. Keys and paths are in the table's order, so that the text is stable. */
export function openApiDocument(routes: Route[], version: string): OpenApiDocument {
  const schemas: Record<string, Schema> = {};
  const examples: Record<string, Schema> = {};
  const parts: Parts = { take: collector(schemas), exampleOf: exampleKeeper(examples) };
  parts.take(Problem);
  const paths: Record<string, Record<string, Schema>> = {};
  for (const route of routes) {
    const path = paths[route.path] ?? {};
    path[route.method.toLowerCase()] = operation(route, parts);
    paths[route.path] = path;
  }
  const used = new Set(routes.map(({ tag }) => tag));
  return {
    openapi: "3.1.0",
    info: {
      title: "Tallystick",
      version,
      description: DESCRIPTION,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: Object.entries(TAGS)
      .filter(([name]) => used.has(name))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: byName(schemas),
      examples: byName(examples),
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key: `tsk_…`." },
      },
    },
  };
}

const byName = (entries: Record<string, Schema>): Record<string, Schema> =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));

function operation(route: Route, parts: Parts): Schema {
  const { scope } = route;
  const { take } = parts;
  const description = [route.description, scope === null ? null : `Needs the scope \`${scope}\`.`]
    .filter((part) => part !== null && part !== undefined)
    .join("\n\n");
  const parameters = [
    ...parametersOf(route.params, "path", take),
    ...parametersOf(route.query, "query", take),
    ...(route.idempotencyKey ? [IDEMPOTENCY_KEY] : []),
  ];
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(description === "" ? {} : { description }),
    ...(scope === null ? { security: [] } : { security: [{ key: [scope] }] }),
    ...(route.repeatable === false ? { "x-repeatable": false } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: requestBody(route, parts) } : {}),
    responses: responsesOf(route, parts),
  };
}

const IDEMPOTENCY_KEY: Schema = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "The fact's id, where the body has none.",
  schema: { type: "string", minLength: 1, maxLength: 200 },
};

function parametersOf(
  schema: Route["params"],
  place: "path" | "query",
  take: (schema: unknown) => Schema,
): Schema[] {
  if (!schema) return [];
  const { properties, required: names } = schema as { properties: object; required?: string[] };
  const required = new Set(names);
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = take(property);
    return {
      name,
      in: place,
      required: required.has(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function requestBody(route: Route, { take, exampleOf }: Parts): Schema {
  const named = (value: unknown): Schema => ({ examples: exampleOf(`${route.operationId}Request`, value) });
  const example = route.example === undefined ? {} : named(route.example);
  const schema = take(route.body);
  if (route.bodyKind === "definition") {
    const text: Schema = { schema: { type: "string" }, ...example };
    return { required: true, content: { "application/yaml": text, "application/json": { schema } } };
  }
  const content: Schema = { "application/json": { schema, ...example } };
  if (route.bodyKind === "json-or-lines") {
    content["application/x-ndjson"] = {
      schema: {
        type: "string",
        description: "One fact a line, without end; a result line comes back for each.",
      },
    };
  }
  return { required: true, content };
}

function responsesOf(route: Route, { take, exampleOf }: Parts): Schema {
  const responses: Schema = {};
  for (const [status, doc] of Object.entries(route.responses)) {
    const name = `${route.operationId}${status}`;
    const example = doc.example === undefined ? {} : { examples: exampleOf(name, doc.example) };
    const content = doc.schema
      ? { content: { [doc.contentType ?? "application/json"]: { schema: take(doc.schema), ...example } } }
      : {};
    responses[status] = { description: doc.description, ...content };
  }
  responses.default = { description: problemsOf(route), content: PROBLEM_CONTENT };
  return responses;
}

/** The problems that a route of this kind can answer, for the reader of the reference. */
function problemsOf(route: Route): string {
  const codes: ProblemCode[] = [];
  if (route.scope !== null) codes.push("unauthenticated", "scope-missing");
  if (route.params || route.query || route.body) codes.push("invalid-request");
  if (route.body) codes.push("content-type-unsupported", "body-too-large");
  if (route.path.includes("{program}")) codes.push("program-unknown");
  const list = codes.map((code) => `${PROBLEMS[code].status} ${code}`).join(", ");
  return `A problem${list === "" ? "" : `, such as ${list}`}. See /docs/problems.`;
}
