/** Reads the times of a file by patterns such as "DD/MM/YYYY HH:mm", in a zone, to epoch milliseconds. */
import { type Instant, parseDate, parseInstant, type Zone } from "@tallystick/core";

type Field = "year" | "month" | "day" | "hour" | "minute" | "second" | "millis" | "half" | "offset";

/** Token → its field and what it looks like. Longer tokens come first where one begins another. */
const TOKENS: [string, Field, string][] = [
  ["YYYY", "year", "\\d{4}"],
  ["MMM", "month", "[A-Za-z]{3}"],
  ["MM", "month", "\\d{2}"],
  ["M", "month", "\\d{1,2}"],
  ["DD", "day", "\\d{2}"],
  ["D", "day", "\\d{1,2}"],
  ["HH", "hour", "\\d{2}"],
  ["H", "hour", "\\d{1,2}"],
  ["hh", "hour", "\\d{2}"],
  ["h", "hour", "\\d{1,2}"],
  ["mm", "minute", "\\d{2}"],
  ["SSS", "millis", "\\d{3}"],
  ["ss", "second", "\\d{2}"],
  ["A", "half", "[AaPp][Mm]"],
  ["Z", "offset", "[Zz]|[+-]\\d{2}:?\\d{2}"],
];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAY = 86_400_000;

/** A local date and time of day as read, with its offset where the text gave one. */
type Reading = { days: number; inDay: number | null; offset: number | null };

export type TimePattern = (text: string) => Reading | { instant: Instant } | null;

const whole = (text: string): TimePattern | null => {
  if (text === "rfc3339") {
    return (value) => {
      const instant = parseInstant(value);
      return instant === null ? null : { instant };
    };
  }
  if (text !== "unix" && text !== "unix-ms") return null;
  const unit = text === "unix" ? 1000 : 1;
  return (value) => (/^\d{1,14}$/.test(value) ? { instant: Number(value) * unit } : null);
};

function offsetMinutes(text: string): number {
  if (text === "Z" || text === "z") return 0;
  const digits = text.slice(1).replace(":", "");
  return (text[0] === "-" ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)));
}

function readingOf(found: Partial<Record<Field, string>>): Reading | null {
  const monthText = found.month!;
  const month = /\d/.test(monthText) ? Number(monthText) : MONTHS.indexOf(monthText.toLowerCase()) + 1;
  const year = Number(found.year);
  if (year < 1900 || year > 2200) return null;
  const days = parseDate(`${found.year}-${String(month).padStart(2, "0")}-${found.day!.padStart(2, "0")}`);
  if (days === null) return null;
  if (found.hour === undefined) return { days, inDay: null, offset: null };
  let hour = Number(found.hour);
  if (found.half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (found.half.toLowerCase() === "pm" ? 12 : 0);
  }
  const [minute, second] = [Number(found.minute ?? 0), Number(found.second ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const inDay = ((hour * 60 + minute) * 60 + second) * 1000 + Number(found.millis ?? 0);
  return { days, inDay, offset: found.offset === undefined ? null : offsetMinutes(found.offset) };
}

/** The reader of one pattern, or why there is none. A text in [brackets] stands for itself. */
export function compileTimePattern(pattern: string): { read: TimePattern } | { problem: string } {
  const ready = whole(pattern);
  if (ready) return { read: ready };
  const fields: Field[] = [];
  let expression = "";
  let rest = pattern;
  while (rest !== "") {
    const literal = /^\[([^\]]*)\]/.exec(rest);
    const token = literal ? undefined : TOKENS.find(([text]) => rest.startsWith(text));
    const text = literal ? literal[1]! : rest[0]!;
    if (token) {
      if (fields.includes(token[1]))
        return { problem: `The time format “${pattern}” says the ${token[1]} twice.` };
      fields.push(token[1]);
      expression += `(${token[2]})`;
    } else if (!literal && /[A-Za-z]/.test(text) && text !== "T") {
      return { problem: `The time format “${pattern}” has “${text}”, which stands for nothing.` };
    } else expression += text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    rest = rest.slice(literal ? literal[0].length : token ? token[0].length : 1);
  }
  const missing = (["year", "month", "day"] as const).find((field) => !fields.includes(field));
  if (missing) return { problem: `The time format “${pattern}” does not say where the ${missing} is.` };
  if (fields.some((field) => field === "minute" || field === "half") && !fields.includes("hour")) {
    return { problem: `The time format “${pattern}” has minutes or AM/PM without an hour.` };
  }
  const whole12 = /h/.test(pattern.replace(/\[[^\]]*\]/g, ""));
  if (whole12 !== fields.includes("half")) {
    return {
      problem: `The time format “${pattern}” needs both h or hh and A for a twelve-hour clock, or H alone.`,
    };
  }
  const compiled = new RegExp(`^${expression}$`);
  const read: TimePattern = (text) => {
    const match = compiled.exec(text);
    return match && readingOf(Object.fromEntries(fields.map((field, i) => [field, match[i + 1]!])));
  };
  return { read };
}

/** How far a zone's clocks are ahead of UTC at an instant, to the minute. */
function offsetAt(zone: Zone, at: Instant): number {
  const { days, minutes } = zone.local(at);
  return days * DAY + minutes * 60_000 - Math.floor(at / 60_000) * 60_000;
}

/** The instant of a local time: the earlier of two where clocks go back, and after the gap where they go forward. */
function instantOf(zone: Zone, days: number, inDay: number): Instant {
  const wall = days * DAY + inDay;
  const [before, after] = [offsetAt(zone, wall - DAY), offsetAt(zone, wall + DAY)];
  const [early, late] = [wall - before, wall - after];
  if (before === after || offsetAt(zone, early) === before) return early;
  return offsetAt(zone, late) === after ? late : early;
}

/** A reader of times: the first pattern that fits; a date alone is the first instant of that day in the zone. */
export function makeTimeReader(formats: string[], zone: Zone): (text: string) => Instant | null {
  const patterns = formats.map((format) => {
    const compiled = compileTimePattern(format);
    if ("problem" in compiled) throw new RangeError(compiled.problem);
    return compiled.read;
  });
  const resolve = (reading: NonNullable<ReturnType<TimePattern>>): Instant => {
    if ("instant" in reading) return reading.instant;
    if (reading.inDay === null) return zone.startOfDay(reading.days);
    if (reading.offset !== null) return reading.days * DAY + reading.inDay - reading.offset * 60_000;
    return instantOf(zone, reading.days, reading.inDay);
  };
  let [lastText, lastInstant]: [string | null, Instant | null] = [null, null];
  return (text) => {
    // The rows of one purchase, and of one day, mostly carry the same text.
    if (text === lastText) return lastInstant;
    [lastText, lastInstant] = [text, null];
    for (const pattern of patterns) {
      const reading = pattern(text);
      if (!reading) continue;
      lastInstant = resolve(reading);
      break;
    }
    return lastInstant;
  };
}
