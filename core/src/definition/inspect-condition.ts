/** What the type check of conditions lets pass and this house does not: other functions, unknown levels, wrong money. */
import type { ASTNode } from "@marcbachmann/cel-js";
import { parseDecimal } from "../decimal.ts";
import type { FieldType } from "../program.ts";
import { closest } from "./closest.ts";
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

export const FUNCTIONS = [
  "money",
  "years",
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

/** What conditions see, each with an example of a part of it. */
const EXAMPLES: Record<string, string> = {
  fact: "fact.channel",
  line: "line.category",
  tender: "tender.type",
  account: "account.visits",
  member: "member.city",
  time: "time.weekday",
};
const ROOTS = new Set(Object.keys(EXAMPLES));

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

/** A field of one of the roots: `account.days` or `account["days"]`; null for anything else. */
function fieldOf(node: ASTNode): { root: string; name: string } | null {
  const [owner, key] = node.op === "." || node.op === "[]" ? node.args : [];
  if (owner?.op !== "id" || !ROOTS.has(owner.args)) return null;
  if (typeof key === "string") return { root: owner.args, name: key };
  return key && isText(key) ? { root: owner.args, name: key.args } : null;
}

export type Walk = { scope: ConditionScope; uses: Set<string>; problem: ConditionProblem | null };

const MOST_INT = 2n ** 63n - 1n;

/** Looks for what the type check lets pass: functions outside the profile, unknown levels, wrong money, huge numbers. */
export function inspect(node: ASTNode, walk: Walk, loops: number): void {
  if (walk.problem) return;
  const refuse = (code: ProblemCode, params: ProblemParams, at: ASTNode = node): void => {
    walk.problem ??= { code, params, position: at.range.start };
  };
  const field = fieldOf(node);
  if (field) {
    walk.uses.add(field.root);
    if (field.root === "account") walk.uses.add(`account.${field.name}`);
    return;
  }
  // On its own, its fields could be read under another name, past what is looked for here.
  if (node.op === "id" && ROOTS.has(node.args)) {
    const detail = `${node.args} stands on its own.`;
    refuse("condition-type", { detail, advice: `Name what of it is meant, as in ${EXAMPLES[node.args]}.` });
  }
  let inner = loops;
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
const MONEY_FIELDS = new Set(
  ["amount", "spend", "discount"]
    .map((field) => `fact.${field}`)
    .concat(["amount", "discount", "tax"].map((field) => `line.${field}`)),
);

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
