/** The combinator for settings with fixed keys. */
import { alternatives, closest } from "./closest.ts";
import type { Path, Tree, TreeMap } from "./definition-tree.ts";
import { type JsonSchema, type Reader, reportWrong, type SchemaWriter, type Shape } from "./shape.ts";

/** One key of an object: its shape, whether it must be there, and what it is when it is not. */
export type Field<T> = { shape: Shape<unknown>; required: boolean; absent: () => T; preset?: unknown };

export const required = <T>(shape: Shape<T>): Field<T> => ({ shape, required: true, absent: shape.fallback });

export const optional = <T>(shape: Shape<T>): Field<T | undefined> => ({
  shape,
  required: false,
  absent: () => undefined,
});

/** A key that has a default, which the schema and the reference show. */
export const preset = <T>(shape: Shape<T>, value: NoInfer<T>, written: unknown = value): Field<T> => ({
  shape,
  required: false,
  absent: () => value,
  preset: written,
});

/** A key whose settings all have defaults: absent is the same as written without any. */
export const optionalGroup = <T>(shape: Shape<T>): Field<T> => ({
  shape,
  required: false,
  absent: shape.fallback,
});

export type Fields = Record<string, Field<unknown>>;
export type ObjectOf<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };

type ObjectOptions = {
  description: string;
  /** Completes "in …" where a key is missing. */
  noun: string;
  /** Keys that other systems or older habits use, and what to write instead. */
  instead?: Record<string, string>;
};

/** Settings with fixed keys. Unknown keys are refused with the nearest known one. */
export function object<F extends Fields>(fields: F, options: ObjectOptions): Shape<ObjectOf<F>> {
  type T = ObjectOf<F>;
  const keys = Object.keys(fields);
  const needed = keys.filter((key) => fields[key]!.required);
  const shown = needed.length > 0 ? needed : keys.slice(0, 1);
  const example = `{ ${shown.map((key) => `${key}: ${fields[key]!.shape.example}`).join(", ")} }`;
  const fallback = (): T => Object.fromEntries(keys.map((key) => [key, fields[key]!.absent()])) as T;

  function readField(tree: TreeMap, key: string, { path, reader }: At): unknown {
    const { shape, required: isRequired, absent } = fields[key]!;
    const entry = tree.entries.get(key);
    if (entry) return shape.read(entry.value, [...path, key], reader);
    if (isRequired) {
      const params = { key, where: options.noun, example: shape.example };
      reader.report("key-missing", [...path, key], params, "key");
    }
    return absent();
  }

  function read(tree: Tree, path: Path, reader: Reader): T {
    const at = { path, reader };
    if (tree.kind !== "map") {
      reportWrong({ expected: "a group of settings", example }, tree, at);
      return fallback();
    }
    for (const key of tree.entries.keys()) {
      if (!Object.hasOwn(fields, key)) reportUnknown(key, keys, { ...at, options });
    }
    return Object.fromEntries(keys.map((key) => [key, readField(tree, key, at)])) as T;
  }

  function overlap(tree: Tree): number {
    if (tree.kind !== "map") return 0;
    const mine = keys.filter((key) => tree.entries.has(key)).length;
    return 1 + mine + (needed.length > 0 && needed.every((key) => tree.entries.has(key)) ? 1 : 0);
  }

  return {
    description: options.description,
    expected: example,
    example,
    fit: overlap,
    read,
    fallback,
    schema: (writer) => schemaOf(fields, options.description, writer),
  };
}

type At = { path: Path; reader: Reader };

function reportUnknown(key: string, keys: string[], at: At & { options: ObjectOptions }): void {
  const { path, reader, options } = at;
  const instead = options.instead ?? {};
  const near = closest(key, keys);
  let advice = `Take it out; the keys of ${options.noun} are ${alternatives(keys, "and")}.`;
  if (near) advice = `Did you mean “${near}”?`;
  if (Object.hasOwn(instead, key)) advice = instead[key]!;
  reader.report("key-unknown", [...path, key], { key: key.slice(0, 80), advice }, "key");
}

function schemaOf(fields: Fields, description: string, writer: SchemaWriter): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const [key, { shape, preset: byDefault }] of Object.entries(fields)) {
    const schema = shape.schema(writer);
    const described = schema.$ref ? { ...schema, description: shape.description } : schema;
    const full = byDefault === undefined || writer.patch ? described : { ...described, default: byDefault };
    properties[key] = writer.patch ? { anyOf: [full, { type: "null" }] } : full;
  }
  const required = Object.keys(fields).filter((key) => fields[key]!.required);
  const schema = { description, type: "object", properties, additionalProperties: false };
  return required.length > 0 && !writer.patch ? { ...schema, required } : schema;
}
