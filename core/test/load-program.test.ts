import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadProgram } from "../src/definition/load-program.ts";
import { PROBLEMS, type Problem } from "../src/definition/problem.ts";
import type { Program } from "../src/program.ts";

const DEFINITIONS = new URL("./definitions/", import.meta.url);
const cafe = readFileSync(new URL("../../programs/corner-cafe/program.yaml", import.meta.url), "utf8");

function load(text: string): Program {
  const { program, problems } = loadProgram(text);
  expect(problems).toEqual([]);
  return program!;
}

/** A definition with one unit of two decimals and whatever else is given. */
const small = (rest: string, currency = "EUR"): string => `tallystick: 1
program: small
name: Small
currency: ${currency}
zone: Europe/Lisbon
from: 2024-01-01
units: { points: { name: { one: point, many: points }, scale: 2 } }
${rest}`;

const render = ({ line, column, path, code, message, fix }: Problem): string =>
  `${line}:${column} ${code}${path === "" ? "" : ` ${path}`}\n  ${message}\n  ${fix}\n`;

describe("the café", () => {
  const program = load(cafe);
  const [first, second] = program.versions;

  test("has two versions, the second with everything that it inherits", () => {
    expect(program).toMatchObject({ id: "corner-cafe", currency: "EUR", currencyDecimals: 2 });
    expect(program.versions.map((version) => version.number)).toEqual([1, 2]);
    expect(first!.from).toBe(Date.parse("2024-01-01T00:00:00Z"));
    expect(second!.from).toBe(Date.parse("2025-03-01T00:00:00Z"));
    expect(second!.earn.map((rule) => rule.id)).toEqual(first!.earn.map((rule) => rule.id));
    expect(second!.rewards.espresso).toMatchObject({ cost: 11, limits: [{ max: 2, per: "day" }] });
    expect(first!.rewards.espresso!.cost).toBe(12);
    expect([first!.note, second!.note]).toEqual([
      "Opening day",
      "A bean and a quarter for everybody, and the espresso at eleven",
    ]);
  });

  test("gives beans per cent as exact fractions", () => {
    const give = (version: typeof first) => version!.earn.find((rule) => rule.id === "base")!.give;
    expect(give(first)).toMatchObject({ kind: "rate", rate: { num: 1n, den: 100n } });
    expect(give(second)).toMatchObject({ kind: "rate", rate: { num: 1n, den: 80n } });
    expect(give(second)).toMatchObject({ byTier: { levels: { silver: { num: 3n, den: 200n } } } });
  });

  test("compiles units, tiers, schedules, caps and rewards", () => {
    expect(first!.units.beans).toEqual({
      id: "beans",
      one: "bean",
      many: "beans",
      scale: 0,
      pending: null,
      expiry: { kind: "after", after: { count: 6, unit: "month" }, end: "month", keptBy: null, unless: null },
      activity: null,
      cleared: [],
      debt: true,
      storedValue: false,
    });
    expect(first!.ladders.status!.levels).toEqual([
      { id: "member", name: "Friend of the house", threshold: 0, when: null },
      { id: "silver", name: "Regular", threshold: 20_000, when: null },
      { id: "gold", name: "Part of the furniture", threshold: 50_000, when: null },
    ]);
    const earlyBird = first!.earn.find((rule) => rule.id === "early-bird")!;
    expect(earlyBird.schedule).toEqual([
      {
        from: null,
        until: null,
        days: new Set([1, 2, 3, 4, 5]),
        hours: { start: 450, end: 540 },
      },
    ]);
    expect(first!.caps).toEqual([
      {
        id: "being-around",
        key: "cap:being-around:month",
        unit: "beans",
        max: 60,
        per: "month",
        rules: new Set(["hello", "own-cup", "kind-words"]),
      },
    ]);
    expect(first!.rewards["five-euro"]!.minimumBasket).toBe(1000);
    expect(first!.rewards["tote-bag"]!.stock).toBe(120);
    expect(first!.rewards["barista-hour"]!.when!.uses).toEqual(new Set(["account", "account.tier"]));
    expect(first!.returns).toEqual({
      within: { count: 60, unit: "day" },
      lines: null,
      fromOtherLots: true,
      shortfall: "debt",
    });
  });

  test("each version's filled-in definition loads by itself and means the same", () => {
    for (const version of program.versions) {
      const again = load(JSON.stringify(version.definition)).versions[0]!;
      expect(JSON.stringify({ ...again, number: 0 }, plain)).toBe(
        JSON.stringify({ ...version, number: 0 }, plain),
      );
    }
  });
});

/** Sets and bigints for comparison as text. */
const plain = (_: string, value: unknown): unknown =>
  value instanceof Set ? [...value] : typeof value === "bigint" ? `${value}` : value;

describe("what is left out", () => {
  test("has the documented defaults", () => {
    const [version] = load(small("earn: { base: { on: purchase, unit: points, rate: 1 } }")).versions;
    expect(version!.units.points).toMatchObject({ pending: null, expiry: { kind: "never" }, debt: true });
    expect(version!.spend).toEqual({
      kinds: new Set(["item"]),
      tax: false,
      discounts: "net",
      paidWithPoints: false,
      excludedCategories: new Set(),
      atPar: new Set(),
    });
    expect(version!.earn[0]).toMatchObject({
      rounding: "floor",
      roundEach: "fact",
      caps: [],
      budget: null,
      group: null,
    });
    expect(version!.holds.lapse).toEqual({ count: 15, unit: "minute" });
    expect(version!.returns).toEqual({ within: null, lines: null, fromOtherLots: true, shortfall: "debt" });
    expect(version!.activity).toEqual(new Set(["purchase", "redeem", "complete"]));
  });

  test("ladders count by calendar year and hold to the end of the next", () => {
    const [version] = load(small("tiers: { status: { by: visits, levels: { b: 10, a: 0 } } }")).versions;
    expect(version!.ladders.status).toMatchObject({
      window: { kind: "calendar-year" },
      valid: { kind: "end-of-year", years: 1 },
      grace: null,
      drop: "to-qualified",
      returnsUndo: true,
      levels: [
        { id: "a", threshold: 0, when: null },
        { id: "b", threshold: 10, when: null },
      ],
    });
  });
});

describe("amounts", () => {
  test.each([
    ["rate: 1", "EUR", 1n, 1n],
    ["rate: 1.25", "EUR", 5n, 4n],
    ["rate: 5/3", "EUR", 5n, 3n],
    ["rate: 1, per: 100", "JPY", 1n, 1n],
    ["rate: 1", "KWD", 1n, 10n],
    ["rate: 2, per: 0.50", "EUR", 4n, 1n],
  ])("%s in %s is %s/%s steps for each minor unit", (written, currency, num, den) => {
    const rule = load(small(`earn: { base: { on: purchase, unit: points, ${written} } }`, currency))
      .versions[0]!.earn[0]!;
    expect(rule.give).toMatchObject({ kind: "rate", rate: { num, den } });
  });

  test("fixed amounts, caps, budgets and tiers count in steps", () => {
    const rest = `earn:
  welcome: { on: join, unit: points, amount: "12.50", budget: 1000, caps: { lifetime: 12.5 },
             by_tier: { ladder: status, levels: { gold: 15 } } }
tiers: { status: { by: { earned: points }, levels: { base: 0, gold: { from: 2.5, name: Gold } } } }`;
    const version = load(small(rest)).versions[0]!;
    const rule = version.earn[0]!;
    expect(rule.give).toMatchObject({
      kind: "fixed",
      amount: 1250,
      each: "fact",
      byTier: { levels: { gold: 1500 } },
    });
    expect(rule.caps).toEqual([
      {
        id: "welcome.lifetime",
        key: "cap:welcome.lifetime:lifetime",
        unit: "points",
        max: 1250,
        per: "lifetime",
        rules: new Set(["welcome"]),
      },
    ]);
    expect(rule.budget).toBe(100_000);
    expect(version.ladders.status!.levels[1]).toEqual({
      id: "gold",
      name: "Gold",
      threshold: 250,
      when: null,
    });
  });

  test("exact is allowed where every minor unit gives whole steps", () => {
    load(small("earn: { base: { on: purchase, unit: points, rate: 1, rounding: exact } }"));
  });
});

describe("versions", () => {
  const patched = (patch: string): Program =>
    load(small(`earn: { a: { on: join, unit: points, amount: 1, caps: { day: 1 } } }\nversions: [${patch}]`));

  test("null takes a setting out, maps merge, anything else replaces", () => {
    const [before, after] = patched("{ from: 2025-01-01, earn: { a: { caps: null, amount: 2 } } }").versions;
    expect(before!.earn[0]!.caps).toHaveLength(1);
    expect(after!.earn[0]).toMatchObject({ caps: [], give: { amount: 200 } });
    expect(after!.note).toBeNull();
    expect(after!.definition).toMatchObject({ from: "2025-01-01", program: "small" });
  });

  test("dates begin at midnight of the program's zone; instants are taken as they are", () => {
    const versions = patched("{ from: 2024-07-01 }, { from: 2024-08-01T12:00:00+02:00 }").versions;
    expect(versions.map((version) => new Date(version.from).toISOString())).toEqual([
      "2024-01-01T00:00:00.000Z",
      "2024-06-30T23:00:00.000Z",
      "2024-08-01T10:00:00.000Z",
    ]);
  });
});

describe("wrong definitions", () => {
  const files = readdirSync(DEFINITIONS).filter((name) => /\.(yaml|json)$/.test(name));

  test.each(files)("%s", async (name) => {
    const text = readFileSync(new URL(name, DEFINITIONS), "utf8");
    const { program, problems } = loadProgram(text);
    expect(program).toBeNull();
    const lines = text.split("\n");
    for (const { line, column } of problems) {
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1);
    }
    await expect(problems.map(render).join("\n")).toMatchFileSnapshot(`./definitions/${name}.problems.txt`);
  });

  test("between them and the limits show every problem of the catalogue", () => {
    const shown = new Set(
      files.flatMap((name) =>
        loadProgram(readFileSync(new URL(name, DEFINITIONS), "utf8")).problems.map(({ code }) => code),
      ),
    );
    const byLimits = ["definition-too-large", "rules-too-many", "versions-too-many", "condition-too-large"];
    expect(new Set([...shown, ...byLimits])).toEqual(new Set(Object.keys(PROBLEMS)));
  });

  test("no sentence has a gap", () => {
    for (const name of files) {
      for (const problem of loadProgram(readFileSync(new URL(name, DEFINITIONS), "utf8")).problems) {
        expect(`${problem.message} ${problem.fix}`).not.toMatch(/\{[a-zA-Z]+\}|undefined|NaN|“”/);
      }
    }
  });
});
