import { existsSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { errorCode, StartError } from "../start-error.ts";
import { ensureCluster, makeDataFolder, SUPERUSER } from "./cluster.ts";
import { findBinaries } from "./postgres-binaries.ts";
import {
  endOrphans,
  freePort,
  readPostmaster,
  removeStalePid,
  type StartRequest,
  startPostmaster,
  stopPostmaster,
} from "./postmaster.ts";
import { chooseServerUser } from "./server-user.ts";

export type EmbeddedOptions = {
  dataDir: string;
  /** Told in one sentence whatever the operator may want to know: who the server runs as, a restart. */
  notice?: (sentence: string) => void;
  /** False gives up safety for speed, for tests alone. */
  sync?: boolean;
  /** Settings over those of postgresql.conf. */
  settings?: Record<string, string>;
  /** Leaves the server running when the last user has gone; then whoever asked for this stops it. */
  keepRunning?: boolean;
};

/** A running PostgreSQL that this process shares. */
export type EmbeddedServer = {
  /** The connection URL of a database on it; the port stays the same as long as the process lives. */
  urlOf: (database: string) => string;
  /** Leaves the server, and stops it when no other process uses it. */
  close: () => Promise<void>;
};

/** A connection that says "in use" by a shared lock, and with it the server's port. */
type Hold = { client: pg.Client; port: number; lost: Promise<void> };

type Cluster = Omit<StartRequest, "port"> & { password: string; notice: (sentence: string) => void };

// Any number will do that nothing else locks in the database `postgres` of a cluster of ours.
const IN_USE = 7_411_001;
const PATIENCE = 60_000;

/**
 * Starts PostgreSQL on <dataDir>/postgres, or joins the one that runs there already.
 *
 * Whoever uses the server holds a shared advisory lock on a connection of its own, which ends with its process however
 * that dies. Whoever leaves tries to take the lock alone: who gets it is the last, and stops the server. So it does not
 * matter who started it; a server whose starter was killed is stopped by the next that leaves, and a command that runs
 * beside the server, or outlives it, is not cut off. When PostgreSQL itself is killed, those that hold it start it
 * again on the same port.
 *
 * Throws StartError.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const cluster = await prepareCluster(options);
  let hold = await bringUp(cluster, null);
  let closing = false;
  let recovering: Promise<Hold | null> | undefined;

  const supervise = async (): Promise<void> => {
    for (;;) {
      await hold.lost;
      if (closing) return;
      cluster.notice("The embedded PostgreSQL stopped unexpectedly and is being started again.");
      recovering = recover(cluster, hold.port, () => closing);
      const next = await recovering;
      if (!next) return;
      hold = next;
    }
  };
  const supervision = supervise();

  return {
    urlOf: (database) =>
      `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${hold.port}/${encodeURIComponent(database)}?sslmode=disable`,
    async close() {
      if (closing) return;
      closing = true;
      await recovering;
      if (options.keepRunning) await hold.client.end().catch(() => {});
      else await leave(cluster, hold);
      await supervision;
    },
  };
}

async function prepareCluster(options: EmbeddedOptions): Promise<Cluster> {
  if (process.platform === "win32") {
    throw new StartError(
      "embedded-unavailable",
      "The embedded PostgreSQL is for Linux and macOS: set DATABASE_URL to a PostgreSQL 15 or newer.",
    );
  }
  const dataDir = resolve(options.dataDir);
  const notice = options.notice ?? (() => {});
  makeDataFolder(dataDir);
  const named = join(dataDir, "postgres");
  // Somebody may have put the database on another disk by a link.
  const folder = existsSync(named) ? realpathSync(named) : named;
  const user = chooseServerUser(folder);
  const binaries = findBinaries({ user, dataDir, notice });
  const password = await ensureCluster({ folder, binaries, user, sync: options.sync ?? true });
  const settings = { ...(options.sync === false ? UNSAFE : {}), ...options.settings };
  return { folder, logFile: join(dataDir, "postgres.log"), binaries, user, settings, password, notice };
}

const UNSAFE = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/** Joins the server of the cluster, starting it as often as that takes. `port` null means any free one. */
async function bringUp(cluster: Cluster, port: number | null): Promise<Hold> {
  const { folder } = cluster;
  let busySince = Date.now();
  let told = false;
  for (;;) {
    const running = readPostmaster(folder);
    if (running) {
      const hold = await tryHold(cluster, running.port);
      if (hold) return hold;
      // Recovery takes as long as it takes; a server that says it is ready and does not answer is another matter.
      if (running.status !== "ready") busySince = Math.max(busySince, Date.now() - PATIENCE / 2);
    } else {
      removeStalePid(folder);
      const asked = port ?? (await freePort());
      if (cluster.user && !told) {
        told = true;
        cluster.notice(`PostgreSQL refuses to run as root, so it runs as the user ${cluster.user.name}.`);
      }
      const outcome = await startPostmaster({ ...cluster, port: asked });
      if (outcome === "started") continue;
      if (outcome === "still-in-use") endOrphans(folder);
    }
    if (Date.now() - busySince > PATIENCE) throw stuck(folder);
    await sleep(100);
  }
}

const stuck = (folder: string): StartError =>
  new StartError(
    "data-folder-in-use",
    `Another PostgreSQL holds ${folder} and does not answer: stop the process whose number is the first line of ${folder}/postmaster.pid, then start again.`,
  );

/** A hold on the server at `port`, or null when it is not ready yet or about to leave. */
async function tryHold(cluster: Cluster, port: number): Promise<Hold | null> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user: SUPERUSER,
    password: cluster.password,
    database: "postgres",
    ssl: false,
    application_name: "tallystick-hold",
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  const lost = new Promise<void>((resolve) => {
    client.once("end", () => resolve());
    client.on("error", () => resolve());
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock_shared($1) AS held", [
      IN_USE,
    ]);
    if (rows[0]?.held) return { client, port, lost };
  } catch (error) {
    if (errorCode(error) === "28P01") {
      throw new StartError(
        "data-folder-of-other-server",
        `The PostgreSQL that runs on ${cluster.folder} does not take the password kept there: restore the folder from a backup, or set DATA_DIR to another.`,
        error,
      );
    }
  }
  await client.end().catch(() => {});
  return null;
}

/** Holds the server again after it was lost, on the same port, because pools and other processes know that one. */
async function recover(cluster: Cluster, port: number, givenUp: () => boolean): Promise<Hold | null> {
  while (!givenUp()) {
    try {
      const hold = await bringUp(cluster, port);
      cluster.notice("The embedded PostgreSQL is back.");
      return hold;
    } catch (error) {
      cluster.notice(error instanceof Error ? error.message : String(error));
      await sleep(2_000);
    }
  }
  return null;
}

async function leave(cluster: Cluster, hold: Hold): Promise<void> {
  let last = hold;
  let alone = await takeAlone(last.client);
  const running = alone === null ? readPostmaster(cluster.folder) : null;
  if (running) {
    // The connection broke but the server lives: it is asked once more over a new one.
    last = (await tryHold(cluster, running.port).catch(() => null)) ?? hold;
    alone = await takeAlone(last.client);
  }
  if (alone) await stopPostmaster(cluster.folder);
  await Promise.all([hold, last].map(({ client }) => client.end().catch(() => {})));
}

/**
 * Whether nobody else uses the server; null when the connection is gone. The exclusive lock keeps newcomers out until
 * the server has stopped.
 */
async function takeAlone(client: pg.Client): Promise<boolean | null> {
  try {
    await client.query("SELECT pg_advisory_unlock_shared($1)", [IN_USE]);
    const { rows } = await client.query<{ alone: boolean }>("SELECT pg_try_advisory_lock($1) AS alone", [
      IN_USE,
    ]);
    return rows[0]?.alone === true;
  } catch {
    return null;
  }
}
