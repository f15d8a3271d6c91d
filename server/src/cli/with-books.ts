import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { type Books, openBooks } from "../actions/open-books.ts";
import { type Config, type ConfigOverrides, environment, readConfig } from "../config.ts";
import { openDatabase } from "../db/open-database.ts";
import { StartError } from "../start-error.ts";
import type { Output } from "./output.ts";

/** What one run of the command line is made of; a command leaves its exit code in it. */
export type Session = { out: Output; exitCode: number };

type GlobalOptions = { dataDir?: string; databaseUrl?: string };

/** The settings, those of the command line before those of the environment. Throws StartError. */
export function configOf(command: Command, overrides: ConfigOverrides = {}): Config {
  const { dataDir, databaseUrl } = command.optsWithGlobals<GlobalOptions>();
  const config = readConfig(environment(), { DATA_DIR: dataDir, DATABASE_URL: databaseUrl, ...overrides });
  if (!Array.isArray(config)) return config;
  throw new StartError("config-invalid", config.map(({ message }) => message).join("\n"));
}

/**
 * Opens the database for as long as `work` takes: the server of `--database-url`, or the embedded one of the data
 * folder, which is joined when it runs and started when it does not. A command that only reads makes no new folder, and
 * one that is soon over has nothing to notice about the server. Throws StartError.
 */
export async function withBooks<T>(
  {
    session,
    command,
    makes,
    notice = false,
  }: { session: Session; command: Command; makes: boolean; notice?: boolean },
  work: (books: Books) => Promise<T>,
): Promise<T> {
  const config = configOf(command);
  if (!makes && config.databaseUrl === null && !existsSync(join(config.dataDir, "postgres"))) {
    throw new StartError(
      "database-unknown",
      `There is no database in ${config.dataDir}: name the folder of a started program with --data-dir, or a server with --database-url.`,
    );
  }
  const database = await openDatabase(notice ? { ...config, notice: session.out.note } : config);
  try {
    const books = openBooks(database.pool, config);
    try {
      return await work(books);
    } finally {
      await books.close();
    }
  } finally {
    await database.close();
  }
}
