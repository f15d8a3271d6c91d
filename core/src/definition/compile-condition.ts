/**
 * Conditions: CEL text to a type-checked test. The language is a small part of CEL: comparisons and arithmetic over the
 * declared variables, and the functions of `FUNCTIONS`. What could run long (`matches`) or depend on the machine is not
 * in it.
 */
import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import {
  AccountFields,
  BalanceView,
  FactData,
  FactView,
  LineView,
  MemberView,
  PlanView,
  TenderView,
  TierView,
  TimeView,
} from "../condition-context.ts";
import { parseDecimal } from "../decimal.ts";
import type { Condition, Expression, FieldType } from "../program.ts";
import { parseRational, type Rational, rational, ZERO } from "../rational.ts";
import { closest } from "./closest.ts";
import { explainCelError } from "./condition-problem.ts";
import { DEFINITION_LIMITS } from "./definition-limits.ts";
import type { ProblemCode, ProblemParams } from "./problem.ts";

/** What the conditions of one place may refer to. */
export type ConditionScope = {
  fields: Record<string, FieldType>;
  member: Record<string, FieldType>;
  units: readonly string[];
  plans: readonly string[];
  /** Ladder → its levels. */
  ladders: Record<string, readonly string[]>;
  currencyDecimals: number;
  /** What is there besides the fact: one of its lines, one of its tenders, or neither. */
  sees: "fact" | "line" | "tender";
};

/** A problem within a condition; `position` counts characters from its beginning. */
export type ConditionProblem = { code: ProblemCode; params: ProblemParams; position: number };

type CompiledCondition =
  | { condition: Condition; problem: null }
  | { condition: null; problem: ConditionProblem };

type Compiled<T> =
  | { expression: Expression<T>; problem: null }
  | { expression: null; problem: ConditionProblem };

/** None of these throws. The same text gives the same condition again. */
export type ConditionCompiler = {
  compile: (source: string) => CompiledCondition;
  compileText: (source: string) => Compiled<string>;
  /** Gives whole numbers and decimals exactly, the latter to six places. */
  compileNumber: (source: string) => Compiled<Rational>;
};

const CEL_TYPES: Record<FieldType, string> = {
  text: "string",
  date: "string",
  number: "double",
  integer: "int",
  boolean: "bool",
  money: "int",
};

export const FUNCTIONS = [
  "money",
  "size",
  "contains",
  "startsWith",
  "endsWith",
  "lowerAscii",
  "upperAscii",
  "trim",
  "int",
  "double",
  "exists",
  "all",
] as const;

const ROOTS = new Set(["fact", "line", "tender", "account", "member", "time"]);

const FACT_FIELDS = {
  id: "string",
  type: "string",
  source: "string",
  channel: "string",
  place: "string",
  card: "string",
  product: "string",
  batch: "string",
  amount: "int",
  spend: "int",
  quantity: "double",
  data: "FactData",
};
const LINE_FIELDS = {
  id: "string",
  sku: "string",
  category: "string",
  kind: "string",
  quantity: "double",
  amount: "int",
  discount: "int",
  tax: "int",
};
const TENDER_FIELDS = { type: "string", amount: "int" };
const TIME_FIELDS = {
  year: "int",
  month: "int",
  day: "int",
  weekday: "int",
  hour: "int",
  minute: "int",
  date: "string",
};

const celFields = (fields: Record<string, FieldType>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, CEL_TYPES[type]]));

const allOf = (names: readonly string[], type: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, type]));

const ACCOUNT_FIELDS = {
  balance: "BalanceView",
  tier: "TierView",
  plan: "PlanView",
  visits: "int",
  days: "int",
  joined: "bool",
  referred: "bool",
  purchases: "int",
  cards: "int",
  status: "string",
  jurisdiction: "string",
};

function makeEnvironment(scope: ConditionScope): Environment {
  const environment = new Environment({
    limits: { maxAstNodes: 400, maxDepth: 24, maxListElements: 200, maxMapEntries: 10, maxCallArguments: 4 },
  })
    .registerType("FactData", { ctor: FactData, fields: celFields(scope.fields) })
    .registerType("FactView", { ctor: FactView, fields: FACT_FIELDS })
    .registerType("BalanceView", { ctor: BalanceView, fields: allOf(scope.units, "double") })
    .registerType("TierView", { ctor: TierView, fields: allOf(Object.keys(scope.ladders), "string") })
    .registerType("PlanView", { ctor: PlanView, fields: allOf(scope.plans, "string") })
    .registerType("AccountFields", { ctor: AccountFields, fields: ACCOUNT_FIELDS })
    .registerType("MemberView", { ctor: MemberView, fields: celFields(scope.member) })
    .registerType("TimeView", { ctor: TimeView, fields: TIME_FIELDS })
    .registerVariable("fact", "FactView")
    .registerVariable("account", "AccountFields")
    .registerVariable("member", "MemberView")
    .registerVariable("time", "TimeView")
    .registerFunction("money(string): int", (written: string) =>
      BigInt(parseDecimal(written, scope.currencyDecimals) ?? 0),
    );
  if (scope.sees === "line") {
    return environment
      .registerType("LineView", { ctor: LineView, fields: LINE_FIELDS })
      .registerVariable("line", "LineView");
  }
  if (scope.sees === "fact") return environment;
  return environment
    .registerType("TenderView", { ctor: TenderView, fields: TENDER_FIELDS })
    .registerVariable("tender", "TenderView");
}

/** Dotted path → the names that may follow it, for advice on misspelt ones. */
function namesOf(scope: ConditionScope): Record<string, string[]> {
  return {
    "": ["fact", "account", "member", "time", ...(scope.sees === "fact" ? [] : [scope.sees])],
    fact: Object.keys(FACT_FIELDS),
    "fact.data": Object.keys(scope.fields),
    line: Object.keys(LINE_FIELDS),
    tender: Object.keys(TENDER_FIELDS),
    account: Object.keys(ACCOUNT_FIELDS),
    "account.balance": [...scope.units],
    "account.tier": Object.keys(scope.ladders),
    "account.plan": [...scope.plans],
    member: Object.keys(scope.member),
    time: Object.keys(TIME_FIELDS),
  };
}

function childrenOf(node: ASTNode): ASTNode[] {
  switch (node.op) {
    case "value":
    case "id":
      return [];
    case ".":
    case ".?":
      return [node.args[0]];
    case "call":
      return node.args[1];
    case "rcall":
      return [node.args[1], ...node.args[2]];
    case "list":
      return node.args;
    case "map":
      return node.args.flat();
    case "!_":
    case "-_":
      return [node.args];
    default:
      return [...node.args];
  }
}

const isText = (node: ASTNode): node is ASTNode & { op: "value"; args: string } =>
  node.op === "value" && typeof node.args === "string";

/** The ladder of `account.tier.x` or `account.tier["x"]`; null for anything else. */
function ladderOf(node: ASTNode): string | null {
  const [owner, key] = node.op === "." || node.op === "[]" ? node.args : [];
  if (owner?.op !== "." || owner.args[1] !== "tier") return null;
  if (typeof key === "string") return key;
  return key && isText(key) ? key.args : null;
}

type Walk = { scope: ConditionScope; uses: Set<string>; problem: ConditionProblem | null };

const MOST_INT = 2n ** 63n - 1n;

/** Looks for what the type check lets pass: functions outside the profile, unknown levels, wrong money, huge numbers. */
function inspect(node: ASTNode, walk: Walk, loops: number): void {
  if (walk.problem) return;
  const refuse = (code: ProblemCode, params: ProblemParams, at: ASTNode = node): void => {
    walk.problem ??= { code, params, position: at.range.start };
  };
  let inner = loops;
  if (node.op === "id" && ROOTS.has(node.args)) walk.uses.add(node.args);
  if (node.op === "." && node.args[0].op === "id" && node.args[0].args === "account")
    walk.uses.add(`account.${node.args[1]}`);
  if (node.op === "value" && typeof node.args === "bigint" && node.args > MOST_INT) {
    refuse("condition-type", { detail: "a number in it is too large.", advice: "Write a smaller number." });
  }
  if (node.op === "map" || (node.op === "value" && isUncommon(node.args))) {
    refuse("condition-function", {
      name: "maps, bytes and null",
      advice: "Use text, numbers, true, false and lists.",
    });
  }
  if (node.op === "call" || node.op === "rcall") {
    const name = node.args[0];
    if (!(FUNCTIONS as readonly string[]).includes(name))
      refuse("condition-function", { name, advice: adviseFunction(name) });
    if (name === "exists" || name === "all") inner++;
    // Loops inside loops multiply; one level over a written list cannot run long.
    if (inner > 1)
      refuse("condition-function", {
        name: `${name} inside another loop`,
        advice: "Make two conditions of it.",
      });
    if (name === "money") inspectMoney(node, walk.scope, refuse);
  }
  if (node.op === "==" || node.op === "!=") inspectLevel(node.args, walk.scope, refuse);
  if (COMPARISONS.has(node.op)) inspectCents(node.args as readonly ASTNode[], walk.scope, refuse);
  if (node.op === "in" && node.args[1].op === "list") {
    for (const item of node.args[1].args) inspectLevel([node.args[0], item], walk.scope, refuse);
  }
  for (const child of childrenOf(node)) inspect(child, walk, inner);
}

const isUncommon = (value: unknown): boolean => value === null || typeof value === "object";

type Refuse = (code: ProblemCode, params: ProblemParams, at?: ASTNode) => void;

function inspectMoney(node: ASTNode, scope: ConditionScope, refuse: Refuse): void {
  const argument = node.op === "call" ? node.args[1][0] : undefined;
  if (argument && isText(argument) && parseDecimal(argument.args, scope.currencyDecimals) !== null) return;
  const detail = `money takes an amount in quotes with at most ${scope.currencyDecimals} decimals.`;
  const example =
    scope.currencyDecimals === 0
      ? "12"
      : `12.${"50".padEnd(scope.currencyDecimals, "0").slice(0, scope.currencyDecimals)}`;
  refuse("condition-type", { detail, advice: `Write money("${example}").` }, argument ?? node);
}

const COMPARISONS = new Set<string>(["==", "!=", "<", "<=", ">", ">="]);
const MONEY_FIELDS = new Set(["fact.amount", "fact.spend", "line.amount", "line.discount", "line.tax"]);

/** Amounts are whole minor units: 10.00 beside one would mean ten cents, and hardly ever does. */
function inspectCents([left, right]: readonly ASTNode[], scope: ConditionScope, refuse: Refuse): void {
  for (const [side, other] of [
    [left!, right!],
    [right!, left!],
  ] as const) {
    if (side.op !== "." || side.args[0].op !== "id" || other.op !== "value" || typeof other.args !== "number")
      continue;
    const field = `${side.args[0].args}.${side.args[1]}`;
    if (!MONEY_FIELDS.has(field)) continue;
    const detail = `${field} counts whole minor units (cents), and it is compared with a decimal.`;
    const written = other.args.toFixed(scope.currencyDecimals);
    refuse("condition-type", { detail, advice: `Write money("${written}").` }, other);
  }
}

function inspectLevel([left, right]: readonly ASTNode[], scope: ConditionScope, refuse: Refuse): void {
  for (const [side, other] of [
    [left!, right!],
    [right!, left!],
  ] as const) {
    const ladder = ladderOf(side);
    const levels = ladder === null ? undefined : scope.ladders[ladder];
    // No level at all reads as "", and may be asked for.
    if (!ladder || !levels || !isText(other) || other.args === "" || levels.includes(other.args)) continue;
    const near = closest(other.args, levels);
    const advice = near ? `Write “${near}”.` : `Write one of its levels: ${levels.join(", ")}.`;
    refuse("level-unknown", { ladder, id: other.args, advice }, other);
  }
}

function adviseFunction(name: string): string {
  if (name === "matches")
    return "Patterns are left out because they can run very long; use contains, startsWith, endsWith or ==.";
  if (name === "has") return 'Take it out: a value that is missing reads as "", 0 or false.';
  if (name === "timestamp" || name === "duration" || name.startsWith("get"))
    return 'Use time, such as time.hour < 10 or time.date >= "2025-06-01".';
  const near = closest(name, FUNCTIONS);
  return near ? `Did you mean “${near}”?` : `The functions are ${FUNCTIONS.join(", ")}.`;
}

/** A compiler for all conditions of one scope. Making it costs half a millisecond, a condition a few microseconds. */
export function makeConditionCompiler(scope: ConditionScope): ConditionCompiler {
  const environment = makeEnvironment(scope);
  const names = namesOf(scope);

  /** What a text compiles to where it is of one of the types; otherwise what is wrong with it. */
  function parse(source: string, wanted: Wanted): Parsed | { parsed: null; problem: ConditionProblem } {
    const wrong = (problem: ConditionProblem): { parsed: null; problem: ConditionProblem } => ({
      parsed: null,
      problem,
    });
    if (source.length > DEFINITION_LIMITS.conditionLength)
      return wrong({ code: "condition-too-large", params: {}, position: 0 });
    let parsed: ReturnType<Environment["parse"]>;
    try {
      parsed = environment.parse(source);
    } catch (error) {
      return wrong(explainCelError(error, { source, names }));
    }
    const walk: Walk = { scope, uses: new Set(), problem: null };
    inspect(parsed.ast, walk, 0);
    if (walk.problem) return wrong(walk.problem);
    const checked = parsed.check();
    if (!checked.valid) return wrong(explainCelError(checked.error, { source, names }));
    if (!wanted.types.includes(String(checked.type)))
      return wrong(explainCelError({ code: wanted.code, type: checked.type }, { source, names }));
    return { parsed, uses: walk.uses, problem: null };
  }

  function compile(source: string): CompiledCondition {
    const { parsed, ...rest } = parse(source, YES_OR_NO);
    if (!parsed) return { condition: null, problem: rest.problem! };
    const test: Condition["test"] = (context) => {
      try {
        return parsed(context) === true;
      } catch {
        // A division by zero or an overflow: the condition does not hold.
        return false;
      }
    };
    return { condition: { source, uses: (rest as Parsed).uses, test }, problem: null };
  }

  function compileValue<T>(source: string, wanted: Wanted, read: (value: unknown) => T): Compiled<T> {
    const { parsed, ...rest } = parse(source, wanted);
    if (!parsed) return { expression: null, problem: rest.problem! };
    const value: Expression<T>["value"] = (context) => {
      try {
        return read(parsed(context));
      } catch {
        return read(undefined);
      }
    };
    return { expression: { source, uses: (rest as Parsed).uses, value }, problem: null };
  }

  return {
    compile: remember(compile),
    compileText: remember((source) =>
      compileValue(source, TEXT, (value) => (typeof value === "string" ? value : "")),
    ),
    compileNumber: remember((source) => compileValue(source, NUMBER, exactly)),
  };
}

type Wanted = { types: readonly string[]; code: "not_boolean" | "not_text" | "not_number" };
type Parsed = { parsed: ReturnType<Environment["parse"]>; uses: Set<string>; problem: null };

const YES_OR_NO: Wanted = { types: ["bool"], code: "not_boolean" };
const TEXT: Wanted = { types: ["string"], code: "not_text" };
const NUMBER: Wanted = { types: ["int", "double"], code: "not_number" };

/** A number of the expression language as an exact fraction; nothing, and what is no number, as zero. */
function exactly(value: unknown): Rational {
  if (typeof value === "bigint") return rational(value);
  return (typeof value === "number" && Number.isFinite(value) && parseRational(value.toFixed(6))) || ZERO;
}

/** The same function, run once for each text. */
function remember<T>(compile: (source: string) => T): (source: string) => T {
  const known = new Map<string, T>();
  return (source) => {
    const compiled = known.get(source) ?? compile(source);
    known.set(source, compiled);
    return compiled;
  };
}
