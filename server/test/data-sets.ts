import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the public data sets lie: TALLYSTICK_DATA_SETS, or the folder beside the repository. */
const FOLDER =
  process.env.TALLYSTICK_DATA_SETS ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

/** The path of a data set's file; null, and a line that says why, when it is not on this machine. */
export function dataSet(file: string): string | null {
  const path = `${FOLDER}/${file}`;
  if (existsSync(path)) return path;
  process.stdout.write(
    `Skipped: the data set ${file} is not in ${FOLDER}; set TALLYSTICK_DATA_SETS to its folder.\n`,
  );
  return null;
}

/** The path of a file of the examples. */
export const example = (file: string): string =>
  fileURLToPath(new URL(`../../examples/${file}`, import.meta.url));
