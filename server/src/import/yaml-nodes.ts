/** Reads YAML by its nodes and notes what is wrong with them, each with its place and what to write instead. */
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { MappingProblem, Place, Template, TemplatePart } from "./mapping.ts";

export type Entry = { key: string; node: Node | null; place: Place };

export type NodeReader = {
  root: Node | null;
  problems: MappingProblem[];
  /** Notes a problem at a place. */
  wrong: (place: Place, code: string, sentences: { message: string; fix: string }) => void;
  placeOf: (node: Node | null, path: string) => Place;
  isMap: (node: Node | null) => boolean;
  /** Whether the node is this word and nothing else. */
  isWord: (node: Node | null, word: string) => boolean;
  /** The node as a JSON value. */
  json: (node: Node | null) => unknown;
  /** The entries of a map by key; an unknown key is a problem. Null when the node is not a map. */
  fields: (node: Node | null, path: string, known: readonly string[] | null) => Map<string, Entry> | null;
  items: (node: Node | null, path: string) => { node: Node | null; path: string }[];
  text: (entry: Entry) => string | null;
  wholeNumber: (entry: Entry, range: { min: number; max: number }) => number | null;
  truth: (entry: Entry) => boolean | null;
  choice: <T extends string>(entry: Entry, choices: readonly T[]) => T | null;
  template: (entry: Entry) => Template | null;
};

const plain = (node: Node | null): string | null => {
  if (!isScalar(node) || node.value === null || node.value === undefined) return null;
  // The source keeps "00001" and "1.50" as they were written.
  return typeof node.value === "string" ? node.value : (node.source ?? JSON.stringify(node.value));
};

/** Edits that make one word of the other; used to guess what a misspelt key was meant to be. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** The nearest of some names, when it is near enough to have been meant. */
export function nearest(name: string, names: readonly string[]): string | null {
  const lower = name.toLowerCase();
  const ranked = names.map((n) => ({ n, d: distance(lower, n.toLowerCase()) })).sort((a, b) => a.d - b.d);
  return ranked[0] && ranked[0].d <= Math.max(1, Math.floor(name.length / 3)) ? ranked[0].n : null;
}

/** The parts of a template; null when a brace is left open or names nothing. */
export function parseTemplate(text: string, place: Place): Template | null {
  const parts: TemplatePart[] = [];
  let rest = text;
  while (rest !== "") {
    const open = rest.indexOf("{");
    if (rest.slice(0, open < 0 ? undefined : open).includes("}")) return null;
    if (open < 0) {
      parts.push({ text: rest });
      break;
    }
    const close = rest.indexOf("}", open);
    const name = rest.slice(open + 1, close).trim();
    if (close < 0 || name === "" || name.includes("{")) return null;
    if (open > 0) parts.push({ text: rest.slice(0, open) });
    parts.push(name === "row" ? { rowNumber: true } : { column: { name, place } });
    rest = rest.slice(close + 1);
  }
  return { parts, place };
}

/** Scalars of the kinds that are needed, each noting what is wrong with it. */
function scalarReaders(
  wrong: NodeReader["wrong"],
): Pick<NodeReader, "text" | "wholeNumber" | "truth" | "choice" | "template"> {
  const text: NodeReader["text"] = ({ key, node, place }) => {
    const value = plain(node);
    if (value === null) {
      const fix = isMap(node)
        ? `Put quotes around it: ${key}: "{Column}". Without them YAML reads braces as a map.`
        : `Write ${key}: followed by the text.`;
      wrong(place, "text-expected", { message: `“${key}” must be a text.`, fix });
    }
    return value;
  };
  const wholeNumber: NodeReader["wholeNumber"] = ({ key, node, place }, { min, max }) => {
    const value = plain(node);
    const number = value !== null && /^\d{1,9}$/.test(value) ? Number(value) : -1;
    if (number >= min && number <= max) return number;
    const message = `“${key}” must be a whole number from ${min} to ${max}.`;
    wrong(place, "number-expected", { message, fix: `Write a number such as ${key}: ${min}.` });
    return null;
  };
  const truth: NodeReader["truth"] = ({ key, node, place }) => {
    if (isScalar(node) && typeof node.value === "boolean") return node.value;
    wrong(place, "truth-expected", {
      message: `“${key}” must be true or false.`,
      fix: `Write ${key}: true or ${key}: false.`,
    });
    return null;
  };
  const choice = <T extends string>({ key, node, place }: Entry, choices: readonly T[]): T | null => {
    const value = plain(node);
    const found = choices.find((c) => c === value);
    if (found !== undefined) return found;
    const meant = value === null ? null : nearest(value, choices);
    wrong(place, "choice-unknown", {
      message: `“${key}” can be ${choices.join(", ")}${value === null ? "" : `, not “${value}”`}.`,
      fix: `Write ${key}: ${meant ?? choices[0]}.`,
    });
    return null;
  };
  const template: NodeReader["template"] = (entry) => {
    const value = text(entry);
    if (value === null) return null;
    const parsed = parseTemplate(value, entry.place);
    if (!parsed) {
      wrong(entry.place, "template-invalid", {
        message: `“${value}” has a brace without its other half, or braces with nothing between them.`,
        fix: "Write a column's name between braces, such as {InvoiceNo}, or {row} for the row's number.",
      });
    }
    return parsed;
  };
  return { text, wholeNumber, truth, choice, template };
}

function documentProblems(document: Document.Parsed): MappingProblem[] {
  return document.errors.map((error) => ({
    code: "yaml-invalid",
    message: `This is not well-formed YAML: ${error.message.split("\n")[0]!.replace(/ at line \d+.*$/, "")}.`,
    fix: "Check the indentation and the quotes on this line and on the one before it.",
    line: error.linePos?.[0].line ?? 1,
    column: error.linePos?.[0].col ?? 1,
    path: "",
  }));
}

/** A reader of a YAML text. Problems that YAML itself has are noted at once. */
export function readNodes(text: string): NodeReader {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true });
  const problems = documentProblems(document);
  const wrong: NodeReader["wrong"] = (place, code, sentences) => {
    problems.push({ code, ...sentences, line: place.line, column: place.column, path: place.path });
  };
  const at = (offset: number | undefined, path: string): Place => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { line: Math.max(1, line), column: Math.max(1, col), path };
  };
  const placeOf: NodeReader["placeOf"] = (node, path) => at(node?.range?.[0], path);
  const resolve = (node: unknown): Node | null =>
    isAlias(node) ? (node.resolve(document) ?? null) : (node as Node | null);

  const fields: NodeReader["fields"] = (node, path, known) => {
    if (!isMap(node)) {
      const example = known?.[0] ? `${known[0]}: …` : "a name, a colon and a value";
      wrong(placeOf(node, path), "map-expected", {
        message: `${path === "" ? "The file" : `“${path}”`} must be a set of names with values.`,
        fix: `Write ${example}${path === "" ? "" : `, indented, below ${path}:`}${example.endsWith("…") ? "" : "."}`,
      });
      return null;
    }
    const found = new Map<string, Entry>();
    for (const pair of node.items) {
      const keyNode = pair.key as Node | null;
      const key = plain(keyNode) ?? "";
      const place = at(keyNode?.range?.[0], path === "" ? key : `${path}.${key}`);
      if (known && !known.includes(key)) {
        const meant = nearest(key, known);
        wrong(place, "key-unknown", {
          message: `There is no “${key}” here.`,
          fix: meant ? `Write ${meant}.` : `Known here: ${known.join(", ")}.`,
        });
      } else found.set(key, { key, node: resolve(pair.value), place });
    }
    return found;
  };
  const items: NodeReader["items"] = (node, path) =>
    isSeq(node)
      ? node.items.map((item, i) => ({ node: resolve(item), path: `${path}[${i}]` }))
      : [{ node, path }];
  const isWord: NodeReader["isWord"] = (node, word) => plain(node) === word;
  const json: NodeReader["json"] = (node) => node?.toJS(document) ?? null;
  return {
    root: document.contents,
    problems,
    wrong,
    placeOf,
    isMap,
    isWord,
    json,
    fields,
    items,
    ...scalarReaders(wrong),
  };
}
