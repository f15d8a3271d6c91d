import { createInterface } from "node:readline";
import { openDatabase } from "../src/db/open-database.ts";
import { StartError } from "../src/start-error.ts";

/**
 * A process that holds a database, for tests that kill it. Arguments: the data folder. It prints "ready <url>", then
 * answers each line of its input: "write <text>" with "wrote <text>" once that is committed, "close" by leaving.
 */
async function main(dataDir: string): Promise<void> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const database = await openDatabase({
    databaseUrl: null,
    dataDir,
    notice: (sentence) => say(`notice ${sentence}`),
  });
  say(`ready ${database.url}`);
  for await (const line of createInterface({ input: process.stdin })) {
    const [verb, text] = line.split(" ");
    if (verb === "close") break;
    if (verb === "write") {
      await database.pool.query("INSERT INTO setting (key, value) VALUES ($1, 'kept')", [text]);
      say(`wrote ${text}`);
    }
  }
  await database.close();
  say("closed");
  // An open input would keep the process.
  process.stdin.destroy();
}

try {
  await main(process.argv[2] ?? "");
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stdout.write(`refused ${error.code} ${error.message}\n`);
  process.exitCode = error.exitCode;
}
