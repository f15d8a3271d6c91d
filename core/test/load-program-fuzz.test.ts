import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { conditionContext, lineContext } from "../src/condition-context.ts";
import { loadProgram } from "../src/definition/load-program.ts";
import type { Fact } from "../src/fact.ts";
import type { Version } from "../src/program.ts";
import { makeZone } from "../src/zone.ts";

const cafe = readFileSync(new URL("../../programs/corner-cafe/program.yaml", import.meta.url), "utf8");
const cafeLines = cafe.split("\n");
const RUNS = 150;

const context = {
  fact: { id: "1", type: "purchase", occurredAt: "2025-01-05T16:00:00Z", amount: 500 } satisfies Fact,
  zone: makeZone("Europe/Lisbon"),
  at: Date.UTC(2025, 0, 5, 16),
  spend: 500,
  account: { balance: {}, tier: {}, visits: 1, days: 1 },
  member: {},
};

function expectConditionsToAnswer(version: Version): void {
  const seen = lineContext(conditionContext({ ...context, version }), { id: "1", amount: 500 });
  for (const { when, lines } of version.earn) {
    for (const condition of [when, lines]) if (condition) expect(condition.test(seen)).toBeTypeOf("boolean");
  }
}

/** Loads, or says what is wrong and where; never anything else. */
function expectAnswer(text: string): void {
  const { program, problems } = loadProgram(text);
  if (program) {
    expect(problems).toEqual([]);
    for (const version of program.versions) expectConditionsToAnswer(version);
    return;
  }
  expect(problems.length).toBeGreaterThan(0);
  const lines = text.split(/\r\n|\r|\n/);
  for (const problem of problems) {
    expect(problem.line).toBeGreaterThanOrEqual(1);
    expect(problem.line).toBeLessThanOrEqual(lines.length);
    expect(problem.column).toBeGreaterThanOrEqual(1);
    // What looks like a gap may be quoted from the text itself.
    const gaps = `${problem.message} ${problem.fix}`.match(/\{[a-zA-Z]+\}|undefined|\[object/g) ?? [];
    expect(gaps.filter((gap) => !text.includes(gap))).toEqual([]);
  }
}

type Data = { [key: string]: unknown } | unknown[];
const isData = (value: unknown): value is Data => typeof value === "object" && value !== null;

/** Every place in the definition: which object, and which of its keys. */
function places(data: Data): { owner: Data; key: string }[] {
  return Object.entries(data).flatMap(([key, value]) => [
    { owner: data, key },
    ...(isData(value) ? places(value) : []),
  ]);
}

const words = [
  ...[
    "purchase",
    "beans",
    "base",
    "status",
    "gold",
    "never",
    "join",
    "spend",
    "EUR",
    "2025-01-01",
    "12-31",
    "14 days",
  ],
  ...[
    "true",
    "fact.spend > 1",
    "account.tier.status",
    "07:00-06:00",
    "constructor",
    "__proto__",
    "toString",
    "",
    " ",
  ],
  ...[
    "null",
    "1/0",
    "5/4",
    "1e400",
    "-0",
    "0.0000001",
    "9999999999999999999999",
    "exact",
    "carry",
    "rolling",
    "[",
    "*",
  ],
];
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 0.1, 1e21, -1e-9, Number.MAX_SAFE_INTEGER, [], {}, [[]], {
    a: {},
  }),
  fc.constantFrom(...words),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ maxLength: 20 }),
  fc.array(fc.constantFrom(...words), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom(...words, "from", "levels", "after", "on", "by"), fc.constantFrom(...words), {
    maxKeys: 3,
  }),
);
const where = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
type Change = {
  kind: "set" | "remove" | "rename" | "move";
  at: number;
  to: number;
  value: unknown;
  name: string;
};
const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom("set", "remove", "rename", "move"),
  at: where,
  to: where,
  value: odd,
  name: fc.constantFrom(...words, "rate", "amount", "multiply", "unit", "versions", "units"),
});

function put(owner: Data, key: string, value: unknown): void {
  if (Array.isArray(owner)) owner[Number(key)] = value;
  // Plain assignment would set the prototype, which no text could have written.
  else Object.defineProperty(owner, key, { value, enumerable: true, configurable: true, writable: true });
}

function applyChange(root: Data, { kind, at, to, value, name }: Change): void {
  const all = places(root);
  const place = all[Math.floor(at * all.length)];
  const other = all[Math.floor(to * all.length)];
  if (!place || !other) return;
  const held = (place.owner as Record<string, unknown>)[place.key];
  if (kind === "set") put(place.owner, place.key, value);
  else if (kind === "move") put(other.owner, other.key, structuredClone(held));
  else if (Array.isArray(place.owner)) place.owner.splice(Number(place.key), 1);
  else {
    delete place.owner[place.key];
    if (kind === "rename") put(place.owner, name, held);
  }
}

describe("a definition changed at random loads or is explained", () => {
  test("values replaced, taken out, renamed and moved", () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.boolean(), (changes, pretty) => {
        const data = parseDocument(cafe).toJS() as Data;
        for (const one of changes) applyChange(data, one);
        expectAnswer(JSON.stringify(data, null, pretty ? 2 : 0));
      }),
      { numRuns: RUNS, verbose: 1 },
    );
  });

  test("characters put in and taken out", () => {
    const edit = fc.record({
      at: where,
      cut: fc.integer({ min: 0, max: 12 }),
      text: fc.oneof(
        fc.constantFrom(..."\t\r\n:-[]{}&*!|>'\"#%@`,?".split(""), "...", "---\n", "<<: "),
        fc.string({ maxLength: 6 }),
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
        let text = cafe;
        for (const { at, cut, text: added } of edits) {
          const start = Math.floor(at * text.length);
          text = text.slice(0, start) + added + text.slice(start + cut);
        }
        expectAnswer(text);
      }),
      { numRuns: RUNS, verbose: 1 },
    );
  });

  test("lines taken out, doubled and swapped", () => {
    const edit = fc.tuple(fc.constantFrom("drop", "double", "swap", "indent"), where, where);
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const lines = [...cafeLines];
        for (const [kind, a, b] of edits) {
          const [first, second] = [Math.floor(a * lines.length), Math.floor(b * lines.length)];
          if (kind === "drop") lines.splice(first, 1);
          else if (kind === "double") lines.splice(second, 0, lines[first]!);
          else if (kind === "indent") lines[first] = `  ${lines[first]}`;
          else [lines[first], lines[second]] = [lines[second]!, lines[first]!];
        }
        expectAnswer(lines.join("\n"));
      }),
      { numRuns: RUNS, verbose: 1 },
    );
  });

  test("any text at all, and any JSON", () => {
    expectAnswer('{"{A}": false}');
    fc.assert(fc.property(fc.string({ maxLength: 200, unit: "binary" }), expectAnswer), { numRuns: RUNS });
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => expectAnswer(text)),
      { numRuns: RUNS },
    );
  });

  test("any condition", () => {
    const parts = [
      "fact.spend",
      "fact.quantity",
      "fact.data.words",
      "account.balance.beans",
      "account",
      "line",
      "x",
      "1",
      "2.5",
      '"a"',
      "true",
    ];
    const signs = [
      "+",
      "-",
      "*",
      "/",
      "%",
      "==",
      "!=",
      "<",
      ">=",
      "&&",
      "||",
      "in",
      "?",
      ":",
      ".",
      ",",
      "(",
      ")",
      "[",
      "]",
      "!",
      "money(",
    ];
    const expression = fc.array(fc.constantFrom(...parts, ...signs), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(expression, (tokens) => {
        const data = parseDocument(cafe).toJS() as { earn: { base: Record<string, unknown> } };
        data.earn.base.when = tokens.join(" ");
        expectAnswer(JSON.stringify(data));
      }),
      { numRuns: RUNS, verbose: 1 },
    );
  });
});
