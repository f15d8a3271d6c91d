/** What came of cases, as a table that fits the terminal. */
import type { CaseResult, CaseRow } from "./run-cases.ts";

const HEAD = ["", "case", "when", "expected", "got", "why"];
const GAP = 2;

/** A text cut into lines of at most `width`, between words where it can be. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
    for (; line.length > width; line = line.slice(width)) lines.push(line.slice(0, width));
  }
  return [...lines, line];
}

/** Widths of columns that need so much each and have `available` together: narrow ones get all they need. */
export function shareWidth(needed: readonly number[], available: number): number[] {
  const widths = [...needed];
  let open = needed.map((_, i) => i).sort((a, b) => needed[a]! - needed[b]!);
  let left = available;
  while (open.length > 0) {
    const fair = Math.max(1, Math.floor(left / open.length));
    const [column] = open;
    widths[column!] = Math.min(needed[column!]!, fair);
    left -= widths[column!]!;
    open = open.slice(1);
  }
  return widths;
}

/** The cells of one row; those that hold several things have a line for each. */
function cells(result: CaseResult, row: CaseRow, first: boolean): string[][] {
  const { differences } = row;
  const failed = differences.length > 0;
  const expected = differences.map(
    ({ place, what, expected: side }) => `line ${place.line}, ${what}: ${side}`,
  );
  return [
    [failed ? "FAILED" : "ok"],
    [first ? result.name : ""],
    [row.given],
    failed ? expected : row.expected,
    failed ? differences.map(({ what, found }) => `${what}: ${found}`) : ["the same"],
    differences[0]?.why ?? [],
  ];
}

/** The table of one file's cases, a row for each step that something is expected of or that failed. */
export function casesTable(results: readonly CaseResult[], width: number): string[] {
  const rows = results.flatMap((result) => result.rows.map((row, i) => cells(result, row, i === 0)));
  const all = [HEAD.map((title) => [title]), ...rows];
  const needed = HEAD.map((_, i) => Math.max(...all.flatMap((row) => row[i]!.map((line) => line.length)), 1));
  const widths = shareWidth(needed, width - GAP * HEAD.length);
  return all.flatMap((row) => {
    const wrapped = row.map((cell, i) => cell.flatMap((line) => wrap(line, widths[i]!)));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, n) =>
      `  ${wrapped.map((lines, i) => (lines[n] ?? "").padEnd(widths[i]!)).join(" ".repeat(GAP))}`.trimEnd(),
    );
  });
}
