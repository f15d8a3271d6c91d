import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadProgram } from "@tallystick/core";
import { Command } from "commander";
import { InputError } from "../import/input-error.ts";
import { loadCases } from "./cases-file.ts";
import { casesTable } from "./cases-table.ts";
import { EXIT } from "./exit-codes.ts";
import { readText } from "./read-text.ts";
import { type CaseResult, runCase } from "./run-cases.ts";
import { type LocatedProblem, showProblems } from "./show-problems.ts";
import { onStopWish } from "./stop-signal.ts";
import { watchFolders } from "./watch-folders.ts";
import type { Session } from "./with-books.ts";
import { countOf } from "./words.ts";

const HELP = `
Cases say what a program shall do: given some facts, when something happens, then so much is earned, left, refused. They
stand in cases.yaml beside program.yaml, those of a variant in <variant>.cases.yaml; docs/reference/cases.md describes
them. No database is needed.

Examples:
  $ tallystick test programs/corner-cafe
  $ tallystick test programs/* --only birthday
  $ tallystick test programs/corner-cafe --watch
  $ tallystick test programs/*/cases.yaml --json
`;

type TestOptions = { json?: true; watch?: true; failed?: true; only?: string };

/** A file that was run, or what is wrong with it or with its definition. */
type Tested =
  | { file: string; program: string; results: CaseResult[] }
  | { file: string; wrong: { file: string; text: string; problems: LocatedProblem[] } };

function findFiles(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new InputError(`${path} does not exist. Check the path.`);
  if (!found.isDirectory()) return [path];
  const names = readdirSync(path).filter((file) => /^(.+\.)?cases\.ya?ml$/.test(file));
  // The program itself comes first, then its variants by name.
  names.sort((a, b) => Number(b.startsWith("cases.")) - Number(a.startsWith("cases.")) || (a < b ? -1 : 1));
  if (names.length > 0) return names.map((name) => join(path, name));
  throw new InputError(`${path} has no cases.yaml. Name a folder that has one, or the file itself.`);
}

function testFile(file: string, only: string | undefined): Tested {
  const text = readText(file);
  if (/^["']?tallystick["']?\s*:/m.test(text)) {
    throw new InputError(`${file} is a definition. Name the folder with its cases.yaml, or that file.`);
  }
  const loaded = loadCases(text);
  if ("problems" in loaded) return { file, wrong: { file, text, problems: loaded.problems } };
  const definition = join(dirname(file), loaded.file.definition);
  const source = readText(definition);
  const { program, problems } = loadProgram(source);
  if (!program) return { file, wrong: { file: definition, text: source, problems } };
  const { cases, problems: ofCases } = loaded.file.read(program);
  if (!cases) return { file, wrong: { file, text, problems: ofCases } };
  const wanted = cases.filter(({ name }) => name.toLowerCase().includes((only ?? "").toLowerCase()));
  return { file, program: program.name, results: wanted.map((one) => runCase(program, one)) };
}

function inWords(tested: Tested, width: number): string[] {
  if ("wrong" in tested) return showProblems(tested.wrong.file, tested.wrong.text, tested.wrong.problems);
  return [`${tested.file}: ${tested.program}`, ...casesTable(tested.results, width)];
}

/** Wide enough for its columns where nobody watches. */
const WIDTH = 120;

/** Runs all files and says what came of them. */
function runFiles(session: Session, paths: string[], { only, json, failed: failedOnly }: TestOptions): void {
  const started = performance.now();
  const tested = paths.flatMap(findFiles).map((file) => testFile(file, only));
  const results = tested.flatMap((one) => ("results" in one ? one.results : []));
  const failed = results.filter(({ ok }) => !ok).length;
  const broken = tested.filter((one) => "wrong" in one).length;
  if (only !== undefined && results.length === 0 && broken === 0)
    throw new InputError(`No case has “${only}” in its name. Write a part of a name that one has.`);
  session.exitCode = failed + broken > 0 ? EXIT.no : EXIT.ok;
  if (json) {
    const files = tested.map((one) =>
      "wrong" in one
        ? { file: one.file, problems: one.wrong.problems }
        : { ...one, results: one.results.map(({ rows: _rows, ...result }) => result) },
    );
    session.out.json({ ok: failed + broken === 0, cases: results.length, failed, files });
    return;
  }
  for (const file of tested) {
    const one =
      failedOnly && "results" in file ? { ...file, results: file.results.filter(({ ok }) => !ok) } : file;
    if ("results" in one && one.results.length === 0) continue;
    for (const line of inWords(one, process.stdout.columns || WIDTH)) session.out.line(line);
    session.out.line();
  }
  const unread = broken > 0 ? ` ${countOf(broken, "file")} could not be run.` : "";
  const took = `${((performance.now() - started) / 1000).toFixed(2)} s`;
  session.out.line(
    `${countOf(results.length, "case")}, ${failed === 0 ? "none" : failed} failed.${unread} It took ${took}.`,
  );
}

/** Runs the files now and after each change, until somebody stops it. */
async function watchFiles(session: Session, paths: string[], options: TestOptions): Promise<void> {
  const controller = new AbortController();
  const onSignal = onStopWish(
    () => controller.abort(),
    () => {},
  );
  const run = (): void => {
    try {
      runFiles(session, paths, options);
    } catch (error) {
      // A file that is being written may be gone for a moment.
      if (!(error instanceof InputError)) throw error;
      session.out.note(error.message);
    }
    session.out.note("Waiting for changes; Ctrl-C stops.");
  };
  const isFolder = (path: string): boolean =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const folders = new Set(paths.map((path) => (isFolder(path) ? path : dirname(path))));
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    const watching = watchFolders(folders, { signal: controller.signal, changed: run });
    run();
    await watching;
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}

export function testCommand(session: Session): Command {
  return new Command("test")
    .description("run the cases that stand beside a definition")
    .argument("<path...>", "folders with a cases.yaml, or such files")
    .option("--only <text>", "run the cases that have the text in their name")
    .option("--failed", "show only the cases that failed")
    .option("--watch", "run them again whenever a file changes, until Ctrl-C")
    .option("--json", "print the results as JSON")
    .addHelpText("after", HELP)
    .action(async (paths: string[], options: TestOptions) => {
      if (options.watch) await watchFiles(session, paths, options);
      else runFiles(session, paths, options);
    });
}
