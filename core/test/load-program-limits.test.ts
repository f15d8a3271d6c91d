import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadProgram } from "../src/definition/load-program.ts";

const cafe = readFileSync(new URL("../../programs/corner-cafe/program.yaml", import.meta.url), "utf8");

const head = `tallystick: 1
program: large
name: Large
currency: EUR
zone: Europe/Lisbon
from: 2024-01-01
units: { points: { name: points } }
tiers: { status: { by: spend, levels: { member: 0, gold: 500 } } }
`;
const rule = (n: number): string => `  rule-${n}:
    on: purchase
    unit: points
    rate: 1.25
    when: 'fact.spend > money("${n}.50") && account.tier.status == "gold"'
    lines: 'line.category == "c${n}"'
    rounding: half-even
    caps: { day: ${n + 1}, year: ${100 * (n + 1)} }
    schedule: { from: 2025-01-01, days: [mon, tue], hours: "07:00-10:30" }
`;
const rules = (count: number): string =>
  `${head}earn:\n${Array.from({ length: count }, (_, n) => rule(n)).join("")}`;

function timed<T>(run: () => T): { result: T; milliseconds: number } {
  const start = performance.now();
  return { result: run(), milliseconds: performance.now() - start };
}
const codes = (text: string): string[] => loadProgram(text).problems.map(({ code }) => code);

describe("size", () => {
  test("2,000 rules load, and quickly", () => {
    const { result, milliseconds } = timed(() => loadProgram(rules(2000)));
    expect(result.problems).toEqual([]);
    expect(result.program!.versions[0]!.earn).toHaveLength(2000);
    expect(milliseconds).toBeLessThan(30_000);
  });

  test("10,000 rules are refused with the limit in the sentence", () => {
    const { result, milliseconds } = timed(() => loadProgram(rules(10_000)));
    expect(result.problems).toEqual([
      {
        code: "rules-too-many",
        message: "This version has 10000 earn rules and the limit is 2000.",
        fix: "Join rules that differ only in a condition or a level, or split the program.",
        line: 9,
        column: 1,
        path: "earn",
      },
    ]);
    expect(milliseconds).toBeLessThan(30_000);
  });

  test("versions are limited, together with the rules that each carries", () => {
    const versions = (count: number): string =>
      `versions:\n${Array.from({ length: count }, (_, n) => `  - from: ${2025 + n}-01-01\n`).join("")}`;
    expect(codes(head + versions(201))).toEqual(["versions-too-many"]);
    expect(codes(rules(1500) + versions(40))).toEqual(["versions-too-many"]);
    expect(codes(head + versions(150))).toEqual([]);
  });

  test("more than 4 MB is not read at all", () => {
    expect(codes(`${cafe}\n#${" ".repeat(4 * 1024 * 1024)}`)).toEqual(["definition-too-large"]);
  });

  test("half a million parts are refused", () => {
    expect(codes(`a: [${"0,".repeat(600_000)}0]`)).toEqual(["definition-too-large"]);
  });

  test("no more than 200 problems are listed", () => {
    const wrong = `${head}earn:\n${Array.from({ length: 500 }, (_, n) => `  r${n}: { on: purchase, unit: pints, rate: 1 }\n`).join("")}`;
    expect(codes(wrong)).toHaveLength(200);
  });
});

describe("depth", () => {
  test.each([
    ["brackets", `a: ${"[".repeat(100_000)}`],
    ["closed brackets", `a: ${"[".repeat(5000)}${"]".repeat(5000)}`],
    ["braces", `${"{a: ".repeat(2000)}1${"}".repeat(2000)}`],
    ["indentation", Array.from({ length: 60 }, (_, n) => `${" ".repeat(n)}a:`).join("\n")],
  ])("%s without end are refused", (_, text) => {
    const { problems } = loadProgram(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.map(({ code }) => code)).toContain("too-deep");
  });

  test("a long map with the same key again and again takes no time", () => {
    const { result, milliseconds } = timed(() => loadProgram("a: 1\n".repeat(100_000)));
    expect(result.problems).toHaveLength(200);
    expect(milliseconds).toBeLessThan(30_000);
  });
});

describe("conditions", () => {
  const conditional = (when: string): string[] =>
    codes(`${head}earn: { a: { on: purchase, unit: points, amount: 1, when: '${when}' } }`);

  test("of 40 alternatives load; a thousand are refused", () => {
    const any = (count: number): string =>
      Array.from({ length: count }, (_, n) => `fact.place == "p${n}"`).join(" || ");
    expect(conditional(any(40))).toEqual([]);
    expect(conditional(any(1000))).toEqual(["condition-too-large"]);
  });

  test("of deep brackets are refused", () => {
    expect(conditional(`${"(".repeat(500)}true${")".repeat(500)}`)).toEqual(["condition-too-large"]);
  });
});
