/** The reference of the definition language, made from its schema. */
type Schema = {
  $ref?: string;
  description?: string;
  type?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  propertyNames?: { pattern?: string };
  required?: string[];
  items?: Schema;
  minItems?: number;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
};
export type DefinitionSchema = Schema & { $defs: Record<string, Schema> };

type Row = { setting: string; type: string; preset: string; meaning: string };
type Section = { title: string; schema: Schema };

const HEAD = `# The definition language

Every setting of a program definition: what it may be, what it is when it is left out, and what it means. This page is made from the
same description that checks definitions and that [program.schema.json](../../core/schema/program.schema.json) is written from; \`npm run
generate\` writes it. How settings work together is told in [Define a program](../programs/define-a-program.md) and [How usual rules are
written](../programs/usual-rules.md), what rules can listen to in [Facts](facts.md), what conditions can read in
[Conditions](conditions.md), and what can be wrong in [Problems of a definition](definition-problems.md).

A setting within another one is written with a dot: \`spend.tax\` stands below \`spend:\` as \`tax:\`. “Needed” settings have no default.
A later version repeats nothing: it says what it changes, and \`null\` takes a setting out.
`;

const MOST_CHOICES = 12;
const DEEPEST = 4;

const code = (value: unknown): string => {
  if (typeof value === "string") return `\`${value}\``;
  return `\`${JSON.stringify(value).replace(/"/g, "").replace(/,/g, ", ").replace(/:/g, ": ")}\``;
};
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const isObject = ({ properties }: Schema): boolean => properties !== undefined;
const defOf = ({ $ref }: Schema): string | null => $ref?.replace("#/$defs/", "") ?? null;

/** "a", "a or b", "a, b or c". */
const either = (parts: readonly string[]): string =>
  [...new Set(parts)].reduce(
    (said, part, i, all) => (i === 0 ? part : `${said}${i === all.length - 1 ? " or " : ", "}${part}`),
    "",
  );

/** What a setting may be, in words; settings with settings of their own link to their section. */
function typeOf(schema: Schema, titles: ReadonlyMap<string, string>): string {
  const def = defOf(schema);
  if (def !== null) {
    const title = titles.get(def) ?? def;
    return `[${title}](#${title})`;
  }
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) {
    return schema.enum.length > MOST_CHOICES
      ? `a code such as ${code("USD")}`
      : either(schema.enum.map(code));
  }
  if (schema.anyOf && isPlain(schema.anyOf)) return scalarType({ ...schema, type: "decimal" });
  if (schema.anyOf) return manyTypes(schema.anyOf, titles);
  if (schema.type === "array") {
    const least = schema.minItems ? ` of at least ${schema.minItems}` : "";
    return `a list${least}: ${typeOf(schema.items ?? {}, titles)}`;
  }
  if (isObject(schema)) return "settings";
  if (schema.type === "object") {
    const each =
      typeof schema.additionalProperties === "object"
        ? typeOf(schema.additionalProperties, titles)
        : "anything";
    return `by name: ${each}`;
  }
  return scalarType(schema);
}

/** Whether it is what YAML may take for a number or a text: a decimal, or an expression. */
const isPlain = (choices: readonly Schema[]): boolean =>
  choices.every(
    ({ type, description }) => (type === "number" || type === "string") && description === undefined,
  );

function scalarType({ type, examples, pattern, minimum, maximum, description }: Schema): string {
  const such = examples?.[0] === undefined ? "" : ` such as ${code(examples[0])}`;
  if (description?.endsWith("Written in CEL.")) return `an expression${such}`;
  if (type === "decimal") return `a number${such}`;
  if (type === "boolean") return "`true` or `false`";
  if (type === "integer" && minimum !== undefined) return `a whole number, ${minimum} to ${maximum}`;
  if (type === "integer") return `a whole number${such}`;
  if (type === "number") return `a number${such}`;
  if (pattern?.startsWith("^[a-z][a-z0-9_-]{0,62}") && such === "") return "an id";
  return such === "" ? "a text" : `${/^`\d/.test(code(examples![0])) ? "a value" : "a text"}${such}`;
}

function manyTypes(choices: readonly Schema[], titles: ReadonlyMap<string, string>): string {
  const [one, many] = choices;
  if (choices.length === 2 && many!.type === "array" && JSON.stringify(many!.items) === JSON.stringify(one))
    return `${typeOf(one!, titles)}, or a list of them`;
  return either(choices.map((choice) => typeOf(choice, titles)));
}

/** A description, and those of the choices that say more than it. */
function meaningOf(schema: Schema): string {
  const own = schema.description ?? "";
  const choices = (schema.anyOf ?? [])
    .filter((choice) => choice.enum?.length === 1 && choice.description !== undefined)
    .map((choice) => `${code(choice.enum![0])}: ${choice.description!}`);
  return [own, ...choices].filter((text) => text !== "").join(" ");
}

/** The rows of an object's settings, those within them after them. */
function rowsOf(
  schema: Schema,
  { prefix, titles, depth }: { prefix: string; titles: ReadonlyMap<string, string>; depth: number },
): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, setting]) => {
    const needed = schema.required?.includes(key) === true;
    const preset = setting.default === undefined ? (needed ? "needed" : "") : code(setting.default);
    const row: Row = {
      setting: `${prefix}${key}`,
      type: typeOf(setting, titles),
      preset,
      meaning: meaningOf(setting),
    };
    return [row, ...within(setting, { prefix: `${prefix}${key}`, titles, depth: depth + 1 })];
  });
}

/** Rows of the settings that stand within a setting, whichever way it leads to them. */
function within(
  schema: Schema,
  at: { prefix: string; titles: ReadonlyMap<string, string>; depth: number },
): Row[] {
  if (at.depth > DEEPEST) return [];
  if (isObject(schema)) return rowsOf(schema, { ...at, prefix: `${at.prefix}.` });
  const inner: Row[] = [];
  for (const choice of schema.anyOf ?? []) inner.push(...within(choice, at));
  if (schema.items) inner.push(...within(schema.items, at));
  if (typeof schema.additionalProperties === "object")
    inner.push(...within(schema.additionalProperties, { ...at, prefix: `${at.prefix}.*` }));
  return inner.filter(
    (row, i) =>
      inner.findIndex((other) => other.setting === row.setting && other.meaning === row.meaning) === i,
  );
}

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ setting, type, preset, meaning }) =>
      `| \`${setting}\` | ${cell(type)} | ${cell(preset)} | ${cell(meaning)} |`,
  );
  return ["| setting | what it may be | default | meaning |", "|---|---|---|---|", ...lines].join("\n");
}

/** Named parts go by the setting that they are for, where there is only one. */
function titlesOf({ properties, $defs }: DefinitionSchema): Map<string, string> {
  const titles = new Map<string, string>();
  for (const [key, { $ref, additionalProperties }] of Object.entries(properties ?? {})) {
    const def = defOf({ $ref: $ref ?? (additionalProperties as Schema | undefined)?.$ref } as Schema);
    if (def !== null && !titles.has(def)) titles.set(def, key);
  }
  for (const name of Object.keys($defs)) if (!titles.has(name)) titles.set(name, name);
  return titles;
}

/** Sections in the order of the definition's own settings, then the parts that several of them share. */
function sectionsOf({ properties, $defs }: DefinitionSchema, titles: ReadonlyMap<string, string>): Section[] {
  const own = Object.entries(properties ?? {}).flatMap(([title, schema]): Section[] => {
    const def = [...titles].find(([, of]) => of === title)?.[0];
    if (def !== undefined)
      return [{ title, schema: { ...$defs[def]!, description: schema.description ?? "" } }];
    return isObject(schema) ? [{ title, schema }] : [];
  });
  const shared = [...titles]
    .filter(([def, title]) => def === title && !def.endsWith("-change") && !properties?.[title])
    .map(([def, title]) => ({ title, schema: $defs[def]! }));
  return [...own, ...shared];
}

/** The page, from the schema of a definition. */
export function definitionReference(schema: DefinitionSchema): string {
  const titles = titlesOf(schema);
  const sections = sectionsOf(schema, titles).filter(
    ({ schema: part }) => within(part, { prefix: "", titles, depth: 0 }).length > 0,
  );
  const linked = new Set(sections.map(({ title }) => title));
  const { versions: _later, ...properties } = schema.properties ?? {};
  const top = Object.entries(properties).map(([key, setting]): Row => {
    const needed = schema.required?.includes(key) === true;
    const preset = setting.default === undefined ? (needed ? "needed" : "") : code(setting.default);
    const type = linked.has(key) ? `[${key}](#${key})` : typeOf(setting, titles);
    return { setting: key, type, preset, meaning: setting.description ?? "" };
  });
  const later: Row = {
    setting: "versions",
    type: "a list",
    preset: "",
    meaning: schema.properties?.versions?.description ?? "",
  };
  const parts = sections.map(({ title, schema: part }) => {
    const rows = within(part, { prefix: "", titles, depth: 0 }).map((row) => ({
      ...row,
      setting: row.setting.replace(/^\./, ""),
    }));
    const choice = part.anyOf ? ` It is ${typeOf({ anyOf: part.anyOf }, titles)}.` : "";
    return `## ${title}\n\n${part.description ?? ""}${choice}\n\n${tableOf(rows)}\n`;
  });
  return `${HEAD}\n## All of it\n\n${tableOf([...top, later])}\n\n${parts.join("\n")}`;
}
