import { readFileSync } from "node:fs";
import { Command } from "commander";
import { auditCommand } from "./audit.ts";
import { checkCommand } from "./check.ts";
import { demoCommand } from "./demo.ts";
import { exportCommand } from "./export.ts";
import { importCommand } from "./import.ts";
import { initCommand } from "./init.ts";
import { openOutput } from "./output.ts";
import { publishCommand } from "./publish.ts";
import { showCommand } from "./show.ts";
import { startCommand } from "./start.ts";
import { tellError } from "./tell-error.ts";
import { testCommand } from "./test.ts";
import { whyCommand } from "./why.ts";
import type { Session } from "./with-books.ts";

const HELP = `
Examples:
  $ tallystick start                       a running program with a demo, on http://localhost:8080
  $ tallystick init my-program             a definition to begin with
  $ tallystick check my-program/program.yaml
  $ tallystick publish my-program/program.yaml
  $ tallystick import orders.csv --mapping mapping.yaml
  $ tallystick show customer:00001
  $ tallystick audit

Exit codes: 0 done; 1 the answer is no; 2 asked for wrongly; 69, 73 and 78 the database or the settings; 70 a fault.
`;

/** The version of this package, the same from src and from dist. */
function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return (manifest as { version: string }).version;
}

function makeProgram(session: Session): Command {
  const version = ownVersion();
  const program = new Command("tallystick")
    .description("An open loyalty engine: purchases in, points out, with books that close.")
    .version(version, "--version", "print the version")
    .option("--data-dir <folder>", "the folder of the embedded database (default: data, or DATA_DIR)")
    .option("--database-url <url>", "a PostgreSQL server instead (or DATABASE_URL)")
    .option("--debug", "with an error, print where it came from")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", HELP)
    .showHelpAfterError("(add --help for how it is used)")
    .configureHelp({ showGlobalOptions: true });
  const commands = [
    startCommand,
    initCommand,
    checkCommand,
    testCommand,
    publishCommand,
    importCommand,
    exportCommand,
    showCommand,
    whyCommand,
    auditCommand,
    demoCommand,
  ];
  for (const make of commands)
    program.addCommand(make(session, version).copyInheritedSettings(program).exitOverride());
  return program.exitOverride();
}

/** Runs the command line on these words and resolves to the exit code. Nothing it prints has a stack, but with --debug. */
export async function runCli(words: string[]): Promise<number> {
  const session: Session = { out: openOutput(), exitCode: 0 };
  const program = makeProgram(session);
  try {
    await program.parseAsync(words, { from: "user" });
    return session.exitCode;
  } catch (error) {
    const told = tellError(error);
    session.out.status(null);
    if (told.message !== null) session.out.note(told.message);
    if (words.includes("--debug") && error instanceof Error) session.out.note(error.stack ?? "");
    return session.exitCode > 128 ? session.exitCode : told.exitCode;
  }
}
