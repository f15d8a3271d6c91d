/**
 * Every route is sent what fits its schemas, what nearly does, and what does not at all. Whatever comes, the server
 * answers as its document says: below 400 with what is announced, otherwise with a problem, and never with a fault.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Route } from "../src/http/route.ts";
import { ROUTES } from "../src/http/routes.ts";
import { arbitraryOf, damaged, nasty } from "./arbitrary-of-schema.ts";
import { CAFE, purchase, startHttp, type TestServer } from "./start-http.ts";

let server: TestServer;
const known: Record<string, string[]> = { program: Array(5).fill("corner-cafe").concat("elsewhere") };

beforeAll(async () => {
  server = await startHttp();
  const account = await server.enrol("fuzz-1");
  const facts = [
    purchase(account, "p-1"),
    {
      id: "h-1",
      type: "hold",
      occurredAt: "2025-06-11T12:00:00Z",
      account,
      of: { reward: "espresso" },
      for: "5 years",
    },
  ];
  await server.call("POST /v1/programs/corner-cafe/facts", { body: facts });
  Object.assign(known, {
    account: [account],
    member: [`mem_${account.slice(4)}`],
    fact: ["p-1", "h-1"],
    hold: ["h-1"],
    version: ["1", "2"],
    key: ["key_none"],
  });
});
afterAll(() => server.close());

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Halves of surrogate pairs cannot stand in an address at all. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "?");

/** A path parameter: one that is known, one that fits, or anything. */
const parameter = (name: string, schema: unknown): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 10, arbitrary: fc.constantFrom(...(known[name] ?? ["x"])) },
    { weight: 1, arbitrary: arbitraryOf(schema).map(asText) },
    { weight: 1, arbitrary: nasty.map(asText) },
  );

function pathOf(route: Route): fc.Arbitrary<string> {
  const schemas = (route.params as { properties?: Record<string, unknown> } | undefined)?.properties ?? {};
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  return fc.tuple(...names.map((name) => parameter(name, schemas[name]))).map((values) => {
    const filled = names.reduce(
      (path, name, i) => path.replace(`{${name}}`, () => encodeURIComponent(wellFormed(values[i]!))),
      route.path,
    );
    return filled;
  });
}

function queryOf(route: Route): fc.Arbitrary<string> {
  const fitting = route.query ? arbitraryOf(route.query) : fc.constant({});
  return fc
    .oneof({ weight: 5, arbitrary: fitting }, { weight: 1, arbitrary: damaged(fitting) })
    .map((value) => {
      const entries = Object.entries((value ?? {}) as Record<string, unknown>);
      const query = new URLSearchParams(
        entries.map(([key, one]) => [wellFormed(key), wellFormed(asText(one ?? null))]),
      );
      return query.size > 0 ? `?${query}` : "";
    });
}

type Sent = { text: string; type: string };

function bodyOf(route: Route): fc.Arbitrary<Sent | null> {
  if (route.method === "GET") return fc.constant(null);
  const json = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Sent> =>
    value.map((one) => ({ text: JSON.stringify(one) ?? "", type: "application/json" }));
  const fitting = arbitraryOf(route.body ?? {});
  const addressed = fc
    .tuple(fitting, fc.nat(), fc.boolean())
    .map(([value, n, isNamed]) => withAccount(isNamed ? named(value) : value, n));
  const bodies: fc.WeightedArbitrary<Sent | null>[] = [
    { weight: 3, arbitrary: json(fitting) },
    { weight: 6, arbitrary: json(addressed) },
    { weight: 6, arbitrary: json(damaged(addressed)) },
    { weight: 1, arbitrary: json(nasty) },
    {
      weight: 1,
      arbitrary: fc.string({ unit: "binary" }).map((text) => ({ text, type: "application/json" })),
    },
    { weight: 1, arbitrary: fc.string().map((text) => ({ text, type: "text/csv" })) },
    { weight: 1, arbitrary: fc.constant(null) },
  ];
  if (route.bodyKind === "definition") {
    const pieces = CAFE.split("\n");
    const cut = fc
      .tuple(fc.nat(pieces.length), fc.nat(20))
      .map(([at, count]) => ({ text: pieces.toSpliced(at, count).join("\n"), type: "application/yaml" }));
    bodies.push({ weight: 8, arbitrary: cut });
  }
  if (route.bodyKind === "json-or-lines") {
    const lines = fc.array(fc.oneof(addressed, damaged(addressed), nasty), { maxLength: 5 }).map((facts) => ({
      text: facts.map((fact) => JSON.stringify(fact)).join("\n"),
      type: "application/x-ndjson",
    }));
    bodies.push({ weight: 6, arbitrary: lines });
  }
  return fc.oneof(...bodies);
}

const NAMES: Record<string, string> = { unit: "beans", reward: "coffee", hold: "h-1", line: "1", of: "p-1" };

/** A value in which what is named is there, so that it comes as far as the engine. */
function named(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(named);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [
    key,
    key in NAMES && typeof one === "string" ? NAMES[key] : named(one),
  ]);
  return Object.fromEntries(entries) as unknown;
}

/** A body that says whose it is by an account that is there, and has an id. */
function withAccount(value: unknown, n: number): unknown {
  if (Array.isArray(value)) return value.map((one, i) => withAccount(one, n + i));
  if (typeof value !== "object" || value === null) return value;
  if (!("account" in value || "id" in value || "occurredAt" in value)) return value;
  const { member: _, identifier: __, ...rest } = value as Record<string, unknown>;
  return { id: `f-${n}`, ...rest, account: known.account?.[0] };
}

describe("whatever is sent, the answer is one that the document announces", () => {
  test.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s",
    async (_, route) => {
      const runs = route.method === "GET" ? 15 : 60;
      const requests = fc.tuple(pathOf(route), queryOf(route), bodyOf(route));
      await fc.assert(
        fc.asyncProperty(requests, async ([path, query, sent]) => {
          const { status, text } = await server.call(`${route.method} ${path}${query}`, {
            ...(sent ? { body: sent.text, headers: { "content-type": sent.type } } : {}),
          });
          // In a stream the fault of one fact stands in its line.
          const faulty = status >= 500 || text.includes('"code":"internal-error"');
          expect(faulty ? [status, text.slice(0, 300), server.logged.slice(-3)] : null).toBeNull();
        }),
        { numRuns: runs },
      );
    },
  );
});
