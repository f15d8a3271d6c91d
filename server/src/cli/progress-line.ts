import type { Output } from "./output.ts";
import { counted, duration } from "./words.ts";

export type Progress = {
  /** What is being counted: "rows", "facts". */
  noun: string;
  count: number;
  /** How much of the whole, 0 to 1; null when the whole is not known. */
  done: number | null;
};

const ON_TERMINAL_MS = 100;
const IN_LOG_MS = 10_000;
const BAR = 24;

function describe({ noun, count, done }: Progress, seconds: number): string {
  const rate = seconds > 0.2 ? `, ${counted(Math.round(count / seconds))} a second` : "";
  const left =
    done !== null && done > 0.01 && seconds > 1 ? `, ${duration((seconds * (1 - done)) / done)} left` : "";
  return `${counted(count)} ${noun}${rate}${left}`;
}

const bar = (done: number): string => {
  const full = Math.round(done * BAR);
  return `${"█".repeat(full)}${"░".repeat(BAR - full)} ${String(Math.floor(done * 100)).padStart(3)}%`;
};

/** Shows long work: one line that moves where a person watches, a line every ten seconds where a log is kept. */
export function makeProgressLine(out: Output): { show: (progress: Progress) => void; end: () => void } {
  const started = performance.now();
  let last = started;
  const show = (progress: Progress): void => {
    const now = performance.now();
    if (now - last < (out.watched ? ON_TERMINAL_MS : IN_LOG_MS)) return;
    last = now;
    const text = describe(progress, (now - started) / 1000);
    if (!out.watched) out.note(text);
    else out.status(progress.done === null ? text : `${bar(progress.done)}  ${text}`);
  };
  return { show, end: () => out.status(null) };
}
