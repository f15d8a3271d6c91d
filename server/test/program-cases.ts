/** The cases of the ready-made programs, with the definitions that they are about. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadProgram, type Program } from "@tallystick/core";
import { type Case, loadCases } from "../src/cli/cases-file.ts";

export type ProgramCases = {
  /** Such as corner-cafe/cases.yaml. */
  file: string;
  definition: string;
  program: Program;
  cases: Case[];
};

const PROGRAMS = fileURLToPath(new URL("../../programs/", import.meta.url));

/** Every file of cases in every folder. Throws with all problems where one of them cannot be read. */
export function readProgramCases(): ProgramCases[] {
  const folders = readdirSync(PROGRAMS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) =>
    readdirSync(PROGRAMS + name)
      .filter((file) => /^(.+\.)?cases\.ya?ml$/.test(file))
      .sort()
      .map((file) => readCasesFile(`${name}/${file}`)),
  );
}

function readCasesFile(file: string): ProgramCases {
  const problemsIn = (problems: readonly object[]): Error =>
    new Error(`programs/${file} cannot be run: ${JSON.stringify(problems, null, 2)}`);
  const loaded = loadCases(readFileSync(PROGRAMS + file, "utf8"));
  if ("problems" in loaded) throw problemsIn(loaded.problems);
  const folder = file.slice(0, file.indexOf("/") + 1);
  const definition = readFileSync(PROGRAMS + folder + loaded.file.definition, "utf8");
  const { program, problems } = loadProgram(definition);
  if (!program) throw problemsIn(problems);
  const read = loaded.file.read(program);
  if (!read.cases) throw problemsIn(read.problems);
  return { file, definition, program, cases: read.cases };
}
