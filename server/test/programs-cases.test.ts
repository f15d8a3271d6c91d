/** Every case of every ready-made program and example, through the engine alone. */
import { describe, expect, test } from "vitest";
import { runCase } from "../src/cli/run-cases.ts";
import { readProgramCases } from "./program-cases.ts";

describe.each(readProgramCases())("$file", ({ program, cases }) => {
  test.each(cases)("$name", (one) => {
    const { differences } = runCase(program, one);
    const told = differences.map(
      ({ place, what, expected, found, why }) =>
        `line ${place.line}, ${what}\n  expected ${expected}\n  found    ${found}\n  ${why.join(" ")}`,
    );
    expect(told.join("\n")).toBe("");
  });
});
