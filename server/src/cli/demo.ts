import { resolve } from "node:path";
import { Command } from "commander";
import type { Books } from "../actions/open-books.ts";
import type { DemoInput, DemoReport } from "../actions/seed-demo.ts";
import { InputError } from "../import/input-error.ts";
import { makeProgressLine } from "./progress-line.ts";
import { withStopSignal } from "./stop-signal.ts";
import { type Session, withBooks } from "./with-books.ts";
import { countOf } from "./words.ts";

type Options = { program?: string; members?: number; days?: number; seed?: number; json?: true };

const HELP = `
Adds a ready-made program, or one of your own, with invented members and what they did, up to now. The same seed makes the same
people. Stopped half-way, the same command goes on. A folder of your own has a program.yaml and a simulation.yaml, which
docs/guides/simulator.md describes.

Examples:
  $ tallystick demo
  $ tallystick demo star-rewards --members 500
  $ tallystick demo --program second-cafe --members 200 --days 90
  $ tallystick demo ./my-program --program trial-1 --members 500
`;

function whole(name: string, max: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= max) return Number(text);
    throw new InputError(`--${name} ${text} is not a whole number from 1 to ${max}.`);
  };
}

/** What is not the name of a ready-made program: “.”, “./mine”, “../mine”, “/srv/mine”. */
const isPath = (name: string): boolean => /[./\\]/.test(name);

/** Makes or ends a demo with progress on the terminal. */
export async function runDemo(session: Session, books: Books, input: DemoInput): Promise<DemoReport> {
  const progress = makeProgressLine(session.out);
  // Loaded here and not above: no other command needs the simulator, and it takes long to load.
  const { seedDemo } = await import("../actions/seed-demo.ts");
  try {
    return await seedDemo(books, {
      ...input,
      onProgress: ({ doing, done, total }) =>
        progress.show({
          noun: doing === "enrolling" ? "members" : "facts",
          count: done,
          done: done / Math.max(1, total),
        }),
    });
  } finally {
    progress.end();
  }
}

/** The command that shows the member who did most, for whoever knows none of them yet. */
export const showHint = ({ program, regular }: DemoReport): string =>
  `tallystick show ${regular.card} --program ${program}`;

export function demoCommand(session: Session): Command {
  return new Command("demo")
    .description("add a program with invented members and a year of visits")
    .argument("[ready]", "a ready-made program, or a folder with one (default: corner-cafe)")
    .option("-p, --program <id>", "its name (default: its own)")
    .option("--members <number>", "how many members", whole("members", 1_000_000))
    .option("--days <number>", "how many days of visits", whole("days", 3650))
    .option("--seed <number>", "where chance begins", whole("seed", 2 ** 31 - 1))
    .option("--json", "print what was made as JSON")
    .addHelpText("after", HELP)
    .action(async (ready: string | undefined, options: Options, command: Command) => {
      const { json, ...rest } = options;
      const plan = { ...rest, ...(ready !== undefined && { ready: isPath(ready) ? resolve(ready) : ready }) };
      const report = await withStopSignal(session, (signal) =>
        withBooks({ session, command, makes: true }, (books) =>
          runDemo(session, books, { ...plan, end: Date.now(), signal }),
        ),
      );
      if (json) session.out.json(report);
      else if (!report.finished) session.out.line("Stopped before the end. The same command goes on.");
      else {
        session.out.line(
          `${report.program}: ${countOf(report.members, "member")}, ${countOf(report.facts, "fact")} (${countOf(report.booked + report.refused, "new one")}, ${report.refused} of them refused by the program's rules).`,
        );
        session.out.note(`To see one of them: ${showHint(report)}`);
      }
    });
}
