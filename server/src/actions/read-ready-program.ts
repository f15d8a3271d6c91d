/** The ready-made programs that come with Tallystick: in the package's own folder, or beside it in the repository. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const FOLDERS = ["../../programs/", "../../../programs/"].map((path) => new URL(path, import.meta.url));

export type ReadyProgram = {
  /** The definition's text. */
  definition: string;
  /** The text of the plan by which its members are simulated. */
  simulation: string;
};

/** The ready-made programs that have members to simulate, by name. */
export async function listReadyPrograms(): Promise<string[]> {
  const names = new Set<string>();
  for (const folder of FOLDERS) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const files = entry.isDirectory() ? await readdir(new URL(`${entry.name}/`, folder)) : [];
      if (files.includes("simulation.yaml")) names.add(entry.name);
    }
  }
  return [...names].sort();
}

/** Reads a program and its plan from a folder of one's own; the missing file's name where one is not there. */
export async function readProgramFolder(folder: string): Promise<ReadyProgram | { missing: string }> {
  const texts: string[] = [];
  for (const file of ["program.yaml", "simulation.yaml"]) {
    const text = await readFile(join(folder, file), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
      throw error;
    });
    if (text === null) return { missing: file };
    texts.push(text);
  }
  return { definition: texts[0]!, simulation: texts[1]! };
}

/** Reads a ready-made program by its folder's name; null when none of that name came along. */
export async function readReadyProgram(name: string): Promise<ReadyProgram | null> {
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(name)) return null;
  for (const folder of FOLDERS) {
    const read = (file: string): Promise<string> => readFile(new URL(`${name}/${file}`, folder), "utf8");
    try {
      return { definition: await read("program.yaml"), simulation: await read("simulation.yaml") };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return null;
}
