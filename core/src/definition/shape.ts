/**
 * Combinators to describe the definition language once. From one description come the check of a definition (`read`),
 * its JSON Schema (`schema`) and the reference of every setting.
 *
 * `read` never throws: it reports what is wrong and goes on with a stand-in, so that one pass finds every problem.
 */
import { alternatives, closest } from "./closest.ts";
import type { Path, Tree } from "./definition-tree.ts";
import type { ProblemCode, ProblemParams } from "./problem.ts";

export type JsonSchema = { [key: string]: unknown };

/** The sets of ids that a definition declares, and that the rest of it may refer to. */
export type Known = Record<
  "unit" | "ladder" | "rule" | "group" | "fact type" | "voucher" | "plan" | "cause",
  ReadonlySet<string>
>;

export type Reader = {
  /** Points at the value, at its key, or at a character within the text that is the value. */
  report: (code: ProblemCode, path: Path, params?: ProblemParams, pointAt?: "key" | "value" | number) => void;
  known: Known;
};

/** How a schema is being written: for a whole definition or for a patch of one, and the named parts met so far. */
export type SchemaWriter = { patch: boolean; defs: Record<string, JsonSchema> };

export type Shape<T> = {
  description: string;
  /** Completes "must be …". */
  expected: string;
  /** One right way to write it. */
  example: string;
  /** How well a part looks like this shape: 0 not at all. Decides between the shapes of a `oneOf`. */
  fit: (tree: Tree) => number;
  read: (tree: Tree, path: Path, reader: Reader) => T;
  /** Stands in for what could not be read. */
  fallback: () => T;
  schema: (writer: SchemaWriter) => JsonSchema;
};

export type Infer<S> = S extends Shape<infer T> ? T : never;

export const ID_PATTERN = "^[a-z][a-z0-9_-]{0,62}$";
const ID = new RegExp(ID_PATTERN);

/** Ids become keys of plain objects; the few names that every object answers to are kept out. */
export const isId = (text: string): boolean => ID.test(text) && !(text in {});

/** The setting that a path leads to; an element of a list goes by the name of the list. */
export const settingOf = (path: Path): string =>
  path.findLast((part) => typeof part === "string") ?? "the definition";

/** How the setting would be written. */
const sampleOf = (path: Path, example: string): string =>
  typeof path.at(-1) === "string" ? `${path.at(-1)}: ${example}` : example;

/** What stands there, for “this is …”. */
export function describeTree(tree: Tree): string {
  if (tree.kind === "map") return "a group of settings";
  if (tree.kind === "list") return "a list";
  if (tree.value === null) return "nothing";
  if (typeof tree.value === "string") return `the text “${tree.text.slice(0, 60)}”`;
  return typeof tree.value === "number" ? `the number ${tree.text.slice(0, 40)}` : String(tree.value);
}

/** Reports a part that is not of the shape at all. */
export function reportWrong(
  shape: { expected: string; example: string },
  tree: Tree,
  { path, reader }: At,
): void {
  const key = settingOf(path);
  const sample = sampleOf(path, shape.example);
  if (tree.kind === "scalar" && tree.value === null) reader.report("value-missing", path, { key, sample });
  else
    reader.report("type-wrong", path, { key, expected: shape.expected, sample, found: describeTree(tree) });
}
type At = { path: Path; reader: Reader };

/** A value written as one word, number or text, checked by `parse` (undefined: wrong). */
export function scalar<T>(options: {
  description: string;
  expected: string;
  example: string;
  accepts: readonly ("string" | "number" | "boolean")[];
  parse: (text: string) => T | undefined;
  fallback: T;
  schema: JsonSchema;
  code?: "text-invalid" | "number-invalid" | "language-version";
}): Shape<T> {
  const accepted = (tree: Tree): boolean =>
    tree.kind === "scalar" && tree.value !== null && options.accepts.includes(typeof tree.value as "string");
  return {
    ...options,
    fallback: () => options.fallback,
    fit: (tree) =>
      accepted(tree) ? (options.parse((tree as { text: string }).text) === undefined ? 1 : 3) : 0,
    read(tree, path, reader) {
      if (tree.kind !== "scalar" || !accepted(tree)) {
        reportWrong(options, tree, { path, reader });
        return options.fallback;
      }
      const value = options.parse(tree.text);
      if (value !== undefined) return value;
      const { expected } = options;
      const sample = sampleOf(path, options.example);
      const shown = tree.text.slice(0, 60);
      reader.report(options.code ?? "text-invalid", path, {
        key: settingOf(path),
        found: shown,
        expected,
        sample,
      });
      return options.fallback;
    },
    schema: () => ({
      description: options.description,
      examples: [exampleOf(options.example)],
      ...options.schema,
    }),
  };
}

const exampleOf = (example: string): string | number | boolean => {
  if (/^-?\d+(\.\d+)?$/.test(example)) return Number(example);
  return example === "true" ? true : example === "false" ? false : example;
};

/** Free text of one or more characters. */
export const text = (description: string, example: string, maxLength = 200): Shape<string> =>
  scalar({
    description,
    expected: `text of at most ${maxLength} characters`,
    example,
    accepts: ["string", "number"],
    parse: (written) => (written.trim() !== "" && written.length <= maxLength ? written : undefined),
    fallback: "",
    schema: { type: "string", minLength: 1, maxLength },
  });

/** Yes or no. */
export const flag = (description: string): Shape<boolean> =>
  scalar({
    description,
    expected: "true or false",
    example: "true",
    accepts: ["boolean"],
    parse: (written) => written.toLowerCase() === "true",
    fallback: false,
    schema: { type: "boolean" },
  });

/** A whole number between two bounds. */
export const integer = (description: string, min: number, max: number): Shape<number> =>
  scalar({
    description,
    expected: `a whole number from ${min} to ${max}`,
    example: String(min),
    accepts: ["number"],
    parse: (written) =>
      /^-?\d{1,15}$/.test(written) && Number(written) >= min && Number(written) <= max
        ? Number(written)
        : undefined,
    fallback: min,
    code: "number-invalid",
    schema: { type: "integer", minimum: min, maximum: max },
  });

/** One of a few words. */
export function choice<const W extends string>(description: string, words: readonly W[]): Shape<W> {
  const expected = alternatives(words);
  return {
    description,
    expected,
    example: words[0]!,
    fallback: () => words[0]!,
    fit: (tree) =>
      tree.kind === "scalar" && typeof tree.value === "string" ? (isOne(words, tree.text) ? 4 : 1) : 0,
    read(tree, path, reader) {
      if (tree.kind !== "scalar" || tree.value === null || !isOne(words, tree.text)) {
        if (tree.kind !== "scalar" || tree.value === null) {
          reportWrong({ expected, example: words[0]! }, tree, { path, reader });
        } else {
          const near = closest(tree.text, words);
          const choices = near && words.length > 2 ? `${near}; the choices are ${expected}` : expected;
          reader.report("choice-unknown", path, {
            key: settingOf(path),
            found: tree.text.slice(0, 60),
            choices,
          });
        }
        return words[0]!;
      }
      return tree.text as W;
    },
    schema: () => ({ description, enum: words }),
  };
}
const isOne = (words: readonly string[], word: string): boolean => words.includes(word);

/** The id of something declared elsewhere in the definition. */
export function reference(what: keyof Known, description: string): Shape<string> {
  const code = `${what.replace(" ", "-")}-unknown` as ProblemCode;
  const shape = {
    expected: `the id of a ${what}`,
    example: what === "unit" ? "points" : what.replace(" ", "-"),
  };
  return {
    ...shape,
    description,
    fallback: () => "",
    fit: (tree) => (tree.kind === "scalar" && typeof tree.value === "string" ? 2 : 0),
    read(tree, path, reader) {
      if (tree.kind !== "scalar" || tree.value === null) {
        reportWrong(shape, tree, { path, reader });
        return "";
      }
      const known = reader.known[what];
      if (!known.has(tree.text)) {
        reader.report(code, path, { id: tree.text.slice(0, 80), advice: adviseId(what, tree.text, known) });
      }
      return tree.text;
    },
    schema: () => ({ description, type: "string", pattern: ID_PATTERN }),
  };
}

/** What to do about an id that is not there. */
export function adviseId(what: string, id: string, known: Iterable<string>): string {
  const all = [...known];
  const near = closest(id, all);
  if (near) return `Write “${near}”, or declare the ${what} “${id.slice(0, 80)}”.`;
  if (all.length === 0) return `Declare the ${what} first; the program has none.`;
  return `Write one that is declared: ${alternatives(all)}.`;
}

/** A list; one element may stand alone where `single` is set. */
export function list<T>(
  of: Shape<T>,
  options: { description: string; single?: boolean; min?: number },
): Shape<T[]> {
  const min = options.min ?? 0;
  const shape = { expected: `a list, each of it ${of.expected}`, example: `[${of.example}]` };
  return {
    ...shape,
    description: options.description,
    fallback: () => [],
    fit: (tree) => (tree.kind === "list" ? 2 : options.single ? of.fit(tree) : 0),
    read(tree, path, reader) {
      if (tree.kind === "list") {
        if (tree.items.length < min) {
          const expected = `a list of at least ${min}`;
          reader.report("type-wrong", path, {
            key: settingOf(path),
            expected,
            sample: sampleOf(path, shape.example),
            found: "empty",
          });
        }
        return tree.items.map((item, index) => of.read(item, [...path, index], reader));
      }
      if (options.single && tree.kind === "scalar" && tree.value !== null)
        return [of.read(tree, path, reader)];
      if (options.single && tree.kind === "map" && of.fit(tree) > 0) return [of.read(tree, path, reader)];
      reportWrong(shape, tree, { path, reader });
      return [];
    },
    schema(writer) {
      const many = { type: "array", items: of.schema(writer), ...(min ? { minItems: min } : {}) };
      const { description } = options;
      return options.single ? { description, anyOf: [of.schema(writer), many] } : { description, ...many };
    },
  };
}

/** Records have no prototype, so that an id such as "constructor" finds nothing in them. */
export const emptyRecord = <T>(): Record<string, T> => Object.create(null) as Record<string, T>;

/** In { silver: 200, gold: 500,00 } YAML reads the two digits after the last comma as a key without a value. */
const isAfterComma = (key: string, value: Tree): boolean =>
  /^\d{1,3}$/.test(key) && value.kind === "scalar" && value.value === null;

/** Things of one kind by their ids. */
export function mapOf<T>(
  of: Shape<T>,
  options: {
    description: string;
    noun: string;
    example: string;
    isName?: (key: string) => boolean;
    namePattern?: string;
  },
): Shape<Record<string, T>> {
  const shape = {
    expected: "a group of settings, each under its own id",
    example: `{ ${options.example}: ${of.example} }`,
  };
  const isName = options.isName ?? isId;
  return {
    ...shape,
    description: options.description,
    fallback: emptyRecord,
    fit: (tree) => (tree.kind === "map" ? 1 : 0),
    read(tree, path, reader) {
      const result = emptyRecord<T>();
      if (tree.kind !== "map") {
        reportWrong(shape, tree, { path, reader });
        return result;
      }
      for (const [key, entry] of tree.entries) {
        if (isName(key)) result[key] = of.read(entry.value, [...path, key], reader);
        else if (options.isName)
          reader.report("name-invalid", [...path, key], { name: key.slice(0, 80) }, "key");
        else {
          const { noun, example } = options;
          const code = isAfterComma(key, entry.value) ? "comma-in-number" : "id-invalid";
          reader.report(code, [...path, key], { id: key.slice(0, 80), noun, example }, "key");
        }
      }
      return result;
    },
    schema(writer) {
      const value = of.schema(writer);
      return {
        description: options.description,
        type: "object",
        propertyNames: { pattern: options.namePattern ?? ID_PATTERN },
        additionalProperties: writer.patch ? { anyOf: [value, { type: "null" }] } : value,
      };
    },
  };
}

/** A shape written once in the schema and referred to by name, with a second form for patches. */
export function named<T>(name: string, shape: Shape<T>): Shape<T> {
  return {
    ...shape,
    schema(writer) {
      const key = writer.patch ? `${name}-change` : name;
      if (!(key in writer.defs)) {
        writer.defs[key] = {};
        writer.defs[key] = shape.schema(writer);
      }
      return { $ref: `#/$defs/${key}` };
    },
  };
}

/** The first of several shapes that a part looks most like. */
export function oneOf<S extends readonly Shape<unknown>[]>(
  description: string,
  shapes: S,
): Shape<Infer<S[number]>> {
  type T = Infer<S[number]>;
  const shape = { expected: alternatives(shapes.map((one) => one.expected)), example: shapes[0]!.example };
  const best = (tree: Tree): { one: Shape<unknown>; fit: number } => {
    let chosen = { one: shapes[0]!, fit: 0 };
    for (const one of shapes) {
      const fit = one.fit(tree);
      if (fit > chosen.fit) chosen = { one, fit };
    }
    return chosen;
  };
  return {
    ...shape,
    description,
    fallback: () => shapes[0]!.fallback() as T,
    fit: (tree) => best(tree).fit,
    read(tree, path, reader) {
      const { one, fit } = best(tree);
      if (fit > 1 || (fit === 1 && tree.kind !== "scalar")) return one.read(tree, path, reader) as T;
      reportWrong(shape, tree, { path, reader });
      return shapes[0]!.fallback() as T;
    },
    schema: (writer) => ({ description, anyOf: shapes.map((one) => one.schema(writer)) }),
  };
}
