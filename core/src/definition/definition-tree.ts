/**
 * A definition as a tree that remembers where each part of it stands in the text, so that a problem found late, in a
 * version made of several patches, still points at the characters that somebody wrote.
 */

/** Where a part begins (offset into the text) and which version patch it was written in ("" or "versions[0]"). */
export type Spot = { at: number; origin: string };

export type Scalar = Spot & {
  kind: "scalar";
  value: string | number | boolean | null;
  /** As written, without quotes: numbers keep their decimals. */
  text: string;
};
export type List = Spot & { kind: "list"; items: Tree[] };
export type Entry = { key: Spot; value: Tree };
export type TreeMap = Spot & {
  kind: "map";
  entries: Map<string, Entry>;
  /** Keys that a patch took out, and where. */
  removed?: Map<string, Spot>;
};
export type Tree = Scalar | List | TreeMap;

/** Keys and indexes from the root of a version. */
export type Path = readonly (string | number)[];

export const emptyMap = (spot: Spot): TreeMap => ({
  kind: "map",
  entries: new Map(),
  at: spot.at,
  origin: spot.origin,
});

/** "earn.base.on[0]". */
export function formatPath(path: Path): string {
  let text = "";
  for (const part of path) text += typeof part === "number" ? `[${part}]` : text === "" ? part : `.${part}`;
  return text;
}

/** The part at a path; undefined when there is none. */
export function treeAt(root: Tree, path: Path): Tree | undefined {
  let tree: Tree | undefined = root;
  for (const part of path) {
    if (tree?.kind === "map") tree = tree.entries.get(String(part))?.value;
    else if (tree?.kind === "list" && typeof part === "number") tree = tree.items[part];
    else return undefined;
  }
  return tree;
}

/** Where to point for a path: at its value or key, at the patch that took it out, or at the nearest part above it. */
export function spotAt(root: Tree, path: Path, pointAt: "key" | "value"): Spot {
  let tree: Tree = root;
  let spot: Spot = root;
  for (const [depth, part] of path.entries()) {
    const last = depth === path.length - 1;
    if (tree.kind === "map") {
      const entry = tree.entries.get(String(part));
      if (!entry) return tree.removed?.get(String(part)) ?? spot;
      spot = last && pointAt === "value" ? entry.value : entry.key;
      tree = entry.value;
    } else if (tree.kind === "list" && typeof part === "number" && tree.items[part]) {
      tree = tree.items[part];
      spot = tree;
    } else return spot;
  }
  return spot;
}

/**
 * RFC 7396 over trees: maps are merged key by key, null takes a key out, anything else replaces. What neither changes
 * stays the same object.
 */
export function mergePatch(target: Tree | undefined, patch: Tree): Tree {
  if (patch.kind !== "map") return patch;
  const base = target?.kind === "map" ? target : emptyMap(patch);
  const entries = new Map(base.entries);
  const removed = new Map(base.removed);
  for (const [key, entry] of patch.entries) {
    if (entry.value.kind === "scalar" && entry.value.value === null) {
      entries.delete(key);
      removed.set(key, entry.key);
      continue;
    }
    const before = entries.get(key);
    const value = mergePatch(before?.value, entry.value);
    removed.delete(key);
    entries.set(key, {
      key: before && before.value.kind === "map" && value.kind === "map" ? before.key : entry.key,
      value,
    });
  }
  return { kind: "map", at: base.at, origin: base.origin, entries, removed };
}

const plains = new WeakMap<Tree, unknown>();

/** The tree as plain JSON data. Unchanged parts of two versions share one object; treat it as read-only. */
export function toPlain(tree: Tree): unknown {
  if (tree.kind === "scalar") {
    // Numbers that JSON would write otherwise (007, 0x1F) stay as they were written.
    const faithful = typeof tree.value !== "number" || /^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/.test(tree.text);
    return faithful ? tree.value : tree.text;
  }
  const known = plains.get(tree);
  if (known !== undefined) return known;
  const plain =
    tree.kind === "list"
      ? tree.items.map(toPlain)
      : Object.fromEntries([...tree.entries].map(([key, entry]) => [key, toPlain(entry.value)]));
  plains.set(tree, plain);
  return plain;
}
