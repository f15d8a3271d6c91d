import { isIP } from "node:net";
import { resolve } from "node:path";

export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";

/** Everything that can be set from outside, checked and with defaults filled in. */
export type Config = {
  /** A PostgreSQL 15 or newer; null for the embedded one. */
  databaseUrl: string | null;
  /** TCP port of the HTTP server; 0 for any free one. */
  port: number;
  /** Address to listen on. */
  host: string;
  /** Absolute; holds the embedded server's folder `postgres` and its log. */
  dataDir: string;
  /** Connections to the database at most. */
  poolSize: number;
  logLevel: LogLevel;
  /** Lanes of the ledger: transactions that are written side by side. */
  lanes: number;
  /** Who collects charges: people, through the API, or the provider of that name. */
  billing: "manual" | "test";
};

/** One setting that cannot be used, and one sentence that says what to do. */
export type ConfigProblem = { setting: string; message: string };

/** The environment, or what stands for it. */
export type Environment = Record<string, string | undefined>;

/** What the command line sets over the environment, by the same names. */
export type ConfigOverrides = {
  [name in
    | "PORT"
    | "HOST"
    | "DATA_DIR"
    | "DATABASE_URL"
    | "DATABASE_POOL"
    | "LOG_LEVEL"
    | "LANES"
    | "BILLING"]?: string | number | undefined;
};

const LOG_LEVELS: readonly string[] = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

/** The environment of this process. The only place that reads it. */
export const environment = (): Environment => process.env;

/**
 * Reads all settings at once, so that a person who starts sees every mistake and not the first alone. An empty value
 * counts as not set, because `PORT= npm start` means that to a shell.
 */
export function readConfig(env: Environment, overrides: ConfigOverrides = {}): Config | ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const given = (name: keyof ConfigOverrides): string | undefined => {
    const value = String(overrides[name] ?? env[name] ?? "").trim();
    return value === "" ? undefined : value;
  };
  const whole = (name: keyof ConfigOverrides, fallback: number, [least, most]: [number, number]): number => {
    const text = given(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    problems.push({
      setting: name,
      message: `${name} is "${text}": set it to a whole number from ${least} to ${most}, or leave it out for ${fallback}.`,
    });
    return fallback;
  };

  const lanes = whole("LANES", 2, [1, 64]);
  const config: Config = {
    port: whole("PORT", 8080, [0, 65_535]),
    host: readHost(given("HOST"), problems),
    dataDir: resolve(given("DATA_DIR") ?? "data"),
    databaseUrl: readDatabaseUrl(given("DATABASE_URL"), problems),
    // Each lane keeps a connection while it writes; the rest serve reads, jobs and the command line.
    poolSize: whole("DATABASE_POOL", Math.max(10, lanes + 8), [2, 500]),
    logLevel: readLogLevel(given("LOG_LEVEL"), problems),
    lanes,
    billing: readBilling(given("BILLING"), problems),
  };
  if (config.poolSize <= lanes) {
    problems.push({
      setting: "DATABASE_POOL",
      message: `DATABASE_POOL is ${config.poolSize}, which leaves no connection beside the ${lanes} lanes: set it to ${lanes + 2} or more.`,
    });
  }
  return problems.length > 0 ? problems : config;
}

function readHost(text: string | undefined, problems: ConfigProblem[]): string {
  if (text === undefined) return "127.0.0.1";
  if (isIP(text) === 0 && !/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text)) {
    problems.push({
      setting: "HOST",
      message: `HOST is "${text}": set it to an address of this machine alone, such as 127.0.0.1, 0.0.0.0 or ::, without a scheme or a port.`,
    });
  }
  return text;
}

function readDatabaseUrl(text: string | undefined, problems: ConfigProblem[]): string | null {
  if (text === undefined) return null;
  if (!/^postgres(ql)?:\/\/./.test(text) || !URL.canParse(text)) {
    // The value is not repeated: it may hold a password.
    problems.push({
      setting: "DATABASE_URL",
      message:
        "DATABASE_URL is not a PostgreSQL address: write it like postgres://user:password@host:5432/database, or leave it out for the embedded database.",
    });
  }
  return text;
}

function readLogLevel(text: string | undefined, problems: ConfigProblem[]): LogLevel {
  const level = (text ?? "info").toLowerCase();
  if (!LOG_LEVELS.includes(level)) {
    problems.push({
      setting: "LOG_LEVEL",
      message: `LOG_LEVEL is "${text}": set it to one of ${LOG_LEVELS.join(", ")}.`,
    });
  }
  return level as LogLevel;
}

function readBilling(text: string | undefined, problems: ConfigProblem[]): Config["billing"] {
  if (text === undefined || text === "manual" || text === "test") return text ?? "manual";
  problems.push({
    setting: "BILLING",
    message: `BILLING is "${text}": set it to test to try charges out, or leave it out for manual, where people answer them.`,
  });
  return "manual";
}

/** Whether an address to listen on can be reached from this machine alone. One that is written unusually counts as not. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
