/** The cases of the ready-made programs and of the examples, with the definitions that they are about. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadProgram, type Program } from "@tallystick/core";
import { type Case, loadCases } from "../src/cli/cases-file.ts";

export type ProgramCases = {
  /** Such as programs/corner-cafe/cases.yaml. */
  file: string;
  definition: string;
  program: Program;
  cases: Case[];
};

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

/** Every file of cases in every folder. Throws with all problems where one of them cannot be read. */
export function readProgramCases(): ProgramCases[] {
  return ["programs", "examples"].flatMap((place) => {
    const folders = readdirSync(REPOSITORY + place, { withFileTypes: true });
    return folders
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) =>
        readdirSync(`${REPOSITORY}${place}/${name}`)
          .filter((file) => /^(.+\.)?cases\.ya?ml$/.test(file))
          .sort()
          .map((file) => readCasesFile(`${place}/${name}/${file}`)),
      );
  });
}

function readCasesFile(file: string): ProgramCases {
  const problemsIn = (problems: readonly object[]): Error =>
    new Error(`${file} cannot be run: ${JSON.stringify(problems, null, 2)}`);
  const loaded = loadCases(readFileSync(REPOSITORY + file, "utf8"));
  if ("problems" in loaded) throw problemsIn(loaded.problems);
  const folder = file.slice(0, file.lastIndexOf("/") + 1);
  const definition = readFileSync(REPOSITORY + folder + loaded.file.definition, "utf8");
  const { program, problems } = loadProgram(definition);
  if (!program) throw problemsIn(problems);
  const read = loaded.file.read(program);
  if (!read.cases) throw problemsIn(read.problems);
  return { file, definition, program, cases: read.cases };
}
