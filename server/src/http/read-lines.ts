/** Splits a stream of bytes into lines without ever holding more than one piece of it and one line. */

/** A line of the input by its number from 1; `text` is null when it cannot be read, and `wrong` then says why. */
export type InputLine = { number: number; text: string } | { number: number; text: null; wrong: string };

const NEWLINE = 10;

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * The lines of a stream, as many at once as have arrived. Empty lines are counted and left out. A line longer than
 * `longest` bytes is given up and passed over to its end.
 */
export async function* readLines(
  stream: AsyncIterable<Buffer>,
  longest: number,
): AsyncGenerator<InputLine[]> {
  let number = 1;
  let held: Buffer[] = [];
  let heldBytes = 0;

  const take = (piece: Buffer): InputLine | null => {
    const bytes = held.length === 0 ? piece : Buffer.concat([...held, piece]);
    const size = heldBytes + piece.length;
    held = [];
    heldBytes = 0;
    const line = readLine(bytes, { number, size, longest });
    number++;
    return line;
  };

  for await (const chunk of stream) {
    const lines: InputLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = take(chunk.subarray(start, end));
      if (line) lines.push(line);
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    heldBytes += rest.length;
    // Beyond the limit only the length is kept: the line is refused in any case.
    if (heldBytes > longest) held = [];
    else if (rest.length > 0) held.push(Buffer.from(rest));
    if (lines.length > 0) yield lines;
  }
  if (heldBytes > 0) {
    const line = take(Buffer.alloc(0));
    if (line) yield [line];
  }
}

function readLine(
  bytes: Buffer,
  { number, size, longest }: { number: number; size: number; longest: number },
): InputLine | null {
  if (size > longest)
    return { number, text: null, wrong: `The line has ${size} bytes; the limit is ${longest}.` };
  try {
    const text = decoder.decode(bytes).trim();
    return text === "" ? null : { number, text };
  } catch {
    return { number, text: null, wrong: "The line is not UTF-8." };
  }
}

/** What one batch holds at most: enough for a full transaction, little enough to be held for many streams at once. */
const BATCH_CHARACTERS = 1_048_576;

const sizeOf = (lines: InputLine[]): number => lines.reduce((sum, { text }) => sum + (text?.length ?? 0), 0);

/**
 * Puts lines together that have arrived while the batch before was worked on, at most `most`. It never waits for a
 * line where it has one, so a sender who sends one and waits for its answer gets it.
 */
export async function* gatherLines(
  source: AsyncGenerator<InputLine[]>,
  most: number,
): AsyncGenerator<InputLine[]> {
  let held: InputLine[] = [];
  let coming = source.next();
  // A failure is told when it is awaited; until then it must not count as one that nobody looks at.
  coming.catch(() => {});
  for (;;) {
    const arrived = held.length === 0 ? await coming : await Promise.race([coming, oneTurn()]);
    if (arrived !== NOTHING && !arrived.done) {
      held.push(...arrived.value);
      coming = source.next();
      coming.catch(() => {});
    }
    const isFull = held.length >= most || sizeOf(held) >= BATCH_CHARACTERS;
    if (arrived !== NOTHING && !arrived.done && !isFull) continue;
    if (held.length > 0) yield held.slice(0, most);
    held = held.slice(most);
    if (arrived !== NOTHING && arrived.done && held.length === 0) return;
  }
}

const NOTHING = Symbol("nothing");

/** One turn of the event loop: long enough to read what the operating system holds already. */
const oneTurn = (): Promise<typeof NOTHING> =>
  new Promise((resolve) => {
    setImmediate(() => resolve(NOTHING));
  });
