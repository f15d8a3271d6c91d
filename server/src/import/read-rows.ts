/** Streams the rows of a CSV file, plain or gzipped, from disk or standard input, in batches and in constant memory. */

import { createReadStream, type ReadStream, statSync } from "node:fs";
import { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { createGunzip } from "node:zlib";
import Papa from "papaparse";
import { InputError } from "./input-error.ts";
import type { FileTerms } from "./mapping.ts";

/** A row as it stands in the file; `number` counts from 1 after the header. */
export type SourceRow = { number: number; cells: string[]; fault: string | null };

export type RowStream = {
  columns: string[];
  /** Whether the file's first row named the columns. */
  header: boolean;
  batches: AsyncIterable<SourceRow[]>;
  /** How much of the file has been read, 0 to 1; null when its size is not known. */
  progress: () => number | null;
  /** Gives the file up when no batch will be taken. */
  close: () => Promise<void>;
};

const PIECE = 64 * 1024;
/** So many pieces in a row without the end of a row mean that a quote was never closed. */
const PIECES_WITHOUT_ROW = 64;

const QUOTE_FAULTS: Record<string, string> = {
  MissingQuotes: "A quote is opened in this row and never closed.",
  InvalidQuotes: "A quoted value in this row has a quote in it that is not doubled.",
};

function openSource(path: string): { stream: Readable; progress: () => number | null } {
  if (path === "-") return { stream: process.stdin, progress: () => null };
  let size: number;
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw new InputError(`${path} is a folder. Name the file in it.`);
    size = found.size;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`There is no file ${path} that can be read. Check the path and its permissions.`);
  }
  // Small pieces, because what a packed one unpacks to is many times its size.
  const stream: ReadStream = createReadStream(path, { highWaterMark: PIECE / 4 });
  return { stream, progress: () => (size === 0 ? 1 : Math.min(1, stream.bytesRead / size)) };
}

/** The bytes of the source, unpacked when they begin as gzip does. */
async function unpack(source: Readable, path: string): Promise<Readable> {
  const pieces = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await pieces.next();
  if (first.done) throw new InputError(`${path === "-" ? "Standard input" : path} is empty.`);
  const start = first.value;
  async function* whole(): AsyncGenerator<Buffer> {
    yield start;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  }
  const bytes = Readable.from(whole(), { highWaterMark: 1 });
  if (start[0] !== 0x1f || start[1] !== 0x8b) return bytes;
  const gunzip = createGunzip({ chunkSize: PIECE });
  bytes.on("error", (error) => gunzip.destroy(error));
  return bytes.pipe(gunzip);
}

function judgeStart(bytes: Buffer, file: FileTerms): void {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  if (wide && file.encoding !== "utf-16le") {
    throw new InputError("The file is written in UTF-16. Add encoding: utf-16le under file in the mapping.");
  }
  if (file.encoding !== "utf-16le" && bytes.subarray(0, 4096).includes(0)) {
    throw new InputError("This is not a text file. Save the sheet as CSV and import that.");
  }
}

/** The text of the file, without its byte order mark. */
async function* decode(bytes: Readable, file: FileTerms): AsyncGenerator<string> {
  const decoder = new StringDecoder(file.encoding);
  let started = false;
  try {
    for await (const piece of bytes as AsyncIterable<Buffer>) {
      if (!started) judgeStart(piece, file);
      const text = decoder.write(piece);
      if (text === "") continue;
      yield started ? text : text.replace(/^\uFEFF/, "");
      started = true;
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`The file cannot be read to its end (${(error as Error).message}). Copy it again.`);
  }
  yield decoder.end();
}

type Parsed = { rows: string[][]; faults: Map<number, string> };

/** What the parser has read and the reader has not yet taken: one batch at a time, the parser waiting meanwhile. */
type Exchange = {
  batch: Parsed | null;
  done: boolean;
  error: Error | null;
  resume: () => void;
  wake: () => void;
};

function startParser(text: Readable, file: FileTerms): Exchange {
  const exchange: Exchange = { batch: null, done: false, error: null, resume: () => {}, wake: () => {} };
  let without = 0;
  Papa.parse<string[], NodeJS.ReadableStream>(text, {
    delimiter: file.separator,
    quoteChar: file.quote,
    escapeChar: file.quote,
    skipEmptyLines: true,
    chunk: ({ data, errors }, parser) => {
      without = data.length > 0 ? 0 : without + 1;
      if (without > PIECES_WITHOUT_ROW) {
        exchange.error = new InputError("A quote is opened and never closed, or the file has no line ends.");
      }
      const faults = new Map(errors.map((e) => [e.row ?? 0, QUOTE_FAULTS[e.code] ?? e.message]));
      exchange.batch = { rows: data, faults };
      exchange.resume = () => {
        parser.resume();
        text.resume();
      };
      // The parser alone would wait and let its input pile up in memory.
      text.pause();
      parser.pause();
      exchange.wake();
    },
    complete: () => {
      exchange.done = true;
      exchange.wake();
    },
    error: (error) => {
      exchange.error = error;
      exchange.wake();
    },
  });
  return exchange;
}

async function* parse(text: Readable, file: FileTerms): AsyncGenerator<Parsed> {
  const exchange = startParser(text, file);
  try {
    while (true) {
      while (!exchange.batch && !exchange.done && !exchange.error) {
        await new Promise<void>((resolve) => {
          exchange.wake = resolve;
        });
      }
      if (exchange.error) throw exchange.error;
      const batch = exchange.batch;
      if (!batch) return;
      exchange.batch = null;
      if (batch.rows.length > 0) yield batch;
      exchange.resume();
    }
  } finally {
    text.destroy();
  }
}

/** What is wrong with a row's shape; null when nothing is. */
function judgeShape(cells: string[], wanted: { columns: number; exact: boolean }): string | null {
  if (cells.length < wanted.columns || (wanted.exact && cells.length > wanted.columns)) {
    return `The row has ${cells.length} column${cells.length === 1 ? "" : "s"} and should have ${wanted.columns}.`;
  }
  return null;
}

/**
 * Opens the file at `path` ("-" is standard input) and reads its header. Throws InputError for what cannot be read, at
 * once or while the batches are taken. Stopping early closes the file.
 */
export async function readRows(path: string, file: FileTerms): Promise<RowStream> {
  const { stream, progress } = openSource(path);
  const bytes = await unpack(stream, path);
  const text = Readable.from(decode(bytes, file), { highWaterMark: 1 });
  const parsed = parse(text, file);
  const first = await parsed.next();
  if (first.done) throw new InputError(`${path === "-" ? "Standard input" : path} has no rows.`);
  const header = file.columns === null;
  const columns = file.columns ?? first.value.rows[0]!.map((name) => name.trim());
  // Where there is no header, a column more than is named does no harm: files of rejected rows have one.
  const shape = { columns: columns.length, exact: header };

  async function* batches(): AsyncGenerator<SourceRow[]> {
    let number = 0;
    let skip = header ? 1 : 0;
    const toRows = ({ rows, faults }: Parsed): SourceRow[] => {
      const taken = rows.map((cells, i) => {
        number += i < skip ? 0 : 1;
        return { number, cells, fault: faults.get(i) ?? judgeShape(cells, shape) };
      });
      const kept = skip > 0 ? taken.slice(skip) : taken;
      skip = 0;
      return kept;
    };
    try {
      yield toRows(first.value as Parsed);
      for await (const batch of parsed) yield toRows(batch);
    } finally {
      await close();
    }
  }
  async function close(): Promise<void> {
    await parsed.return(undefined);
    stream.destroy();
  }
  return { columns, header, batches: batches(), progress, close };
}
