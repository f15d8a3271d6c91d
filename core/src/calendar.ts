/** The program's deadlines and periods, computed in its zone. */

import type { Duration } from "./duration.ts";
import { civilFromDays, daysFromCivil, daysInMonth, formatDate, weekdayOfDays } from "./instant.ts";
import type { CapPeriod, Expiry, Instant, Schedule, Window } from "./program.ts";
import type { Zone } from "./zone.ts";

/**
 * The instant at which a length of time after `at` is over. Lengths of days and more end at the start of the local day
 * they arrive at, as people count them: what was earned on 10 February at noon and lives 12 months is gone on 10 February.
 */
export function deadline(zone: Zone, at: Instant, duration: Duration): Instant {
  if (duration.unit === "minute" || duration.unit === "hour") return zone.plus(at, duration);
  return zone.startOfDayAfter(at, duration);
}

/**
 * When a lot earned at `at` expires; null: never by its own terms. `levelOf` tells the tier held on a ladder, `kept` how
 * many periods with activity have moved it.
 */
export function expiryOf(
  zone: Zone,
  expiry: Expiry,
  { at, levelOf, kept = 0 }: { at: Instant; levelOf: (ladder: string) => string; kept?: number },
): Instant | null {
  switch (expiry.kind) {
    case "never":
    case "inactivity":
    case "decay":
      return null;
    case "after": {
      const end = deadline(zone, ...movedBy(zone, { at, after: expiry.after }, { by: expiry.keptBy, kept }));
      return expiry.end === null ? end : zone.startOfDay(endOfPeriod(zone.dayOf(end), expiry.end));
    }
    case "date": {
      const { year, days } = zone.local(at);
      const inYear = (y: number): number =>
        daysFromCivil(y, expiry.month, Math.min(expiry.day, daysInMonth(y, expiry.month))) + 1;
      const next = inYear(year) > days ? inYear(year) : inYear(year + 1);
      return zone.startOfDay(next);
    }
    case "tier": {
      if (expiry.whileHeld) return null;
      return expiryOf(zone, expiry.levels[levelOf(expiry.ladder)] ?? expiry.otherwise, { at, levelOf, kept });
    }
  }
}

/** A term and its beginning, moved by so many weeks or months; months are added up, so that no short month cuts them. */
function movedBy(
  zone: Zone,
  { at, after }: { at: Instant; after: Duration },
  { by, kept }: { by: "month" | "week" | null; kept: number },
): [Instant, Duration] {
  if (by === null || kept === 0) return [at, after];
  if (after.unit === by) return [at, { count: after.count + kept, unit: by }];
  return [zone.plus(at, { count: kept, unit: by }), after];
}

/** The first day after the calendar period in which a day lies; weeks begin on Monday. */
function endOfPeriod(days: number, period: "week" | "month" | "quarter" | "year"): number {
  if (period === "week") return days - weekdayOfDays(days) + 8;
  const { year, month } = civilFromDays(days);
  if (period === "year") return daysFromCivil(year + 1, 1, 1);
  const last = period === "month" ? month : Math.ceil(month / 3) * 3;
  return last === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, last + 1, 1);
}

/** Names the local period in which an instant lies; names of one kind sort in order of time. Weeks are named by their Monday. */
export function periodOf(zone: Zone, per: Exclude<CapPeriod, "fact">, at: Instant): string {
  if (per === "lifetime") return "ever";
  const local = zone.local(at);
  const { days, year, month } = local;
  if (per === "day") return formatDate(local);
  if (per === "week") return formatDate(civilFromDays(days - weekdayOfDays(days) + 1));
  return per === "month" ? `${year}-${month < 10 ? "0" : ""}${month}` : String(year);
}

/** When the local period is over in which an instant lies; null: never. */
export function periodEnd(zone: Zone, per: Exclude<CapPeriod, "fact">, at: Instant): Instant | null {
  if (per === "lifetime") return null;
  const days = zone.dayOf(at);
  if (per === "day") return zone.startOfDay(days + 1);
  return zone.startOfDay(endOfPeriod(days, per));
}

/** Whether a schedule is open at an instant. */
export const isOpen = (zone: Zone, schedule: Schedule, at: Instant): boolean =>
  schedule.some((window) => isWithin(zone, window, at));

function isWithin(zone: Zone, schedule: Window, at: Instant): boolean {
  if (schedule.from !== null && at < schedule.from) return false;
  if (schedule.until !== null && at >= schedule.until) return false;
  if (!schedule.days && !schedule.hours) return true;
  const { days, minutes } = zone.local(at);
  if (schedule.days && !schedule.days.has(weekdayOfDays(days))) return false;
  return !schedule.hours || (minutes >= schedule.hours.start && minutes < schedule.hours.end);
}

/** Which membership year an instant lies in: 0 from the opening, 1 from its first anniversary (29 February: 28th). */
export function membershipYear(zone: Zone, openedAt: Instant, at: Instant): number {
  const opened = zone.local(openedAt);
  const now = zone.local(at);
  const years = now.year - opened.year;
  return now.days < anniversary(opened, now.year) ? years - 1 : years;
}

/** The start of the membership year of that number. */
export function membershipYearStart(zone: Zone, openedAt: Instant, year: number): Instant {
  const opened = zone.local(openedAt);
  return zone.startOfDay(anniversary(opened, opened.year + year));
}

function anniversary(opened: { month: number; day: number }, year: number): number {
  return daysFromCivil(year, opened.month, Math.min(opened.day, daysInMonth(year, opened.month)));
}

/** The start of the first day of that month and day after an instant (29 February: the 28th in other years). */
export function anniversaryAfter(zone: Zone, date: { month: number; day: number }, after: Instant): Instant {
  const { year } = zone.local(after);
  const inYear = (y: number): Instant => zone.startOfDay(anniversary(date, y));
  return inYear(year) > after ? inYear(year) : inYear(year + 1);
}

/** The end of the first day of that month and day that ends after an instant. */
export function endOfYearDay(zone: Zone, date: { month: number; day: number }, after: Instant): Instant {
  const { year } = zone.local(after);
  const inYear = (y: number): Instant => zone.startOfDay(anniversary(date, y) + 1);
  // A day that ends with the year ends in the next one.
  return [year - 1, year, year + 1].map(inYear).find((end) => end > after)!;
}

/** The start of the first day of that month and day at an instant or after it. */
export const startOfYearDay = (zone: Zone, date: { month: number; day: number }, from: Instant): Instant =>
  anniversaryAfter(zone, date, from - 1);
