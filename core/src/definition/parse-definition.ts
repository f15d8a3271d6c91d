/** Text to tree: YAML 1.2 (and so JSON) within limits that keep a hostile definition from costing more than a moment. */
import { LineCounter, parseDocument, type YAMLError } from "yaml";
import { buildTree } from "./build-tree.ts";
import { DEFINITION_LIMITS } from "./definition-limits.ts";
import type { Tree } from "./definition-tree.ts";
import type { ProblemCode, ProblemParams } from "./problem.ts";

export type ReportAt = (code: ProblemCode, at: number, params?: ProblemParams) => void;
export type ParsedDefinition = { tree: Tree | null; place: (at: number) => { line: number; column: number } };

/** Reads the text as far as it goes. What is wrong is reported; `tree` is null when nothing usable is left. */
export function parseDefinition(
  text: string,
  reportAt: (place: ParsedDefinition["place"]) => ReportAt,
): ParsedDefinition {
  const lines = new LineCounter();
  const place = (at: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(Math.max(0, at));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const report = reportAt(place);
  if (text.length > DEFINITION_LIMITS.bytes) {
    const size = `${(text.length / 1048576).toFixed(1)} MB`;
    report("definition-too-large", 0, { size, limit: "4 MB" });
    return { tree: null, place };
  }
  try {
    const document = parseDocument(text, {
      version: "1.2",
      schema: "core",
      merge: false,
      resolveKnownTags: false,
      uniqueKeys: false,
      prettyErrors: false,
      lineCounter: lines,
      // Quieter than this, the parser also keeps quiet about a second document.
      logLevel: "error",
    });
    const faults = [...document.errors, ...document.warnings];
    const tooDeep = faults.find(({ code }) => code === "RESOURCE_EXHAUSTION");
    if (tooDeep) {
      report("too-deep", tooDeep.pos[0], { limit: DEFINITION_LIMITS.depth });
      return { tree: null, place };
    }
    for (const fault of faults.slice(0, 20)) reportSyntax(fault, report);
    if (faults.length > 0) return { tree: null, place };
    return { tree: buildTree({ document, report, lineOf: (at) => place(at).line }), place };
  } catch (error) {
    // The parser recurses over nested brackets; running out of stack is how a hundred thousand of them show.
    if (error instanceof RangeError) report("too-deep", 0, { limit: DEFINITION_LIMITS.depth });
    else
      report("syntax", 0, { detail: "the parser gave up on it.", advice: "Check the quotes and brackets." });
    return { tree: null, place };
  }
}

const ADVICE: Partial<Record<YAMLError["code"], [detail: string, advice: string]>> = {
  BAD_INDENT: ["the indentation does not fit.", "Line up keys of the same level, two spaces for each level."],
  TAB_AS_INDENT: ["it is indented with a tab.", "Indent with spaces."],
  MISSING_CHAR: [
    "a quote, bracket, comma or colon is missing.",
    "Close every quote and bracket, and write “: ” after keys.",
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    "two keys stand on one line.",
    "Put quotes around text that contains “: ”, or begin a new line.",
  ],
  MULTILINE_IMPLICIT_KEY: ["a key goes over several lines.", "Write “: ” after the key, on the same line."],
  MULTIPLE_DOCS: [
    "there is more than one document.",
    "Keep one program to a file, without “---” between parts.",
  ],
  BAD_ALIAS: ["an alias (*) has no such anchor (&).", "Put quotes around text that begins with * or &."],
  TAG_RESOLVE_FAILED: [
    "tags (!) are not used in definitions.",
    "Remove the tag, or put quotes around the text.",
  ],
  BAD_SCALAR_START: ["text begins with a sign that YAML reserves.", "Put quotes around it."],
  BAD_DQ_ESCAPE: ["a backslash in quotes is followed by something unknown.", "Use single quotes around it."],
};

function reportSyntax(fault: YAMLError, report: ReportAt): void {
  const [detail, advice] = ADVICE[fault.code] ?? [
    "something stands where it cannot.",
    "Check the indentation, quotes and brackets of this line and the one above.",
  ];
  report("syntax", fault.pos[0], { detail, advice });
}
