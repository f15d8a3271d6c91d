import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asFact, checkFact } from "../src/check-fact.ts";
import { decide } from "../src/decide.ts";
import { BUILT_IN_FACT_TYPES } from "../src/fact.ts";
import { memberOf, shop } from "./shop.ts";

const base = { id: "a", occurredAt: "2025-03-10T09:30:00Z" };
const purchase = { ...base, type: "purchase", amount: 100 };
const withLine = (line: object) => ({
  ...base,
  type: "purchase",
  lines: [{ id: "1", amount: 100, ...line }],
});

describe("facts that are well formed", () => {
  test.each([
    ["a bare purchase", purchase],
    [
      "lines with everything",
      withLine({ sku: "A", category: "b", kind: "gift-card", quantity: 0.125, discount: 0, tax: 3 }),
    ],
    [
      "tenders, a currency and data",
      {
        ...purchase,
        tenders: [{ type: "points", amount: 5 }],
        currency: "EUR",
        data: { deep: [{ a: null }] },
      },
    ],
    ["a return of all", { ...base, type: "return", of: "x" }],
    [
      "a return of lines",
      { ...base, type: "return", of: "x", lines: [{ line: "1" }, { line: "2", quantity: 0.5 }] },
    ],
    [
      "a redemption of a reward",
      { ...base, type: "redeem", of: { reward: "coffee", quantity: 2 }, basket: 100 },
    ],
    ["a hold of an amount", { ...base, type: "hold", of: { unit: "points", amount: "12.5" }, for: "1 hour" }],
    [
      "an adjustment",
      { ...base, type: "adjust", unit: "points", amount: "-3", reason: "mistake", actor: "Ana" },
    ],
    [
      "a profile",
      { ...base, type: "profile", attributes: { city: "Porto", age: 3, staff: false, gone: null } },
    ],
    ["a fact of the program's own", { ...base, type: "check-in", place: "park", data: {} }],
    ["an offset and fractions of a second", { ...purchase, occurredAt: "2025-03-10T09:30:00.123456+05:30" }],
  ])("%s", (_, fact) => {
    expect(checkFact(fact)).toEqual([]);
    expect(asFact(fact)).toBe(fact);
  });
});

describe("facts that are not", () => {
  test.each<[string, unknown, string]>([
    ["nothing", null, ""],
    ["a list", [], ""],
    ["a text", "purchase", ""],
    ["no id", { ...purchase, id: undefined }, "id"],
    ["an empty id", { ...purchase, id: "" }, "id"],
    ["an id of 201 characters", { ...purchase, id: "x".repeat(201) }, "id"],
    ["an id that objects treat as magic", { ...purchase, id: "__proto__" }, "id"],
    ["an id with a control character", { ...purchase, id: "a\u0000" }, "id"],
    ["no type", base, "type"],
    ["a date without a time", { ...purchase, occurredAt: "2025-03-10" }, "occurredAt"],
    ["an instant without an offset", { ...purchase, occurredAt: "2025-03-10T09:30:00" }, "occurredAt"],
    ["29 February of an ordinary year", { ...purchase, occurredAt: "2025-02-29T09:30:00Z" }, "occurredAt"],
    ["an instant long ago", { ...purchase, occurredAt: "1899-12-31T09:30:00Z" }, "occurredAt"],
    ["an amount below zero", { ...purchase, amount: -1 }, "amount"],
    ["an amount with decimals", { ...purchase, amount: 1.5 }, "amount"],
    ["an amount as a text", { ...purchase, amount: "100" }, "amount"],
    ["neither lines nor an amount", { ...base, type: "purchase" }, ""],
    ["both", { ...withLine({}), amount: 100 }, ""],
    ["no lines at all", { ...base, type: "purchase", lines: [] }, "lines"],
    [
      "a thousand and one lines",
      {
        ...base,
        type: "purchase",
        lines: Array.from({ length: 1001 }, (_, i) => ({ id: `${i}`, amount: 1 })),
      },
      "lines",
    ],
    [
      "two lines of one name",
      {
        ...base,
        type: "purchase",
        lines: [
          { id: "1", amount: 1 },
          { id: "1", amount: 2 },
        ],
      },
      "lines",
    ],
    ["a line without an amount", { ...base, type: "purchase", lines: [{ id: "1" }] }, "lines[0].amount"],
    ["a line of an unknown kind", withLine({ kind: "goods" }), "lines[0].kind"],
    ["no pieces", withLine({ quantity: 0 }), "lines[0].quantity"],
    ["four decimals of a piece", withLine({ quantity: 0.0001 }), "lines[0].quantity"],
    ["a misspelt key", { ...purchase, chanel: "web" }, "chanel"],
    ["a key every object has", { ...purchase, constructor: "x" }, "constructor"],
    ["a currency in small letters", { ...purchase, currency: "eur" }, "currency"],
    ["too much data", { ...purchase, data: { text: "x".repeat(9000) } }, "data"],
    [
      "a return by lines and amount",
      { ...base, type: "return", of: "x", lines: [{ line: "1" }], amount: 1 },
      "",
    ],
    ["a redemption of nothing", { ...base, type: "redeem", of: {} }, "of.unit"],
    [
      "an amount of units as a number",
      { ...base, type: "redeem", of: { unit: "points", amount: 5 } },
      "of.amount",
    ],
    [
      "an adjustment without a reason",
      { ...base, type: "adjust", unit: "points", amount: "1", actor: "Ana" },
      "reason",
    ],
    ["a profile with a list in it", { ...base, type: "profile", attributes: { a: [] } }, "attributes"],
  ])("%s", (_, fact, path) => {
    const problems = checkFact(fact);
    expect(problems.map((problem) => problem.path)).toContain(path);
    for (const { message } of problems) expect(message).toMatch(/^(must|is|needs|takes)/);
    expect(asFact(fact)).toBeNull();
  });

  test("data nested so deep that no one could print it", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 20_000; level++) deep = [deep];
    expect(checkFact({ ...purchase, data: { deep } }).map(({ path }) => path)).toEqual(["data"]);
  });

  test("sums beyond what can be counted exactly are refused, not rounded", () => {
    const lines = Array.from({ length: 1000 }, (_, index) => ({ id: `l${index}`, amount: 1e13 }));
    const fact = asFact({ ...base, type: "purchase", lines })!;
    const { program, state } = memberOf(shop()).story;
    expect(decide(program, state, fact).outcome.refusal?.code).toBe("amount-too-large");
  });
});

describe("whatever comes", () => {
  const anything = fc.jsonValue({ maxDepth: 4 });
  const factLike = fc.record(
    {
      id: fc.oneof(fc.string(), anything),
      type: fc.oneof(fc.constantFrom(...BUILT_IN_FACT_TYPES, "visit", "constructor", "__proto__"), anything),
      occurredAt: fc.oneof(fc.constant("2025-03-10T09:30:00Z"), anything),
      amount: fc.oneof(fc.nat(), fc.constantFrom("5", "-5", "1.5"), anything),
      lines: fc.oneof(
        fc.array(
          fc.record(
            { id: fc.string(), line: fc.string(), amount: fc.nat(), quantity: fc.double() },
            { requiredKeys: [] },
          ),
        ),
        anything,
      ),
      tenders: anything,
      of: fc.oneof(
        fc.string(),
        fc.record(
          { reward: fc.string(), unit: fc.constant("points"), amount: fc.constant("1") },
          { requiredKeys: [] },
        ),
        anything,
      ),
      hold: fc.oneof(fc.string(), anything),
      unit: fc.oneof(fc.constant("points"), anything),
      reason: fc.oneof(fc.string(), anything),
      actor: fc.oneof(fc.string(), anything),
      attributes: anything,
      data: anything,
      for: fc.oneof(fc.constant("1 day"), anything),
    },
    { requiredKeys: ["id", "type", "occurredAt"] },
  );

  test("the check never throws, and what passes it can be decided", () => {
    const { program, state } = memberOf(shop()).story;
    fc.assert(
      fc.property(fc.oneof(anything, factLike), (value) => {
        const fact = asFact(value);
        if (fact) expect(decide(program, state, fact).state.version).toBe(1);
      }),
      { numRuns: 3000 },
    );
  });
});
