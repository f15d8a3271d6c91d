/** The versions of a definition: its first, and each later one with what it inherits merged in. */

import { DEFINITION_LIMITS } from "./definition-limits.ts";
import { mergePatch, type Tree, type TreeMap } from "./definition-tree.ts";
import type { Findings } from "./findings.ts";
import { describeTree } from "./shape.ts";
import { HEAD_KEYS } from "./version-shape.ts";

/** One tree per version, in the order written. Patches that cannot be used are reported and left out. */
export function versionTrees(root: TreeMap, findings: Findings): TreeMap[] {
  const entries = new Map(root.entries);
  const versions = entries.get("versions")?.value;
  entries.delete("versions");
  const trees: TreeMap[] = [{ ...root, entries }];
  if (!versions) return trees;
  if (versions.kind !== "list") {
    const expected = "a list of later versions";
    const sample = "- from: 2026-01-01";
    const params = { key: "versions", expected, found: describeTree(versions), sample };
    findings.add("type-wrong", versions.at, { path: "versions", params });
    return trees;
  }
  // Every version carries all that it inherits, so it is their product that takes time.
  const { versions: limit, declaredInAll } = DEFINITION_LIMITS;
  let declared = declaredIn(trees[0]!);
  for (const [index, patch] of versions.items.entries()) {
    if (index + 1 >= limit || declared > declaredInAll) {
      const params = { count: versions.items.length + 1, limit, declaredInAll };
      findings.add("versions-too-many", patch.at, { path: "versions", params });
      return [trees[0]!];
    }
    const next = patchedTree(trees.at(-1)!, patch, { path: `versions[${index}]`, findings });
    if (!next) continue;
    trees.push(next);
    declared += declaredIn(next);
  }
  return trees;
}

/** How many rules, rewards, units and so on a version declares. */
function declaredIn(tree: TreeMap): number {
  let count = 0;
  for (const { value } of tree.entries.values()) if (value.kind === "map") count += value.entries.size;
  return count;
}

function patchedTree(before: TreeMap, patch: Tree, at: { path: string; findings: Findings }): TreeMap | null {
  const { path, findings } = at;
  if (patch.kind !== "map") {
    const expected = "what changes, with the date from which it holds";
    const params = { key: "versions", expected, found: describeTree(patch), sample: "- from: 2026-01-01" };
    findings.add("type-wrong", patch.at, { path, params });
    return null;
  }
  const entries = new Map(patch.entries);
  for (const key of [...HEAD_KEYS, "versions"]) {
    const entry = entries.get(key);
    if (!entry) continue;
    findings.add("version-fixed-key", entry.key.at, { path: `${path}.${key}`, params: { key } });
    entries.delete(key);
  }
  // Each version says its own beginning and note; neither is inherited.
  const inherited = new Map(before.entries);
  inherited.delete("from");
  inherited.delete("note");
  const merged = mergePatch({ ...before, entries: inherited }, { ...patch, entries });
  return merged.kind === "map" ? { ...merged, at: patch.at, origin: path } : null;
}
