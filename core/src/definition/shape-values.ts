/** The kinds of value that the definition language knows beyond plain words and numbers. */
import { CURRENCIES, currencyDecimals } from "../currency.ts";
import { type Duration, parseDuration } from "../duration.ts";
import { parseDate, parseInstant } from "../instant.ts";
import { parseRational, type Rational } from "../rational.ts";
import { makeZone, type Zone } from "../zone.ts";
import { type Shape, scalar } from "./shape.ts";

const DECIMAL = "^\\d{1,15}(\\.\\d{1,9})?$";
const DECIMAL_PATTERN = new RegExp(DECIMAL);

/** An amount of a unit or of money, as its decimal text; how many decimals it may have is checked when it is compiled. */
export const amount = (description: string, example: string): Shape<string> =>
  scalar({
    description,
    expected: "an amount such as 100 or 12.50",
    example,
    accepts: ["number", "string"],
    parse: (text) => (/^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? text : undefined),
    fallback: "1",
    code: "number-invalid",
    schema: {
      anyOf: [
        { type: "number", minimum: 0 },
        { type: "string", pattern: DECIMAL },
      ],
    },
  });

/** A rate or factor: 1, 1.25, "5/4". Not negative. */
export const ratio = (description: string, example: string): Shape<Rational> =>
  scalar({
    description,
    expected: "a number such as 1, 1.25 or 5/4, zero or more",
    example,
    accepts: ["number", "string"],
    parse: (text) =>
      /^\d{1,9}\/\d{1,9}$/.test(text) || DECIMAL_PATTERN.test(text)
        ? (parseRational(text) ?? undefined)
        : undefined,
    fallback: { num: 1n, den: 1n },
    code: "number-invalid",
    schema: {
      anyOf: [
        { type: "number", minimum: 0 },
        { type: "string", pattern: "^\\d{1,15}(\\.\\d{1,9})?$|^\\d{1,9}/\\d{1,9}$" },
      ],
    },
  });

/** A length of time: "14 days". */
export const duration = (description: string, example: string, least?: "day"): Shape<Duration> =>
  scalar({
    description,
    expected: least
      ? "a length of time such as 30 days or 12 months, in days or longer"
      : "a length of time such as 15 minutes, 14 days or 6 months",
    example,
    accepts: ["string", "number"],
    // Calendars end; a hundred years is more than any program means.
    parse: (text) => {
      const parsed = parseDuration(text);
      const tooShort = least !== undefined && (parsed?.unit === "minute" || parsed?.unit === "hour");
      return parsed && !tooShort && approximateDays(parsed) <= 36_600 ? parsed : undefined;
    },
    fallback: { count: 1, unit: "day" },
    schema: {
      type: "string",
      pattern: `^\\d{1,5} (${least ? "" : "minute|hour|"}day|week|month|year)s?$`,
    },
  });

const DAYS = { minute: 1 / 1440, hour: 1 / 24, day: 1, week: 7, month: 31, year: 366 } as const;
const approximateDays = ({ count, unit }: Duration): number => count * DAYS[unit];

/** A local date (its midnight in the program's zone) or an RFC 3339 instant. */
export const moment = (description: string, example: string): Shape<string> =>
  scalar({
    description,
    expected: "a date such as 2025-03-01 or an instant such as 2025-03-01T09:30:00Z, between 1900 and 2200",
    example,
    accepts: ["string", "number"],
    parse: (text) => {
      const year = Number(text.slice(0, 4));
      const good = parseInstant(text) !== null || (parseDate(text) !== null && year >= 1900 && year <= 2200);
      return good ? text : undefined;
    },
    fallback: "2000-01-01",
    schema: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}([Tt ]\\d{2}:\\d{2}:\\d{2}.*)?$" },
  });

/** The instant of a moment; local dates begin at midnight of the zone. */
export function instantOf(text: string, zone: Zone): number {
  const days = parseDate(text);
  return days === null ? (parseInstant(text) ?? 0) : zone.startOfDay(days);
}

/** A day of every year: "12-31". */
export const yearDay = (description: string): Shape<{ month: number; day: number }> =>
  scalar({
    description,
    expected: "a day of the year, month first, such as 12-31",
    example: "12-31",
    accepts: ["string"],
    // Checked in a year without 29 February, so that the day exists every year.
    parse: (text) =>
      /^\d{2}-\d{2}$/.test(text) && parseDate(`2001-${text}`) !== null
        ? { month: Number(text.slice(0, 2)), day: Number(text.slice(3)) }
        : undefined,
    fallback: { month: 12, day: 31 },
    schema: { type: "string", pattern: "^\\d{2}-\\d{2}$" },
  });

/** Hours of the day in the program's zone, the end exclusive: "07:00-10:30", in minutes after midnight. */
export const hours = (description: string): Shape<{ start: number; end: number; text: string }> =>
  scalar({
    description,
    expected: "hours of the day such as 07:00-10:30",
    example: "07:00-10:30",
    accepts: ["string"],
    parse: (text) => {
      const match = /^(\d{2}):(\d{2})-(\d{2}):(\d{2})$/.exec(text);
      if (!match || Number(match[2]) > 59 || Number(match[4]) > 59) return undefined;
      const [start, end] = [
        Number(match[1]) * 60 + Number(match[2]),
        Number(match[3]) * 60 + Number(match[4]),
      ];
      return start < 1440 && end <= 1440 ? { start, end, text } : undefined;
    },
    fallback: { start: 0, end: 1440, text: "00:00-24:00" },
    schema: { type: "string", pattern: "^\\d{2}:\\d{2}-\\d{2}:\\d{2}$" },
  });

/** A condition's text; it is compiled when the whole version is known. */
export const condition = (description: string, example: string): Shape<string> =>
  scalar({
    description: `${description} Written in CEL.`,
    expected: "a condition in quotes",
    example,
    accepts: ["string", "boolean"],
    parse: (text) => text,
    fallback: "true",
    schema: { type: "string", maxLength: 2000 },
  });

const expression =
  (kind: string) =>
  (description: string, example: string): Shape<string> =>
    scalar({
      description: `${description} Written in CEL.`,
      expected: `an expression in quotes that gives ${kind}`,
      example,
      accepts: ["string", "number"],
      parse: (text) => text,
      fallback: kind === "text" ? '""' : "0",
      schema: { anyOf: [{ type: "string", maxLength: 2000 }, { type: "number" }] },
    });

/** The text of an expression with a number, or with a text, for its value. */
export const numberExpression = expression("a number");
export const textExpression = expression("text");

/** A currency code of ISO 4217; whether it exists is checked with the semantics. */
export const currency: Shape<string> = {
  ...scalar<string>({
    description: "The currency that purchases are counted in, by its ISO 4217 code.",
    expected: "a currency code",
    example: "EUR",
    accepts: ["string"],
    parse: (text) => text,
    fallback: "EUR",
    schema: {},
  }),
  read(tree, path, reader) {
    if (tree.kind === "scalar" && typeof tree.value === "string" && currencyDecimals(tree.text) !== null)
      return tree.text;
    const found = tree.kind === "scalar" ? tree.text.slice(0, 40) : "…";
    const upper = found.toUpperCase();
    const example = currencyDecimals(upper) === null ? "EUR, USD or JPY" : upper;
    reader.report("currency-unknown", path, { currency: found, example });
    return "EUR";
  },
  schema: () => ({ description: "The currency that purchases are counted in (ISO 4217).", enum: CURRENCIES }),
};

/** An IANA time zone. */
export const zone: Shape<string> = scalar({
  description: "The IANA time zone of the program's calendar: days, months and schedules are counted in it.",
  expected: "a time zone",
  example: "Europe/Lisbon",
  accepts: ["string"],
  parse: (text) => text,
  fallback: "UTC",
  schema: { type: "string", maxLength: 64 },
});

/** The zone of a name; null when there is none. */
export function findZone(id: string): Zone | null {
  // Bare offsets are valid for the calendar, but have no summer time and are almost always a mistake.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(id)) return null;
  try {
    return makeZone(id);
  } catch {
    return null;
  }
}
