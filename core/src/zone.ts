/**
 * The program's calendar: instants to local dates and back in one IANA zone.
 *
 * The hot path (which local day is it?) costs a map look-up: the zone's offset is asked once per UTC day and kept, for
 * days on which it changes with the instant at which it does.
 */
import { Temporal } from "temporal-polyfill";
import type { Duration } from "./duration.ts";
import { type CivilDate, civilFromDays, daysFromCivil, daysInMonth } from "./instant.ts";

const DAY = 86_400_000;

export type LocalTime = Readonly<CivilDate> & {
  /** Days since 1970-01-01 of the local date. */
  readonly days: number;
  /** Minutes after local midnight. */
  readonly minutes: number;
};

export type Zone = {
  id: string;
  local: (at: number) => LocalTime;
  /** The local day alone, as days since 1970-01-01. */
  dayOf: (at: number) => number;
  /** The instant at which a local date begins (a midnight that does not exist is the first instant after it). */
  startOfDay: (days: number) => number;
  /** Moves an instant by the local calendar: day and longer keep the local clock time, month ends are clamped. */
  plus: (at: number, duration: Duration) => number;
  /** The start of the local day to which the calendar leads from an instant. */
  startOfDayAfter: (at: number, duration: Duration) => number;
  minus: (at: number, duration: Duration) => number;
};

/** What a clock shows that reads so many milliseconds after 1970-01-01 00:00. */
function wallTime(shifted: number): LocalTime {
  const days = Math.floor(shifted / DAY);
  // Named one by one: spreading the date costs twenty times as much, and this is the hottest line there is.
  const { year, month, day } = civilFromDays(days);
  return { year, month, day, days, minutes: Math.floor((shifted - days * DAY) / 60_000) };
}

/** A day within which the zone's offset changes. */
type Change = { at: number; before: number; after: number };

/** The offset of a UTC day, with the instant at which it changes if it does. */
function offsetOn(day: number, exactOffset: (at: number) => number): number | Change {
  let [first, last] = [day * DAY, (day + 1) * DAY - 1];
  const [before, after] = [exactOffset(first), exactOffset(last)];
  if (before === after) return before;
  while (last - first > 1) {
    const middle = Math.floor((first + last) / 2);
    if (exactOffset(middle) === before) first = middle;
    else last = middle;
  }
  return { at: last, before, after };
}

/** The day so many days, weeks, months or years after a day; month ends are clamped. */
function moveDay(days: number, unit: "day" | "week" | "month" | "year", n: number): number {
  if (unit === "day") return days + n;
  if (unit === "week") return days + 7 * n;
  const { year, month, day } = civilFromDays(days);
  const months = year * 12 + month - 1 + (unit === "year" ? 12 * n : n);
  const [toYear, toMonth] = [Math.floor(months / 12), (months % 12) + 1];
  return daysFromCivil(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)));
}

/** How many days a zone remembers. */
const DAYS_KEPT = 100_000;

/** The offset of a zone at an instant, in milliseconds. Throws RangeError when there is no zone of that name. */
function makeOffset(id: string): (at: number) => number {
  const exactOffset = (at: number): number =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(id).offsetNanoseconds / 1e6;
  exactOffset(0);
  const known = new Map<number, number | Change>();
  return (at) => {
    const day = Math.floor(at / DAY);
    let kept = known.get(day);
    if (kept === undefined) {
      kept = offsetOn(day, exactOffset);
      if (known.size > DAYS_KEPT) known.clear();
      known.set(day, kept);
    }
    return typeof kept === "number" ? kept : at < kept.at ? kept.before : kept.after;
  };
}

/** The zone of an IANA name such as "Europe/Lisbon". Throws RangeError when there is none of that name. */
export function makeZone(id: string): Zone {
  const offset = makeOffset(id);
  const dayOf = (at: number): number => Math.floor((at + offset(at)) / DAY);

  // A decision asks for its own instant again and again.
  let last: { at: number; time: LocalTime } = { at: 0, time: wallTime(offset(0)) };
  const local = (at: number): LocalTime => {
    if (last.at !== at) last = { at, time: wallTime(at + offset(at)) };
    return last.time;
  };

  /**
   * The instant of a local wall-clock time, "compatible" in gaps and folds as RFC 5545 has it: the first of two, and what
   * does not exist is read by the clock from before the change.
   */
  function instantOf(days: number, inDay: number): number {
    const wall = days * DAY + inDay;
    const before = wall - offset(wall - DAY);
    if (before + offset(before) === wall) return before;
    const after = wall - offset(wall + DAY);
    return after + offset(after) === wall ? after : before;
  }

  const starts = new Map<number, number>();
  function startOfDay(days: number): number {
    let start = starts.get(days);
    if (start === undefined) {
      start = findStart(days);
      if (starts.size > DAYS_KEPT) starts.clear();
      starts.set(days, start);
    }
    return start;
  }

  function findStart(days: number): number {
    const guess = instantOf(days, 0);
    return dayOf(guess) === days && dayOf(guess - 1) === days
      ? Temporal.PlainDate.from(civilFromDays(days)).toZonedDateTime(id).epochMilliseconds
      : guess;
  }

  function move(at: number, { count, unit }: Duration, sign: 1 | -1): number {
    const n = sign * count;
    if (unit === "minute") return at + n * 60_000;
    if (unit === "hour") return at + n * 3_600_000;
    const shifted = at + offset(at);
    const days = Math.floor(shifted / DAY);
    return instantOf(moveDay(days, unit, n), shifted - days * DAY);
  }

  return {
    id,
    local,
    dayOf,
    startOfDay,
    startOfDayAfter: (at, { count, unit }) =>
      unit === "minute" || unit === "hour"
        ? startOfDay(dayOf(move(at, { count, unit }, 1)))
        : startOfDay(moveDay(dayOf(at), unit, count)),
    plus: (at, duration) => move(at, duration, 1),
    minus: (at, duration) => move(at, duration, -1),
  };
}
