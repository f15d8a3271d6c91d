import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { InputError } from "../import/input-error.ts";
import { STARTER_CASES, STARTER_DEFINITION } from "./starter.ts";
import type { Session } from "./with-books.ts";

const HELP = `
Writes program.yaml, a small definition with a word about each setting, and cases.yaml with its first cases. Files that
are there stay as they are.

Examples:
  $ tallystick init my-program
  $ tallystick test my-program
`;

function writeNew(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === "EEXIST";
    throw new InputError(
      exists
        ? `${path} is there already. Name another folder.`
        : `${path} cannot be written. Name another folder.`,
    );
  }
}

export function initCommand({ out }: Session): Command {
  return new Command("init")
    .description("write a commented definition to begin with, and its cases")
    .argument("[folder]", "where to", ".")
    .addHelpText("after", HELP)
    .action((folder: string) => {
      try {
        mkdirSync(folder, { recursive: true });
      } catch {
        throw new InputError(`The folder ${folder} cannot be made. Name another one.`);
      }
      const [definition, cases] = [join(folder, "program.yaml"), join(folder, "cases.yaml")];
      writeNew(definition, STARTER_DEFINITION);
      writeNew(cases, STARTER_CASES);
      out.line(`Wrote ${definition} and ${cases}.`);
      out.line();
      out.line("Next:");
      out.line(`  tallystick check ${definition}`);
      out.line(`  tallystick test ${folder}`);
      out.line(`  tallystick publish ${definition}`);
    });
}
