/** Holds what callers send against its schema, and says in words what does not fit. */
import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Settings } from "typebox/system";
import { type Issue, invalidRequest } from "./problems.ts";

/** What the compiled schema reports; the members that each keyword has are in `params`. */
type Fault = { keyword: string; instancePath: string; schemaPath: string; params: object; message: string };

Settings.Set({ maxErrors: 64 });

const MOST_ISSUES = 20;

/** Tells whether a value has the shape, and what is wrong when it has not; an empty list means that it fits. */
export type ShapeCheck = (value: unknown) => Issue[];

/** Compiles a schema once, for many checks. */
export function compileShape(schema: TSchema, part: Issue["in"]): ShapeCheck {
  const compiled = Compile(schema);
  return (value) => (compiled.Check(value) ? [] : issuesOf(compiled.Errors(value) as Fault[], part, value));
}

/**
 * A check for query strings and paths, where everything arrives as text: "12" counts as 12 and "true" as true where the
 * schema has a number or a boolean. Throws the problem `invalid-request`.
 */
export function compileTextShape<S extends TSchema>(
  schema: S,
  part: Issue["in"],
): (value: unknown) => Static<S> {
  const check = compileShape(schema, part);
  const { properties } = schema as { properties?: Record<string, { type?: string }> };
  return (value) => {
    const texts = Object.entries((value ?? {}) as Record<string, unknown>);
    const read = Object.fromEntries(
      texts.map(([key, text]) => [key, readText(properties?.[key]?.type, text)]),
    );
    const issues = check(read);
    if (issues.length > 0) throw invalidRequest(issues);
    return read as Static<S>;
  };
}

/** A text that is exactly a number or a truth value where one belongs; anything else stays, for the check to refuse. */
function readText(type: string | undefined, text: unknown): unknown {
  if (typeof text !== "string") return text;
  if (type === "integer" || type === "number")
    return /^-?\d{1,16}(\.\d{1,9})?$/.test(text) ? Number(text) : text;
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  return text;
}

const BRANCH = /^(.*?)\/(?:anyOf|oneOf)\/(\d+)(?:\/|$)/;

/**
 * Of alternatives that all fail, only the one that comes closest is worth reading: that with the fewest faults at its
 * own level, and of equal ones the first.
 */
function closestAlternatives(faults: Fault[]): Fault[] {
  const groups = new Map<string, Map<string, Fault[]>>();
  const rest: Fault[] = [];
  for (const fault of faults) {
    const branch = BRANCH.exec(fault.schemaPath);
    if (!branch) {
      if (fault.keyword !== "anyOf" && fault.keyword !== "oneOf") rest.push(fault);
      continue;
    }
    const branches = groups.get(branch[1]!) ?? new Map<string, Fault[]>();
    groups.set(branch[1]!, branches);
    branches.set(branch[2]!, [...(branches.get(branch[2]!) ?? []), fault]);
  }
  for (const branches of groups.values()) {
    const weight = (found: Fault[]): number =>
      found.reduce((sum, { keyword }) => sum + (keyword === "type" || keyword === "const" ? 3 : 1), 0);
    const [closest] = [...branches.values()].sort((a, b) => weight(a) - weight(b));
    rest.push(...(closest ?? []).map(withoutBranch));
  }
  return rest.some((fault) => BRANCH.test(fault.schemaPath)) ? closestAlternatives(rest) : rest;
}

const withoutBranch = (fault: Fault): Fault => ({
  ...fault,
  schemaPath: fault.schemaPath.replace(BRANCH, "$1/"),
});

function issuesOf(faults: Fault[], part: Issue["in"], value: unknown): Issue[] {
  const seen = new Set<string>();
  const issues: Issue[] = [];
  for (const fault of closestAlternatives(faults)) {
    for (const issue of describe(fault, part)) {
      const key = `${issue.pointer} ${issue.message}`;
      if (seen.has(key) || issues.length >= MOST_ISSUES) continue;
      seen.add(key);
      issues.push(issue);
    }
  }
  if (issues.length > 0) return issues;
  return [
    { in: part, pointer: "", message: `this ${kindOf(value)} has none of the shapes that are taken here` },
  ];
}

const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "list" : typeof value;

const A_KIND: Record<string, string> = {
  string: "a text in quotes",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  null: "null",
};

const FORMATS: Record<string, string> = {
  "date-time": "must be an RFC 3339 instant with its offset, such as 2025-03-10T09:30:00Z",
};

const count = (limit: unknown, one: string, many: string): string =>
  `${String(limit)} ${limit === 1 ? one : many}`;

/** The sentences for one fault. A missing or surplus member is told at its own place. */
function describe(fault: Fault, part: Issue["in"]): Issue[] {
  const params = fault.params as Record<string, unknown>;
  const at = (message: string, member?: string): Issue[] => {
    const pointer =
      member === undefined ? fault.instancePath : `${fault.instancePath}/${escapePointer(member)}`;
    return [{ in: part, pointer: part === "body" ? pointer : pointer.slice(1), message }];
  };
  const each = (members: unknown, message: string): Issue[] =>
    (Array.isArray(members) ? (members as string[]) : []).flatMap((member) => at(message, member));
  switch (fault.keyword) {
    case "boolean":
      return [];
    case "required":
      return each(params.requiredProperties, "is missing");
    case "additionalProperties":
      return each(params.additionalProperties, "is not known here; remove it or check its spelling");
    case "type":
      return at(
        `must be ${[params.type]
          .flat()
          .map((type) => A_KIND[String(type)] ?? type)
          .join(" or ")}`,
      );
    case "const":
      return at(`must be ${JSON.stringify(params.allowedValue)}`);
    case "enum":
      return at(`must be one of ${(params.allowedValues as unknown[]).join(", ")}`);
    case "minimum":
      return at(`must be ${params.limit} or more`);
    case "maximum":
      return at(`must be ${params.limit} or less`);
    case "minLength":
      return at(`must have ${count(params.limit, "character", "characters")} or more`);
    case "maxLength":
      return at(`must have ${count(params.limit, "character", "characters")} or fewer`);
    case "minItems":
      return at(`must have ${count(params.limit, "entry", "entries")} or more`);
    case "maxItems":
      return at(`must have ${count(params.limit, "entry", "entries")} or fewer`);
    case "format":
      return at(FORMATS[String(params.format)] ?? `must be written as ${String(params.format)}`);
    case "multipleOf":
      return at(`must be a multiple of ${params.multipleOf}`);
    case "pattern":
      return at(`must be written as ${params.pattern}`);
    case "uniqueItems":
      return at("has the same entry twice");
    default:
      return at(fault.message);
  }
}

const escapePointer = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");
