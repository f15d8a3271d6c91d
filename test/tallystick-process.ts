import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stopPostmaster } from "../server/src/db/postmaster.ts";

/** How a run of the command line ended, and what it said. */
export type Ended = { how: number | string; stdout: string; stderr: string };

/** A run of the command line that is under way. */
export type Run = {
  /** What it has printed so far on standard output. */
  printed: () => string;
  /** Ends it as a power cut does, without a word. */
  kill: () => void;
  /** Asks it to end, as Ctrl-C does. */
  interrupt: () => void;
  ended: Promise<Ended>;
  /** Null while it runs. */
  result: () => Ended | null;
};

/** A folder for one test, and the runs of the command line in it; `clear` ends them all and removes everything. */
export type Workplace = {
  folder: string;
  dataDir: string;
  start: (words: string[]) => Run;
  /** Runs to the end; throws, with what was said, unless it leaves with 0. */
  run: (words: string[]) => Promise<string>;
  clear: () => Promise<void>;
};

const open = new Set<Workplace>();

/** Ends and removes what is left of every test so far, also of those that failed or took too long: for `afterEach`. */
export async function clearWorkplaces(): Promise<void> {
  await Promise.all([...open].map(({ clear }) => clear()));
}

const COMMAND = fileURLToPath(new URL("../server/bin/tallystick.js", import.meta.url));

export function openWorkplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), "tallystick-crash-"));
  const dataDir = join(folder, "data");
  mkdirSync(dataDir);
  const runs = new Set<Run>();
  let cleared = false;

  const start = (words: string[]): Run => {
    // A test that was given up on may still be on its way; nothing is started any more that nobody would end.
    if (cleared) throw new Error("The test is over.");
    const env = { PATH: process.env.PATH, LOG_LEVEL: "warn", DATA_DIR: dataDir };
    const child = spawn(process.execPath, [COMMAND, ...words], { cwd: folder, env, stdio: "pipe" });
    const run = watch(child);
    runs.add(run);
    const gone = (): void => void runs.delete(run);
    run.ended.then(gone, gone);
    return run;
  };

  const run = async (words: string[]): Promise<string> => {
    const { how, stdout, stderr } = await start(words).ended;
    if (how === 0) return stdout;
    throw new Error(`tallystick ${words.join(" ")} left with ${how}.\n${stderr}${stdout}`);
  };

  const clear = async (): Promise<void> => {
    cleared = true;
    open.delete(workplace);
    const left = [...runs];
    for (const one of left) one.kill();
    await Promise.all(left.map(({ ended }) => ended));
    await stopPostmaster(join(dataDir, "postgres"));
    rmSync(folder, { recursive: true, force: true });
  };
  const workplace = { folder, dataDir, start, run, clear };
  open.add(workplace);
  return workplace;
}

function watch(child: ChildProcess): Run {
  let stdout = "";
  let stderr = "";
  let result: Ended | null = null;
  child.stdin?.end();
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    // “exit” and not “close”: PostgreSQL may outlive the process that started it.
    child.once("exit", (code, signal) => {
      result = { how: code ?? signal ?? "unknown", stdout, stderr };
      setImmediate(() => resolve({ ...result!, stdout, stderr }));
    });
  });
  return {
    printed: () => stdout,
    kill: () => void child.kill("SIGKILL"),
    interrupt: () => void child.kill("SIGINT"),
    ended,
    result: () => result,
  };
}
