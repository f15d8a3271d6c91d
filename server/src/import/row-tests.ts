/** Decides what each row is by the simple tests of a mapping. */
import { compareExact, type Exact, makeNumberReader } from "./exact-number.ts";
import type { ColumnUse, RowKind, RowTest } from "./mapping.ts";
import type { SourceRow } from "./read-rows.ts";

export type RowVerdict = { as: "purchase" | "return" } | { reason: string };

type ColumnReader = (use: ColumnUse) => (cells: string[]) => string;

const plainNumber = makeNumberReader({ decimal: ".", thousands: "" });

function textTest(test: RowTest): ((text: string) => boolean) | null {
  switch (test.kind) {
    case "is":
      return (text) => text === test.text;
    case "is-not":
      return (text) => text !== test.text;
    case "starts-with":
      return (text) => text.startsWith(test.text);
    case "ends-with":
      return (text) => text.endsWith(test.text);
    case "contains":
      return (text) => text.includes(test.text);
    case "one-of":
      return (text) => test.texts.includes(text);
    case "empty":
      return (text) => (text === "") === test.empty;
    default:
      return null;
  }
}

/** A text that is not a number passes no test of numbers; reading the amount then says what is wrong with it. */
function numberTest(test: RowTest, number: (text: string) => Exact | null): (text: string) => boolean {
  const limit = "number" in test ? plainNumber(test.number)! : { digits: 0n, places: 0 };
  const passes: Record<string, (comparison: number) => boolean> = {
    "less-than": (c) => c < 0,
    "at-most": (c) => c <= 0,
    "more-than": (c) => c > 0,
    "at-least": (c) => c >= 0,
  };
  const pass = passes[test.kind]!;
  return (text) => {
    const exact = number(text);
    return exact !== null && pass(compareExact(exact, limit));
  };
}

/** The verdict on a row: the first kind whose tests hold. */
export function compileRowKinds(
  kinds: RowKind[],
  column: ColumnReader,
  number: (text: string) => Exact | null,
): (row: SourceRow) => RowVerdict {
  const compiled = kinds.map((kind) => {
    const sets = (kind.when ?? [[]]).map((tests) =>
      tests.map((test) => ({ read: column(test.column), pass: textTest(test) ?? numberTest(test, number) })),
    );
    const verdict: RowVerdict = kind.as === "reject" ? { reason: kind.reason } : { as: kind.as };
    return { sets, verdict };
  });
  const unclaimed: RowVerdict = { reason: "No entry under rows in the mapping takes this row." };
  return (row) => {
    if (row.fault !== null) return { reason: row.fault };
    for (const { sets, verdict } of compiled) {
      if (sets.some((tests) => tests.every(({ read, pass }) => pass(read(row.cells))))) return verdict;
    }
    return unclaimed;
  };
}
