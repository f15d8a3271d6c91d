import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A process of a test, talked to by lines. */
export type Child = {
  process: ChildProcess;
  /** All lines that it has printed. */
  lines: string[];
  say: (line: string) => void;
  /** The first line, from here on, that begins so. Throws when the process leaves without it. */
  until: (beginning: string) => Promise<string>;
  /** Waits until it has left; the exit code, or the signal's name. */
  left: Promise<number | string>;
};

const LOADER = fileURLToPath(new URL("typescript-loader.mjs", import.meta.url));

/** Starts a TypeScript file beside this one as a process of its own, from the sources. */
export function startChild(file: string, args: string[], options: SpawnOptions = {}): Child {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const flags = ["--conditions", "@tallystick/source", "--import", LOADER];
  const child = spawn(process.execPath, [...flags, path, ...args], {
    cwd: "/",
    env: { PATH: process.env.PATH },
    ...options,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines: string[] = [];
  let wake: () => void = () => {};
  let gone: number | string | null = null;
  if (child.stdout) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      wake();
    });
  }
  const left = new Promise<number | string>((resolve) => {
    child.once("close", (code, signal) => {
      gone = code ?? signal ?? "unknown";
      wake();
      resolve(gone);
    });
  });
  let read = 0;
  const until = async (beginning: string): Promise<string> => {
    for (;;) {
      while (read < lines.length) {
        const line = lines[read++];
        if (line?.startsWith(beginning)) return line;
      }
      if (gone !== null)
        throw new Error(`The process left with ${gone} before "${beginning}": ${lines.join(" | ")}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  child.stdin?.on("error", () => {});
  return { process: child, lines, say: (line) => void child.stdin?.write(`${line}\n`), until, left };
}
