/** What the command line says, and where: answers go to standard output, everything said on the way to standard error. */
import { once } from "node:events";
import { formatInstant } from "@tallystick/core";

export type Output = {
  /** One line of the answer. */
  line: (text?: string) => void;
  /** The answer for scripts; instants in it become RFC 3339. */
  json: (value: unknown) => void;
  /** A piece of a long answer; resolves when the reader can take more. */
  stream: (text: string) => Promise<void>;
  /** Something on the way: a hint, a warning, an error. */
  note: (text: string) => void;
  /** Whether a person watches standard error, so that a line may be rewritten. */
  watched: boolean;
  /** From now on a reader that leaves does not end the process: a server outlives whoever reads its log. */
  outliveReader: () => void;
  /** Rewrites the one line that shows progress; null takes it away. */
  status: (text: string | null) => void;
};

/** Where the engine's documents have instants, as epoch milliseconds. */
const INSTANTS = new Set(
  "at since from until graceUntil openedAt dueAt occurredAt bookedAt earnedAt pendingUntil expiresAt lapsesAt activeAt".split(
    " ",
  ),
);

const withInstants = (key: string, value: unknown): unknown =>
  typeof value === "number" && INSTANTS.has(key) ? formatInstant(value) : value;

/** Output to this process's own streams. A reader that leaves early (`| head`) ends the process quietly. */
export function openOutput(): Output {
  const { stdout, stderr } = process;
  let outlives = false;
  for (const stream of [stdout, stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      if (!outlives) process.exit(0);
    });
  }
  let shown = false;
  const status = (text: string | null): void => {
    if (text === null && !shown) return;
    shown = text !== null;
    const width = Math.max(20, (stderr.columns || 80) - 1);
    stderr.write(`\r\u001b[2K${text === null ? "" : text.slice(0, width)}`);
  };
  const below = (write: () => void): void => {
    status(null);
    write();
  };
  return {
    line: (text = "") => below(() => stdout.write(`${text}\n`)),
    json: (value) => below(() => stdout.write(`${JSON.stringify(value, withInstants, 2)}\n`)),
    stream: async (text) => {
      if (!stdout.write(text)) await once(stdout, "drain");
    },
    note: (text) => below(() => stderr.write(`${text}\n`)),
    watched: stderr.isTTY === true,
    outliveReader: () => {
      outlives = true;
    },
    status,
  };
}
