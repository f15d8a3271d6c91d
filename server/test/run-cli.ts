import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

const BIN = fileURLToPath(new URL("../bin/tallystick.js", import.meta.url));
const BUILT = new URL("../dist/cli/cli.js", import.meta.url);

export type CliResult = { code: number | null; out: string; err: string };

export type CliOptions = {
  cwd?: string;
  /** What comes by standard input. */
  input?: string;
  env?: Record<string, string>;
};

/** The environment of the child: nothing of what a developer may have set for a real program. */
function cleanEnvironment(own: Record<string, string> = {}): NodeJS.ProcessEnv {
  const {
    DATABASE_URL: _url,
    DATA_DIR: _dir,
    PORT: _port,
    HOST: _host,
    LOG_LEVEL: _log,
    ...rest
  } = process.env;
  return { ...rest, ...own };
}

/** Starts the built command line; `npm test` builds it first. */
export function startCli(words: string[], options: CliOptions = {}): ChildProcess {
  if (!existsSync(BUILT)) throw new Error("The command line has not been built: run npm run build.");
  const child = spawn(process.execPath, [BIN, ...words], {
    cwd: options.cwd,
    env: cleanEnvironment(options.env),
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin!.on("error", () => {});
  child.stdin!.end(options.input ?? "");
  return child;
}

/** Waits for the end of a started command line. */
export async function ended(child: ChildProcess): Promise<CliResult> {
  const result: CliResult = { code: null, out: "", err: "" };
  child.stdout!.setEncoding("utf8").on("data", (text: string) => {
    result.out += text;
  });
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    result.err += text;
  });
  result.code = await new Promise((resolve) => child.on("close", (code) => resolve(code)));
  // Whatever happens, a person is never shown a stack.
  expect(`${result.out}${result.err}`).not.toMatch(
    /\n\s+at .+:\d+:\d+|node:internal|This should not have happened/,
  );
  return result;
}

/** Runs the built command line to its end. */
export const runCli = (words: string[], options: CliOptions = {}): Promise<CliResult> =>
  ended(startCli(words, options));
