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

/** Every case of a text holds of a definition. */
function expectCases(definition: string, text: string): void {
  const { program, problems } = loadProgram(definition);
  expect(problems).toEqual([]);
  const loaded = loadCases(text);
  if (!("file" in loaded)) throw new Error(loaded.problems[0]?.message);
  const { cases, problems: ofCases } = loaded.file.read(program!);
  expect(ofCases).toEqual([]);
  for (const one of cases!) expect(runCase(program!, one)).toMatchObject({ ok: true, differences: [] });
}

const BROCHURE = "docs/programs/from-a-brochure.md";

test(`the program of ${BROCHURE} is one, and its cases pass`, () => {
  const [definition, cases] = [...readText(BROCHURE).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
    ([, text]) => text!,
  );
  expect(cases).toMatch(/- name: [\s\S]*- name: [\s\S]*- name: /);
  expectCases(definition!, cases!);
});

const RULES = "docs/programs/usual-rules.md";

describe(RULES, () => {
  const head = /^tallystick: 1\n(?:[a-z]+: .*\n)+/m.exec(steps[0]![2]!)![0];
  const sections = [
    ...readText(RULES).matchAll(/^## (.+)\n[\s\S]*?^```yaml\n([\s\S]*?)^```\n\n^```yaml\n([\s\S]*?)^```$/gm),
  ];

  test("has rules", () => expect(sections.length).toBeGreaterThan(6));

  test.each(sections.map(([, title, definition, cases]) => ({ title: title!, definition, cases })))(
    "$title",
    ({ definition, cases }) => expectCases(head + definition, cases!),
  );
});
