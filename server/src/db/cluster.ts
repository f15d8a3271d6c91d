import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  lchownSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { totalmem } from "node:os";
import { dirname, join } from "node:path";
import { errorCode, StartError } from "../start-error.ts";
import type { Binaries } from "./postgres-binaries.ts";
import { embeddedFailure } from "./postmaster.ts";
import { asUser, reachFolder, type ServerUser } from "./server-user.ts";

/** The superuser that the cluster is made with; only Tallystick knows its password. */
export const SUPERUSER = "tallystick";

/** Inside the cluster, so that a backup of the folder holds all that is needed and nobody but its owner can look. */
const PASSWORD_FILE = "tallystick.password";
const STAGING = "postgres.new-";
const STAGING_AGE_MAX = 10 * 60_000;

/** Makes the data folder. Throws StartError when that cannot be done. */
export function makeDataFolder(dataDir: string): void {
  const probe = join(dataDir, `.writable-${process.pid}`);
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    throw folderError(error, dataDir);
  }
}

function folderError(error: unknown, dataDir: string): unknown {
  const code = errorCode(error);
  if (code === "ENOSPC" || code === "EDQUOT")
    return embeddedFailure("No space left on device", dataDir, null);
  if (!["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOENT", "ENAMETOOLONG", "ELOOP"].includes(code))
    return error;
  if (code === "EBUSY") {
    return new StartError(
      "data-folder-not-writable",
      `The folder postgres in ${dataDir} is a mount point and cannot be filled: mount that disk on ${dataDir} itself.`,
      error,
    );
  }
  const why =
    code === "ENOTDIR" || code === "EEXIST" ? "a file stands in its place" : "this user may not write there";
  return new StartError(
    "data-folder-not-writable",
    `The data folder ${dataDir} cannot be used, because ${why}: set DATA_DIR to a folder that this user can write.`,
    error,
  );
}

export type ClusterRequest = {
  /** Where the cluster lies or will lie, an absolute path. */
  folder: string;
  binaries: Binaries;
  user: ServerUser | null;
  /** Tests may give up safety for speed. */
  sync: boolean;
};

/**
 * Makes the cluster if there is none, and returns the password of its superuser. A cluster is made in a folder beside
 * its place and then renamed there: what a killed start leaves is never taken for a cluster, and of two starts at once
 * the second finds the place taken and throws its own work away.
 */
export async function ensureCluster(request: ClusterRequest): Promise<string> {
  const { folder, user } = request;
  removeOldStaging(dirname(folder));
  if (!existsSync(folder) || readdirSync(folder).length === 0) await makeCluster(request);
  if (user && statSync(folder).uid === 0) giveTo(folder, user);
  refuseOtherVersion(request);
  try {
    return readFileSync(join(folder, PASSWORD_FILE), "utf8").trim();
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw folderError(error, dirname(folder));
    throw new StartError(
      "data-folder-of-other-server",
      `${folder} holds a PostgreSQL that Tallystick did not make (it has no ${PASSWORD_FILE}): set DATA_DIR to another folder, or DATABASE_URL to that server once it runs.`,
      error,
    );
  }
}

function refuseOtherVersion({ folder, binaries }: ClusterRequest): void {
  const file = join(folder, "PG_VERSION");
  const found = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  if (found === String(binaries.major)) return;
  throw new StartError(
    "data-folder-of-other-server",
    found === ""
      ? `${folder} holds files that are not a database: move them away, or set DATA_DIR to another folder.`
      : `The database in ${folder} was made by PostgreSQL ${found} and this Tallystick brings ${binaries.major}: start the Tallystick that made it, export, and import into a new folder.`,
  );
}

async function makeCluster(request: ClusterRequest): Promise<void> {
  const { folder, user } = request;
  const dataDir = dirname(folder);
  const staging = join(dataDir, `${STAGING}${process.pid}-${randomBytes(4).toString("hex")}`);
  const password = randomBytes(24).toString("base64url");
  try {
    mkdirSync(staging, { mode: 0o700 });
    writeFileSync(join(staging, "password"), `${password}\n`, { mode: 0o600 });
    if (user) giveTo(staging, user);
    await runInitdb(request, staging);
    renameSync(join(staging, "password"), join(staging, "cluster", PASSWORD_FILE));
    if (request.sync) syncFolder(join(staging, "cluster"));
    renameSync(join(staging, "cluster"), folder);
    if (request.sync) syncFolder(dataDir);
  } catch (error) {
    const lostTheRace =
      ["ENOTEMPTY", "EEXIST"].includes(errorCode(error)) && existsSync(join(folder, "PG_VERSION"));
    if (!lostTheRace) throw error instanceof StartError ? error : folderError(error, dataDir);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

async function runInitdb({ binaries, user, sync, folder }: ClusterRequest, staging: string): Promise<void> {
  const reach = reachFolder(staging, user);
  const settings = Object.entries(firstSettings()).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const args = [
    ...["-D", `${reach.path}/cluster`, "-U", SUPERUSER, `--pwfile=${reach.path}/password`],
    // The built-in provider sorts the same on every system and after every upgrade of one.
    ...[
      "-A",
      "scram-sha-256",
      "-E",
      "UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    ],
    ...["--no-instructions", ...(sync ? [] : ["--no-sync"]), ...settings],
  ];
  try {
    const child = spawn(binaries.initdb, args, {
      ...asUser(user),
      cwd: "/",
      env: binaries.env,
      // Ctrl-C during the first start ends Node, and what is left is swept away by the next.
      detached: true,
      stdio: ["ignore", "pipe", "pipe", ...reach.descriptors],
    });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    const status = await new Promise<number | string | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(code ?? signal));
    });
    if (status !== 0) throw embeddedFailure(output || `initdb left with ${status}`, folder, user);
  } finally {
    reach.close();
  }
}

/**
 * What postgresql.conf says from the beginning; the operator may change it there. Sized for a small machine that also
 * runs the engine. Commits are waited for and flushed, as is PostgreSQL's way; it is written out so that a reader of
 * the file sees that it is meant.
 */
function firstSettings(): Record<string, string> {
  const megabytes = Math.floor(totalmem() / 1024 / 1024);
  return {
    fsync: "on",
    synchronous_commit: "on",
    full_page_writes: "on",
    shared_buffers: `${Math.min(256, Math.max(32, Math.floor(megabytes / 8)))}MB`,
    effective_cache_size: `${Math.max(64, Math.floor(megabytes / 2))}MB`,
    work_mem: "8MB",
    maintenance_work_mem: "64MB",
    max_connections: "60",
    max_wal_size: "2GB",
    min_wal_size: "128MB",
    wal_compression: "on",
    checkpoint_timeout: "15min",
    random_page_cost: "1.1",
    // Statements here are short: compiling them costs more than it saves.
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    log_line_prefix: "%m [%p] ",
    // The detail of an error may quote a row, and with it a person's e-mail.
    log_error_verbosity: "terse",
    password_encryption: "scram-sha-256",
    cluster_name: "tallystick",
  };
}

function giveTo(folder: string, user: ServerUser): void {
  chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    lchownSync(join(entry.parentPath, entry.name), user.uid, user.gid);
  }
}

/** Sweeps away what starts that were killed while making a cluster left behind. */
function removeOldStaging(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (!name.startsWith(STAGING)) continue;
    const path = join(dataDir, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > STAGING_AGE_MAX) rmSync(path, { recursive: true, force: true });
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
