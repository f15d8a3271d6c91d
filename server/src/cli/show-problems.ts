/** Problems of a file as a person reads them: where, an excerpt with a caret, what is wrong, what to write. */

/** What is wrong at one place of a text. */
export type LocatedProblem = {
  code: string;
  message: string;
  fix: string;
  line: number;
  column: number;
  path: string;
};

const WIDTH = 100;

/** The line of the text with a caret below the column; long lines are cut around it. */
function excerpt(text: string, { line, column }: LocatedProblem): string[] {
  const source = (text.split(/\r?\n/)[line - 1] ?? "").replaceAll("\t", " ");
  const from = column > WIDTH ? column - Math.floor(WIDTH / 2) : 0;
  const shown = source.slice(from, from + WIDTH);
  const number = String(line);
  const margin = " ".repeat(number.length);
  return [`  ${number} | ${shown}`, `  ${margin} | ${" ".repeat(Math.max(0, column - 1 - from))}^`];
}

/** The lines that tell of all problems of one file. */
export function showProblems(file: string, text: string, problems: readonly LocatedProblem[]): string[] {
  return problems.flatMap((problem, i) => [
    ...(i === 0 ? [] : [""]),
    `${file}:${problem.line}:${problem.column}  ${problem.message}`,
    ...excerpt(text, problem),
    `  ${problem.fix}`,
  ]);
}
