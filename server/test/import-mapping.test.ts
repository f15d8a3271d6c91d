import { readFileSync } from "node:fs";
import { makeZone } from "@tallystick/core";
import { describe, expect, test } from "vitest";
import { loadMapping } from "../src/import/load-mapping.ts";
import type { MappingProblem } from "../src/import/mapping.ts";
import { bindMapping } from "../src/import/row-reader.ts";
import { example } from "./data-sets.ts";

const GOOD = `mapping: 1
program: shop
file: { separator: semicolon, decimal: ",", thousands: "." }
clean:
  Customer: [{ strip-end: ".0" }, { pad-start: { length: 5 } }, { case: upper }]
rows:
  - when: { Order: { starts-with: A } }
    reject: Not an order.
  - when:
      - { Total: { less-than: 0 } }
      - { Type: { one-of: [refund, return] }, Order: { is-not: "" } }
    as: return
  - as: purchase
group: { by: Order, gap: 10 }
id: "{Order}"
member: { kind: card, value: "{Customer}" }
time: { value: "{Date}", format: [DD.MM.YYYY, rfc3339], zone: Europe/Berlin }
channel: web
data: { shop: "{Shop}", weight: { number: "{Weight}" } }
line:
  sku: "{Article}"
  quantity: "{Count}"
  amount: { value: "{Price}", times: "{Count}", rounding: half-even }
  discount: "{Discount}"
returns: { of: "{Original}" }
`;

const COLUMNS = "Order Customer Date Total Type Shop Weight Article Count Price Discount Original".split(" ");
const program = {
  zone: makeZone("Europe/Berlin"),
  currency: "EUR",
  currencyDecimals: 2,
  zoneOf: (id: string) => (id === "Europe/Berlin" ? makeZone(id) : null),
};

const problemsOf = (text: string): MappingProblem[] => loadMapping(text).problems;
const changed = (from: string, to: string): string => {
  expect(GOOD).toContain(from);
  return GOOD.replace(from, to);
};

describe("a mapping", () => {
  test("says everything that it says", () => {
    const { mapping } = loadMapping(GOOD);
    expect(mapping).toMatchObject({
      program: "shop",
      file: { separator: ";", quote: '"', columns: null, encoding: "utf-8", decimal: ",", thousands: "." },
      rows: [{ as: "reject", reason: "Not an order." }, { as: "return" }, { as: "purchase", when: null }],
      group: { by: [{ name: "Order" }], gap: 10 },
      time: { formats: ["DD.MM.YYYY", "rfc3339"], zone: "Europe/Berlin" },
      line: { amount: { rounding: "half-even" }, discount: { rounding: "exact" }, tax: null },
    });
    expect(mapping?.rows[1]?.when).toHaveLength(2);
    expect(mapping?.clean[0]?.steps).toEqual([
      { kind: "strip-end", text: ".0" },
      { kind: "pad-start", length: 5, with: "0" },
      { kind: "upper" },
    ]);
    expect(bindMapping(mapping!, COLUMNS, program).problems).toEqual([]);
  });

  test.each(["cdnow", "online-retail"])("of the example %s has no problems", (name) => {
    expect(problemsOf(readFileSync(example(`import/${name}/mapping.yaml`), "utf8"))).toEqual([]);
  });

  test("of the reference has no problems", () => {
    const page = readFileSync(new URL("../../docs/reference/import-mapping.md", import.meta.url), "utf8");
    expect(problemsOf(/```yaml\n([\s\S]*?)```/.exec(page)![1]!)).toEqual([]);
  });

  test.each([
    ["a misspelt key", "member:", "membr:", 16, "key-unknown", /Write member/],
    ["a missing key", "id:", "# id:", 1, "key-missing", /Add id:/],
    ["another version", "mapping: 1", "mapping: 2", 1, "number-expected", /mapping: 1/],
    ["a template without quotes", 'id: "{Order}"', "id: {Order}", 15, "text-expected", /Put quotes/],
    ["an open brace", '"{Order}"', '"{Order"', 15, "template-invalid", /between braces/],
    ["empty braces", '"{Order}"', '"{}"', 15, "template-invalid", /between braces/],
    ["a constant id", '"{Order}"', "Order", 15, "column-expected", /"\{Order\}"/],
    ["an unknown test", "starts-with", "begins-with", 7, "key-unknown", /starts-with/],
    ["a test of no number", "less-than: 0", "less-than: nought", 10, "number-expected", /plain number/],
    ["an unknown kind of row", "as: return", "as: refund", 12, "choice-unknown", /as: (purchase|return)/],
    [
      "rows after a row that takes all",
      "  - when: { Order: { starts-with: A } }\n    reject",
      "  - reject",
      7,
      "rows-unreachable",
      /Move it/,
    ],
    [
      "two uses of a row",
      "    as: return",
      "    as: return\n    reject: no",
      13,
      "key-not-wanted",
      /Remove one/,
    ],
    ["a row without use", "    as: return\n", "", 9, "key-missing", /as: purchase/],
    ["a format with letters of its own", "DD.MM.YYYY", "DD.MM.JJJJ", 17, "time-format-invalid", /YYYY/],
    ["a format without a year", "DD.MM.YYYY", "DD.MM.", 17, "time-format-invalid", /YYYY/],
    ["half a twelve-hour clock", "DD.MM.YYYY", '"DD.MM.YYYY hh:mm"', 17, "time-format-invalid", /YYYY/],
    ["an unknown rounding", "half-even", "nearest", 23, "choice-unknown", /rounding: /],
    ["equal separators", 'thousands: "."', 'thousands: ","', 3, "separators-equal", /thousands/],
    ["a separator of two characters", "semicolon", '";;"', 3, "character-expected", /one in quotes/],
    ["an id that is not unique", 'id: "{Order}"', 'id: "{Date}"', 15, "id-not-unique", /\{Order\}/],
    ["returns that cannot be matched", '  sku: "{Article}"\n', "", 6, "returns-unmatched", /sku/],
    ["no YAML", "rows:", "rows: [", 6, "yaml-invalid", /indentation/],
  ])("with %s is refused with its place and what to write", (_, from, to, line, code, fix) => {
    const text = changed(from, to).replace(
      code === "returns-unmatched" ? 'returns: { of: "{Original}" }' : "\u0000",
      "",
    );
    const problem = problemsOf(text).find((candidate) => candidate.code === code);
    expect(problem).toMatchObject({ code });
    if (code !== "yaml-invalid") expect(problem?.line).toBe(line);
    expect(`${problem?.message} ${problem?.fix}`).toMatch(fix);
  });

  test("an empty text, a list and a word are no mappings, and none is a crash", () => {
    for (const text of ["", "[]", "hello", "mapping: 1", "{", "a: &a [*a]", "\u0000"]) {
      expect(problemsOf(text).length).toBeGreaterThan(0);
    }
  });

  test("columns that the file does not have are named where the mapping names them", () => {
    const { mapping } = loadMapping(GOOD);
    const { problems } = bindMapping(mapping!, ["Ordr", ...COLUMNS.slice(1), "Shop"], program);
    expect(problems.map(({ line, message }) => [line, message])).toEqual(
      expect.arrayContaining([
        [15, "The file has no column “Order”."],
        [19, "The file has two columns “Shop”."],
      ]),
    );
    expect(problems.find(({ line }) => line === 15)?.fix).toMatch(/Write Ordr/);
  });

  test("a zone that there is not", () => {
    const { mapping } = loadMapping(changed("Europe/Berlin", "Europe/Bearlin"));
    expect(bindMapping(mapping!, COLUMNS, program).problems).toMatchObject([
      { code: "zone-unknown", line: 17 },
    ]);
  });
});
