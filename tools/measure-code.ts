/** The house's rules that need the code's syntax: how long a function is, how many parameters, what is exported. */
import ts from "typescript";
import type { SourceFile } from "./repository-files.ts";

export const LIMITS = { fileLines: 400, functionLines: 70, parameters: 3 } as const;

/** The comments that allow an exception, each with its reason behind it. One that is not needed is itself a fault. */
const LONGER = "Longer than the house's limit because ";
const WIDER = "More parameters than the house's limit because ";

const linesIn = (text: string): number => text.trimEnd().split("\n").length;

const isNamedExport = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some((m) => m.kind === ts.SyntaxKind.ExportKeyword);

/** Whether a function is an export of its file, directly or as the value of an exported constant. */
function isExported(node: ts.SignatureDeclaration): boolean {
  if (isNamedExport(node)) return true;
  const declaration = node.parent;
  return ts.isVariableDeclaration(declaration) && isNamedExport(declaration.parent.parent);
}

/** `describe` only groups tests; its length says nothing. */
const isTestGroup = (node: ts.Node): boolean =>
  ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText());

/** The comments before a function (or before the statement that holds it) and at the top of its body. */
function commentsOf(node: ts.FunctionLikeDeclaration): string {
  let outer: ts.Node = node;
  while (outer.parent && !ts.isStatement(outer) && !ts.isSourceFile(outer.parent)) outer = outer.parent;
  const first = node.body && ts.isBlock(node.body) ? node.body.statements[0] : undefined;
  return [outer, first]
    .map((place) => place?.getFullText().slice(0, place.getLeadingTriviaWidth()) ?? "")
    .join("\n");
}

type Tally = { problems: string[]; longer: number; wider: number };

function judgeFunction(path: string, node: ts.FunctionLikeDeclaration, tally: Tally): void {
  const source = node.getSourceFile();
  const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  const length = source.getLineAndCharacterOfPosition(node.end).line + 2 - line;
  const where = `${path}:${line}`;
  if (length > LIMITS.functionLines && !isTestGroup(node)) {
    if (commentsOf(node).includes(LONGER)) tally.longer++;
    else
      tally.problems.push(`${where} is a function of ${length} lines; split it at ${LIMITS.functionLines}.`);
  }
  // An options object that may be left out at the end is what the rule asks for, so it does not count.
  const last = node.parameters.at(-1);
  const counted = node.parameters.length - (last?.questionToken || last?.initializer ? 1 : 0);
  if (counted > LIMITS.parameters && isExported(node)) {
    if (commentsOf(node).includes(WIDER)) tally.wider++;
    else tally.problems.push(`${where} takes ${counted} parameters; pass an options object.`);
  }
}

const isReExport = (statement: ts.Statement): boolean =>
  ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined;

/** The entry of a package; nothing else may do nothing but export again. */
const ENTRIES = ["core/src/index.ts", "client/src/index.ts"];
/** A tool's own configuration is asked for as a default export. */
const isConfiguration = (path: string): boolean => /\.config\.ts$/.test(path);

function judgeExports(path: string, source: ts.SourceFile): string[] {
  const problems: string[] = [];
  const onlyPasses = source.statements.length > 0 && source.statements.every(isReExport);
  const isIndex = /(^|\/)index\.[jt]sx?$/.test(path);
  if ((onlyPasses || isIndex) && !ENTRIES.includes(path)) {
    problems.push(`${path} is a barrel; import from the file that defines the name.`);
  }
  const isDefault = (statement: ts.Statement): boolean =>
    ts.isExportAssignment(statement) || /^export\s+default\b/.test(statement.getText());
  if (source.statements.some(isDefault) && !isConfiguration(path)) {
    problems.push(`${path} has a default export; export it by name.`);
  }
  return problems;
}

/** Everything in one code file that breaks these rules, a sentence each. */
export function measureCode({ path, text }: SourceFile): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const tally: Tally = { problems: judgeExports(path, source), longer: 0, wider: 0 };
  const lines = linesIn(text);
  if (lines > LIMITS.fileLines) {
    const top = text.split("\n").slice(0, 12).join("\n");
    if (top.includes(`// ${LONGER}`)) tally.longer++;
    else tally.problems.push(`${path} has ${lines} lines; split it at ${LIMITS.fileLines}.`);
  }
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body) judgeFunction(path, node, tally);
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      tally.problems.push(`${path}:${line} says any; name the type, or use unknown.`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const comments = (marker: string): number =>
    text.split("\n").filter((line) => line.trimStart().startsWith(`// ${marker}`)).length;
  if (comments(LONGER) !== tally.longer)
    tally.problems.push(`${path} excuses a length that needs no excuse.`);
  if (comments(WIDER) !== tally.wider) tally.problems.push(`${path} excuses parameters that need no excuse.`);
  return tally.problems;
}
