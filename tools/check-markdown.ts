/** Whether the links of the documentation lead somewhere. */
import { posix } from "node:path";
import type { SourceFile } from "./repository-files.ts";

/** Markdown without its code blocks and code spans, whose brackets are not links. */
export const prose = (text: string): string =>
  text.replace(/^(`{3,}|~{3,})[\s\S]*?^\1.*$/gm, "").replace(/`[^`\n]*`/g, (span) => "·".repeat(span.length));

const withoutBlocks = (text: string): string => text.replace(/^(`{3,}|~{3,})[\s\S]*?^\1.*$/gm, "");

/** The anchors that headings get, as code hosts make them. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of withoutBlocks(text).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const plain = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{N}\p{M} _-]/gu, "").replace(/ /g, "-");
    let anchor = slug;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${slug}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Links of one page that lead nowhere. `read` gives a file's text, "" for a folder, null for what does not exist. */
export function brokenLinks({ path, text }: SourceFile, read: (path: string) => string | null): string[] {
  const problems: string[] = [];
  const links = [...prose(text).matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s*(\S+)/gm)];
  for (const link of links) {
    const target = (link[1] ?? link[2])!;
    if (/^(https?|mailto):/.test(target)) continue;
    const [file, anchor] = target.split("#") as [string, string?];
    const found = file ? posix.normalize(posix.join(posix.dirname(path), file)).replace(/\/$/, "") : path;
    const content = found.startsWith("..") || file.startsWith("/") ? null : read(found);
    if (content === null) problems.push(`${path} links to ${target}, which is not there.`);
    else if (anchor && !anchorsOf(content).has(anchor)) {
      problems.push(`${path} links to ${target}; ${found} has no such heading.`);
    }
  }
  return problems;
}

/** Sentences that shout. */
export const exclamations = ({ path, text }: SourceFile): string[] =>
  [...prose(text).matchAll(/\p{L}+!(?=\s|$)/gmu)].map(
    ([word]) => `${path} says “${word}”; end with a full stop.`,
  );
