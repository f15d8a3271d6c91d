import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { casesTable, shareWidth, wrap } from "../src/cli/cases-table.ts";

const SEED = 20_261_125;
const word = fc.stringMatching(/^[a-z0-9.:]{1,30}$/);

describe("the table of cases", () => {
  test("cells are cut into lines that fit, and lose nothing", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 1, max: 60 }), (words, width) => {
        const lines = wrap(words.join(" "), width);
        expect(lines.every((line) => line.length <= width)).toBe(true);
        expect(lines.join("").replaceAll(" ", "")).toBe(words.join(""));
      }),
      { seed: SEED },
    );
  });

  test("columns have what they need, or share what there is", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 6, max: 300 }),
        (needed, available) => {
          const widths = shareWidth(needed, available);
          const sum = widths.reduce((total, width) => total + width, 0);
          expect(sum).toBe(
            Math.min(
              available,
              needed.reduce((total, width) => total + width, 0),
            ),
          );
          widths.forEach((width, i) => {
            expect(width).toBeGreaterThan(0);
            expect(width).toBeLessThanOrEqual(needed[i]!);
          });
        },
      ),
      { seed: SEED },
    );
  });

  test("a failed step shows both sides and why, within the width", () => {
    const place = { line: 7, column: 1, path: "" };
    const difference = {
      place,
      what: "earned",
      expected: "base 5",
      found: "base 4",
      why: ["Judged by version 1."],
    };
    const differences = [difference];
    const result = { name: "A bean for each euro", line: 3, ok: false, differences };
    const rows = [
      { given: "2024-05-02 12:00 purchase 3.00", expected: ["earned: base 3"], differences: [] },
      { given: "2024-05-02 13:00 purchase 4.90", expected: ["earned: base 5"], differences },
    ];
    const lines = casesTable([{ ...result, rows }], 80);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    const text = lines.join("\n");
    for (const said of ["case", "why", "the same", "FAILED", "line 7,", "earned: base", "Judged by"])
      expect(text).toContain(said);
  });
});
