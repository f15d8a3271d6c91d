/** Holds one source file against the import tables. The tables themselves are in boundaries.test.ts. */
import ts from "typescript";
import { readText, type SourceFile } from "./repository-files.ts";

export type BoundaryRules = {
  /** A part of the code → the parts of ours that it may import. */
  mayImport: Record<string, string[]>;
  /** A package of the server → the only parts that may use it. */
  onlyIn: Record<string, string[]>;
};

/** The clock, the world and chance: core reads none of these names. */
const NOT_IN_CORE =
  /^(Date|process|console|fetch|setTimeout|setInterval|setImmediate|queueMicrotask|performance|crypto|globalThis|Buffer|require)$/;
const READS_ENVIRONMENT = /^process\s*\??\.?\s*\[?\s*["'`]?env\b["'`]?\s*\]?$/;

/** Names of the packages that a workspace declares, in order. */
export const dependenciesOf = (folder: string): string[] =>
  Object.keys(
    (JSON.parse(readText(`${folder}/package.json`)) as { dependencies?: object }).dependencies ?? {},
  ).sort();

/** The part a file belongs to; null where the tables say nothing about it (tests, tools, examples). */
export function partOf(path: string): string | null {
  const [folder, area, name, deeper] = path.split("/");
  if (folder === "server" && area === "bin") return "cli";
  if (area !== "src" || !folder || !name) return null;
  if (folder !== "server") return folder;
  return deeper !== undefined ? name : name === "main.ts" ? "main" : "foundation";
}

/** The part of ours that a specifier leads to, or why it may not be written so, or that it is a package's. */
function resolve(
  file: string,
  specifier: string,
): { part: string | null } | { wrong: string } | { package: string } {
  const folder = file.split("/")[0]!;
  if (specifier === "@tallystick/core" || specifier === "@tallystick/core/program.schema.json")
    return { part: "core" };
  if (!specifier.startsWith(".")) return { package: /^(node:|@[^/]+\/)?[^/]+/.exec(specifier)![0] };
  // The launcher runs the build; what it reaches there is built from the same path under src.
  const target = new URL(specifier, `file:///${file}`).pathname.slice(1).replace("/dist/", "/src/");
  if (target.split("/")[0] !== folder) return { wrong: "other packages are imported by their name" };
  return { part: target === `${folder}/package.json` ? partOf(file) : partOf(target) };
}

/** What is wrong with one import; null when nothing is. Edges between parts are noted in `used`. */
function judgeImport(
  file: string,
  specifier: string,
  rules: BoundaryRules & { used: Set<string> },
): string | null {
  const from = partOf(file)!;
  const allowed = rules.mayImport[from];
  const refuse = (why: string): string => `${file} imports ${specifier}: ${why}.`;
  if (!allowed) return refuse(`the part ${from} is not in the table`);
  const found = resolve(file, specifier);
  if ("wrong" in found) return refuse(found.wrong);
  if ("package" in found) {
    if (found.package.startsWith("node:")) {
      return from === "core" || from === "client" ? refuse(`${from} also runs where there is no Node`) : null;
    }
    if (found.package.startsWith("@tallystick/")) return refuse("only a package's main entry is public");
    if (!dependenciesOf(file.split("/")[0]!).includes(found.package))
      return refuse("its package.json does not list it");
    const owners = rules.onlyIn[found.package.startsWith("@fastify/") ? "fastify" : found.package];
    return owners && !owners.includes(from) ? refuse(`only ${owners.join(" and ")} may`) : null;
  }
  if (found.part === from) return null;
  rules.used.add(`${from} → ${found.part}`);
  return allowed.includes(found.part ?? "")
    ? null
    : refuse(`${from} may import ${allowed.join(", ") || "nothing"}`);
}

/** Names, clocks and environments that a file reads and may not. */
function judgeNames({ path, text }: SourceFile): string[] {
  const problems: string[] = [];
  const inCore = partOf(path) === "core";
  const visit = (node: ts.Node): void => {
    const names = (node.parent as { name?: ts.Node } | undefined)?.name === node;
    const isUse = ts.isIdentifier(node) && (!names || ts.isShorthandPropertyAssignment(node.parent));
    if (inCore && isUse && NOT_IN_CORE.test(node.text)) problems.push(`${path} uses ${node.text}.`);
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      const source = node.getText();
      if (inCore && /^(Math\W+random|Temporal\W+Now)\W*$/.test(source))
        problems.push(`${path} uses ${source}.`);
      const reads = READS_ENVIRONMENT.test(source) && path !== "server/src/config.ts";
      if (reads) problems.push(`${path} reads ${source}; only server/src/config.ts does.`);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const literal = node.arguments[0] && ts.isStringLiteralLike(node.arguments[0]);
      if (!literal) problems.push(`${path} imports by a name made at run time, which nobody can check.`);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return problems;
}

/** Everything in one file that the tables do not allow, a sentence each. */
export function checkBoundaries(file: SourceFile, rules: BoundaryRules, used = new Set<string>()): string[] {
  const imports = ts.preProcessFile(file.text, true, true).importedFiles;
  const judged = imports.map(({ fileName }) => judgeImport(file.path, fileName, { ...rules, used }));
  return [...judged.filter((problem) => problem !== null), ...judgeNames(file)];
}
