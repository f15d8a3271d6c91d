import { spawnSync } from "node:child_process";
import { closeSync, constants, openSync, readFileSync, statSync } from "node:fs";
import { errorCode, StartError } from "../start-error.ts";

/** The OS user that PostgreSQL runs as when it is not the user of this process. */
export type ServerUser = { name: string; uid: number; gid: number };

/** A folder as PostgreSQL is to name it, with the descriptors that its process inherits from number 3 on. */
export type Reach = { path: string; descriptors: number[]; close: () => void };

/** Dedicated first; `nobody` exists everywhere but may be shared with other programs. */
const PREFERRED = ["postgres", "nobody"];

/**
 * PostgreSQL refuses to run as root, so root starts it as another user: as the owner of the cluster when there is one,
 * else as `postgres`, else as `nobody`. Returns null when the process's own user will do. Throws StartError when root
 * finds no such user, or when the cluster belongs to somebody whom this process may not act for.
 */
export function chooseServerUser(cluster: string): ServerUser | null {
  const own = process.getuid?.() ?? 0;
  const owner = statSync(cluster, { throwIfNoEntry: false })?.uid;
  if (own !== 0) {
    if (owner === undefined || owner === own) return null;
    const name = accounts().find((account) => account.uid === owner)?.name ?? `number ${owner}`;
    throw new StartError(
      "data-folder-of-other-server",
      `The database in ${cluster} belongs to the user ${name}, who started it first (as root does): start as that user or as root, or set DATA_DIR to another folder.`,
    );
  }
  // A cluster that root copied back from a backup belongs to root; it is given to the server's user before the start.
  const user = owner === undefined || owner === 0 ? preferredUser() : accountOf(owner, cluster);
  if (mayBecome(user)) return user;
  throw new StartError(
    "embedded-no-user",
    `PostgreSQL refuses to run as root, and this process may not become the user ${user.name}: start as an ordinary user, or set DATABASE_URL to a server that runs elsewhere.`,
  );
}

function preferredUser(): ServerUser {
  const known = accounts();
  for (const name of PREFERRED) {
    const found = known.find((account) => account.name === name && account.uid !== 0);
    if (found) return found;
  }
  throw new StartError(
    "embedded-no-user",
    "PostgreSQL refuses to run as root, and this system has neither a user postgres nor a user nobody to run it as: start as an ordinary user, or set DATABASE_URL to a server that runs elsewhere.",
  );
}

function accountOf(uid: number, cluster: string): ServerUser {
  const found = accounts().find((account) => account.uid === uid);
  return found ?? { name: `number ${uid}`, uid, gid: statSync(cluster).gid };
}

/** Root of a container may have been denied the right to change users. */
function mayBecome(user: ServerUser): boolean {
  const child = spawnSync("/bin/sh", ["-c", ":"], { ...asUser(user), cwd: "/", env: {}, stdio: "ignore" });
  return errorCode(child.error) !== "EPERM";
}

function accounts(): ServerUser[] {
  try {
    return readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":"))
      .filter((fields) => fields.length >= 7)
      .map(([name, , uid, gid]) => ({ name: name ?? "", uid: Number(uid), gid: Number(gid) }));
  } catch {
    return [];
  }
}

/** Options of child_process that make a child run as `user`, or nothing for the process's own user. */
export function asUser(user: ServerUser | null): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {};
}

/**
 * How `user` gets at `folder`. A folder below one that is closed to that user (/root with mode 0700, say) cannot be
 * named by its path, and opening up somebody's home is not ours to do. The server then inherits an open descriptor of
 * the folder and names it /proc/self/fd/N, which the kernel resolves without walking the closed folders; all children
 * of the server inherit it too. Copying the data elsewhere would put it where nobody looks for it, and lending the
 * server a capability to read everything would undo the point of a user of its own.
 */
export function reachFolder(folder: string, user: ServerUser | null): Reach {
  if (user === null || canEnter(folder, user)) return { path: folder, descriptors: [], close: () => {} };
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  const path = "/proc/self/fd/3";
  if (canEnter(path, user, descriptor)) {
    return { path, descriptors: [descriptor], close: () => closeSync(descriptor) };
  }
  closeSync(descriptor);
  throw new StartError(
    "data-folder-not-writable",
    `PostgreSQL does not run as root but as the user ${user.name}, who cannot reach ${folder}: start as an ordinary user, or set DATA_DIR to a folder that ${user.name} can reach, such as /var/lib/tallystick.`,
  );
}

/** Asked of a child of that user and not worked out from modes: access lists and containers have their own rules. */
function canEnter(folder: string, user: ServerUser, descriptor?: number): boolean {
  const stdio = ["ignore", "ignore", "ignore", ...(descriptor === undefined ? [] : [descriptor])] as const;
  const child = spawnSync("/bin/sh", ["-c", 'cd -- "$1" && test -w "$1" && test -r "$1"', "sh", folder], {
    ...asUser(user),
    cwd: "/",
    env: {},
    stdio: [...stdio],
  });
  return child.status === 0;
}
