/** What the repository's own checks look at: every file that is committed or would be. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const ROOT: string = fileURLToPath(new URL("..", import.meta.url));

/** One file; `path` is relative to the repository's root, with forward slashes. */
export type SourceFile = { path: string; text: string };

const NOT_OURS = /(^|\/)(node_modules|dist|coverage|\.git|data)(\/|$)/;

/** Paths of all files, whether committed yet or not, without those that .gitignore names. */
export function repositoryPaths(): string[] {
  let listed: string[];
  try {
    // Git refuses a repository that belongs to another user unless it is told that this is meant.
    const listing = [
      "-c",
      "safe.directory=*",
      "ls-files",
      "--cached",
      "--others",
      "--exclude-standard",
      "-z",
    ];
    listed = execFileSync("git", listing, {
      cwd: ROOT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).split("\0");
  } catch {
    // An unpacked archive has no history to ask.
    listed = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter((path) => !NOT_OURS.test(path));
  }
  const paths = listed.filter(
    (path) => statSync(ROOT + path, { throwIfNoEntry: false })?.isFile() && path !== "",
  );
  return [...new Set(paths)].sort();
}

export const readText = (path: string): string => readFileSync(ROOT + path, "utf8");

export const sizeOf = (path: string): number => statSync(ROOT + path).size;

/** Files written by a generator, which no rule about style holds to. */
export const isGenerated = (path: string): boolean => /\.gen\.ts$/.test(path);

/** Code that people write: TypeScript and JavaScript, generated files apart. */
export const isCode = (path: string): boolean => /\.(ts|tsx|js|mjs)$/.test(path) && !isGenerated(path);

export function codeFiles(): SourceFile[] {
  return repositoryPaths()
    .filter(isCode)
    .map((path) => ({ path, text: readText(path) }));
}
