/** The ready-made programs that come with Tallystick: in the package's own folder, or beside it in the repository. */
import { readFile } from "node:fs/promises";

const FOLDERS = ["../../programs/", "../../../programs/"].map((path) => new URL(path, import.meta.url));

export type ReadyProgram = {
  /** The definition's text. */
  definition: string;
  /** The text of the plan by which its members are simulated. */
  simulation: string;
};

/** Reads a ready-made program by its folder's name. Throws an Error that says so when it did not come along. */
export async function readReadyProgram(name: string): Promise<ReadyProgram> {
  for (const folder of FOLDERS) {
    const read = (file: string): Promise<string> => readFile(new URL(`${name}/${file}`, folder), "utf8");
    try {
      return { definition: await read("program.yaml"), simulation: await read("simulation.yaml") };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new Error(`The program “${name}” did not come with this installation. Install tallystick again.`);
}
