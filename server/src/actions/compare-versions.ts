import type pg from "pg";
import { ActionError } from "../action-error.ts";
import { readVersions } from "../store/programs.ts";

/** One setting that differs. `path` is a JSON Pointer into the definition; a side without the setting is left out. */
export type Change = { path: string; before?: unknown; after?: unknown };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON text with keys in order, by which two values are told equal. */
function ordered(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(ordered).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${ordered(value[key])}`).join(",")}}`;
}

/**
 * What differs between two definitions, by path. Objects are compared member by member; a list is one value, because
 * a list that has grown at its head would otherwise differ everywhere.
 */
export function compareDefinitions(before: unknown, after: unknown, path = ""): Change[] {
  if (!isObject(before) || !isObject(after)) {
    return ordered(before) === ordered(after) ? [] : [{ path, before, after }];
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key): Change[] => {
    const at = `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (!Object.hasOwn(before, key)) return [{ path: at, after: after[key] }];
    if (!Object.hasOwn(after, key)) return [{ path: at, before: before[key] }];
    return compareDefinitions(before[key], after[key], at);
  });
}

/** What changes from one published version to another. Throws ActionError `version-unknown`. */
export async function compareVersions(
  deps: { pool: pg.Pool },
  input: { program: string; before: number; after: number },
): Promise<Change[]> {
  const versions = await readVersions(deps.pool, input.program);
  const definitionOf = (number: number): unknown => {
    const row = versions.find((version) => version.number === number);
    if (row) return JSON.parse(row.definition);
    throw new ActionError(
      "version-unknown",
      `The program ${input.program} has no version ${number}; it has ${versions.length === 0 ? "none" : `1 to ${versions.length}`}.`,
    );
  };
  return compareDefinitions(definitionOf(input.before), definitionOf(input.after));
}
