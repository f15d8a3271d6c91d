import { loadProgram, type Zone } from "@tallystick/core";
import { Command } from "commander";
import { ActionError } from "../action-error.ts";
import { type Publication, publishProgram } from "../actions/publish-program.ts";
import { EXIT } from "./exit-codes.ts";
import { readText } from "./read-text.ts";
import { type LocatedProblem, showProblems } from "./show-problems.ts";
import { type Session, withBooks } from "./with-books.ts";
import { localTime, table } from "./words.ts";

const HELP = `
What is in force stays as it is: change a program by adding a version that begins later. Publishing the same definition
again changes nothing.

Examples:
  $ tallystick publish program.yaml --dry-run
  $ tallystick publish program.yaml
`;

const CHANGES = { kept: "as before", added: "new", replaced: "changed", withdrawn: "withdrawn" } as const;

/** The beginning of a version as people read it, in the program's zone: a day, with the time where it is not midnight. */
const beginning = (zone: Zone, from: number): string => localTime(zone, from).replace(/ 00:00$/, "");

function inWords(publication: Publication, dryRun: boolean, zone: Zone): string[] {
  const { program, name, created, changed, versions } = publication;
  const would = dryRun ? "would be " : "";
  const said = !changed
    ? `${name} (${program}) was published so already; nothing has changed.`
    : `${name} (${program}) ${dryRun ? "" : "is "}${would}${created ? "published" : "published anew"}.`;
  const rows = versions.map(({ number, from, note, change }) => [
    `  version ${number}`,
    `from ${beginning(zone, from)}`,
    CHANGES[change],
    note ?? "",
  ]);
  return [said, ...table(rows)];
}

export function publishCommand(session: Session): Command {
  return new Command("publish")
    .description("publish a program definition")
    .argument("<file>", "the definition, YAML or JSON; - for standard input")
    .option("--dry-run", "say what would change, and change nothing")
    .option("--json", "print the outcome as JSON")
    .addHelpText("after", HELP)
    .action(async (file: string, options: { dryRun?: true; json?: true }, command: Command) => {
      const text = readText(file);
      try {
        const dryRun = options.dryRun ?? false;
        const publication = await withBooks({ session, command, makes: true }, ({ pool }) =>
          publishProgram({ pool }, { text, program: null, by: null, now: Date.now(), dryRun }),
        );
        if (options.json) session.out.json(publication);
        // What was published has been read without a problem.
        else
          for (const line of inWords(publication, dryRun, loadProgram(text).program!.zone))
            session.out.line(line);
      } catch (error) {
        const problems =
          error instanceof ActionError && error.code === "definition-invalid" && error.details.problems;
        if (!problems) throw error;
        for (const line of showProblems(file, text, problems as LocatedProblem[])) session.out.note(line);
        session.exitCode = EXIT.no;
      }
    });
}
