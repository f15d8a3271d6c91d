/**
 * Facts of every type, sent to a program that has every mechanism. What they name is mostly there, so that they come as far
 * as the engine. Whatever is sent, nothing is a fault, each refusal has a code and a sentence, the views can tell what came
 * of it, and the books are right in the end.
 */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditProgram } from "../src/actions/audit-program.ts";
import { FactBody } from "../src/http/fact-schemas.ts";
import { arbitraryOf, nasty } from "./arbitrary-of-schema.ts";
import { publish, startHttp, type TestServer } from "./start-http.ts";

const ROOT = "/v1/programs/everything";
const EVERYTHING = readFileSync(new URL("../../core/test/everything.yaml", import.meta.url), "utf8");
const RUNS = Number(process.env["FC_RUNS"] ?? 200);

let server: TestServer;
const accounts: string[] = [];

beforeAll(async () => {
  server = await startHttp({ publish: false });
  await publish(server.call, EVERYTHING, "everything");
  for (const card of ["a", "b", "c"]) {
    const body = { identifiers: [{ kind: "card", value: card }], joinedAt: "2024-01-06T09:00:00Z" };
    accounts.push(
      (await server.call("POST /v1/programs/everything/members", { body })).body.account as string,
    );
  }
});
afterAll(() => server.close());

const NAMES: Record<string, string[]> = {
  unit: ["points", "points", "cash", "toString"],
  reward: ["mug", "off", "swap", "pay", "gift", "ticket", "hundred", "__proto_"],
  hold: ["hold-0", "hold-1", "hold-2"],
  line: ["1", "l0", "constructor"],
  partner: ["sky", "sea"],
  plan: ["club", "year", "hasOwnProperty"],
  entitlement: ["cup", "cut"],
  cause: ["water", "trees"],
  card: ["card-1", "card-2"],
  product: ["gold", "iron"],
  batch: ["may", "june"],
  place: ["here"],
  channel: ["web", "counter"],
  category: ["coffee", "tobacco"],
  for: ["15 minutes", "3 days", "5 years", "9999 years", "999999999 months", "0 days", "-1 days", "soon"],
  jurisdiction: ["quebec", "california", "alberta", "nowhere"],
};

type Values = Record<string, unknown>;
const isRecord = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value with what it names being there, picked by a number. */
function named(value: unknown, pick: number, open: Values): unknown {
  if (Array.isArray(value)) return value.map((one, index) => named(one, pick + index, open));
  if (!isRecord(value)) return value;
  const known: Record<string, string[]> = { ...NAMES, ...(open as Record<string, string[]>) };
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const names = known[key];
      if (typeof one === "string" && names && names.length > 0) return [key, names[pick % names.length]];
      if (typeof one === "string" && key === "amount")
        return [key, ["1", "0.5", "12.25", "100", "-3", one][pick % 6]];
      if (key === "attributes")
        return [key, [{ birthday: "2000-02-29" }, { phone: "p1", age: 3 }, { age: null }, one][pick % 4]];
      return [key, named(one, pick, open)];
    }),
  );
}

const DATA = fc.record(
  {
    profit: fc.oneof(fc.integer(), nasty),
    on: fc.oneof(fc.constantFrom("2024-03-01", "2024-02-30"), nasty),
    receipt: fc.constantFrom("r1", "r2", ""),
    cents: fc.oneof(fc.integer(), nasty),
    friend: nasty,
  },
  { requiredKeys: [], noNullPrototype: true },
);
const INSTANTS = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .date({ min: new Date("2024-01-01"), max: new Date("2025-03-01"), noInvalidDate: true })
      .map((date) => date.toISOString()),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "0001-01-01T00:00:00Z",
      "1969-12-31T23:59:59.999Z",
      "9999-12-31T23:59:59Z",
      "2024-10-27T01:30:00+14:00",
      "2024-02-29T00:00:00-12:00",
    ),
  },
);

const shapes = FactBody.anyOf.map((shape) => {
  const type = (shape.properties.type as { const?: string }).const ?? "other";
  return [type, shape] as const;
});

const WEIGHTS: Record<string, number> = {
  ...{ purchase: 6, other: 6, return: 3, redeem: 3, hold: 2, complete: 1, use: 4, subscribe: 2 },
};
const oneFact = fc.record({
  of: fc.oneof(
    ...shapes.map(([type, shape]) => ({
      weight: WEIGHTS[type] ?? 1,
      arbitrary: fc.tuple(fc.constant(type), arbitraryOf(shape) as fc.Arbitrary<Values>),
    })),
  ),
  pick: fc.nat(1e6),
  /** Mostly some hours after the last, a little late, or now and then anywhere. */
  hours: fc.integer({ min: -48, max: 5 }),
  anywhere: fc.option(INSTANTS, { freq: 60 }),
  data: fc.option(DATA, { freq: 3 }),
});
type OneFact = typeof oneFact extends fc.Arbitrary<infer T> ? T : never;

const OTHERS = ["visit", "visit", "join", "load", "load", "missed-visit", "referral", "birthday", "check-in"];
const bought: Record<string, string[]> = {};
let sent = 0;
let taken = 0;

/** What the account has that facts name. */
async function openOf(type: string, account: string, pick: number): Promise<Record<string, string[]>> {
  const { body } = await server.call(`GET ${ROOT}/accounts/${account}`);
  const { body: due } = await server.call(`GET ${ROOT}/charges`);
  const ids = (list: unknown, key: string): string[] =>
    (list as Record<string, string>[]).map((one) => one[key]!);
  return {
    voucher: ids(body["vouchers"], "voucher"),
    charge: ids(due["charges"], "charge"),
    hold: ids(body["holds"], "id"),
    of: type === "return" ? (bought[account] ?? []) : [],
    reason: type === "close" && pick % 30 === 0 ? ["fraud", "card"] : ["boredom"],
    referrer: [accounts[0]!, accounts[1]!, "acc_none"],
  };
}

/** A fact that is mostly whole, and names mostly what is there. */
async function bodyOf({ of: [type, value], pick, hours, anywhere, data }: OneFact): Promise<Values> {
  const account = accounts[pick % accounts.length]!;
  const said = named(value, pick, await openOf(type, account, pick)) as Values;
  const { member: _, identifier: __, enrol: ___, ...rest } = said;
  const later = Date.parse("2024-02-01T12:00:00Z") + sent * 5 * 3_600_000 + hours * 3_600_000;
  const body: Values = {
    ...rest,
    type: type === "other" ? OTHERS[pick % OTHERS.length] : type,
    id: `${type}-${sent}`,
    occurredAt: anywhere ?? new Date(later).toISOString(),
    account,
  };
  if (type === "other" && data) body["data"] = data;
  if (pick % 10 === 0) return body;
  delete body["currency"];
  if (pick % 2) delete body["card"];
  if (body["amount"] !== undefined) delete body["lines"];
  else if (type === "purchase") body["lines"] = [{ id: "l0", amount: 1 + (pick % 9000) }];
  return body;
}

async function send(drawn: OneFact): Promise<void> {
  const body = await bodyOf(drawn);
  sent++;
  const quote = await server.call(`POST ${ROOT}/quotes`, { body });
  const answer = await server.call(`POST ${ROOT}/facts`, { body });
  const faulty = answer.status >= 500 || quote.status >= 500 || answer.text.includes("internal-error");
  expect(faulty ? [answer.text, quote.text, JSON.stringify(body), server.logged.slice(-2)] : null).toBeNull();
  if (answer.status >= 400) {
    expect(answer.body["code"]).toMatch(/^[a-z-]+$/);
    return;
  }
  const refusal = answer.body["refusal"] as { code: string; message: string } | null | undefined;
  if (refusal) {
    expect(refusal.message).toMatch(/^.{12,}[.!?)]$/s);
    expect(refusal.message).not.toMatch(/undefined|NaN|\[object|null/);
    return;
  }
  taken++;
  const { account, id, type } = body as Record<string, string>;
  if (type === "purchase") bought[account!] = [...(bought[account!] ?? []), id!].slice(-12);
  const why = await server.call(`GET ${ROOT}/accounts/${account}/facts/${encodeURIComponent(id!)}/why`);
  expect(why.status === 200 ? null : why.text).toBeNull();
}

test("facts of every type are answered as the document says", { timeout: 600_000 }, async () => {
  await fc.assert(fc.asyncProperty(oneFact, send), { numRuns: RUNS, endOnFailure: true });
  expect(taken / sent).toBeGreaterThan(0.2);
});

test("and the books are right", async () => {
  const report = await auditProgram({ pool: server.database.pool }, { program: "everything" });
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
});
