import pg from "pg";
import { errorCode, StartError } from "../start-error.ts";
import { type EmbeddedServer, openEmbedded } from "./embedded.ts";
import { migrate } from "./migrate.ts";
import { createPool } from "./pool.ts";

export type DatabaseConfig = {
  /** A PostgreSQL 15 or newer; null for the embedded one. */
  databaseUrl: string | null;
  /** Holds the embedded server's folder `postgres` and its log. */
  dataDir: string;
  /** Connections at most; 10 when left out. */
  poolSize?: number;
  /** Told in one sentence what an operator may want to know. */
  notice?: (sentence: string) => void;
};

export type Database = {
  pool: pg.Pool;
  /** Connection URL, password included: never to be logged. */
  url: string;
  embedded: boolean;
  close: () => Promise<void>;
};

const DATABASE = "tallystick";

/**
 * The database, migrated and ready: the embedded server of `dataDir` (started, or joined when another process runs it)
 * or the server of `databaseUrl`. Throws StartError for all that the operator can put right.
 */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  return config.databaseUrl === null ? openOwn(config) : openGiven(config, config.databaseUrl);
}

async function openGiven(config: DatabaseConfig, url: string): Promise<Database> {
  await checkUrl(url);
  const pool = poolOf(config, url);
  try {
    await migrate(pool);
  } catch (error) {
    await pool.end();
    throw connectionError(error, url) ?? error;
  }
  return { pool, url, embedded: false, close: onlyOnce(() => pool.end()) };
}

async function openOwn(config: DatabaseConfig): Promise<Database> {
  const server = await openEmbedded({
    dataDir: config.dataDir,
    ...(config.notice ? { notice: config.notice } : {}),
  });
  try {
    await createDatabase(server, DATABASE);
    const url = server.urlOf(DATABASE);
    const pool = poolOf(config, url);
    try {
      await migrate(pool);
    } catch (error) {
      await pool.end();
      throw error;
    }
    const close = async (): Promise<void> => {
      await pool.end();
      await server.close();
    };
    return { pool, url, embedded: true, close: onlyOnce(close) };
  } catch (error) {
    await server.close();
    throw isDiskFull(error) ? diskFull(config.dataDir, error) : error;
  }
}

function poolOf(config: DatabaseConfig, url: string): pg.Pool {
  return createPool({
    url,
    ...(config.poolSize === undefined ? {} : { size: config.poolSize }),
    onIdleError: (error) =>
      config.notice?.(`A connection to the database was lost and is replaced: ${error.message}`),
  });
}

/** Closing twice waits for the first and does nothing more: shutting down has several paths that lead here. */
function onlyOnce(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

async function createDatabase(server: EmbeddedServer, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.urlOf("postgres") });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    // 42P04 and 23505: another process that starts at this moment was quicker.
    if (errorCode(error) !== "42P04" && errorCode(error) !== "23505") throw error;
  } finally {
    await client.end();
  }
}

/** Tries one connection, so that what is wrong with the URL is told before anything else happens. */
async function checkUrl(url: string): Promise<void> {
  const client = clientFor(url);
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    throw connectionError(error, url) ?? unreachable(url, error);
  } finally {
    await client.end().catch(() => {});
  }
}

function clientFor(url: string): pg.Client {
  try {
    if (!/^postgres(ql)?:\/\/./.test(url)) throw new URIError("not a PostgreSQL address");
    const { username, pathname } = new URL(url);
    decodeURIComponent(username + pathname);
    return new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  } catch (error) {
    throw new StartError(
      "database-url-invalid",
      "DATABASE_URL is not a PostgreSQL address: write it like postgres://user:password@host:5432/database, with %40 for an @ in the password.",
      error,
    );
  }
}

/** The StartError for a server's refusal, or null when the error is of another kind. The password is never repeated. */
function connectionError(error: unknown, url: string): StartError | null {
  if (error instanceof StartError) return null;
  const { username, pathname } = new URL(url);
  const user = decodeURIComponent(username);
  const database = decodeURIComponent(pathname.slice(1)) || user;
  switch (errorCode(error)) {
    case "28P01":
    case "28000":
      return new StartError(
        "database-login-refused",
        `The server of DATABASE_URL refuses the user "${user}": correct the user or the password in it, or let that user in (pg_hba.conf).`,
        error,
      );
    case "3D000":
      return new StartError(
        "database-unknown",
        `The server of DATABASE_URL has no database "${database}": create it (createdb ${database}) or correct the name.`,
        error,
      );
    case "42501":
      return new StartError(
        "database-not-permitted",
        `The user "${user}" may not use the database "${database}": grant it CONNECT on the database and CREATE on its schema public.`,
        error,
      );
    case "53300":
      return new StartError(
        "database-unreachable",
        "The server of DATABASE_URL has no connection left: close some, or raise its max_connections.",
        error,
      );
    default:
      return isDiskFull(error) ? diskFull("the server of DATABASE_URL", error) : null;
  }
}

function unreachable(url: string, error: unknown): StartError {
  const { hostname, port } = new URL(url);
  const why = error instanceof Error ? error.message || errorCode(error) : String(error);
  return new StartError(
    "database-unreachable",
    `No PostgreSQL answers at ${hostname || "localhost"}:${port || "5432"} (${why}): start it, or correct DATABASE_URL.`,
    error,
  );
}

const isDiskFull = (error: unknown): boolean => errorCode(error) === "53100" || errorCode(error) === "ENOSPC";

const diskFull = (place: string, error: unknown): StartError =>
  new StartError(
    "disk-full",
    `The disk of ${place} is full: free some space, then start again; nothing that was acknowledged is lost.`,
    error,
  );
