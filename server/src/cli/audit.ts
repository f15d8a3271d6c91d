import { Command } from "commander";
import { type AuditReport, auditProgram } from "../actions/audit-program.ts";
import { findProgram } from "../actions/find-account.ts";
import { EXIT } from "./exit-codes.ts";
import { makeProgressLine } from "./progress-line.ts";
import { withStopSignal } from "./stop-signal.ts";
import { type Session, withBooks } from "./with-books.ts";
import { counted, countOf, duration, table } from "./words.ts";

const HELP = `
Decides every fact again and compares: answers, balances, lots, postings, stocks and budgets. Reads only, and can run
beside a server that takes facts.

Examples:
  $ tallystick audit
  $ tallystick audit corner-cafe --json
`;

function inWords(report: AuditReport, seconds: number): string[] {
  const rows = report.checks.map(({ ok, title, checked, failures }) => [
    ok ? "ok" : "WRONG",
    ok ? counted(checked) : `${counted(failures)} of ${counted(checked)}`,
    title,
  ]);
  const wrong = report.checks.filter(({ ok }) => !ok);
  const examples = wrong.flatMap(({ id, examples: some }) => [
    "",
    `${id}:`,
    ...some.map((text) => `  ${text}`),
  ]);
  const scope = `${countOf(report.accounts, "account")}, ${countOf(report.entries, "entry", "entries")} and ${countOf(report.postings, "posting")} in ${duration(seconds)}`;
  const verdict = report.stopped
    ? `Stopped before the end, after ${scope}.`
    : report.ok
      ? `The books are right: ${scope}.`
      : `${countOf(wrong.length, "check")} failed: ${scope}.`;
  return [...table(rows, [1]), ...examples, "", verdict];
}

export function auditCommand(session: Session): Command {
  return new Command("audit")
    .description("prove that the books are right")
    .argument("[program]", "one program; all of them when left out")
    .option("--json", "print the report as JSON")
    .addHelpText("after", HELP)
    .action(async (named: string | undefined, options: { json?: true }, command: Command) => {
      const started = performance.now();
      const progress = makeProgressLine(session.out);
      const report = await withStopSignal(session, (signal) =>
        withBooks({ session, command, makes: false }, async (books) => {
          const program = named === undefined ? null : await findProgram(books, named);
          const onProgress = (at: { accounts: number; total: number }): void =>
            progress.show({
              noun: "accounts",
              count: at.accounts,
              done: at.accounts / Math.max(1, at.total),
            });
          return auditProgram(books, { program, onProgress, signal });
        }),
      );
      progress.end();
      if (!report.ok) session.exitCode = EXIT.no;
      if (options.json) session.out.json(report);
      else for (const line of inWords(report, (performance.now() - started) / 1000)) session.out.line(line);
    });
}
