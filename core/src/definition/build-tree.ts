/** A parsed YAML document to the tree of a definition, with every part's place, within limits. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { DEFINITION_LIMITS } from "./definition-limits.ts";
import type { Entry, Spot, Tree } from "./definition-tree.ts";
import type { ReportAt } from "./parse-definition.ts";
import type { ProblemCode, ProblemParams } from "./problem.ts";

/** Thrown to leave the recursion once a limit is passed; caught in `buildTree`. */
class LimitPassed extends Error {}

type Builder = {
  document: Document.Parsed;
  report: ReportAt;
  lineOf: (at: number) => number;
  aliases: number;
  parts: number;
};

/** The tree of a document; null, and a report, when it passes a limit. */
export function buildTree(input: Pick<Builder, "document" | "report" | "lineOf">): Tree | null {
  try {
    return build({ ...input, aliases: 0, parts: 0 }, input.document.contents, {
      depth: 0,
      at: 0,
      origin: "",
    });
  } catch (error) {
    if (error instanceof LimitPassed) return null;
    throw error;
  }
}

type Where = Spot & { depth: number };

function stop(
  { report }: Builder,
  code: ProblemCode,
  { at, params }: { at: number; params: ProblemParams },
): never {
  report(code, at, params);
  throw new LimitPassed();
}

function build(builder: Builder, node: unknown, where: Where): Tree {
  const { at, origin, depth } = where;
  const { depth: deepest, parts: most, aliases: mostAliases } = DEFINITION_LIMITS;
  if (depth > deepest) stop(builder, "too-deep", { at, params: { limit: deepest } });
  if (++builder.parts > most) {
    if (builder.aliases > 0) stop(builder, "aliases-too-many", { at, params: { limit: mostAliases } });
    stop(builder, "definition-too-large", {
      at,
      params: { size: `more than ${most} parts`, limit: `${most} parts` },
    });
  }
  if (isAlias(node)) {
    if (++builder.aliases > mostAliases)
      stop(builder, "aliases-too-many", { at, params: { limit: mostAliases } });
    return build(builder, node.resolve(builder.document), { at, origin, depth: depth + 1 });
  }
  const start = isMap(node) || isSeq(node) || isScalar(node) ? (node.range?.[0] ?? at) : at;
  if (isMap(node)) return buildMap(builder, node, { ...where, at: start });
  if (isSeq(node)) return buildList(builder, node, { ...where, at: start });
  if (!isScalar(node)) return { kind: "scalar", value: null, text: "", at, origin };
  const { value } = node;
  const plain =
    typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
  return { kind: "scalar", value: plain, text: textOf(node), at: start, origin };
}

const textOf = ({ value, source }: Scalar): string =>
  typeof value === "string" ? value : (source ?? String(value));

function buildList(builder: Builder, node: YAMLSeq, { at, origin, depth }: Where): Tree {
  const isVersions = depth === 1 && origin === "versions";
  const items = node.items.map((item, index) =>
    build(builder, item, { at, origin: isVersions ? `versions[${index}]` : origin, depth: depth + 1 }),
  );
  return { kind: "list", items, at, origin };
}

function buildMap(builder: Builder, node: YAMLMap, { at, origin, depth }: Where): Tree {
  const { report, lineOf } = builder;
  const entries = new Map<string, Entry>();
  for (const pair of node.items) {
    if (!isScalar(pair.key)) {
      const advice = "Write the key as a word before “: ”.";
      report("syntax", at, { detail: "a key must be plain text.", advice });
      continue;
    }
    const key = textOf(pair.key);
    const keyAt = pair.key.range?.[0] ?? at;
    const first = entries.get(key);
    if (first) {
      report("key-twice", keyAt, { key, line: lineOf(first.key.at) });
      continue;
    }
    const inside = depth === 0 && key === "versions" ? "versions" : origin;
    const value = build(builder, pair.value, { at: keyAt, origin: inside, depth: depth + 1 });
    entries.set(key, { key: { at: keyAt, origin }, value });
  }
  return { kind: "map", entries, at, origin };
}
