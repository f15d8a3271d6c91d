/** Every code that a caller can meet has a section in the reference, with the sentence it says; and no section is left over. */
import { describe, expect, test } from "vitest";
import { ROOT, readText } from "./repository-files.ts";

/** A catalogue, the page that explains it, and how to find both in the sources. */
const CATALOGUES = [
  { module: "core/src/refusal.ts", name: "REFUSALS", page: "docs/reference/refusals.md" },
  {
    module: "core/src/definition/problem.ts",
    name: "PROBLEMS",
    page: "docs/reference/definition-problems.md",
  },
  { module: "server/src/http/problems.ts", name: "PROBLEMS", page: "docs/reference/problems.md" },
];

/** Code → the sentences that belong to it. An entry is a sentence, or an object some of whose values are sentences. */
type Catalogue = Record<string, string | Record<string, unknown>>;

const sentencesOf = (entry: Catalogue[string]): string[] =>
  (typeof entry === "string" ? [entry] : Object.values(entry)).filter(
    (value): value is string => typeof value === "string" && value.includes(" "),
  );

/** Code → the text of its section. A section begins with a heading that is the code and nothing else. */
function sectionsOf(page: string): Map<string, string> {
  const sections = new Map<string, string>();
  const pieces = page.split(/^#{2,4} `([a-z0-9-]+)`$/m);
  for (let n = 1; n < pieces.length; n += 2) sections.set(pieces[n]!, pieces[n + 1]!.split(/^#{1,4} /m)[0]!);
  return sections;
}

/** What a page lacks, has too much of, or quotes wrongly. */
function disagreements(catalogue: Catalogue, page: string): string[] {
  const sections = sectionsOf(page);
  const flowing = (text: string): string => text.replace(/^> ?/gm, "").replace(/\s+/g, " ");
  const problems = [...sections.keys()]
    .filter((code) => !(code in catalogue))
    .map((code) => `${code} is no code any more`);
  for (const [code, entry] of Object.entries(catalogue)) {
    const section = sections.get(code);
    if (section === undefined) problems.push(`${code} has no section`);
    else if (!/^[A-Z`“][^>]*\.$/m.test(section)) problems.push(`${code} is not explained`);
    for (const sentence of section === undefined ? [] : sentencesOf(entry)) {
      if (!flowing(section!).includes(flowing(sentence)))
        problems.push(`${code} does not quote: ${sentence}`);
    }
  }
  return problems;
}

describe.each(CATALOGUES)("$page", ({ module, name, page }) => {
  test("says what the catalogue says, no more and no less", async () => {
    const exported = (await import(/* @vite-ignore */ ROOT + module)) as Record<string, Catalogue>;
    const catalogue = exported[name]!;
    expect(Object.keys(catalogue).length).toBeGreaterThan(3);
    expect(disagreements(catalogue, readText(page))).toEqual([]);
  });
});

test("docs/reference/conditions.md says of everything that conditions read what it is", async () => {
  const module = `${ROOT}core/src/definition/compile-condition.ts`;
  const { CONDITION_FIELDS } = (await import(/* @vite-ignore */ module)) as {
    CONDITION_FIELDS: Record<string, Record<string, string>>;
  };
  const page = readText("docs/reference/conditions.md");
  const names = Object.entries(CONDITION_FIELDS).flatMap(([root, fields]) =>
    Object.keys(fields).map((field) => `\`${root}.${field}`),
  );
  expect(names.filter((name) => !page.includes(`${name}\``) && !page.includes(`${name}.<`))).toEqual([]);
});

describe("planted disagreements are caught", () => {
  const catalogue = { one: "One is wrong.", two: { message: "Two is wrong.", status: 400, title: "Short" } };
  const page =
    "# Page\n\n### `one`\n\n> One is\n> wrong.\n\nIt happens.\n\n### `two`\n\n> Two is wrong.\n\nIt happens too.\n";
  test.each([
    ["nothing", page, 0],
    ["a code without a section", page.replace("### `two`", "two"), 1],
    ["a section without a code", `${page}\n### \`three\`\n\nIt happens.\n`, 1],
    ["another sentence", page.replace("Two is wrong", "Two is right"), 1],
    ["a section without an explanation", page.replace("It happens too.\n", ""), 1],
  ])("%s", (_, text, count) => expect(disagreements(catalogue, text)).toHaveLength(count));
});
