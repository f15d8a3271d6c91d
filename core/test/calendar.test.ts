import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { deadline, membershipYear, membershipYearStart, periodOf } from "../src/calendar.ts";
import type { Duration } from "../src/duration.ts";
import { civilFromDays, daysFromCivil, formatInstant, parseInstant, weekdayOfDays } from "../src/instant.ts";
import { makeZone } from "../src/zone.ts";

const ZONES = [
  "UTC",
  "Europe/Lisbon",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Havana",
  "Africa/Cairo",
  "America/Sao_Paulo",
  "Pacific/Apia",
  "Asia/Kathmandu",
  "Africa/Casablanca",
  "Asia/Gaza",
];
const zones = new Map(ZONES.map((id) => [id, makeZone(id)]));
const from = Date.UTC(1990, 0, 1);
const until = Date.UTC(2040, 0, 1);
/** Near transitions more often than chance would have it. */
const instants = fc.oneof(
  fc.integer({ min: from, max: until }),
  fc.integer({ min: 0, max: 600 }).map((n) => Date.UTC(2010, 0, 1) + n * 30 * 86_400_000 + n * 3_600_000),
);
const durations = fc.record<Duration>({
  count: fc.integer({ min: 1, max: 40 }),
  unit: fc.constantFrom("minute", "hour", "day", "week", "month", "year"),
});

describe("the program's calendar agrees with Temporal", () => {
  test("local dates, days, weekdays and clock times", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, (id, at) => {
        const local = zones.get(id)!.local(at);
        const expected = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(id);
        expect([local.year, local.month, local.day, local.minutes]).toEqual([
          expected.year,
          expected.month,
          expected.day,
          expected.hour * 60 + expected.minute,
        ]);
        expect(weekdayOfDays(local.days)).toBe(expected.dayOfWeek);
      }),
      { numRuns: 3000 },
    );
  });

  test("the start of a day", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, (id, at) => {
        const days = Math.floor(at / 86_400_000);
        const date = Temporal.PlainDate.from(civilFromDays(days));
        expect(zones.get(id)!.startOfDay(days)).toBe(date.toZonedDateTime(id).epochMilliseconds);
      }),
      { numRuns: 3000 },
    );
  });

  test("adding and taking away lengths of time", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, durations, (id, at, duration) => {
        const zone = zones.get(id)!;
        const start = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(id);
        const length = { [`${duration.unit}s`]: duration.count };
        expect(zone.plus(at, duration)).toBe(start.add(length).epochMilliseconds);
        expect(zone.minus(at, duration)).toBe(start.subtract(length).epochMilliseconds);
      }),
      { numRuns: 3000 },
    );
  });

  test("a deadline in days and longer is the start of a local day, later than its beginning", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, durations, (id, at, duration) => {
        const zone = zones.get(id)!;
        const end = deadline(zone, at, duration);
        expect(end).toBeGreaterThan(at);
        if (duration.unit !== "minute" && duration.unit !== "hour")
          expect(end).toBe(zone.startOfDay(zone.local(end).days));
      }),
    );
  });
});

describe("dates and instants", () => {
  test("days to dates and back", () => {
    fc.assert(
      fc.property(fc.integer({ min: -200_000, max: 200_000 }), (days) => {
        const { year, month, day } = civilFromDays(days);
        expect(daysFromCivil(year, month, day)).toBe(days);
        expect(new Date(days * 86_400_000).toISOString().slice(-24, -14)).toBe(
          `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`.slice(
            -10,
          ),
        );
      }),
    );
  });

  test("instants to text and back", () => {
    fc.assert(
      fc.property(instants, (at) => {
        expect(parseInstant(formatInstant(at))).toBe(at);
      }),
    );
  });

  test.each([
    ["2025-03-10T09:30:00+01:00", Date.UTC(2025, 2, 10, 8, 30)],
    ["2025-03-10t09:30:00z", Date.UTC(2025, 2, 10, 9, 30)],
    ["2025-03-10 00:15:00-05:30", Date.UTC(2025, 2, 10, 5, 45)],
    ["2025-03-10T09:30:07.5Z", Date.UTC(2025, 2, 10, 9, 30, 7, 500)],
    ["2025-03-10T09:30:07.04+00:00", Date.UTC(2025, 2, 10, 9, 30, 7, 40)],
    ["2025-03-10T09:30:07.999999999-00:00", Date.UTC(2025, 2, 10, 9, 30, 7, 999)],
    ["1900-01-01T00:00:00Z", Date.UTC(1900, 0, 1)],
    ["2200-12-31T23:59:59Z", Date.UTC(2200, 11, 31, 23, 59, 59)],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
  ])("%s is an instant", (text, at) => {
    expect(parseInstant(text)).toBe(at);
  });

  test.each([
    "2025-03-10T24:00:00Z",
    "2025-03-10T23:60:00Z",
    "2025-03-10T23:59:60Z",
    "2025-02-29T00:00:00Z",
    "2025-04-31T00:00:00Z",
    "2025-13-01T00:00:00Z",
    "2025-00-01T00:00:00Z",
    "2025-01-00T00:00:00Z",
    "1899-12-31T23:59:59Z",
    "2201-01-01T00:00:00Z",
    "2025-03-10T09:30:00",
    "2025-03-10T09:30:00+24:00",
    "2025-03-10T09:30:00+01:60",
    "2025-03-10T09:30:00.Z",
    "2025-03-10T09:30:00.1234567890Z",
    "2025-03-10T09:30:00Z ",
    "2025-3-10T09:30:00Z",
    "",
  ])("“%s” is none", (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  test("membership years begin on each anniversary and leave no gap", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        instants,
        fc.integer({ min: 0, max: 20 }),
        (id, opened, year) => {
          const zone = zones.get(id)!;
          const start = membershipYearStart(zone, opened, year);
          expect(membershipYear(zone, opened, start)).toBe(year);
          expect(membershipYear(zone, opened, start - 1)).toBe(year - 1);
        },
      ),
    );
  });

  test("periods are named in the order of time", () => {
    const zone = zones.get("Europe/Lisbon")!;
    expect(
      (["day", "week", "month", "year", "lifetime"] as const).map((per) =>
        periodOf(zone, per, Date.UTC(2025, 0, 1)),
      ),
    ).toEqual(["2025-01-01", "2024-12-30", "2025-01", "2025", "ever"]);
  });
});
