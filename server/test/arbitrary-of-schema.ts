/** Values made from a JSON Schema: such as fit it, and such as nearly do. */
import fc from "fast-check";

type Schema = {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  patternProperties?: Record<string, Schema>;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  multipleOf?: number;
};

const instants = fc
  .date({ min: new Date("2020-01-01"), max: new Date("2026-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());

function texts({ pattern, format, minLength = 0, maxLength = 30 }: Schema): fc.Arbitrary<string> {
  if (format === "date-time") return instants;
  if (format === "date") return instants.map((text) => text.slice(0, 10));
  const longest = Math.min(maxLength, 30);
  if (pattern === undefined) return fc.string({ minLength, maxLength: longest });
  const printable = fc.string({
    minLength: Math.max(minLength, 1),
    maxLength: longest,
    unit: "grapheme-ascii",
  });
  const accepts = new RegExp(pattern);
  if (pattern.includes("u001f")) return printable.filter((text) => accepts.test(text));
  if (pattern.startsWith("^(?!")) return fc.constantFrom("visit", "join", "check-in", "review");
  return fc.stringMatching(accepts).filter((text) => text.length <= maxLength && text.length >= minLength);
}

function numbers({
  type,
  minimum = -1000,
  exclusiveMinimum,
  maximum = 1e6,
  multipleOf,
}: Schema): fc.Arbitrary<number> {
  const least = exclusiveMinimum === undefined ? minimum : exclusiveMinimum + (multipleOf ?? 1);
  if (type === "number" && multipleOf === undefined)
    return fc.double({ noNaN: true, noDefaultInfinity: true });
  const steps = fc.integer({ min: Math.ceil(least / (multipleOf ?? 1)), max: Math.min(maximum, 100_000) });
  return multipleOf === undefined ? steps : steps.map((n) => Number((n * multipleOf).toFixed(3)));
}

function objects(schema: Schema): fc.Arbitrary<unknown> {
  const { properties, required = [], patternProperties } = schema;
  if (!properties) {
    const values = Object.values(patternProperties ?? {})[0] ?? {};
    const keys = fc
      .string({ minLength: 1, maxLength: 8, unit: "grapheme-ascii" })
      .filter((key) => key !== "__proto__");
    return fc.dictionary(keys, arbitraryOf(values), { maxKeys: 4, noNullPrototype: true });
  }
  const members = Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, arbitraryOf(value)]),
  );
  return fc.record(members, { requiredKeys: required, noNullPrototype: true });
}

/** Values that fit the schema. */
export function arbitraryOf(given: unknown): fc.Arbitrary<unknown> {
  const schema = given as Schema;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(arbitraryOf));
  switch (schema.type) {
    case "object":
      return objects(schema);
    case "array": {
      const lengths = { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 4, 4) };
      const items = arbitraryOf(schema.items ?? {});
      return schema.uniqueItems ? fc.uniqueArray(items, lengths) : fc.array(items, lengths);
    }
    case "string":
      return texts(schema);
    case "integer":
    case "number":
      return numbers(schema);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** What has broken programs before. */
export const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    "",
    " ",
    "\u0000",
    "\ud800",
    "x".repeat(5000),
    "__proto__",
    "constructor",
    "toString",
    "1e999",
    "-1",
    "0",
    "' OR 1=1 --",
    "2025-02-30T00:00:00Z",
    "9999-12-31T23:59:59Z",
    -1,
    0.1,
    1e308,
    2 ** 53,
    -(2 ** 53),
    [],
    {},
    [[[[]]]],
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: "binary", maxLength: 20 }),
);

type Place = { holder: Record<string, unknown>; key: string };

function placesIn(value: unknown, places: Place[] = []): Place[] {
  if (typeof value !== "object" || value === null) return places;
  for (const key of Object.keys(value)) {
    places.push({ holder: value as Record<string, unknown>, key });
    placesIn((value as Record<string, unknown>)[key], places);
  }
  return places;
}

/** A value with one to three places of it changed: taken away, put in another's stead, or given a neighbour. */
export const damaged = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      value,
      fc.array(fc.tuple(fc.nat(), fc.constantFrom("drop", "replace", "add"), nasty), {
        minLength: 1,
        maxLength: 3,
      }),
    )
    .map(([original, changes]) => {
      let root: unknown = structuredClone(original);
      for (const [at, how, shared] of changes) {
        // The same value may be put in several places, and must not become one with itself.
        const other: unknown = structuredClone(shared);
        const places = placesIn(root);
        const place = places[at % Math.max(1, places.length)];
        if (!place) root = other;
        else if (how === "drop") delete place.holder[place.key];
        else if (how === "replace") place.holder[place.key] = other;
        else if (!Array.isArray(place.holder)) place.holder[`${place.key}x`] = other;
      }
      return root;
    });
