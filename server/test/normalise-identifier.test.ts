import fc from "fast-check";
import { expect, test } from "vitest";
import { normaliseIdentifier } from "../src/store/normalise-identifier.ts";

test.each([
  ["+351 912 345 678", "351912345678"],
  ["00351912345678", "351912345678"],
  ["0000351912345678", "351912345678"],
  ["000351912345678", "0351912345678"],
])("the phone %s is kept as %s", (value, kept) => {
  expect(normaliseIdentifier({ kind: "phone", value })).toEqual({ kind: "phone", value: kept });
});

const part = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.stringMatching(/^[0-9 ()+]*$/),
  fc.constantFrom("0", "00", "000", "İ", "ΑΣ", "\u212b", "e\u0301", " "),
);

test("what was normalised is its own normal form", () => {
  const value = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(""));
  const email = fc.tuple(value, value).map(([name, host]) => `${name}@${host}`);
  fc.assert(
    fc.property(fc.constantFrom("card", "phone", "email"), fc.oneof(value, email), (kind, given) => {
      let once: ReturnType<typeof normaliseIdentifier>;
      try {
        once = normaliseIdentifier({ kind, value: given });
      } catch {
        return;
      }
      expect(normaliseIdentifier(once)).toEqual(once);
    }),
    { numRuns: 500 },
  );
});
