/**
 * RFC 3339 instants to epoch milliseconds and back, and the civil calendar beneath them, by integer arithmetic: the
 * engine reads no clock, and a journal of a million facts is parsed without a date library.
 */

const DAY = 86_400_000;
const INSTANT = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** The number that two digits of a text make; the patterns have seen to it that they are digits. */
const twoDigits = (text: string, at: number): number =>
  (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;

/** The day number of the date that a text begins with; null when there is no such day. */
function leadingDate(text: string): number | null {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const [month, day] = [twoDigits(text, 5), twoDigits(text, 8)];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return daysFromCivil(year, month, day);
}

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

const FIRST_DAY = daysFromCivil(1900, 1, 1);
const FIRST_DAY_BEYOND = daysFromCivil(2201, 1, 1);

/** Epoch milliseconds of an RFC 3339 instant with an offset, between years 1900 and 2200; null when it is not one. */
export function parseInstant(text: string): number | null {
  if (!INSTANT.test(text)) return null;
  const days = leadingDate(text);
  if (days === null || days < FIRST_DAY || days >= FIRST_DAY_BEYOND) return null;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (hour > 23 || minute > 59 || second > 59) return null;
  const isUtc = /[Zz]$/.test(text);
  let offset = 0;
  if (!isUtc) {
    const [hours, minutes] = [twoDigits(text, text.length - 5), twoDigits(text, text.length - 2)];
    if (hours > 23 || minutes > 59) return null;
    offset = (text.at(-6) === "-" ? -1 : 1) * (hours * 60 + minutes);
  }
  // What is finer than a millisecond is cut off.
  const fraction = text[19] === "." ? text.slice(20, isUtc ? -1 : -6) : "";
  const millis = fraction === "" ? 0 : Number(fraction.slice(0, 3).padEnd(3, "0"));
  return days * DAY + (hour * 60 + minute - offset) * 60_000 + second * 1000 + millis;
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
export const parseDate = (text: string): number | null => (DATE.test(text) ? leadingDate(text) : null);

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
