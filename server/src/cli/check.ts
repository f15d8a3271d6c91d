import { loadProgram } from "@tallystick/core";
import { Command } from "commander";
import { InputError } from "../import/input-error.ts";
import { loadMapping } from "../import/load-mapping.ts";
import { EXIT } from "./exit-codes.ts";
import { readText } from "./read-text.ts";
import { type LocatedProblem, showProblems } from "./show-problems.ts";
import type { Session } from "./with-books.ts";
import { countOf, localDate } from "./words.ts";

const HELP = `
Says for each problem where it is, what is wrong and what to write. A mapping for imports can be checked too.

Examples:
  $ tallystick check programs/corner-cafe/program.yaml
  $ tallystick check program.yaml --json
`;

type Checked = { text: string; problems: LocatedProblem[]; sound: string };

/** A file with a line `mapping: …` at the left is a mapping for imports. */
const isMapping = (text: string): boolean => /^["']?mapping["']?\s*:/m.test(text);

const isCases = (text: string): boolean =>
  /^["']?cases["']?\s*:/m.test(text) && !/^["']?tallystick["']?\s*:/m.test(text);

function check(file: string, text: string): Checked {
  if (isCases(text)) {
    throw new InputError(`${file} holds cases and is no definition. Run it: tallystick test ${file}`);
  }
  if (isMapping(text)) {
    const { problems } = loadMapping(text);
    return { text, problems, sound: "a mapping without problems" };
  }
  const { program, problems } = loadProgram(text);
  if (!program) return { text, problems, sound: "" };
  const first = program.versions[0]!;
  const rules = program.versions.at(-1)!.earn.length;
  return {
    text,
    problems,
    sound: `${program.name}, ${countOf(program.versions.length, "version")} from ${localDate(program.zone, first.from)}, ${countOf(rules, "earn rule")} in the latest`,
  };
}

export function checkCommand(session: Session): Command {
  return new Command("check")
    .description("check a program definition or a mapping")
    .argument("<file>", "YAML or JSON; - for standard input")
    .option("--json", "print the problems as JSON")
    .addHelpText("after", HELP)
    .action((file: string, options: { json?: true }) => {
      const { text, problems, sound } = check(file, readText(file));
      if (problems.length > 0) session.exitCode = EXIT.no;
      if (options.json) session.out.json({ file, ok: problems.length === 0, problems });
      else if (problems.length === 0) session.out.line(`${file} is sound: ${sound}.`);
      else {
        for (const line of showProblems(file, text, problems)) session.out.line(line);
        session.out.line();
        session.out.line(`${countOf(problems.length, "problem")}.`);
      }
    });
}
