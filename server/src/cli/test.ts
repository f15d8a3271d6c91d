import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadProgram } from "@tallystick/core";
import { Command } from "commander";
import { InputError } from "../import/input-error.ts";
import { loadCases } from "./cases-file.ts";
import { EXIT } from "./exit-codes.ts";
import { readText } from "./read-text.ts";
import { type CaseResult, runCase } from "./run-cases.ts";
import { type LocatedProblem, showProblems } from "./show-problems.ts";
import type { Session } from "./with-books.ts";
import { countOf } from "./words.ts";

const HELP = `
Cases say what a program shall do: given some facts, when something happens, then so much is earned, left, refused. They
stand in cases.yaml beside program.yaml; docs/reference/cases.md describes them. No database is needed.

Examples:
  $ tallystick test programs/corner-cafe
  $ tallystick test programs/*/cases.yaml --json
`;

/** A file that was run, or what is wrong with it or with its definition. */
type Tested =
  | { file: string; program: string; results: CaseResult[] }
  | { file: string; wrong: { file: string; text: string; problems: LocatedProblem[] } };

function findFile(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new InputError(`${path} does not exist. Check the path.`);
  if (!found.isDirectory()) return path;
  const name = readdirSync(path).find((file) => /^cases\.ya?ml$/.test(file));
  if (name) return join(path, name);
  throw new InputError(`${path} has no cases.yaml. Name a folder that has one, or the file itself.`);
}

function testFile(file: string): Tested {
  const text = readText(file);
  const loaded = loadCases(text);
  if ("problems" in loaded) return { file, wrong: { file, text, problems: loaded.problems } };
  const definition = join(dirname(file), loaded.file.definition);
  const source = readText(definition);
  const { program, problems } = loadProgram(source);
  if (!program) return { file, wrong: { file: definition, text: source, problems } };
  const { cases, problems: ofCases } = loaded.file.read(program);
  if (!cases) return { file, wrong: { file, text, problems: ofCases } };
  return { file, program: program.name, results: cases.map((one) => runCase(program, one)) };
}

function inWords(tested: Tested): string[] {
  if ("wrong" in tested) return showProblems(tested.wrong.file, tested.wrong.text, tested.wrong.problems);
  const lines = [`${tested.file}: ${tested.program}`];
  for (const { name, ok, differences } of tested.results) {
    lines.push(`  ${ok ? "ok    " : "FAILED"}  ${name}`);
    for (const { place, what, expected, found } of differences) {
      lines.push(
        `            line ${place.line}, ${what}`,
        `              expected ${expected}`,
        `              found    ${found}`,
      );
    }
  }
  return lines;
}

export function testCommand(session: Session): Command {
  return new Command("test")
    .description("run the cases that stand beside a definition")
    .argument("<path...>", "folders with a cases.yaml, or such files")
    .option("--json", "print the results as JSON")
    .addHelpText("after", HELP)
    .action((paths: string[], options: { json?: true }) => {
      const tested = paths.map(findFile).map(testFile);
      const results = tested.flatMap((one) => ("results" in one ? one.results : []));
      const failed = results.filter(({ ok }) => !ok).length;
      const broken = tested.filter((one) => "wrong" in one).length;
      if (failed + broken > 0) session.exitCode = EXIT.no;
      if (options.json) {
        const files = tested.map((one) =>
          "wrong" in one ? { file: one.file, problems: one.wrong.problems } : one,
        );
        session.out.json({ ok: failed + broken === 0, cases: results.length, failed, files });
        return;
      }
      for (const one of tested) {
        for (const line of inWords(one)) session.out.line(line);
        session.out.line();
      }
      const unread = broken > 0 ? ` ${countOf(broken, "file")} could not be run.` : "";
      session.out.line(
        `${countOf(results.length, "case")}, ${failed === 0 ? "none" : failed} failed.${unread}`,
      );
    });
}
