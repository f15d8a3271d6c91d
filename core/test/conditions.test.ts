import { CelScalar, celEnv, celFunc, isCelError, parse, plan } from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";
import { describe, expect, test } from "vitest";
import { type ContextInput, conditionContext, lineContext } from "../src/condition-context.ts";
import type { AccountView } from "../src/decision.ts";
import { loadProgram } from "../src/definition/load-program.ts";
import type { Fact, Line } from "../src/fact.ts";
import { parseInstant } from "../src/instant.ts";
import type { ConditionContext, Program } from "../src/program.ts";

/** The program whose conditions are tried: one rule for each, on lines where it reads `line`. */
function programWith(conditions: string[]): Program {
  const earn = Object.fromEntries(
    conditions.map((condition, n) => [
      `r${n}`,
      {
        on: "purchase",
        unit: "points",
        amount: 1,
        [/\bline\b/.test(condition) ? "lines" : "when"]: condition,
      },
    ]),
  );
  const { program, problems } = loadProgram(
    JSON.stringify({
      tallystick: 1,
      program: "conditions",
      name: "Conditions",
      currency: "EUR",
      zone: "Europe/Lisbon",
      from: "2024-01-01",
      facts: {
        purchase: { campaign: "text", weight: "number", seats: "integer", gift: "boolean", day: "date" },
        review: { words: "integer" },
      },
      member: { region: "text", staff: "boolean", age: "integer", score: "number", birthday: "date" },
      units: { points: { name: "points", scale: 2 }, "gold-stars": { name: "stars" } },
      tiers: { status: { by: "spend", levels: { base: 0, gold: 500 } } },
      earn,
    }),
  );
  expect(problems).toEqual([]);
  return program!;
}

const purchase: Fact = {
  id: "f-1",
  type: "purchase",
  occurredAt: "2025-07-04T08:45:00Z",
  channel: "web",
  place: "Lisboa, Chiado",
  lines: [
    { id: "1", sku: "NATA", category: "pastry", quantity: 3, amount: 450, discount: 30 },
    { id: "2", sku: "TINTO", category: "alcohol", amount: 500, tax: 115 },
    { id: "3", sku: "BOLO", category: "pastry", quantity: 2, amount: 0, discount: 70 },
  ],
  data: { campaign: "summer", weight: 1.5, seats: 2, gift: true, day: "2025-07-14" },
};
const account: AccountView = {
  balance: { points: 12.5, "gold-stars": 3 },
  tier: { status: "gold" },
  visits: 4,
  days: 200,
};
const member = { region: "north", staff: false, age: 31, score: 0.75, birthday: "1994-07-04" };

function contextFor(
  program: Program,
  over: { fact?: Fact; account?: AccountView; line?: Line; member?: typeof member | object } = {},
): ConditionContext {
  const fact = over.fact ?? purchase;
  const input: ContextInput = {
    version: program.versions[0]!,
    zone: program.zone,
    fact,
    at: parseInstant(fact.occurredAt)!,
    spend: 450,
    account: over.account ?? account,
    member: (over.member ?? member) as Record<string, string>,
  };
  const whole = conditionContext(input);
  return over.line ? lineContext(whole, over.line) : whole;
}

/** Condition → what it is for the purchase above (and its first line). */
const TABLE: [string, boolean][] = [
  ['fact.channel == "web"', true],
  ['fact.channel in ["shop", "app"]', false],
  ['fact.id == "f-1" && fact.type == "purchase" && fact.source == ""', true],
  ["fact.amount == 950 && fact.spend == 450", true],
  ['fact.spend >= money("4.50")', true],
  ['fact.spend > money("4.50")', false],
  ["fact.quantity == 6.0", true],
  ['fact.discount == 100 && fact.amount + fact.discount >= money("10.50")', true],
  ["fact.quantity > 3", true],
  ['fact.place.startsWith("Lisboa") && fact.place.contains("Chiado")', true],
  ['fact.place.endsWith("Porto")', false],
  ["fact.place.size() > 5 && size(fact.place) < 20", true],
  ['fact.data.campaign == "summer"', true],
  ["fact.data.weight * 2.0 == 3.0", true],
  ["fact.data.seats * 2 + 1 == 5", true],
  ["fact.data.seats - 3 < 0 && -fact.data.seats == -2", true],
  ["fact.data.seats / 2 == 1 && fact.data.seats % 2 == 0", true],
  ["fact.data.gift", true],
  ["!fact.data.gift", false],
  ['fact.data.day > "2025-07-01"', true],
  ["fact.data.words == 0", true],
  ['line.category == "pastry"', true],
  ['line.sku == "NATA" && line.id == "1" && line.kind == "item"', true],
  ["line.quantity >= 3.0 && line.amount == 450 && line.discount == 30 && line.tax == 0", true],
  ["line.category_quantity == 5.0 && line.quantity == 3.0", true],
  ['line.amount > money("5")', false],
  ["account.balance.points == 12.5", true],
  ['account.balance["gold-stars"] >= 3.0', true],
  ["account.balance.points > 12", true],
  ['account.tier.status == "gold"', true],
  ["account.visits == 4 && account.days > 100", true],
  ['member.region == "north" && !member.staff', true],
  ["member.age >= 18 ? member.score > 0.5 : false", true],
  ["member.birthday < time.date", true],
  ["time.year == 2025 && time.month == 7 && time.day == 4", true],
  ["time.weekday == 5 && time.hour == 9 && time.minute == 45", true],
  ['time.date == "2025-07-04"', true],
  ["[1, 2, 3].exists(n, n == fact.data.seats)", true],
  ['["web", "app"].all(name, name != fact.channel)', false],
  ["fact.spend > 1000 || account.visits > 3", true],
  ["fact.data.seats / 0 == 1 || true", true],
  ["int(fact.data.weight) == 1 && double(fact.data.seats) == 2.0", true],
  ['fact.channel.upperAscii() == "WEB" && "Web".lowerAscii() == fact.channel', true],
  ['" web ".trim() == fact.channel', true],
  ["true", true],
];

describe("conditions", () => {
  const program = programWith(TABLE.map(([condition]) => condition));
  const rules = program.versions[0]!.earn;
  const lines = (purchase as { lines: Line[] }).lines;
  const context = contextFor(program, { line: lines[0]! });

  test.each(TABLE)("%s is %s", (source, expected) => {
    const rule = rules[TABLE.findIndex(([condition]) => condition === source)]!;
    expect((rule.when ?? rule.lines)!.test(context)).toBe(expected);
  });

  test("count whole years: to the day, over leap days, and none where a date is missing", () => {
    const adult = programWith(["years(member.birthday, time.date) >= 18"]);
    const condition = adult.versions[0]!.earn[0]!.when!;
    const passes = (birthday: string, occurredAt: string): boolean =>
      condition.test(contextFor(adult, { fact: { ...purchase, occurredAt }, member: { birthday } }));
    expect(passes("2007-07-04", "2025-07-03T22:59:59Z")).toBe(false);
    expect(passes("2007-07-04", "2025-07-03T23:00:00Z")).toBe(true);
    expect(passes("2008-02-29", "2026-02-27T12:00:00Z")).toBe(false);
    expect(passes("2008-02-29", "2026-02-28T12:00:00Z")).toBe(true);
    for (const birthday of ["", "soon", "2099-01-01"])
      expect(passes(birthday, "2025-07-04T12:00:00Z")).toBe(false);
  });

  test("say which roots they read", () => {
    const uses = (source: string): string[] => {
      const rule = programWith([source]).versions[0]!.earn[0]!;
      return [...(rule.when ?? rule.lines)!.uses].sort();
    };
    expect(uses('fact.channel == "web" && account.visits > 1 && time.hour < 9')).toEqual([
      "account",
      "account.visits",
      "fact",
      "time",
    ]);
    expect(uses("member.age > 3 || line.amount > 5")).toEqual(["line", "member"]);
    expect(uses("[1].exists(x, x == 1)")).toEqual([]);
  });

  test("that divide by zero or overflow do not hold, and do not throw", () => {
    const conditions = [
      "fact.data.seats / 0 == 1",
      "fact.data.seats % 0 == 1",
      "fact.spend * 9000000000000000000 > 0",
    ];
    const made = programWith(conditions);
    for (const rule of made.versions[0]!.earn) expect(rule.when!.test(contextFor(made))).toBe(false);
  });

  test("do not throw whatever the context is", () => {
    for (const rule of rules) {
      for (const odd of [
        {},
        { fact: null },
        { fact: { channel: 5 }, account: 3, member: [], time: "", line: null },
      ]) {
        expect(typeof (rule.when ?? rule.lines)!.test(odd)).toBe("boolean");
      }
    }
  });
});

describe("what is missing", () => {
  const missing = [
    'fact.source == "" && fact.channel == "" && fact.place == ""',
    'fact.data.campaign == "" && fact.data.day == "" && fact.data.weight == 0.0 && fact.data.seats == 0 && !fact.data.gift',
    'account.tier.status == "" && account.balance.points == 0.0',
    'member.region == "" && member.age == 0 && !member.staff && member.score == 0.0 && member.birthday == ""',
  ];
  const program = programWith(missing);
  const bare: Fact = { id: "f-2", type: "purchase", occurredAt: "2025-01-01T00:00:00Z", amount: 100 };
  const empty: AccountView = { balance: {}, tier: {}, visits: 0, days: 0 };

  test.each(missing)("%s", (source) => {
    const condition = program.versions[0]!.earn[missing.indexOf(source)]!.when!;
    expect(condition.test(contextFor(program, { fact: bare, account: empty, member: {} }))).toBe(true);
    const wrong: Fact = {
      ...bare,
      data: { campaign: 5, weight: "x", seats: 1.5, gift: "yes", day: null, words: [] },
    };
    const odd = { region: 1, staff: "no", age: "old", score: "high", birthday: 0 };
    expect(condition.test(contextFor(program, { fact: wrong, account: empty, member: odd }))).toBe(true);
  });

  test("names that every object answers to are missing too", () => {
    const other = programWith(['fact.data.campaign == ""']);
    const inherited: Fact = {
      ...bare,
      data: Object.create({ campaign: "inherited" }) as Record<string, never>,
    };
    expect(other.versions[0]!.earn[0]!.when!.test(contextFor(other, { fact: inherited }))).toBe(true);
  });
});

describe("an independent implementation of CEL agrees", () => {
  const program = programWith(TABLE.map(([condition]) => condition));
  const lines = (purchase as { lines: Line[] }).lines;
  const contexts: ConditionContext[] = [
    contextFor(program, { line: lines[0]! }),
    contextFor(program, {
      line: lines[1]!,
      member: {},
      account: { balance: {}, tier: {}, visits: 0, days: 0 },
    }),
    contextFor(program, {
      line: { id: "9", amount: 0 },
      fact: { id: "f-3", type: "review", occurredAt: "2024-12-31T23:30:00Z", data: { words: 12 } },
    }),
  ];
  const cents = celFunc("money", [CelScalar.STRING], CelScalar.INT, (written) =>
    BigInt(Math.round(Number(written) * 100)),
  );
  const extensions = strings.filter(({ name }) => ["lowerAscii", "upperAscii", "trim"].includes(name));
  const environment = celEnv({ funcs: [cents, ...extensions] });

  /** The context as nested maps, which is how the other implementation takes it. */
  function asMap(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const computed = Object.getOwnPropertyNames(Object.getPrototypeOf(value)).filter(
      (key) => key !== "constructor",
    );
    const keys = [...Object.keys(value), ...computed];
    return new Map(keys.map((key) => [key, asMap((value as Record<string, unknown>)[key])]));
  }
  const bindings = (context: ConditionContext) =>
    Object.fromEntries(
      ["fact", "line", "account", "member", "time"].map((root) => [root, asMap(context[root])]),
    );

  test.each(TABLE)("%s", (source) => {
    const rule = program.versions[0]!.earn[TABLE.findIndex(([condition]) => condition === source)]!;
    const oracle = plan(environment, parse(source));
    for (const context of contexts) {
      const answer = oracle(bindings(context) as Parameters<typeof oracle>[0]);
      expect((rule.when ?? rule.lines)!.test(context)).toBe(isCelError(answer) ? false : answer);
    }
  });
});
