import { Command } from "commander";
import type { Books } from "../actions/open-books.ts";
import { environment } from "../config.ts";
import type { RunningServer } from "../main.ts";
import { runDemo, showHint } from "./demo.ts";
import { probeAddress } from "./probe-address.ts";
import { onStopWish, withStopSignal } from "./stop-signal.ts";
import { configOf, type Session, withBooks } from "./with-books.ts";
import { countOf } from "./words.ts";

type Options = { port?: string; host?: string; empty?: true; program?: string };

const HELP = `
Serves the programs of one database over HTTP, with PostgreSQL brought along and its files in ./data. The first start on
an empty folder makes a demo to look at, and shows the owner's API key this once.

Examples:
  $ tallystick start
  $ tallystick start --program star-rewards
  $ tallystick start --empty --port 9000 --data-dir /var/lib/tallystick
  $ tallystick start --database-url postgres://user:password@db.example:5432/loyalty
`;

export function startCommand(session: Session, version: string): Command {
  return new Command("start")
    .description("serve the programs over HTTP")
    .option("--port <number>", "the port to listen on (default: 8080, or PORT)")
    .option("--host <address>", "the address to listen on (default: 127.0.0.1, or HOST)")
    .option("--empty", "make no demo")
    .option(
      "--program <name>",
      "make a demo of this ready-made program (default: corner-cafe on a first start)",
    )
    .addHelpText("after", HELP)
    .action(async (options: Options, command: Command) => {
      const config = configOf(command, {
        PORT: options.port,
        HOST: options.host,
        // A person at a terminal wants to hear of trouble only; a log wants everything.
        ...(process.stdout.isTTY && !environment().LOG_LEVEL && { LOG_LEVEL: "warn" }),
      });
      // The database is held from the demo to the server, so that it need not stop and start between the two.
      await probeAddress(config);
      const server = await withBooks({ session, command, makes: true, notice: true }, async (books) => {
        const wanted = !options.empty && (config.databaseUrl === null || options.program !== undefined);
        const demo = wanted ? await demoOf(books, options.program) : null;
        const ready = options.program === undefined ? {} : { ready: options.program };
        if (demo !== null && !(await seed(session, books, { program: demo, ...ready }))) return null;
        // Loaded here and not above, like the demo: no other command needs them, and they take longest to load.
        const { startServer } = await import("../main.ts");
        return startServer(config);
      });
      if (server) await serve(session, server, version);
    });
}

async function demoOf({ pool }: Books, asked: string | undefined): Promise<string | null> {
  const { demoToSeed } = await import("../actions/demo-to-seed.ts");
  return demoToSeed(pool, asked);
}

/** Makes the demo; false when it was stopped, and then nothing is served. */
async function seed(
  session: Session,
  books: Parameters<typeof runDemo>[1],
  demo: { program: string; ready?: string },
): Promise<boolean> {
  const report = await withStopSignal(session, (signal) => {
    session.out.note(
      `Making the demo ${demo.program}: invented members and what they did. To start without one, use --empty.`,
    );
    return runDemo(session, books, { ...demo, end: Date.now(), signal });
  });
  if (report.finished) {
    session.out.note(
      `The demo has ${countOf(report.members, "member")} and ${countOf(report.facts, "fact")}. To see one of them: ${showHint(report)}`,
    );
  }
  return report.finished;
}

/** Says where it serves, and serves until it is asked to stop. */
async function serve(
  { out }: Session,
  { url, ownerKey, close }: RunningServer,
  version: string,
): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    const stop = onStopWish(
      () => resolve(),
      () => process.exit(1),
    );
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
  out.outliveReader();
  out.line(`Tallystick ${version} serves at ${url}`);
  if (ownerKey !== null) {
    out.line(`The owner's API key, shown this once and kept only as a hash: ${ownerKey}`);
  }
  out.line("Press Ctrl-C to stop it.");
  await asked;
  out.note("Stopping; requests under way are being answered. Ctrl-C after a few seconds leaves at once.");
  await close();
}
