/** The guide grows a program step by step; each step must be a program. */
import { loadProgram } from "@tallystick/core";
import { describe, expect, test } from "vitest";
import { loadCases } from "../server/src/cli/cases-file.ts";
import { runCase } from "../server/src/cli/run-cases.ts";
import { readText } from "./repository-files.ts";

const GUIDE = "docs/programs/define-a-program.md";
const steps = [...readText(GUIDE).matchAll(/^## (.+)\n(?:(?!^## )[\s\S])*?^```yaml\n([\s\S]*?)^```$/gm)];

/** The definition after so many steps: a later part replaces an earlier one of the same name. */
function definitionAfter(count: number): string {
  const parts = new Map<string, string>();
  for (const [, , text] of steps.slice(0, count)) {
    for (const part of text!.split(/^(?=[a-z]+:)/m)) parts.set(part.split(":")[0]!, part);
  }
  return [...parts.values()].join("");
}

describe(GUIDE, () => {
  test("has steps", () => expect(steps.length).toBeGreaterThan(5));

  test.each(steps.map(([, title], index) => ({ title: title!, index })))("$title", ({ index }) => {
    expect(loadProgram(definitionAfter(index + 1)).problems).toEqual([]);
  });

  test("a step with a mistake would be noticed", () => {
    expect(
      loadProgram(definitionAfter(steps.length).replace("unit: beans", "unit: leaves")).problems,
    ).not.toEqual([]);
  });
});

const BROCHURE = "docs/programs/from-a-brochure.md";

describe(BROCHURE, () => {
  const blocks = [...readText(BROCHURE).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);

  test("its program is one, and its cases pass", () => {
    const { program, problems } = loadProgram(blocks[0]!);
    expect(problems).toEqual([]);
    const loaded = loadCases(blocks[1]!);
    if (!("file" in loaded)) throw new Error(loaded.problems[0]?.message);
    const { cases, problems: ofCases } = loaded.file.read(program!);
    expect(ofCases).toEqual([]);
    expect(cases!.length).toBeGreaterThan(2);
    for (const one of cases!) expect(runCase(program!, one)).toMatchObject({ ok: true, differences: [] });
  });
});
