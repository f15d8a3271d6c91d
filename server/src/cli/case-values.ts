/** Values of a case: times, money and amounts as people write them. */
import { type Instant, type Program, parseDecimal } from "@tallystick/core";
import { makeTimeReader } from "../import/time-pattern.ts";
import type { Entry, NodeReader } from "../import/yaml-nodes.ts";
import { localDate, localTime } from "./words.ts";

/** A whole local day, an instant, or no time at all. */
export type Moment = { kind: "day"; day: string } | { kind: "instant"; at: Instant } | { kind: "never" };

/** Values of a step or an expectation; null, and a problem noted, when the text is none. */
export type CaseValues = {
  time: (entry: Entry) => Instant | null;
  moment: (entry: Entry) => Moment | null;
  /** Steps of a decimal with so many places. */
  decimal: (entry: Entry, scale: number) => number | null;
  /** Minor units. */
  money: (entry: Entry) => number | null;
};

const TIMES = ["YYYY-MM-DD HH:mm", "YYYY-MM-DD HH:mm:ss", "YYYY-MM-DD", "rfc3339"];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function makeCaseValues(reader: NodeReader, program: Program): CaseValues {
  const readTime = makeTimeReader(TIMES, program.zone);
  const time: CaseValues["time"] = (entry) => {
    const text = reader.text(entry);
    const at = text === null ? null : readTime(text);
    if (text !== null && at === null) {
      reader.wrong(entry.place, "time-invalid", {
        message: `“${text}” is not a time.`,
        fix: "Write a local time such as 2024-05-02 09:30, a date, or 2024-05-02T09:30:00Z.",
      });
    }
    return at;
  };
  const moment: CaseValues["moment"] = (entry) => {
    if (reader.isWord(entry.node, "never")) return { kind: "never" };
    const at = time(entry);
    if (at === null) return null;
    const text = reader.text(entry)!;
    return DAY.test(text) ? { kind: "day", day: text } : { kind: "instant", at };
  };
  const decimal: CaseValues["decimal"] = (entry, scale) => {
    const text = reader.text(entry);
    const steps = text === null ? null : parseDecimal(text, scale);
    if (text !== null && steps === null) {
      reader.wrong(entry.place, "amount-invalid", {
        message: `“${text}” is not an amount with ${scale === 0 ? "no decimals" : `at most ${scale} decimals`}.`,
        fix: `Write an amount such as ${scale === 0 ? "5" : "4.50"}.`,
      });
    }
    return steps;
  };
  return { time, moment, decimal, money: (entry) => decimal(entry, program.currencyDecimals) };
}

export const timeInWords = (program: Program, at: Instant | null | undefined): string =>
  at === null || at === undefined ? "never" : localTime(program.zone, at);

/**
 * Both sides of a time: a day that was expected is held against the local date, anything else against the instant. With
 * `last` the found instant is an end, and its date the last day before it.
 */
export function momentSides(
  program: Program,
  expected: Moment,
  { at, last }: { at: Instant | null | undefined; last: boolean },
): [string, string] {
  if (expected.kind === "never") return ["never", timeInWords(program, at)];
  if (expected.kind === "instant") return [timeInWords(program, expected.at), timeInWords(program, at)];
  if (at === null || at === undefined) return [expected.day, "never"];
  return [expected.day, localDate(program.zone, last ? at - 1 : at)];
}
