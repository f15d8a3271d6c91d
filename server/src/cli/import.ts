import { existsSync } from "node:fs";
import { Command } from "commander";
import { type ImportSummary, importPurchases, MappingError } from "../actions/import-purchases.ts";
import { InputError } from "../import/input-error.ts";
import { loadMapping } from "../import/load-mapping.ts";
import type { Mapping } from "../import/mapping.ts";
import { EXIT } from "./exit-codes.ts";
import { makeProgressLine } from "./progress-line.ts";
import { readText } from "./read-text.ts";
import { showProblems } from "./show-problems.ts";
import { withStopSignal } from "./stop-signal.ts";
import { type Session, withBooks } from "./with-books.ts";
import { counted, countOf, duration, grouped, table } from "./words.ts";

type Options = {
  mapping: string;
  program?: string;
  rejected?: string;
  limit?: number;
  dryRun?: true;
  json?: true;
};

const HELP = `
The mapping says which column is what; docs/reference/import-mapping.md describes it and examples/import has two.
Ids of facts come from the file: running the same import again, after a stop or to the end, changes nothing that is in.
Rows that cannot be taken go to <file>.rejected.csv with their reasons; put them right and import that file.

Examples:
  $ tallystick import orders.csv --mapping mapping.yaml --dry-run
  $ tallystick import orders.csv.gz --mapping mapping.yaml
  $ zcat orders-*.csv.gz | tallystick import - --mapping mapping.yaml --rejected rejected.csv
`;

export function importCommand(session: Session): Command {
  return new Command("import")
    .description("take purchases and returns from a CSV file")
    .argument("<file>", "the CSV file, plain or gzipped; - for standard input")
    .requiredOption("-m, --mapping <file>", "what the columns mean")
    .option("-p, --program <id>", "the program, where the mapping does not name it")
    .option("--rejected <file>", "where rejected rows go (default: <file>.rejected.csv)")
    .option("--limit <number>", "stop after so many purchases and returns", readLimit)
    .option("--dry-run", "read and check everything, book nothing")
    .option("--json", "print the summary as JSON")
    .addHelpText("after", HELP)
    .action(async (file: string, options: Options, command: Command) => {
      const text = readText(options.mapping);
      const { mapping, problems } = loadMapping(text);
      if (!mapping) {
        for (const line of showProblems(options.mapping, text, problems)) session.out.note(line);
        session.exitCode = EXIT.input;
        return;
      }
      try {
        await runImport({ session, command }, { file, options, mapping });
      } catch (error) {
        if (!(error instanceof MappingError)) throw error;
        for (const line of showProblems(options.mapping, text, error.problems)) session.out.note(line);
        session.exitCode = EXIT.input;
      }
    });
}

function readLimit(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InputError(`--limit ${text} is not a whole number of 1 or more.`);
}

async function runImport(
  { session, command }: { session: Session; command: Command },
  { file, options, mapping }: { file: string; options: Options; mapping: Mapping },
): Promise<void> {
  const program = options.program ?? mapping.program;
  if (!program) {
    throw new InputError("Name the program that the rows belong to: program: in the mapping, or --program.");
  }
  if (file !== "-" && !existsSync(file)) throw new InputError(`${file} does not exist. Check the path.`);
  const progress = makeProgressLine(session.out);
  const summary = await withStopSignal(session, (signal) =>
    withBooks({ session, command, makes: false }, (books) =>
      importPurchases(books, {
        program,
        mapping,
        path: file,
        rejectedPath: options.rejected ?? (file === "-" ? "rejected.csv" : `${file}.rejected.csv`),
        dryRun: options.dryRun ?? false,
        limit: options.limit ?? null,
        signal,
        onProgress: ({ rows, done }) => progress.show({ noun: "rows", count: rows, done }),
      }),
    ),
  );
  progress.end();
  if (options.json) session.out.json(summary);
  else for (const line of inWords(summary, session.exitCode !== EXIT.ok)) session.out.line(line);
}

function inWords(summary: ImportSummary, interrupted: boolean): string[] {
  const { purchases, returns, rejected, currency } = summary;
  const row = (name: string, fates: ImportSummary["purchases"]): string[] => [
    name,
    ...[fates.new, fates.repeated, fates.refused].map(counted),
  ];
  const units = (sums: Record<string, string>): string =>
    Object.entries(sums)
      .map(([unit, amount]) => `${grouped(amount)} ${unit}`)
      .join(", ") || "none";
  const lines = [
    `${countOf(summary.rows, "row")} read in ${duration(summary.seconds)}${summary.dryRun ? "; nothing was booked" : `, ${counted(summary.factsPerSecond)} facts a second`}.`,
    "",
    ...table(
      [["", "new", "known before", "refused"], row("purchases", purchases), row("returns", returns)],
      [1, 2, 3],
    ),
    "",
  ];
  const figures = [
    ["members enrolled", counted(summary.members.new)],
    ["spend booked", `${grouped(summary.spend)} ${currency}`],
    ["issued", units(summary.issued)],
    ["taken back", units(summary.takenBack)],
  ];
  if (!summary.dryRun) lines.push(...table(figures), "");
  lines.push(
    `${countOf(rejected.rows, "row")} rejected${rejected.file === null ? "." : `, written to ${rejected.file}:`}`,
  );
  lines.push(
    ...table(
      rejected.reasons.map(({ reason, rows }) => [`  ${counted(rows)}`, reason]),
      [0],
    ),
  );
  if (summary.stopped && interrupted) lines.push("", "Stopped before the end. Run it again to go on.");
  return lines;
}
