/** Collects what is wrong with a definition, each once, and where in the text it stands. */
import { formatPath, type Path, spotAt, type TreeMap, treeAt } from "./definition-tree.ts";
import { describeProblem, type Problem, type ProblemCode, type ProblemParams } from "./problem.ts";
import type { Reader } from "./shape.ts";

export type Place = (at: number) => { line: number; column: number };

export type Findings = {
  text: string;
  /** Adds a problem at an offset into the text. */
  add: (
    code: ProblemCode,
    at: number,
    options: { path: string; params: ProblemParams; note?: string },
  ) => void;
  /** Sets how offsets become lines and columns; gives a way to report faults of the text itself. */
  open: (place: Place) => (code: ProblemCode, at: number, params?: ProblemParams) => void;
  /** In the order of the text. */
  problems: () => Problem[];
};

/** More would help nobody; a file that is something else entirely has one for every line. */
const MOST_PROBLEMS = 200;

/** The same problem of a part that several versions share counts once. */
export function makeFindings(text: string): Findings {
  const found = new Map<string, Problem>();
  let place: Place = () => ({ line: 1, column: 1 });

  const add: Findings["add"] = (code, at, { path, params, note }) => {
    const key = `${code} ${at} ${path}`;
    if (found.has(key) || found.size >= MOST_PROBLEMS) return;
    const { message, fix } = describeProblem(code, params);
    const { line, column } = place(at);
    found.set(key, { code, message: note ? `${message} (${note})` : message, fix, line, column, path });
  };

  return {
    text,
    add,
    open: (placeOf) => {
      place = placeOf;
      return (code, at, params = {}) => add(code, at, { path: "", params });
    },
    problems: () =>
      [...found.values()].sort(
        (a, b) => a.line - b.line || a.column - b.column || (a.path < b.path ? -1 : 1),
      ),
  };
}

const idsAt = (tree: TreeMap, key: string): Set<string> => {
  const part = tree.entries.get(key)?.value;
  return new Set(part?.kind === "map" ? part.entries.keys() : []);
};

type VersionOf = { findings: Findings; tree: TreeMap; factTypes: readonly string[] };

/** A reader of one version; keeps quiet about what only follows from a part already found wrong. */
export function makeReader({ findings, tree, factTypes }: VersionOf): Reader {
  const unusable = new Set<string>();
  const from = treeAt(tree, ["from"]);

  function follows(path: Path): boolean {
    if (unusable.size === 0) return false;
    for (let depth = path.length; depth > 0; depth--) {
      if (unusable.has(formatPath(path.slice(0, depth)))) return true;
    }
    return false;
  }

  /** A later version can break what an earlier one wrote; then it says so, because the text pointed at looks right. */
  function noteFor(origin: string): { note?: string } {
    if (tree.origin === "" || origin === tree.origin) return {};
    return { note: `in the version from ${from?.kind === "scalar" ? from.text : tree.origin}` };
  }

  return {
    // Read from the text itself, so that a part with a fault is still known to the others.
    known: {
      unit: idsAt(tree, "units"),
      ladder: idsAt(tree, "tiers"),
      rule: idsAt(tree, "earn"),
      group: idsAt(tree, "groups"),
      voucher: idsAt(tree, "vouchers"),
      plan: idsAt(tree, "plans"),
      cause: idsAt(tree, "causes"),
      "fact type": new Set([...idsAt(tree, "facts"), ...factTypes]),
    },
    report(code, path, params = {}, pointAt = "value") {
      const where = writtenPath(tree, path);
      if (follows(where)) return;
      // These say nothing against the rest of what the path holds.
      if (code !== "key-unknown" && code !== "give-missing") unusable.add(formatPath(where));
      const spot = spotAt(tree, where, pointAt === "key" ? "key" : "value");
      const at =
        typeof pointAt === "number"
          ? offsetInText(findings.text, { tree, path: where, position: pointAt })
          : spot.at;
      const written = formatPath(where);
      const fullPath = [spot.origin, written].filter((part) => part !== "").join(".");
      findings.add(code, at, { path: fullPath, params, ...noteFor(spot.origin) });
    },
  };
}

/** A single word may stand for a list of one; then its path has no index in the text. */
const writtenPath = (tree: TreeMap, path: Path): Path =>
  typeof path.at(-1) === "number" && treeAt(tree, path.slice(0, -1))?.kind === "scalar"
    ? path.slice(0, -1)
    : path;

/** Where a character of a text value stands in the definition; its beginning, when quotes or folding hide that. */
function offsetInText(text: string, input: { tree: TreeMap; path: Path; position: number }): number {
  const value = treeAt(input.tree, input.path);
  if (value?.kind !== "scalar") return spotAt(input.tree, input.path, "value").at;
  const start = /["']/.test(text[value.at] ?? "") ? value.at + 1 : value.at;
  return text.startsWith(value.text, start) ? start + input.position : value.at;
}
