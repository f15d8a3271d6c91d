/** Reads `rows` of a mapping: which rows are purchases, which are returns, and which are turned away and why. */
import type { RowKind, RowTest } from "./mapping.ts";
import { type Entry, type NodeReader, nearest } from "./yaml-nodes.ts";

const TEXT_TESTS = ["is", "is-not", "starts-with", "ends-with", "contains"] as const;
const NUMBER_TESTS = ["less-than", "at-most", "more-than", "at-least"] as const;
const TESTS: readonly string[] = [...TEXT_TESTS, "one-of", "empty", ...NUMBER_TESTS];

/** Numbers in tests are written plainly, with a point, whatever the file's own way is. */
const PLAIN_NUMBER = /^-?\d{1,18}(\.\d{1,9})?$/;

function readTest(reader: NodeReader, column: RowTest["column"], entry: Entry): RowTest | null {
  const textTest = TEXT_TESTS.find((kind) => kind === entry.key);
  if (textTest) {
    const text = reader.text(entry);
    return text === null ? null : { column, kind: textTest, text };
  }
  if (entry.key === "one-of") {
    const texts = reader
      .items(entry.node, entry.place.path)
      .map((item) => reader.text({ ...entry, node: item.node }));
    return { column, kind: "one-of", texts: texts.filter((text) => text !== null) };
  }
  if (entry.key === "empty") {
    const empty = reader.truth(entry);
    return empty === null ? null : { column, kind: "empty", empty };
  }
  const kind = NUMBER_TESTS.find((test) => test === entry.key)!;
  const number = reader.text(entry);
  if (number === null || PLAIN_NUMBER.test(number)) return number === null ? null : { column, kind, number };
  reader.wrong(entry.place, "number-expected", {
    message: `“${entry.key}” compares with a number; “${number}” is none.`,
    fix: `Write a plain number such as ${entry.key}: 0, or -12.5.`,
  });
  return null;
}

/** The tests of one set of columns: all must hold. */
function readTests(reader: NodeReader, node: Entry["node"], path: string): RowTest[] {
  const tests: RowTest[] = [];
  for (const [name, entry] of reader.fields(node, path, null) ?? []) {
    const column = { name, place: entry.place };
    if (!reader.isMap(entry.node)) {
      const text = reader.text(entry);
      if (text !== null) tests.push({ column, kind: "is", text });
      continue;
    }
    for (const test of reader.fields(entry.node, entry.place.path, TESTS)?.values() ?? []) {
      const read = readTest(reader, column, test);
      if (read) tests.push(read);
    }
  }
  return tests;
}

function readKind(reader: NodeReader, item: { node: Entry["node"]; path: string }): RowKind | null {
  const fields = reader.fields(item.node, item.path, ["when", "as", "reject"]);
  if (!fields) return null;
  const whenEntry = fields.get("when");
  const when = whenEntry
    ? reader
        .items(whenEntry.node, whenEntry.place.path)
        .map(({ node, path }) => readTests(reader, node, path))
    : null;
  const as = fields.get("as");
  const reject = fields.get("reject");
  if (as && reject) {
    reader.wrong(reject.place, "key-not-wanted", {
      message: "Rows are either taken (as) or turned away (reject).",
      fix: "Remove one of the two.",
    });
    return null;
  }
  if (reject) {
    const reason = reader.text(reject);
    return reason === null ? null : { when, as: "reject", reason };
  }
  if (as) {
    const kind = reader.choice(as, ["purchase", "return"] as const);
    return kind && { when, as: kind };
  }
  reader.wrong(reader.placeOf(item.node, item.path), "key-missing", {
    message: "These rows are neither taken nor turned away.",
    fix: "Add as: purchase, as: return, or reject: followed by the reason.",
  });
  return null;
}

/** The kinds of rows in order; without `rows` every row is a purchase. */
export function readRowKinds(reader: NodeReader, entry: Entry | undefined): RowKind[] {
  if (!entry) return [{ when: null, as: "purchase" }];
  const kinds: RowKind[] = [];
  const items = reader.items(entry.node, "rows");
  items.forEach((item, i) => {
    const kind = readKind(reader, item);
    if (!kind) return;
    kinds.push(kind);
    if (kind.when === null && i < items.length - 1) {
      reader.wrong(reader.placeOf(item.node, item.path), "rows-unreachable", {
        message: "The entries below this one are never looked at, because it takes every row.",
        fix: "Move it to the end, or give it a when.",
      });
    }
  });
  return kinds;
}

/** "it has: a, b, c", with the nearest name first when one is near. */
export function columnAdvice(name: string, columns: readonly string[]): string {
  const meant = nearest(name, columns);
  const all =
    columns.length > 20
      ? `${columns.slice(0, 20).join(", ")} … (${columns.length} in all)`
      : columns.join(", ");
  return meant ? `Write ${meant}. The file has: ${all}.` : `The file has: ${all}.`;
}
