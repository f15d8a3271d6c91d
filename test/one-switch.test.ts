/** What a program keeps switched off in its last lines is what its variant does: switched on, it passes the variant's cases. */
import { readFileSync } from "node:fs";
import { loadProgram } from "@tallystick/core";
import { expect, test } from "vitest";
import { loadCases } from "../server/src/cli/cases-file.ts";
import { runCase } from "../server/src/cli/run-cases.ts";

const read = (file: string): string =>
  readFileSync(new URL(`../programs/bakery-club/${file}`, import.meta.url), "utf8");

/** The program with the comments after its last version taken for lines of the definition. */
function switchedOn(text: string): string {
  const lines = text.trimEnd().split("\n");
  const first = lines.findLastIndex((line) => !line.startsWith("  # ")) + 1;
  const on = lines.slice(first).map((line) => line.replace("  # ", "  "));
  return [...lines.slice(0, first), ...on.filter((line) => /^ +(- )?[a-z]+: /.test(line))].join("\n");
}

test("Bakery Club with its cap switched on does what the capped one does", () => {
  const loaded = loadCases(read("capped.cases.yaml"));
  if ("problems" in loaded) throw new Error(JSON.stringify(loaded.problems));
  const failed = (text: string): string[] => {
    const { program, problems } = loadProgram(text);
    if (!program) throw new Error(JSON.stringify(problems));
    const { cases } = loaded.file.read(program);
    return cases!.filter((one) => !runCase(program, one).ok).map(({ name }) => name);
  };
  expect(failed(switchedOn(read("program.yaml")))).toEqual([]);
  expect(failed(read("program.yaml")).length).toBeGreaterThan(0);
});
