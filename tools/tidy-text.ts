/** The house's rules that hold for any text: names of files, words, and what must not be left lying about. */
import type { SourceFile } from "./repository-files.ts";

/** Pieces of a file name that say nothing about what is in it. */
const EMPTY_NAMES = /(^|[-./])(utils?|helpers?|commons?|services?|managers?|misc)(?=[-./]|$)/;
/** Names that people and tools look for as they are. */
const CUSTOMARY = /^(README|ARCHITECTURE|CONTRIBUTING|CHANGELOG|SECURITY)\.md$|^LICENSE$/;
const KEBAB = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
/** 0001_name.sql sorts in the order in which it runs. */
const MIGRATION = /^\d{4}_[a-z0-9]+([-_][a-z0-9]+)*\.sql$/;

export function judgeName(path: string): string[] {
  const problems: string[] = [];
  if (EMPTY_NAMES.test(path)) problems.push(`${path}: name it by its main export.`);
  for (const piece of path.split("/")) {
    if (!KEBAB.test(piece) && !CUSTOMARY.test(piece) && !MIGRATION.test(piece)) {
      problems.push(`${path}: write “${piece}” in lower case with hyphens.`);
    }
  }
  return problems;
}

/** A word and what to write in its place. */
const REPLACEMENTS: [RegExp, string][] = [
  [/\bwhite-?list(s|ed|ing)?\b/i, "allow list"],
  [/\bblack-?list(s|ed|ing)?\b/i, "deny list"],
  [/\butili[sz]e[sd]?\b/i, "use"],
  [/\bleverag(e|es|ed|ing)\b/i, "use"],
  [/\bseamless(ly)?\b/i, "what it spares the reader"],
  [/\bblazing(ly)?\b/i, "the number that was measured"],
  [/(?<!-)\bbehavior(s|al)?\b/i, "behaviour"],
  [/\bcancel(ed|ing|ation)\b/i, "cancelled, cancelling, cancellation"],
  [/\bburn(s|ed|ing)? (points|stars|miles|units)\b/i, "redeem"],
  [/\bbest[- ]in[- ]class\b/i, "what was compared, and how"],
];

/** What must not stay in a file, and the sentence for it. Written in pieces so that this list does not find itself. */
const LEFT_BEHIND: [RegExp, string][] = [
  [
    new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"].join("|")})\\b`),
    "do it, or write an issue",
  ],
  [/\b(test|it|describe|suite|bench)(\.\w+)*\.(skip|only|todo|fails)\b(?!If)/, "every test runs"],
  [new RegExp(`@ts-${"(ignore|nocheck|expect-error)"}\\b`), "mend the type"],
  [/^(<{7}|>{7}|={7})( |$)/m, "finish the merge"],
  [
    /(^|[\s"'`(=:[])\/(home|root|Users|work|tmp|private|mnt)\/[\w.-]+/m,
    "paths are relative, or come from the configuration",
  ],
  [/\b[A-Z]:\\Users\\/, "paths are relative, or come from the configuration"],
  [/"resolved":\s*"(?!(core|server|client)")/, "run npm with omit-lockfile-registry-resolved"],
  [
    /https?:\/\/[^/\s"]*(registry|npm|artifactory|nexus|verdaccio)[^/\s"]*/i,
    "no package registry is named here",
  ],
  [/^\s*registry\s*=/m, "no package registry is named here"],
];

const lineOf = (text: string, index: number): number => text.slice(0, index).split("\n").length;

/** Words and leavings in one text file, a sentence each with the line and what to do. */
export function judgeText({ path, text }: SourceFile): string[] {
  const isProse = path.endsWith(".md") || /\.(ts|js|mjs|sql|ya?ml)$/.test(path);
  const rules = [
    ...LEFT_BEHIND,
    ...(isProse ? REPLACEMENTS.map(([word, say]) => [word, `write: ${say}`] as const) : []),
  ];
  return rules.flatMap(([pattern, instead]) => {
    const found = pattern.exec(text);
    return found ? [`${path}:${lineOf(text, found.index)} “${found[0].trim()}”: ${instead}.`] : [];
  });
}
