import { readFileSync } from "node:fs";
import { InputError } from "../import/input-error.ts";

const REASONS: Record<string, string> = {
  ENOENT: "does not exist",
  EACCES: "may not be read by this user",
  EISDIR: "is a folder",
};
const SIZE_MAX = 32 * 1024 * 1024;

/** The text of a file that a person named; "-" is standard input. Throws InputError. */
export function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path === "-" ? 0 : path);
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ""] ?? "cannot be read";
    throw new InputError(`${path === "-" ? "Standard input" : path} ${reason}. Check the path.`);
  }
  if (bytes.length > SIZE_MAX || bytes.subarray(0, 4096).includes(0)) {
    throw new InputError(`${path} is not a text that could be read here. Check the path.`);
  }
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}
