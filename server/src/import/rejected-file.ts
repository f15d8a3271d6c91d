/** Writes the rows that were turned away, as they stood, with a last column that says why. */
import { once } from "node:events";
import { createWriteStream, rmSync, type WriteStream } from "node:fs";
import Papa from "papaparse";
import { InputError } from "./input-error.ts";
import type { FileTerms } from "./mapping.ts";
import type { SourceRow } from "./read-rows.ts";

/** So much is collected before it is written: rows are short, and each write costs. */
const PIECE = 32 * 1024;

export const REASON_COLUMN = "rejected_because";

export type RejectedFile = {
  write: (row: SourceRow, reason: string) => Promise<void>;
  /** How many rows were written. Without any there is no file. */
  close: () => Promise<number>;
};

export type RejectedTerms = { path: string; columns: string[]; header: boolean; file: FileTerms };

/**
 * The file is made with the first row; what an earlier run left at `path` is removed. It has the separator, the quotes
 * and the encoding of its source, so that it can be put right and imported by the same mapping. A file of rejected rows
 * that is imported again gets its reasons replaced, not doubled.
 */
export function openRejectedFile({ path, columns, header, file }: RejectedTerms): RejectedFile {
  const reasonAt = columns.indexOf(REASON_COLUMN);
  const terms = { delimiter: file.separator, quoteChar: file.quote, escapeChar: file.quote };
  const toLine = (cells: string[], reason: string): string => {
    const own = reasonAt < 0 ? cells : cells.filter((_, i) => i !== reasonAt);
    return `${Papa.unparse([[...own, reason]], terms)}\n`;
  };
  let stream: WriteStream | null = null;
  let failure: Error | null = null;
  let written = 0;
  let kept = "";
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw new InputError(
      `${path} cannot be replaced (${(error as Error).message}). Name another file with --rejected.`,
    );
  }

  async function open(): Promise<WriteStream> {
    const opened = createWriteStream(path, { encoding: file.encoding });
    opened.on("error", (error) => {
      failure ??= error;
    });
    await once(opened, "open").catch(() => {
      throw new InputError(`${path} cannot be written. Name another file for rejected rows with --rejected.`);
    });
    if (header) kept = toLine(columns, REASON_COLUMN);
    return opened;
  }
  async function write(row: SourceRow, reason: string): Promise<void> {
    stream ??= await open();
    written += 1;
    kept += toLine(row.cells, reason);
    if (kept.length >= PIECE) await pass(stream);
  }
  async function pass(to: WriteStream): Promise<void> {
    if (failure) throw failure;
    const text = kept;
    kept = "";
    if (!to.write(text)) await once(to, "drain");
  }
  async function close(): Promise<number> {
    const open = stream;
    if (!open || open.writableEnded) return written;
    await pass(open);
    await new Promise<void>((resolve, reject) =>
      open.end((error?: Error | null) => (error ? reject(error) : resolve())),
    );
    return written;
  }
  return { write, close };
}
