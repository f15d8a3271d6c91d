import { Readable } from "node:stream";
import { checkFact } from "@tallystick/core";
import fc from "fast-check";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { describe, expect, test } from "vitest";
import { compareDefinitions } from "../src/actions/compare-versions.ts";
import { compileShape, compileTextShape } from "../src/http/check-shape.ts";
import { FactBody, Redeemable } from "../src/http/fact-schemas.ts";
import { parseJson } from "../src/http/parse-json.ts";
import { gatherLines, type InputLine, readLines } from "../src/http/read-lines.ts";
import { closed, InstantText, oneOf, text } from "../src/http/schemas.ts";
import { arbitraryOf, damaged } from "./arbitrary-of-schema.ts";

describe("what is wrong with a body, in words", () => {
  const check = compileShape(
    closed({
      name: text(5, ""),
      count: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
      at: Type.Optional(InstantText),
      kind: Type.Optional(oneOf(["a", "b"] as const)),
      of: Type.Optional(Redeemable),
      "a/b": Type.Optional(Type.Null()),
    }),
    "body",
  );
  test.each([
    [{}, "/name", "is missing"],
    [{ name: "" }, "/name", "must have 1 character or more"],
    [{ name: "abcdef" }, "/name", "must have 5 characters or fewer"],
    [{ name: 1 }, "/name", "must be a text in quotes"],
    [{ name: "a", count: "1" }, "/count", "must be a whole number"],
    [{ name: "a", count: 1.5 }, "/count", "must be a whole number"],
    [{ name: "a", count: 0 }, "/count", "must be 1 or more"],
    [{ name: "a", count: 10 }, "/count", "must be 9 or less"],
    [
      { name: "a", at: "today" },
      "/at",
      "must be an RFC 3339 instant with its offset, such as 2025-03-10T09:30:00Z",
    ],
    [{ name: "a", kind: "c" }, "/kind", "must be one of a, b"],
    [{ name: "a", nmae: 1 }, "/nmae", "is not known here; remove it or check its spelling"],
    [{ name: "a", "a/b": 1 }, "/a~1b", "must be null"],
    [{ name: "a", of: { reward: "x", quantity: 0 } }, "/of/quantity", "must be 1 or more"],
    [{ name: "a", of: { unit: "x" } }, "/of/amount", "is missing"],
    [{ name: "a", of: { unit: "x", amount: 5 } }, "/of/amount", "must be a text in quotes"],
  ])("%j", (value, pointer, message) => {
    expect(check(value)).toEqual([{ in: "body", pointer, message }]);
  });
  test("of no kind that is taken", () => {
    expect(check(null)).toEqual([{ in: "body", pointer: "", message: "must be an object" }]);
    expect(check([])).toHaveLength(1);
    expect(compileShape(Type.Union([Type.Null(), Type.Boolean()]), "body")(5)).toHaveLength(1);
  });
  test("everywhere at once is told once each, and no more than twenty", () => {
    const many = compileShape(Type.Array(Type.Null()), "body")(Array.from({ length: 50 }, () => 1));
    expect(many).toHaveLength(20);
  });
});

describe("what arrives as text", () => {
  const read = compileTextShape(
    closed({
      n: Type.Optional(Type.Integer()),
      b: Type.Optional(Type.Boolean()),
      s: Type.Optional(Type.String()),
    }),
    "query",
  );
  test("becomes numbers and truth only where it is exactly that", () => {
    expect(read({ n: "12", b: "true", s: "12" })).toEqual({ n: 12, b: true, s: "12" });
    for (const wrong of [
      { n: "" },
      { n: " 1" },
      { n: "1e3" },
      { n: "1.5" },
      { n: "0x10" },
      { b: "1" },
      { b: "" },
      { n: ["1", "2"] },
    ]) {
      expect(() => read(wrong)).toThrow("In the query");
    }
  });
});

describe("facts: the document and the engine's own check agree", () => {
  const fits = Compile(FactBody);
  /** What the engine sees of a fact that was sent. */
  const bare = ({
    account: _,
    member: __,
    identifier: ___,
    enrol: ____,
    ...fact
  }: Record<string, unknown>): unknown => fact;
  /** Rules between members, which a schema of one member after another does not have. */
  const BETWEEN = /^(needs either lines or an amount|takes lines or an amount|must not have the same)/;

  test("what fits the document, the engine takes", () => {
    fc.assert(
      fc.property(arbitraryOf(FactBody), (fact) => {
        const problems = checkFact(bare(fact as Record<string, unknown>));
        expect(problems.filter(({ message }) => !BETWEEN.test(message))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("what the engine takes, fits the document, but for control characters, which no till sends", () => {
    fc.assert(
      fc.property(damaged(arbitraryOf(FactBody)), (fact) => {
        fc.pre(typeof fact === "object" && fact !== null && !Array.isArray(fact));
        const ours = { ...(bare(fact as Record<string, unknown>) as object), account: "acc_x" };
        fc.pre(!/\\[bfnrtu]|[\u007f-\u009f]/.test(JSON.stringify(ours)));
        fc.pre(checkFact(bare(ours)).length === 0);
        fc.pre(/^[a-z][a-z0-9_-]{0,62}$/.test((ours as { type?: string }).type ?? ""));
        expect(fits.Check(JSON.parse(JSON.stringify(ours))) ? [] : fits.Errors(ours)).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });
});

describe("reading JSON", () => {
  test("gives what JSON.parse gives", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes("__proto__") && !/\\u(0000|d)/.test(text));
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
    expect(parseJson('{"note":"\\u00e9 __proto__ and prototype are words here"}')).toBeTruthy();
    expect(parseJson('{"constructor":"Bob"}')).toBeTruthy();
    expect(parseJson(`${"[".repeat(64)}${"]".repeat(64)}`)).toBeTruthy();
    expect(parseJson(`"${'\\"['.repeat(100)}"`)).toBeTruthy();
  });
});

describe("splitting into lines", () => {
  const split = async (pieces: Buffer[], longest = 1000): Promise<InputLine[]> => {
    const lines: InputLine[] = [];
    for await (const some of readLines(Readable.from(pieces), longest)) lines.push(...some);
    return lines;
  };

  test("does not depend on where the pieces were cut", async () => {
    const texts = fc.array(
      fc.string({ unit: "grapheme", maxLength: 12 }).map((one) => one.replace(/[\r\n]/g, "")),
    );
    await fc.assert(
      fc.asyncProperty(texts, fc.array(fc.nat(200)), async (lines, cuts) => {
        const bytes = Buffer.from(lines.join("\n"));
        const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
        const pieces = [0, ...at].map((from, i) => bytes.subarray(from, at[i] ?? bytes.length));
        const expected = lines
          .map((line, i) => ({ number: i + 1, text: line.trim() }))
          .filter((line) => line.text !== "");
        expect(await split(pieces)).toEqual(expected);
      }),
    );
  });

  test("gives up a line that is too long, by however many pieces it comes", async () => {
    const long = Array.from({ length: 50 }, () => Buffer.alloc(100, 120));
    const lines = await split([...long, Buffer.from("\nnext")]);
    expect(lines.map(({ number, text }) => [number, text])).toEqual([
      [1, null],
      [2, "next"],
    ]);
  });
});

describe("gathering lines", () => {
  test("keeps each and their order, and never holds more than asked for", async () => {
    const counts = fc.array(fc.nat(12), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(counts, fc.integer({ min: 1, max: 10 }), async (sizes, most) => {
        let number = 0;
        async function* source(): AsyncGenerator<InputLine[]> {
          for (const size of sizes) {
            if (size % 3 === 0) await new Promise(setImmediate);
            yield Array.from({ length: size }, () => ({ number: ++number, text: "x" }));
          }
        }
        const seen: number[] = [];
        for await (const some of gatherLines(source(), most)) {
          expect(some.length).toBeGreaterThan(0);
          expect(some.length).toBeLessThanOrEqual(most);
          seen.push(...some.map((line) => line.number));
        }
        expect(seen).toEqual(Array.from({ length: number }, (_, i) => i + 1));
      }),
    );
  });

  test("ends with the failure of what it reads", async () => {
    async function* source(): AsyncGenerator<InputLine[]> {
      yield [{ number: 1, text: "x" }];
      throw new Error("the connection broke");
    }
    const lines = gatherLines(source(), 10);
    const all = async (): Promise<void> => {
      for await (const _ of lines);
    };
    await expect(all()).rejects.toThrow("the connection broke");
  });
});

describe("comparing definitions", () => {
  test("tells each setting once, and nothing where all is the same", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(compareDefinitions(value, structuredClone(value))).toEqual([]);
      }),
    );
    expect(
      compareDefinitions({ a: { b: 1, c: [1] }, d: 1 }, { d: 1, a: { c: [1, 2], "e/f": null } }),
    ).toEqual([
      { path: "/a/b", before: 1 },
      { path: "/a/c", before: [1], after: [1, 2] },
      { path: "/a/e~1f", after: null },
    ]);
    expect(compareDefinitions({ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } })).toEqual([]);
  });
});
