import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { programSchema } from "../src/definition/program-schema.ts";

type Schema = { [key: string]: unknown };

/** Every schema within a schema that describes a setting. */
function* settings(schema: Schema, path = ""): Generator<[path: string, schema: Schema]> {
  for (const [key, inner] of Object.entries((schema.properties ?? {}) as Record<string, Schema>)) {
    yield [`${path}.${key}`, inner];
    yield* settings(inner, `${path}.${key}`);
  }
  for (const key of ["items", "additionalProperties"]) {
    if (typeof schema[key] === "object") yield* settings(schema[key] as Schema, `${path}[]`);
  }
  for (const inner of (schema.anyOf ?? []) as Schema[]) yield* settings(inner, path);
}

describe("the JSON Schema of a definition", () => {
  const schema = programSchema();

  test("is committed as it is made", async () => {
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot("../schema/program.schema.json");
  });

  test("describes every setting", () => {
    const defs = Object.entries(schema.$defs as Record<string, Schema>);
    const all = [["", schema] as const, ...defs].flatMap(([name, one]) => [...settings(one, name)]);
    expect(all.length).toBeGreaterThan(100);
    const bare = all.filter(([, one]) => !one.description && !one.anyOf).map(([path]) => path);
    expect(bare).toEqual([]);
  });

  test("refers only to parts that it has", () => {
    const parts = Object.keys(schema.$defs as Schema);
    const referred = [...JSON.stringify(schema).matchAll(/"#\/\$defs\/([^"]+)"/g)].map(([, name]) => name!);
    expect(referred.filter((name) => !parts.includes(name))).toEqual([]);
    expect(parts.filter((name) => !referred.includes(name))).toEqual([]);
  });

  test("patches require nothing but their date, and may take anything out", () => {
    const text = JSON.stringify(((schema.properties as Schema).versions as Schema).items);
    expect(JSON.parse(text)).toMatchObject({
      required: ["from"],
      properties: { units: { anyOf: [{}, { type: "null" }] } },
    });
    const changes = Object.entries(schema.$defs as Record<string, Schema>).filter(([name]) =>
      name.endsWith("-change"),
    );
    expect(changes.length).toBeGreaterThan(5);
    for (const [, change] of changes) expect(change.required).toBeUndefined();
  });
});

test("the committed schema is the one that the package exports", () => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as Schema;
  expect(manifest.exports).toMatchObject({ "./program.schema.json": "./schema/program.schema.json" });
});
