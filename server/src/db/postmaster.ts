import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode, StartError } from "../start-error.ts";
import type { Binaries } from "./postgres-binaries.ts";
import { asUser, reachFolder, type ServerUser } from "./server-user.ts";

/** What postmaster.pid says of a server that lives. */
export type Postmaster = { pid: number; port: number; status: string };

/** What came of an attempt to start a server. */
export type StartOutcome = "started" | "lost-race" | "still-in-use" | "port-taken";

export type StartRequest = {
  /** The cluster, an absolute path. */
  folder: string;
  logFile: string;
  binaries: Binaries;
  user: ServerUser | null;
  port: number;
  /** Further settings as name → value, over those in postgresql.conf. */
  settings: Record<string, string>;
};

const LOG_BYTES_MAX = 10_000_000;

/**
 * The server that runs on the cluster in `folder`, or null. The pid of a killed server may belong to another program
 * by now, so on Linux it must be one that works in this very folder.
 */
export function readPostmaster(folder: string): Postmaster | null {
  const lines = readPidFile(folder);
  const pid = Number(lines[0]);
  // An empty file is one that a starting server is about to fill.
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (!isAlive(pid, folder)) return null;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? "starting").trim() };
}

/** The lines of postmaster.pid, none when there is no such file: it may come and go at any moment. */
function readPidFile(folder: string): string[] {
  try {
    return readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}

function isAlive(pid: number, folder: string): boolean {
  if (!exists(pid)) return false;
  if (process.platform !== "linux") return true;
  // In a container root may be denied the look at another user's process; its name must do then.
  return worksIn(pid, folder) ?? nameOf(pid) === "postgres";
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

/** Whether the process's working folder is that one, as a server's is; null when the system does not say. */
function worksIn(pid: number, folder: string): boolean | null {
  try {
    return realpathSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch (error) {
    // A process that has ended and waits to be reaped has no working folder any more.
    return errorCode(error) === "EACCES" ? null : false;
  }
}

/** The program's name as the kernel shows it to everybody, or "" when the process has ended. */
function nameOf(pid: number): string {
  try {
    const m = /^\d+ \((.*)\) (\w)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return m?.[2] === "Z" ? "" : (m?.[1] ?? "");
  } catch {
    return "";
  }
}

/**
 * Starts a server and waits until it takes connections, however long it recovers. It runs in a session of its own, so
 * that Ctrl-C reaches Node alone and Node decides when the database stops, and it logs to a file, so that it outlives
 * a killed Node. Throws StartError when it cannot start for a reason that another attempt does not cure.
 */
export async function startPostmaster(request: StartRequest): Promise<StartOutcome> {
  const { folder, binaries, user } = request;
  const reach = reachFolder(folder, user);
  const log = openLog(request.logFile);
  const from = fstatSync(log).size;
  try {
    const settings = Object.entries({
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      ...request.settings,
    }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const child = spawn(binaries.postgres, ["-D", reach.path, "-p", String(request.port), ...settings], {
      ...asUser(user),
      cwd: "/",
      env: binaries.env,
      detached: true,
      stdio: ["ignore", log, log, ...reach.descriptors],
    });
    child.unref();
    const exit = await readyOrExited(child, folder);
    return exit === null ? "started" : judgeFailure(exit, readFrom(log, from), request);
  } finally {
    reach.close();
    closeSync(log);
  }
}

/** How a server left: its exit code or the signal's name; or the error for which it was never there. */
type Exit = { how: number | string };

/** Null when the server is ready. */
async function readyOrExited(child: ChildProcess, folder: string): Promise<Exit | null> {
  let exit: Exit | null = null;
  child.once("error", (error) => {
    exit = { how: error.message };
  });
  child.once("exit", (code, signalName) => {
    exit ??= { how: code ?? signalName ?? "" };
  });
  for (;;) {
    await sleep(20);
    if (exit !== null) return exit;
    const running = readPostmaster(folder);
    if (running && running.pid === child.pid && running.status === "ready") return null;
  }
}

function judgeFailure({ how }: Exit, log: string, { folder, user }: StartRequest): StartOutcome {
  // Stopped or killed from outside before it was seen to be ready: another process may have come, used it and left.
  if (how === 0 || (typeof how === "string" && how.startsWith("SIG"))) return "lost-race";
  if (log.includes('lock file "postmaster.pid" already exists')) return "lost-race";
  if (log.includes('could not open file "postmaster.pid"') && log.includes("File exists")) return "lost-race";
  if (log.includes("pre-existing shared memory block")) return "still-in-use";
  if (log.includes("could not create any TCP/IP sockets")) return "port-taken";
  throw embeddedFailure(log || `It left with ${how}.`, folder, user);
}

/** The StartError for what PostgreSQL's own programs printed before they gave up. */
export function embeddedFailure(log: string, folder: string, user: ServerUser | null): StartError {
  if (/No space left on device|Disk quota exceeded/.test(log) || isFull(dirname(folder))) {
    return new StartError(
      "disk-full",
      `The disk that holds ${folder} is full: free some space there, or set DATA_DIR to a folder on another disk; nothing that was acknowledged is lost.`,
    );
  }
  if (/Read-only file system|Permission denied|Operation not permitted/.test(log)) {
    const who = user ? `the user ${user.name}, whom PostgreSQL runs as,` : "this user";
    return new StartError(
      "data-folder-not-writable",
      `PostgreSQL cannot work in ${folder}: let ${who} own and write that folder, or set DATA_DIR to another. (${lastComplaint(log)})`,
    );
  }
  return new StartError(
    "embedded-failed",
    `The embedded PostgreSQL did not start on ${folder}; read postgres.log beside it, or set DATABASE_URL to another server. (${lastComplaint(log)})`,
  );
}

/** On a full disk the log may lack the very line that says so. */
function isFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < 1_000_000;
}

function lastComplaint(log: string): string {
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  const complaint = lines.findLast((line) => /FATAL|PANIC|error|could not/i.test(line)) ?? lines.at(-1) ?? "";
  return complaint.replace(/^.*?(FATAL|PANIC|error):\s*/i, "").trim();
}

/**
 * Stops the server as fast as it can be done cleanly: clients are cut off, everything is written, the folder is left
 * at rest. Waits until it is gone.
 */
export async function stopPostmaster(folder: string): Promise<void> {
  const running = readPostmaster(folder);
  if (!running) return;
  signal(running.pid, "SIGINT");
  for (let waited = 0; sameServer(folder, running.pid); waited += 20) {
    // A checkpoint on a slow disk may take long; only then is the server told to leave without one, which loses nothing
    // but makes the next start recover.
    if (waited === 120_000) signal(running.pid, "SIGQUIT");
    await sleep(20);
  }
}

const sameServer = (folder: string, pid: number): boolean => readPostmaster(folder)?.pid === pid;

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (errorCode(error) !== "ESRCH") throw error;
  }
}

/**
 * Takes away the pid file of a dead server when its number belongs to another program by now, which PostgreSQL would
 * take for that server. A number that nobody has is left alone: PostgreSQL replaces such a file by itself, and safely.
 */
export function removeStalePid(folder: string): void {
  const pid = Number(readPidFile(folder)[0]);
  if (pid > 0 && exists(pid) && readPostmaster(folder) === null) {
    rmSync(join(folder, "postmaster.pid"), { force: true });
  }
}

/**
 * Ends what is left of a server whose first process was killed: a session that computes does not notice, and keeps the
 * shared memory that a new server has to have for itself. It loses nothing: the new server recovers from the log.
 */
export function endOrphans(folder: string): void {
  if (process.platform !== "linux" || readPostmaster(folder)) return;
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (pid > 0 && nameOf(pid) === "postgres" && worksIn(pid, folder)) signal(pid, "SIGQUIT");
  }
}

function openLog(file: string): number {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
  try {
    return openSync(file, "a+", 0o600);
  } catch (error) {
    if (errorCode(error) !== "EACCES") throw error;
    // A log of another user, root for one, who ran the server before.
    rmSync(file);
    return openSync(file, "a+", 0o600);
  }
}

function readFrom(log: number, offset: number): string {
  const buffer = Buffer.alloc(Math.max(0, fstatSync(log).size - offset));
  return buffer.toString("utf8", 0, readSync(log, buffer, 0, buffer.length, offset));
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
