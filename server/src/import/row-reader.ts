/** A mapping bound to the columns of one file and to one program: reads rows into what facts are made of. */
import type { Instant, LineKind, Zone } from "@tallystick/core";
import { type Exact, makeNumberReader, times, toSteps } from "./exact-number.ts";
import type { AmountTerms, CleanStep, ColumnUse, Mapping, MappingProblem, Template } from "./mapping.ts";
import { columnAdvice } from "./mapping-rows.ts";
import type { SourceRow } from "./read-rows.ts";
import { compileRowKinds, type RowVerdict } from "./row-tests.ts";
import { makeTimeReader } from "./time-pattern.ts";

/** What a row says about its fact as a whole. */
export type RowHead = { id: string; at: Instant; member: string };

/** What a row says about one line. Amounts in minor units, quantity in thousandths; neither is negative. */
export type RowLine = {
  id: string | null;
  sku: string | null;
  category: string | null;
  kind: LineKind | null;
  quantity: number | null;
  amount: number;
  discount: number | null;
  tax: number | null;
};

/** The optional parts of a fact; only those that the mapping names and the row fills. */
export type RowExtras = {
  source?: string;
  channel?: string;
  place?: string;
  currency?: string;
  data?: Record<string, string | number>;
};

/** Every reader of a row gives a value, or a sentence that says why there is none. */
export type Read<T> = { value: T } | { reason: string };

export type RowReader = {
  judge: (row: SourceRow) => RowVerdict;
  /** Rows of one purchase have one key; null when each row stands alone. */
  key: ((row: SourceRow) => string) | null;
  head: (row: SourceRow) => Read<RowHead>;
  line: (row: SourceRow, as: "purchase" | "return") => Read<RowLine>;
  extras: (row: SourceRow) => Read<RowExtras>;
  /** The purchase that a return names. */
  returnOf: ((row: SourceRow) => string) | null;
  /** Whether purchases have lines, or a bare amount. */
  lines: boolean;
};

/** What of a program the reading needs. */
export type ReaderProgram = { zone: Zone; currency: string; currencyDecimals: number };

type CellReader = (cells: string[]) => string;
type TemplateReader = (row: SourceRow) => string;

const LINE_KINDS: readonly string[] = ["item", "tax", "shipping", "gift-card", "tip", "fee", "donation"];

function cleaner(steps: CleanStep[]): (text: string) => string {
  return (text) => {
    let value = text.trim();
    for (const step of steps) {
      if (step.kind === "lower") value = value.toLowerCase();
      else if (step.kind === "upper") value = value.toUpperCase();
      else if (step.kind === "pad-start") value = value === "" ? "" : value.padStart(step.length, step.with);
      else if (step.kind === "strip-start" && value.startsWith(step.text))
        value = value.slice(step.text.length);
      else if (step.kind === "strip-end" && value.endsWith(step.text)) {
        value = value.slice(0, value.length - step.text.length);
      }
    }
    return value;
  };
}

/** Readers of columns and templates; columns that the file does not have are noted as problems of the mapping. */
function makeTextReaders(mapping: Mapping, columns: string[], problems: MappingProblem[]) {
  const wrong = ({ name, place }: ColumnUse, message: string, fix: string): CellReader => {
    if (!problems.some((p) => p.message === message && p.line === place.line)) {
      problems.push({ code: "column-unknown", message, fix, ...place });
    }
    return () => name;
  };
  const indexes = new Map<string, number>();
  for (const [i, name] of columns.entries()) indexes.set(name, indexes.has(name) ? -1 : i);
  const cleaners = new Map(mapping.clean.map(({ column, steps }) => [column.name, cleaner(steps)]));

  const column = (use: ColumnUse): CellReader => {
    const index = indexes.get(use.name);
    if (index === undefined) {
      return wrong(use, `The file has no column “${use.name}”.`, columnAdvice(use.name, columns));
    }
    if (index < 0) {
      return wrong(
        use,
        `The file has two columns “${use.name}”.`,
        "Rename one of them in the file's header.",
      );
    }
    const clean = cleaners.get(use.name) ?? ((text: string) => text.trim());
    return (cells) => clean(cells[index] ?? "");
  };
  const template = ({ parts }: Template): TemplateReader => {
    const readers = parts.map((part): TemplateReader => {
      if ("text" in part) return () => part.text;
      if ("rowNumber" in part) return (row) => String(row.number);
      const read = column(part.column);
      return (row) => read(row.cells);
    });
    const [only] = readers;
    if (readers.length === 1 && only) return only;
    return (row) => readers.map((read) => read(row)).join("");
  };
  for (const { column: use } of mapping.clean) column(use);
  return { column, template };
}

const describe = ({ parts }: Template): string =>
  parts.map((part) => ("text" in part ? part.text : "rowNumber" in part ? "row" : part.column.name)).join("");

type TextReaders = ReturnType<typeof makeTextReaders>;

function makeAmountReader(
  terms: AmountTerms,
  texts: TextReaders,
  of: { mapping: Mapping; program: ReaderProgram },
) {
  const number = makeNumberReader(of.mapping.file);
  const factors = terms.factors.map((template) => ({
    name: describe(template),
    read: texts.template(template),
  }));
  const { currency, currencyDecimals } = of.program;
  return (row: SourceRow): Read<number> => {
    let product: Exact = { digits: 1n, places: 0 };
    for (const { name, read } of factors) {
      const text = read(row);
      const exact = number(text);
      if (!exact) return { reason: `“${text}” in ${name} is not a number.` };
      product = times(product, exact);
    }
    const minor = toSteps(product, currencyDecimals, terms.rounding);
    if (minor !== null) return { value: minor };
    const names = factors.map(({ name }) => name).join(" × ");
    return {
      reason: `${names} has more decimals than ${currency} has, or is too large. Name a rounding in the mapping.`,
    };
  };
}

function makeQuantityReader(mapping: Mapping, texts: TextReaders): ((row: SourceRow) => Read<number>) | null {
  const template = mapping.line.quantity;
  if (!template) return null;
  const read = texts.template(template);
  const number = makeNumberReader(mapping.file);
  const name = describe(template);
  return (row) => {
    const exact = number(read(row));
    const thousandths = exact && toSteps(exact, 3, "exact");
    if (thousandths === null)
      return { reason: `“${read(row)}” in ${name} is not a quantity with up to three decimals.` };
    return thousandths === 0 ? { reason: `The quantity in ${name} is 0.` } : { value: thousandths };
  };
}

function makeLineReader(mapping: Mapping, texts: TextReaders, program: ReaderProgram): RowReader["line"] {
  const { line } = mapping;
  const optional = (template: Template | null): TemplateReader | null => template && texts.template(template);
  const [id, sku, category, kind] = [line.id, line.sku, line.category, line.kind].map(optional);
  const quantity = makeQuantityReader(mapping, texts);
  const money = (terms: AmountTerms | null) => terms && makeAmountReader(terms, texts, { mapping, program });
  const amounts = { amount: money(line.amount)!, discount: money(line.discount), tax: money(line.tax) };

  return (row, as) => {
    const read: Record<"quantity" | "amount" | "discount" | "tax", number | null> = {
      quantity: null,
      amount: 0,
      discount: null,
      tax: null,
    };
    for (const [name, reader] of [["quantity", quantity], ...Object.entries(amounts)] as const) {
      if (!reader) continue;
      const found = reader(row);
      if ("reason" in found) return found;
      if (found.value < 0 && as === "purchase") {
        return { reason: `The ${name} of a purchase is below zero. Say under rows what such rows are.` };
      }
      // A return is written with the signs that its file happens to use; what counts is how much comes back.
      read[name as keyof typeof read] = Math.abs(found.value);
    }
    const kindText = kind?.(row) || null;
    if (kindText !== null && !LINE_KINDS.includes(kindText)) {
      return { reason: `“${kindText}” is no kind of line. Known: ${LINE_KINDS.join(", ")}.` };
    }
    const { amount, ...rest } = read;
    const named = { id: id?.(row) || null, sku: sku?.(row) || null, category: category?.(row) || null };
    return { value: { ...named, kind: kindText as LineKind | null, ...rest, amount: amount ?? 0 } };
  };
}

function makeHeadReader(mapping: Mapping, texts: TextReaders, zone: Zone): RowReader["head"] {
  const [id, member, time] = [mapping.id, mapping.member.value, mapping.time.value].map(texts.template);
  const names = {
    id: describe(mapping.id),
    member: describe(mapping.member.value),
    time: describe(mapping.time.value),
  };
  const instant = makeTimeReader(mapping.time.formats, zone);
  return (row) => {
    const head = { id: id!(row), member: member!(row) };
    if (head.id === "") return { reason: `There is no id: ${names.id} is empty.` };
    if (head.member === "") return { reason: `There is no member: ${names.member} is empty.` };
    const text = time!(row);
    const at = instant(text);
    if (at !== null) return { value: { ...head, at } };
    return {
      reason: `“${text}” in ${names.time} is not a time written as ${mapping.time.formats.join(" or ")}.`,
    };
  };
}

function makeExtrasReader(mapping: Mapping, texts: TextReaders): RowReader["extras"] {
  const named = (["source", "channel", "place", "currency"] as const).flatMap((key) => {
    const template = mapping[key];
    return template ? [{ key, read: texts.template(template) }] : [];
  });
  const number = makeNumberReader(mapping.file);
  const fields = mapping.data.map(({ field, value, number: isNumber }) => ({
    field,
    isNumber,
    read: texts.template(value),
  }));
  return (row) => {
    const extras: RowExtras = {};
    for (const { key, read } of named) {
      const text = read(row);
      if (text !== "") extras[key] = text;
    }
    for (const { field, isNumber, read } of fields) {
      const text = read(row);
      if (text === "") continue;
      const exact = isNumber ? number(text) : null;
      if (isNumber && !exact) return { reason: `“${text}” for ${field} is not a number.` };
      extras.data ??= {};
      extras.data[field] = exact ? Number(`${exact.digits}e-${exact.places}`) : text;
    }
    return { value: extras };
  };
}

/** Binds a mapping. Problems name columns that the file does not have, where the mapping says them. */
export function bindMapping(
  mapping: Mapping,
  columns: string[],
  program: ReaderProgram & { zoneOf: (id: string) => Zone | null },
): { reader: RowReader; problems: [] } | { reader: null; problems: MappingProblem[] } {
  const problems: MappingProblem[] = [];
  const texts = makeTextReaders(mapping, columns, problems);
  const zone = mapping.time.zone === null ? program.zone : program.zoneOf(mapping.time.zone);
  if (!zone) {
    problems.push({
      code: "zone-unknown",
      message: `There is no time zone “${mapping.time.zone}”.`,
      fix: "Write a name of the IANA list, such as Europe/London.",
      ...mapping.time.value.place,
    });
  }
  const { line } = mapping;
  const keys = mapping.group?.by.map(texts.column);
  const returnOf = mapping.returnOf && texts.template(mapping.returnOf);
  const plain = [line.id, line.sku, line.category, line.kind, line.quantity, line.discount, line.tax];
  const reader: RowReader = {
    judge: compileRowKinds(mapping.rows, texts.column, makeNumberReader(mapping.file)),
    key: keys ? (row) => keys.map((read) => read(row.cells)).join("\u0000") : null,
    head: makeHeadReader(mapping, texts, zone ?? program.zone),
    line: makeLineReader(mapping, texts, program),
    extras: makeExtrasReader(mapping, texts),
    returnOf,
    lines: mapping.group !== null || plain.some((template) => template !== null),
  };
  return problems.length > 0 ? { reader: null, problems } : { reader, problems: [] };
}
