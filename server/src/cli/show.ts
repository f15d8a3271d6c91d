import type { Instant, Program } from "@tallystick/core";
import { Command } from "commander";
import { balanceAt } from "../actions/balance-at.ts";
import { findAccount } from "../actions/find-account.ts";
import { getAccount } from "../actions/get-account.ts";
import { listJournal } from "../actions/list-journal.ts";
import type { Books } from "../actions/open-books.ts";
import { InputError } from "../import/input-error.ts";
import { makeTimeReader } from "../import/time-pattern.ts";
import { accountInWords, entriesInWords } from "./account-words.ts";
import { type Session, withBooks } from "./with-books.ts";
import { localDate, localTime } from "./words.ts";

type Options = { program?: string; entries: number; at?: string; json?: true };

const HELP = `
<who> is an account (acc_…), a member (mem_…), or an identifier: card:1234, or 1234 alone.

Examples:
  $ tallystick show customer:00001
  $ tallystick show customer:00001 --at 1998-01-01 --entries 0
  $ tallystick show acc_2jx3… --json
`;

/** The compiled program that an account belongs to. */
export async function programOf({ pool, ledger }: Books, id: string): Promise<Program> {
  const programs = await ledger.programs.read(pool, [id]);
  return programs.get(id)!.program;
}

function readEntries(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InputError(`--entries ${text} is not a whole number up to 9999.`);
}

/** A local date or time of the program, or an RFC 3339 instant. */
export function readTime(program: Program, text: string): Instant {
  const formats = ["rfc3339", "YYYY-MM-DD", "YYYY-MM-DD HH:mm", "YYYY-MM-DD HH:mm:ss"];
  const at = makeTimeReader(formats, program.zone)(text);
  if (at !== null) return at;
  throw new InputError(
    `“${text}” is not a time. Write 2025-03-10, "2025-03-10 09:30" or 2025-03-10T09:30:00Z.`,
  );
}

async function show({ out }: Session, books: Books, input: Options & { who: string }): Promise<void> {
  const {
    program: id,
    account,
    identifiers,
  } = await findAccount(books, {
    who: input.who,
    program: input.program ?? null,
  });
  const program = await programOf(books, id);
  const of = { program: id, account };
  const at = input.at === undefined ? null : readTime(program, input.at);
  const report =
    at === null ? await getAccount(books, { ...of, now: Date.now() }) : await balanceAt(books, { ...of, at });
  const journal =
    input.entries === 0 || at !== null
      ? { entries: [] }
      : await listJournal(books, { ...of, order: "newest", cursor: null, limit: input.entries });
  if (input.json) {
    out.json({ ...report, identifiers, entries: journal.entries });
    return;
  }
  out.line(`Account ${account} of ${program.name}`);
  const names = identifiers.map(({ kind, value }) => `${kind} ${value}`).join(", ");
  out.line(`  ${names === "" ? "" : `${names}; `}since ${localDate(program.zone, report.openedAt)}`);
  out.line();
  out.line(at === null ? "Now" : `At ${localTime(program.zone, at)}`);
  for (const line of accountInWords(program, report)) out.line(line);
  if (journal.entries.length === 0) return;
  const older = report.version > journal.entries.length ? ` of ${report.version}` : "";
  out.line();
  const one = journal.entries.length === 1;
  out.line(
    one ? `The last entry${older}` : `The last ${journal.entries.length}${older} entries, newest first`,
  );
  for (const line of entriesInWords(program, report.units, journal.entries)) out.line(line);
}

export function showCommand(session: Session): Command {
  return new Command("show")
    .description("show an account: balances, lots, tiers and the last entries")
    .argument("<who>", "an account, a member or an identifier")
    .option("-p, --program <id>", "the program, where there are several")
    .option("-n, --entries <number>", "how many entries of the journal", readEntries, 10)
    .option("--at <time>", "as it was at that time, in the program's zone")
    .option("--json", "print everything as JSON")
    .addHelpText("after", HELP)
    .action((who: string, options: Options, command: Command) =>
      withBooks({ session, command, makes: false }, (books) => show(session, books, { ...options, who })),
    );
}
