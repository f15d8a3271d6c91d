/** Reads a mapping: YAML text → a compiled mapping, or every problem in it with its place and what to write. */
import type {
  AmountRounding,
  AmountTerms,
  CleanStep,
  Encoding,
  FileTerms,
  LineTerms,
  Mapping,
  MappingProblem,
  Place,
  Template,
  TimeTerms,
} from "./mapping.ts";
import { readRowKinds } from "./mapping-rows.ts";
import { compileTimePattern } from "./time-pattern.ts";
import { type Entry, type NodeReader, readNodes } from "./yaml-nodes.ts";

const TOP = [
  "mapping",
  "program",
  "file",
  "clean",
  "rows",
  "group",
  "id",
  "member",
  "time",
  "source",
  "channel",
  "place",
  "currency",
  "data",
  "line",
  "returns",
] as const;
const ENCODINGS: readonly Encoding[] = ["utf-8", "utf-16le", "latin1"];
const ROUNDINGS: readonly AmountRounding[] = ["exact", "half-up", "half-even", "floor"];
const SEPARATORS: Record<string, string> = { comma: ",", semicolon: ";", tab: "\t", pipe: "|" };
const IDENTIFIER_KIND = /^[a-z][a-z_-]{0,31}$/;

type Fields = Map<string, Entry>;

/** A field that must be there; null and a problem at the parent when it is not. */
function required(
  reader: NodeReader,
  fields: Fields,
  at: { key: string; place: Place; example: string },
): Entry | null {
  const entry = fields.get(at.key);
  if (entry) return entry;
  const where = at.place.path === "" ? "" : ` under ${at.place.path}`;
  reader.wrong(at.place, "key-missing", {
    message: `“${at.key}” is missing${where}.`,
    fix: `Add ${at.key}: ${at.example}`,
  });
  return null;
}

const usesColumns = (template: Template): boolean => template.parts.some((part) => !("text" in part));

/** A template that must differ from row to row. */
function varying(reader: NodeReader, entry: Entry | null): Template | null {
  const template = entry && reader.template(entry);
  if (!entry || !template) return null;
  if (usesColumns(template)) return template;
  const text = template.parts.map((part) => ("text" in part ? part.text : "")).join("");
  reader.wrong(entry.place, "column-expected", {
    message: `“${entry.key}” is the same text for every row.`,
    fix: `Write the column's name between braces and in quotes: ${entry.key}: "{${text || "Column"}}".`,
  });
  return null;
}

const optional = (reader: NodeReader, fields: Fields, key: string): Template | null => {
  const entry = fields.get(key);
  return entry ? reader.template(entry) : null;
};

function oneCharacter(reader: NodeReader, entry: Entry | undefined, otherwise: string): string {
  if (!entry) return otherwise;
  const text = reader.text(entry);
  if (text === null) return otherwise;
  const character = SEPARATORS[text] ?? text;
  if (character.length === 1 && character !== "\n" && character !== "\r") return character;
  reader.wrong(entry.place, "character-expected", {
    message: `“${entry.key}” must be one character.`,
    fix: `Write one in quotes, such as ${entry.key}: ";", or tab.`,
  });
  return otherwise;
}

function readFile(reader: NodeReader, entry: Entry | undefined): FileTerms {
  const known = ["separator", "quote", "header", "columns", "encoding", "decimal", "thousands"];
  const fields: Fields = (entry && reader.fields(entry.node, "file", known)) ?? new Map();
  const header = fields.has("header") ? reader.truth(fields.get("header")!) : true;
  const columnsEntry = fields.get("columns");
  const columns = columnsEntry
    ? reader
        .items(columnsEntry.node, "file.columns")
        .map((item) => reader.text({ ...columnsEntry, node: item.node }) ?? "")
    : null;
  if (header === false && !columns) {
    reader.wrong(fields.get("header")!.place, "key-missing", {
      message: "A file without a header needs the names of its columns.",
      fix: "Add columns: [first, second, …] under file.",
    });
  } else if (header !== false && columnsEntry) {
    reader.wrong(columnsEntry.place, "key-not-wanted", {
      message: "The names of the columns come from the file's header.",
      fix: "Remove columns, or add header: false if the first row is not a header.",
    });
  }
  const decimal = oneCharacter(reader, fields.get("decimal"), ".");
  const thousands = fields.has("thousands") ? oneCharacter(reader, fields.get("thousands"), "") : "";
  if (decimal === thousands) {
    reader.wrong(fields.get("thousands")!.place, "separators-equal", {
      message: "Decimals and thousands cannot be set apart by the same character.",
      fix: `Write thousands: "${decimal === "," ? "." : ","}", or leave it out.`,
    });
  }
  return {
    separator: oneCharacter(reader, fields.get("separator"), ","),
    quote: oneCharacter(reader, fields.get("quote"), '"'),
    columns: header === false ? columns : null,
    encoding: (fields.has("encoding") && reader.choice(fields.get("encoding")!, ENCODINGS)) || "utf-8",
    decimal,
    thousands,
  };
}

function readCleanStep(reader: NodeReader, fields: Fields, path: string): CleanStep[] {
  const steps: CleanStep[] = [];
  for (const [key, entry] of fields) {
    if (key === "strip-start" || key === "strip-end") {
      const text = reader.text(entry);
      if (text !== null) steps.push({ kind: key, text });
    } else if (key === "case") {
      const kind = reader.choice(entry, ["lower", "upper"] as const);
      if (kind) steps.push({ kind });
    } else if (key === "pad-start") {
      const parts = reader.fields(entry.node, `${path}.pad-start`, ["length", "with"]);
      const length = parts && required(reader, parts, { key: "length", place: entry.place, example: "5" });
      const size = length ? reader.wholeNumber(length, { min: 1, max: 100 }) : null;
      if (parts && size)
        steps.push({ kind: key, length: size, with: oneCharacter(reader, parts.get("with"), "0") });
    }
  }
  return steps;
}

function readClean(reader: NodeReader, entry: Entry | undefined): Mapping["clean"] {
  const columns = entry && reader.fields(entry.node, "clean", null);
  return [...(columns ?? [])].map(([name, column]) => {
    const path = `clean.${name}`;
    const known = ["strip-start", "strip-end", "pad-start", "case"];
    const steps = reader
      .items(column.node, path)
      .flatMap((item) =>
        readCleanStep(reader, reader.fields(item.node, item.path, known) ?? new Map(), item.path),
      );
    return { column: { name, place: column.place }, steps };
  });
}

function readAmount(reader: NodeReader, entry: Entry): AmountTerms | null {
  const shorthand = !reader.isMap(entry.node);
  if (shorthand) {
    const value = varying(reader, entry);
    return value && { factors: [value], rounding: "exact" };
  }
  const path = entry.place.path;
  const fields = reader.fields(entry.node, path, ["value", "times", "rounding"]);
  if (!fields) return null;
  const value = varying(
    reader,
    required(reader, fields, { key: "value", place: entry.place, example: '"{Price}"' }),
  );
  const times = fields.has("times") ? varying(reader, fields.get("times")!) : null;
  const rounding = fields.has("rounding") ? reader.choice(fields.get("rounding")!, ROUNDINGS) : "exact";
  return value && rounding && { factors: times ? [value, times] : [value], rounding };
}

function readLine(reader: NodeReader, entry: Entry | null): LineTerms | null {
  const known = ["id", "sku", "category", "kind", "quantity", "amount", "discount", "tax"];
  const fields = entry && reader.fields(entry.node, "line", known);
  if (!entry || !fields) return null;
  const amountEntry = required(reader, fields, { key: "amount", place: entry.place, example: '"{Amount}"' });
  const amount = amountEntry && readAmount(reader, amountEntry);
  const extra = (key: string): AmountTerms | null =>
    fields.has(key) ? readAmount(reader, fields.get(key)!) : null;
  const terms = { discount: extra("discount"), tax: extra("tax") };
  const text = (key: string): Template | null => optional(reader, fields, key);
  const texts = { id: text("id"), sku: text("sku"), category: text("category"), kind: text("kind") };
  return amount && { ...texts, quantity: text("quantity"), amount, ...terms };
}

function readTime(reader: NodeReader, entry: Entry | null): TimeTerms | null {
  const fields = entry && reader.fields(entry.node, "time", ["value", "format", "zone"]);
  if (!entry || !fields) return null;
  const value = varying(
    reader,
    required(reader, fields, { key: "value", place: entry.place, example: '"{Date}"' }),
  );
  const formatEntry = required(reader, fields, {
    key: "format",
    place: entry.place,
    example: "YYYY-MM-DD HH:mm:ss",
  });
  const formats: string[] = [];
  for (const item of formatEntry ? reader.items(formatEntry.node, "time.format") : []) {
    const text = reader.text({ ...formatEntry!, node: item.node });
    if (text === null) continue;
    const compiled = compileTimePattern(text);
    if ("problem" in compiled) {
      reader.wrong(reader.placeOf(item.node, item.path), "time-format-invalid", {
        message: compiled.problem,
        fix: "Use YYYY MM DD HH mm ss (also M, D, H, hh, A, SSS, Z), or rfc3339, unix, unix-ms.",
      });
    } else formats.push(text);
  }
  const zoneEntry = fields.get("zone");
  const zone = zoneEntry ? reader.text(zoneEntry) : null;
  return value && formats.length > 0 ? { value, formats, zone } : null;
}

function readMember(reader: NodeReader, entry: Entry | null): Mapping["member"] | null {
  const fields = entry && reader.fields(entry.node, "member", ["kind", "value"]);
  if (!entry || !fields) return null;
  const kindEntry = required(reader, fields, { key: "kind", place: entry.place, example: "customer" });
  const kind = kindEntry && reader.text(kindEntry);
  if (kindEntry && kind !== null && !IDENTIFIER_KIND.test(kind)) {
    reader.wrong(kindEntry.place, "kind-invalid", {
      message: `“${kind}” is not a kind of identifier.`,
      fix: "Write a short name in lower-case letters and hyphens, such as customer, card or email.",
    });
  }
  const value = varying(
    reader,
    required(reader, fields, { key: "value", place: entry.place, example: '"{CustomerID}"' }),
  );
  return kind && value ? { kind, value } : null;
}

function readGroup(reader: NodeReader, entry: Entry | undefined): Mapping["group"] {
  const fields = entry && reader.fields(entry.node, "group", ["by", "gap"]);
  if (!entry || !fields) return null;
  const byEntry = required(reader, fields, { key: "by", place: entry.place, example: "InvoiceNo" });
  const gap = fields.has("gap") ? reader.wholeNumber(fields.get("gap")!, { min: 0, max: 10_000 }) : 0;
  if (!byEntry) return null;
  const names = reader.items(byEntry.node, "group.by").map((item) => ({
    name: (reader.text({ ...byEntry, node: item.node }) ?? "").replace(/^\{(.*)\}$/, "$1"),
    place: byEntry.place,
  }));
  return { by: names, gap: gap ?? 0 };
}

function readData(reader: NodeReader, entry: Entry | undefined): Mapping["data"] {
  const fields = entry && reader.fields(entry.node, "data", null);
  const data: Mapping["data"] = [];
  for (const [field, item] of fields ?? []) {
    const typed = reader.isMap(item.node) ? reader.fields(item.node, item.place.path, ["number"]) : null;
    const value = reader.template(typed?.get("number") ?? item);
    if (value) data.push({ field, value, number: typed !== null });
  }
  return data;
}

/** What only shows when the parts are seen together. */
function judgeWhole(reader: NodeReader, mapping: Mapping, fields: Fields): void {
  const returns = mapping.rows.some((row) => row.as === "return");
  if (returns && !mapping.line.sku && !mapping.returnOf) {
    reader.wrong(fields.get("rows")!.place, "returns-unmatched", {
      message: "Returns cannot be matched to what they return.",
      fix: 'Name the article under line (sku: "{StockCode}"), or the purchase under returns (of: "{OrderNo}").',
    });
  }
  const rowInId = mapping.id.parts.some((part) => "rowNumber" in part);
  const named = mapping.id.parts.flatMap((part) => ("column" in part ? [part.column.name] : []));
  if (mapping.group && !rowInId && mapping.group.by.some((column) => !named.includes(column.name))) {
    reader.wrong(mapping.id.place, "id-not-unique", {
      message: "Two purchases could get the same id: it does not name every column that groups them.",
      fix: `Write id: "${mapping.group.by.map((column) => `{${column.name}}`).join("-")}".`,
    });
  }
}

/** Everything that a mapping's text says; `problems` is empty when `mapping` is not null. */
export function loadMapping(
  text: string,
): { mapping: Mapping; problems: [] } | { mapping: null; problems: MappingProblem[] } {
  const reader = readNodes(text);
  const failed = (): { mapping: null; problems: MappingProblem[] } => ({
    mapping: null,
    problems: reader.problems.sort((a, b) => a.line - b.line || a.column - b.column),
  });
  if (reader.problems.length > 0) return failed();
  const fields = reader.fields(reader.root, "", TOP);
  if (!fields) return failed();
  const place = reader.placeOf(reader.root, "");
  const need = (key: string, example: string): Entry | null =>
    required(reader, fields, { key, place, example });
  const version = need("mapping", "1");
  if (version) reader.wholeNumber(version, { min: 1, max: 1 });
  const id = varying(reader, need("id", '"{OrderNo}", or "{row}" when rows have no id'));
  const member = readMember(reader, need("member", '{ kind: customer, value: "{CustomerID}" }'));
  const time = readTime(reader, need("time", '{ value: "{Date}", format: YYYY-MM-DD }'));
  const line = readLine(reader, need("line", '{ amount: "{Amount}" }'));
  const returns = fields.has("returns")
    ? reader.fields(fields.get("returns")!.node, "returns", ["of"])
    : null;
  const rest = {
    program: fields.has("program") ? reader.text(fields.get("program")!) : null,
    file: readFile(reader, fields.get("file")),
    clean: readClean(reader, fields.get("clean")),
    rows: readRowKinds(reader, fields.get("rows")),
    group: readGroup(reader, fields.get("group")),
    source: optional(reader, fields, "source"),
    channel: optional(reader, fields, "channel"),
    place: optional(reader, fields, "place"),
    currency: optional(reader, fields, "currency"),
    data: readData(reader, fields.get("data")),
    returnOf: returns?.has("of") ? varying(reader, returns.get("of")!) : null,
  };
  if (!id || !member || !time || !line || reader.problems.length > 0) return failed();
  const mapping: Mapping = { ...rest, id, member, time, line };
  judgeWhole(reader, mapping, fields);
  return reader.problems.length > 0 ? failed() : { mapping, problems: [] };
}
