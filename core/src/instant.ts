/**
 * RFC 3339 instants to epoch milliseconds and back, and the civil calendar beneath them, by integer arithmetic: the
 * engine reads no clock, and a journal of a million facts is parsed without a date library.
 */

const DAY = 86_400_000;
const PATTERN =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

export type CivilDate = { year: number; month: number; day: number };

/** Days since 1970-01-01 of a date in the proleptic Gregorian calendar. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  );
}

/** The date that lies so many days after 1970-01-01. */
export function civilFromDays(days: number): CivilDate {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

export const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

export const daysInMonth = (year: number, month: number): number =>
  month === 2
    ? isLeapYear(year)
      ? 29
      : 28
    : month === 4 || month === 6 || month === 9 || month === 11
      ? 30
      : 31;

/** 1 Monday … 7 Sunday of a day number. */
export const weekdayOfDays = (days: number): number => ((((days + 3) % 7) + 7) % 7) + 1;

/** Epoch milliseconds of an RFC 3339 instant with an offset, between years 1900 and 2200; null when it is not one. */
export function parseInstant(text: string): number | null {
  const m = PATTERN.exec(text);
  if (!m) return null;
  const [year, month, day] = [Number(m[1]), Number(m[2]), Number(m[3])];
  const [hour, minute, second] = [Number(m[4]), Number(m[5]), Number(m[6])];
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month))
    return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const millis = m[7] ? Math.floor(Number(`0.${m[7]}`) * 1000 + 1e-6) : 0;
  let offset = 0;
  if (m[8]) {
    const [hours, minutes] = [Number(m[9]), Number(m[10])];
    if (hours > 23 || minutes > 59) return null;
    offset = (m[8] === "-" ? -1 : 1) * (hours * 60 + minutes);
  }
  return (
    daysFromCivil(year, month, day) * DAY + (hour * 60 + minute - offset) * 60_000 + second * 1000 + millis
  );
}

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

/** "2025-03-10". */
export const formatDate = ({ year, month, day }: CivilDate): string => `${year}-${two(month)}-${two(day)}`;

/** "2025-03-10T09:30:00.000Z". */
export function formatInstant(at: number): string {
  const days = Math.floor(at / DAY);
  const inDay = at - days * DAY;
  const seconds = Math.floor(inDay / 1000);
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${formatDate(civilFromDays(days))}T${clock}.${String(inDay % 1000).padStart(3, "0")}Z`;
}

/** Day number of "2025-03-10"; null when it is not a date. */
export function parseDate(text: string): number | null {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!m) return null;
  const [year, month, day] = [Number(m[1]), Number(m[2]), Number(m[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return daysFromCivil(year, month, day);
}

/**
 * The whole years from one date, written YYYY-MM-DD, to another; 0 where one is no date, or the second is not later. A year after
 * 29 February is over with the last day of February.
 */
export function yearsBetween(from: string, to: string): number {
  const [first, last] = [parseDate(from), parseDate(to)];
  if (first === null || last === null || last <= first) return 0;
  const [a, b] = [civilFromDays(first), civilFromDays(last)];
  const anniversary = daysFromCivil(b.year, a.month, Math.min(a.day, daysInMonth(b.year, a.month)));
  return b.year - a.year - (last < anniversary ? 1 : 0);
}
