import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { formatDecimal, type Posting } from "@tallystick/core";
import { Command, Option } from "commander";
import Papa from "papaparse";
import { type ExportRecord, exportProgram } from "../actions/export-program.ts";
import { findProgram } from "../actions/find-account.ts";
import type { Books } from "../actions/open-books.ts";
import { InputError } from "../import/input-error.ts";
import { makeProgressLine } from "./progress-line.ts";
import { programOf } from "./show.ts";
import { type Session, withBooks } from "./with-books.ts";
import { countOf } from "./words.ts";

type Options = { format: "ndjson" | "csv"; out?: string };
type Entry = Extract<ExportRecord, { type: "entry" }>;

const HELP = `
ndjson is everything, one JSON document a line: the program, its versions, accounts and journals. csv is a statement of
each account for a spreadsheet, one line for each unit that an entry moved. Both are as of one instant.

Examples:
  $ tallystick export corner-cafe --out corner-cafe.ndjson
  $ tallystick export --format csv | gzip > statements.csv.gz
`;

const COLUMNS = [
  "account",
  "version",
  "occurred_at",
  "booked_at",
  "fact",
  "type",
  "unit",
  "change",
  "balance",
  "refused",
];
const OWN = new Set(["pending", "available", "held"]);

/** Unit → steps by which a member's balance moved. */
function changesOf(postings: Posting[]): Map<string, number> {
  const changes = new Map<string, number>();
  for (const { unit, from, to, amount } of postings) {
    const change = (OWN.has(to) ? amount : 0) - (OWN.has(from) ? amount : 0);
    changes.set(unit, (changes.get(unit) ?? 0) + change);
  }
  return changes;
}

/** The statement's lines of one entry. A spreadsheet shall not take an id such as =1+1 for a formula. */
function statementLines(entry: Entry, scales: Map<string, number>): string {
  const { fact, outcome } = entry as unknown as {
    fact: { id: string; type: string };
    outcome: {
      refusal?: { code: string };
      postings: Posting[];
      balances: Record<string, { available: number; pending: number; held: number; debt: number }>;
    };
  };
  const base = [entry.account, entry.version, entry.occurredAt, entry.bookedAt, fact.id, fact.type];
  const amount = (unit: string, steps: number): string => formatDecimal(steps, scales.get(unit) ?? 0);
  const rows = [...changesOf(outcome.postings)].map(([unit, change]) => {
    const { available, pending, held, debt } = outcome.balances[unit]!;
    return [...base, unit, amount(unit, change), amount(unit, available + pending + held - debt), ""];
  });
  if (rows.length === 0) rows.push([...base, "", "", "", outcome.refusal?.code ?? ""]);
  return `${Papa.unparse(rows, { escapeFormulae: /^[=+@\t\r]|^-(?!\d+(\.\d+)?$)/ })}\n`;
}

async function openTarget(session: Session, path: string | undefined) {
  if (path === undefined) return { write: session.out.stream, close: async () => {} };
  const file = createWriteStream(path);
  await once(file, "open").catch(() => {
    throw new InputError(`${path} cannot be written. Check the path and its permissions.`);
  });
  const write = async (text: string): Promise<void> => {
    if (!file.write(text)) await once(file, "drain");
  };
  const close = (): Promise<void> =>
    new Promise((resolve, reject) => file.end((error?: Error | null) => (error ? reject(error) : resolve())));
  return { write, close };
}

async function runExport(
  session: Session,
  books: Books,
  input: Options & { program: string },
): Promise<void> {
  const { versions } = await programOf(books, input.program);
  const scales = new Map(
    versions.flatMap(({ units }) => Object.values(units).map(({ id, scale }) => [id, scale])),
  );
  const target = await openTarget(session, input.out);
  const progress = makeProgressLine(session.out);
  const count = { accounts: 0, entries: 0 };
  if (input.format === "csv") await target.write(`${COLUMNS.join(",")}\n`);
  const tell = async (record: ExportRecord): Promise<void> => {
    if (record.type === "account") count.accounts += 1;
    if (record.type === "entry") count.entries += 1;
    if (input.out !== undefined) progress.show({ noun: "entries", count: count.entries, done: null });
    if (input.format === "ndjson") await target.write(`${JSON.stringify(record)}\n`);
    else if (record.type === "entry") await target.write(statementLines(record, scales));
  };
  await exportProgram(books, { program: input.program, now: Date.now(), tell });
  await target.close();
  progress.end();
  if (input.out !== undefined) {
    session.out.note(
      `${countOf(count.accounts, "account")} and ${countOf(count.entries, "entry", "entries")} written to ${input.out}.`,
    );
  }
}

export function exportCommand(session: Session): Command {
  return new Command("export")
    .description("write out a whole program, or its accounts' statements")
    .argument("[program]", "the program, where there are several")
    .addOption(new Option("--format <format>", "what to write").choices(["ndjson", "csv"]).default("ndjson"))
    .option("-o, --out <file>", "where to (default: standard output)")
    .addHelpText("after", HELP)
    .action((named: string | undefined, options: Options, command: Command) =>
      withBooks({ session, command, makes: false }, async (books) => {
        const program = await findProgram(books, named ?? null);
        await runExport(session, books, { ...options, program });
      }),
    );
}
