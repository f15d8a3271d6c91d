import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { openEmbedded } from "../src/db/embedded.ts";
import { migrate, readMigrations } from "../src/db/migrate.ts";
import { createPool } from "../src/db/pool.ts";
import { FOLDER_VARIABLE } from "./test-server.ts";

/** A migrated database of its own on the shared test server. */
export type FreshDatabase = { url: string; pool: pg.Pool; close: () => Promise<void> };

export type TestDatabase = {
  /** A first migrated database. */
  url: string;
  pool: pg.Pool;
  /** One more, empty and migrated. */
  newDatabase: () => Promise<FreshDatabase>;
  /** Drops all of them and leaves the server. */
  close: () => Promise<void>;
};

type Server = { urlOf: (database: string) => string; close: () => Promise<void> };

// Any number that nothing else locks in the database `postgres` of a test server.
const BUILDING_TEMPLATE = 7_411_002;

/**
 * A real PostgreSQL for a test file: the server of TALLYSTICK_TEST_DATABASE_URL (its user must be allowed to create
 * databases), else an embedded one that all files of a worker share: what has been committed can be read in order only once
 * every older transaction of the server has ended, and so no worker waits for another's. Each database is cloned from a migrated template,
 * which takes some 50 ms. TALLYSTICK_TEST_FSYNC=on makes the embedded server as durable as in production.
 */
export async function startTestDatabase(): Promise<TestDatabase> {
  const server = await findServer();
  const admin = createPool({ url: server.urlOf("postgres"), size: 2 });
  const open = new Set<FreshDatabase>();
  const close = async (): Promise<void> => {
    for (const database of [...open]) await database.close();
    await admin.end();
    await server.close();
  };
  try {
    const template = await ensureTemplate(admin, server);
    const newDatabase = async (): Promise<FreshDatabase> => {
      const name = `test_${process.pid}_${randomBytes(5).toString("hex")}`;
      await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
      const url = server.urlOf(name);
      const pool = createPool({ url });
      const database: FreshDatabase = {
        url,
        pool,
        async close() {
          if (!open.delete(database)) return;
          await pool.end();
          await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
        },
      };
      open.add(database);
      return database;
    };
    const first = await newDatabase();
    return { url: first.url, pool: first.pool, newDatabase, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function findServer(): Promise<Server> {
  const given = process.env.TALLYSTICK_TEST_DATABASE_URL;
  if (given) {
    const urlOf = (database: string): string => {
      const url = new URL(given);
      url.pathname = `/${database}`;
      return url.href;
    };
    return { urlOf, close: async () => {} };
  }
  const folder = process.env[FOLDER_VARIABLE];
  const shared = folder && join(folder, `worker-${process.env["VITEST_POOL_ID"] ?? "1"}`);
  const dataDir = shared ?? mkdtempSync(join(tmpdir(), "tallystick-test-"));
  const server = await openEmbedded({
    dataDir,
    sync: process.env.TALLYSTICK_TEST_FSYNC === "on",
    // The end of the run stops the shared server, so that it is started once and not for every file.
    keepRunning: shared !== undefined,
    settings: { max_connections: "200", shared_buffers: "128MB" },
  });
  const close = async (): Promise<void> => {
    await server.close();
    if (shared === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  return { urlOf: server.urlOf, close };
}

/** The migrated template, built once for each content of the migrations; nobody is ever connected to it. */
async function ensureTemplate(admin: pg.Pool, server: Server): Promise<string> {
  const files = await readMigrations();
  const name =
    `tallystick_template_${files.length}_${files.map((file) => file.checksum.slice(0, 6)).join("")}`.slice(
      0,
      63,
    );
  const client = await admin.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [BUILDING_TEMPLATE]);
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 0) {
      const building = `${name}_new`.slice(-63);
      await client.query(`DROP DATABASE IF EXISTS ${building} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${building} TEMPLATE template0`);
      const pool = createPool({ url: server.urlOf(building), size: 1 });
      try {
        await migrate(pool);
      } finally {
        await pool.end();
      }
      await client.query(`ALTER DATABASE ${building} RENAME TO ${name}`);
    }
    return name;
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [BUILDING_TEMPLATE]).catch(() => {});
    client.release();
  }
}
