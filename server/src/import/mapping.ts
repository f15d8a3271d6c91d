/** A compiled mapping: how the rows of one kind of file become facts. `loadMapping` makes one from its text. */

/** Where in the mapping's text something is said, so that a problem found later can still point at it. */
export type Place = { line: number; column: number; path: string };

/** What is wrong with a mapping, and what to write instead; the same shape as a definition's problems. */
export type MappingProblem = { code: string; message: string; fix: string } & Place;

/** A column that the mapping names. */
export type ColumnUse = { name: string; place: Place };

/** Text with columns in it: "{InvoiceNo}", "row-{row}". `{row}` is the number of the row, from 1 after the header. */
export type Template = { parts: TemplatePart[]; place: Place };

export type TemplatePart = { text: string } | { column: ColumnUse } | { rowNumber: true };

export type Encoding = "utf-8" | "utf-16le" | "latin1";

export type FileTerms = {
  separator: string;
  quote: string;
  /** The names of the columns where the file has no header row; null: its first row names them. */
  columns: string[] | null;
  encoding: Encoding;
  /** How numbers are written: "1.234,50" has decimal "," and thousands ".". */
  decimal: string;
  thousands: string;
};

/** Steps by which a column's text is put in order before anything reads it; all text is trimmed first. */
export type CleanStep =
  | { kind: "strip-start" | "strip-end"; text: string }
  | { kind: "pad-start"; length: number; with: string }
  | { kind: "lower" | "upper" };

/** One test on one column. */
export type RowTest = { column: ColumnUse } & (
  | { kind: "is" | "is-not" | "starts-with" | "ends-with" | "contains"; text: string }
  | { kind: "one-of"; texts: string[] }
  | { kind: "empty"; empty: boolean }
  | { kind: "less-than" | "at-most" | "more-than" | "at-least"; number: string }
);

/** What a row is when any of `when` holds (each a list of tests that must all hold); null: always. */
export type RowKind = { when: RowTest[][] | null } & (
  | { as: "purchase" | "return" }
  | { as: "reject"; reason: string }
);

export type AmountRounding = "exact" | "half-up" | "half-even" | "floor";

/** An amount of money: the exact product of its factors, rounded to minor units as named. */
export type AmountTerms = { factors: Template[]; rounding: AmountRounding };

export type TimeTerms = {
  value: Template;
  /** Patterns tried in order, such as "YYYY-MM-DD HH:mm:ss"; or rfc3339, unix, unix-ms. */
  formats: string[];
  /** IANA name for times without an offset; null: the program's zone. */
  zone: string | null;
};

export type LineTerms = {
  /** Null: lines are numbered within their purchase, from 1. */
  id: Template | null;
  sku: Template | null;
  category: Template | null;
  kind: Template | null;
  quantity: Template | null;
  amount: AmountTerms;
  discount: AmountTerms | null;
  tax: AmountTerms | null;
};

export type Mapping = {
  /** The program that the rows belong to, unless the command line names another. */
  program: string | null;
  file: FileTerms;
  clean: { column: ColumnUse; steps: CleanStep[] }[];
  rows: RowKind[];
  /** Rows of equal key make one fact, though up to `gap` other rows lie between them; null: each row is one. */
  group: { by: ColumnUse[]; gap: number } | null;
  id: Template;
  member: { kind: string; value: Template };
  time: TimeTerms;
  source: Template | null;
  channel: Template | null;
  place: Template | null;
  currency: Template | null;
  data: { field: string; value: Template; number: boolean }[];
  line: LineTerms;
  /** Where a return names its purchase; null: it is matched by what was bought. */
  returnOf: Template | null;
};
