/**
 * Conditions: CEL text to a type-checked test. The language is a small part of CEL: comparisons and arithmetic over the
 * declared variables, and the functions of `FUNCTIONS` in inspect-condition.ts. What could run long (`matches`) or depend on the machine is not
 * in it.
 */
import { Environment } from "@marcbachmann/cel-js";
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
import { yearsBetween } from "../instant.ts";
import type { Condition, Expression, FieldType } from "../program.ts";
import { parseRational, type Rational, rational, ZERO } from "../rational.ts";
import { explainCelError } from "./condition-problem.ts";
import { DEFINITION_LIMITS } from "./definition-limits.ts";
import { type ConditionProblem, type ConditionScope, inspect, type Walk } from "./inspect-condition.ts";

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
  discount: "int",
  quantity: "double",
  data: "FactData",
};
const LINE_FIELDS = {
  id: "string",
  sku: "string",
  category: "string",
  kind: "string",
  quantity: "double",
  category_quantity: "double",
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
  joined_days: "int",
  referred: "bool",
  purchases: "int",
  earning_purchases: "int",
  cards: "int",
  status: "string",
  jurisdiction: "string",
};

/** What conditions read of each root, beside what a program declares itself. */
export const CONDITION_FIELDS = {
  fact: FACT_FIELDS,
  line: LINE_FIELDS,
  tender: TENDER_FIELDS,
  account: ACCOUNT_FIELDS,
  time: TIME_FIELDS,
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
    )
    .registerFunction("years(string, string): int", (from: string, to: string) =>
      BigInt(yearsBetween(from, to)),
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
