/** What a step must come to: one check for each thing that a case names, and what the checks are read with. */
import { type AccountState, type Explanation, formatDecimal, type Program } from "@tallystick/core";
import type { Place } from "../import/mapping.ts";
import type { Entry, NodeReader } from "../import/yaml-nodes.ts";
import { type CaseValues, makeCaseValues } from "./case-values.ts";
import type { Turn } from "./play-case.ts";

/** What a check looks at. `state` is the account at the step's instant, also where the step was refused. */
export type Seen = {
  program: Program;
  turn: Turn;
  state: AccountState;
  /** All that happened in the case up to this step. */
  turns: readonly Turn[];
  explained: () => Explanation;
};

/**
 * `sides` gives what was expected and what was found, in the same words where they agree. `implied`: the case does not
 * say it in so many words, so that it is shown only where it fails.
 */
export type Check = {
  place: Place;
  what: string;
  implied?: boolean;
  sides: (seen: Seen) => [expected: string, found: string];
};

/** What the readers of expectations work with. */
export type ThenTools = {
  reader: NodeReader;
  program: Program;
  values: CaseValues;
  /** Steps of a decimal of the unit. */
  steps: (entry: Entry, unit: string | undefined) => number | null;
  /** Whether one of the versions has it under `part`; a problem is noted otherwise. */
  knows: (part: Part, entry: Entry) => boolean;
  /** The entries of a map whose keys are names of the program. */
  named: (part: Part, entry: Entry) => Entry[];
};

/** Reads what stands under one key of `then`. */
export type ThenReader = (entry: Entry, tools: ThenTools) => Check[];

type Part = keyof typeof PARTS;

const PARTS = {
  units: { noun: "unit", code: "unit-unknown" },
  ladders: { noun: "tier ladder", code: "ladder-unknown" },
  rules: { noun: "earn rule", code: "rule-unknown" },
  plans: { noun: "plan", code: "plan-unknown" },
  causes: { noun: "cause", code: "cause-unknown" },
  partners: { noun: "partner", code: "partner-unknown" },
} as const;

/** The names that any version of the program has under a part. */
function namesOf(program: Program, part: Part): string[] {
  const names = program.versions.flatMap((version) =>
    part === "rules" ? version.earn.map(({ id }) => id) : Object.keys(version[part]),
  );
  return [...new Set(names)];
}

const scaleOf = (program: Program, unit: string): number =>
  program.versions.findLast(({ units }) => Object.hasOwn(units, unit))?.units[unit]?.scale ?? 0;

/** An amount of a unit as it is written. */
export const unitsInWords = (program: Program, unit: string, steps: number): string =>
  formatDecimal(steps, scaleOf(program, unit));

/** Minor units as they are written. */
export const moneyInWords = (program: Program, minor: number): string =>
  formatDecimal(minor, program.currencyDecimals);

/** The parts of a list on one line. */
export const listInWords = (parts: readonly string[]): string => parts.join("; ") || "none";

export function makeThenTools(reader: NodeReader, program: Program): ThenTools {
  const values = makeCaseValues(reader, program);
  const knows: ThenTools["knows"] = (part, entry) => {
    const names = namesOf(program, part);
    if (names.includes(entry.key)) return true;
    const { noun, code } = PARTS[part];
    reader.wrong(entry.place, code, {
      message: `The program has no ${noun} “${entry.key}”.`,
      fix: names.length > 0 ? `Write one of: ${names.join(", ")}.` : "It has none; leave this out.",
    });
    return false;
  };
  const named: ThenTools["named"] = (part, entry) => {
    const fields = reader.fields(entry.node, entry.place.path, null);
    return [...(fields?.values() ?? [])].filter((item) => knows(part, item));
  };
  const steps: ThenTools["steps"] = (entry, unit) =>
    values.decimal(entry, unit === undefined ? 0 : scaleOf(program, unit));
  return { reader, program, values, steps, knows, named };
}

/** A list of maps: each entry's known keys as they are read by `parts`. Null where a value is none. */
export function readRecords<T>(
  { reader }: ThenTools,
  entry: Entry,
  parts: Record<string, (item: Entry, record: Record<string, Entry>) => T | null>,
): Record<string, T>[] {
  return reader.items(entry.node, entry.place.path).map(({ node, path }) => {
    const fields = Object.fromEntries(reader.fields(node, path, Object.keys(parts)) ?? []);
    const record: Record<string, T> = {};
    for (const [key, item] of Object.entries(fields)) {
      const value = parts[key]!(item, fields);
      if (value !== null) record[key] = value;
    }
    return record;
  });
}
