/** The calendar against Temporal, in zones whose clocks do odd things. */
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { daysFromCivil } from "../src/instant.ts";
import { makeZone } from "../src/zone.ts";

const HOUR = 3_600_000;

/** Changes of the clock: at night, at midnight, by half an hour, over a whole day, twice within weeks. */
const ODD: [zone: string, around: string][] = [
  ["Europe/Lisbon", "2026-03-29T01:00:00Z"],
  ["Europe/Lisbon", "2026-10-25T01:00:00Z"],
  ["America/New_York", "2026-03-08T07:00:00Z"],
  ["America/New_York", "2026-11-01T06:00:00Z"],
  ["America/Sao_Paulo", "2018-11-04T03:00:00Z"],
  ["America/Sao_Paulo", "2018-02-18T02:00:00Z"],
  ["America/Havana", "2026-03-08T05:00:00Z"],
  ["America/Havana", "2026-11-01T05:00:00Z"],
  ["Asia/Beirut", "2022-03-26T22:00:00Z"],
  ["Australia/Lord_Howe", "2026-04-04T15:00:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T15:30:00Z"],
  ["Pacific/Apia", "2011-12-30T10:00:00Z"],
  ["Africa/Casablanca", "2026-02-15T02:00:00Z"],
  ["Africa/Casablanca", "2026-03-22T02:00:00Z"],
  ["America/Toronto", "1919-03-31T04:30:00Z"],
  ["UTC", "2026-06-01T00:00:00Z"],
];

const near = fc.record({
  of: fc.constantFrom(...ODD),
  by: fc.integer({ min: -60 * HOUR, max: 60 * HOUR }),
});

const zoned = (zone: string, at: number): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);

test("the local time is what Temporal says it is", () => {
  fc.assert(
    fc.property(near, ({ of: [id, around], by }) => {
      const at = Date.parse(around) + by;
      const expected = zoned(id, at);
      const zone = makeZone(id);
      const { year, month, day, minutes, days } = zone.local(at);
      expect(zone.dayOf(at)).toBe(days);
      expect([year, month, day, minutes]).toEqual([
        expected.year,
        expected.month,
        expected.day,
        expected.hour * 60 + expected.minute,
      ]);
    }),
    { numRuns: 500 },
  );
});

test("a day begins when Temporal says it does", () => {
  fc.assert(
    fc.property(near, ({ of: [id, around], by }) => {
      const { year, month, day } = zoned(id, Date.parse(around) + by);
      const date = Temporal.PlainDate.from({ year, month, day });
      const start = date.toZonedDateTime({ timeZone: id }).epochMilliseconds;
      expect(makeZone(id).startOfDay(daysFromCivil(year, month, day))).toBe(start);
    }),
    { numRuns: 500 },
  );
});

test("days, weeks, months and years away is where Temporal says it is", () => {
  const units = fc.constantFrom("day" as const, "week" as const, "month" as const, "year" as const);
  fc.assert(
    fc.property(near, units, fc.integer({ min: 1, max: 40 }), ({ of: [id, around], by }, unit, count) => {
      const zone = makeZone(id);
      const at = Date.parse(around) + by;
      const duration = { [`${unit}s`]: count };
      expect(zone.plus(at, { count, unit })).toBe(zoned(id, at).add(duration).epochMilliseconds);
      // Onto the odd hours from afar, as most terms come to them.
      const before = zone.minus(at, { count, unit });
      expect(before).toBe(zoned(id, at).subtract(duration).epochMilliseconds);
      expect(zone.plus(before, { count, unit })).toBe(zoned(id, before).add(duration).epochMilliseconds);
    }),
    { numRuns: 500 },
  );
});

test("the day to which the calendar leads begins when Temporal says it does", () => {
  const units = fc.constantFrom("hour" as const, "day" as const, "week" as const, "month" as const);
  fc.assert(
    fc.property(near, units, fc.integer({ min: 1, max: 40 }), ({ of: [id, around], by }, unit, count) => {
      const zone = makeZone(id);
      const duration = { [`${unit}s`]: count };
      const at = Date.parse(around) + by;
      // Onto the odd days from afar, as most terms come to them.
      for (const from of [at, zone.minus(at, { count, unit })]) {
        const of = zoned(id, from);
        const date = unit === "hour" ? of.add(duration).toPlainDate() : of.toPlainDate().add(duration);
        const start = date.toZonedDateTime({ timeZone: id }).epochMilliseconds;
        expect(zone.startOfDayAfter(from, { count, unit })).toBe(start);
      }
    }),
    { numRuns: 500 },
  );
});
