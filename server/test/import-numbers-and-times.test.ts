import { makeZone } from "@tallystick/core";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { compareExact, makeNumberReader, times, toSteps } from "../src/import/exact-number.ts";
import { makeTimeReader } from "../src/import/time-pattern.ts";

const seed = 20_240_502;
const plain = makeNumberReader({ decimal: ".", thousands: "" });
const european = makeNumberReader({ decimal: ",", thousands: "." });
const spaced = makeNumberReader({ decimal: ",", thousands: " " });

describe("numbers of a file", () => {
  test.each([
    [plain, "12.50", { digits: 125n, places: 1 }],
    [plain, "-0.001", { digits: -1n, places: 3 }],
    [plain, "+7", { digits: 7n, places: 0 }],
    [plain, ".5", { digits: 5n, places: 1 }],
    [plain, "5.", { digits: 5n, places: 0 }],
    [plain, "00011.77", { digits: 1177n, places: 2 }],
    [european, "1.234.567,80", { digits: 12_345_678n, places: 1 }],
    [european, "1234,5", { digits: 12_345n, places: 1 }],
    [spaced, "12 345,00", { digits: 12_345n, places: 0 }],
  ])("are read exactly: %#", (read, text, exact) => expect(read(text)).toEqual(exact));

  test.each(["", ".", "-", "1e3", "1,000", "12.3.4", "0x10", "NaN", "١٢", "1 2", "9".repeat(41)])(
    "%j is none",
    (text) => expect(plain(text)).toBeNull(),
  );

  test.each(["1.23,4", "1.2345,6", "12.34.567", "1,234.5"])(
    "%j has its thousands in the wrong place",
    (text) => expect(european(text)).toBeNull(),
  );

  test.each([
    ["1.005", "half-up", 101],
    ["-1.005", "half-up", -101],
    ["1.005", "half-even", 100],
    ["1.015", "half-even", 102],
    ["1.009", "floor", 100],
    ["-1.009", "floor", -100],
    ["1.01", "exact", 101],
    ["1.001", "exact", null],
    ["90071992547409.92", "exact", null],
    ["90071992547409.91", "exact", 9_007_199_254_740_991],
  ] as const)("%s in hundredths, %s, is %s", (text, rounding, steps) =>
    expect(toSteps(plain(text)!, 2, rounding)).toBe(steps),
  );

  test("a price times a quantity is what whole numbers make of it", () => {
    const amount = fc.record({
      cents: fc.integer({ min: -1e6, max: 1e6 }),
      thousandths: fc.integer({ min: 0, max: 1e6 }),
    });
    fc.assert(
      fc.property(amount, ({ cents, thousandths }) => {
        const text = (n: number, places: number): string => (n / 10 ** places).toFixed(places);
        const product = times(plain(text(cents, 2))!, plain(text(thousandths, 3))!);
        const exact = BigInt(cents) * BigInt(thousandths);
        expect(product.digits * 10n ** BigInt(5 - product.places)).toBe(exact);
        const magnitude = exact < 0n ? -exact : exact;
        const rounded = (magnitude + 500n) / 1000n;
        expect(toSteps(product, 2, "half-up")).toBe(Number(exact < 0n ? -rounded : rounded));
        expect(compareExact(product, { digits: 0n, places: 0 })).toBe(exact < 0n ? -1 : exact > 0n ? 1 : 0);
      }),
      { seed, numRuns: 300 },
    );
  });
});

const utc = (text: string): number => Date.parse(text);
const london = makeZone("Europe/London");

describe("times of a file", () => {
  test.each([
    ["YYYYMMDD", "19970704", "1997-07-03T23:00:00Z"],
    ["YYYY-MM-DD HH:mm:ss", "2011-03-10 09:30:15", "2011-03-10T09:30:15Z"],
    ["D.M.YYYY H:mm", "1.7.2011 9:05", "2011-07-01T08:05:00Z"],
    ["MM/DD/YYYY hh:mm A", "07/01/2011 12:05 am", "2011-06-30T23:05:00Z"],
    ["DD MMM YYYY", "01 Jan 2011", "2011-01-01T00:00:00Z"],
    ["YYYY-MM-DDTHH:mm:ss.SSSZ", "2011-07-01T10:00:00.250+02:00", "2011-07-01T08:00:00.250Z"],
    ["[on] YYYY-MM-DD", "on 2011-01-02", "2011-01-02T00:00:00Z"],
    ["rfc3339", "2011-07-01T10:00:00+02:00", "2011-07-01T08:00:00Z"],
    ["unix", "1309507200", "2011-07-01T08:00:00Z"],
    ["unix-ms", "1309507200250", "2011-07-01T08:00:00.250Z"],
    ["YYYY-MM-DD HH:mm", "2011-03-27 01:30", "2011-03-27T01:30:00Z"],
    ["YYYY-MM-DD HH:mm", "2011-10-30 01:30", "2011-10-30T00:30:00Z"],
  ])("%s reads %s", (format, text, instant) =>
    expect(makeTimeReader([format], london)(text)).toBe(utc(instant)),
  );

  test.each([
    ["YYYYMMDD", "19970231"],
    ["YYYYMMDD", "1997070"],
    ["YYYY-MM-DD HH:mm", "2011-01-01 24:00"],
    ["YYYY-MM-DD hh:mm A", "2011-01-01 13:00 PM"],
    ["DD MMM YYYY", "01 Foo 2011"],
    ["YYYY-MM-DD", "2011-01-01 "],
    ["YYYY-MM-DD", "0011-01-01"],
    ["rfc3339", "2011-07-01 10:00"],
  ])("%s does not read %s", (format, text) => expect(makeTimeReader([format], london)(text)).toBeNull());

  test("the first pattern that fits counts", () => {
    const read = makeTimeReader(["DD/MM/YYYY", "YYYY-MM-DD"], makeZone("UTC"));
    expect([read("02/01/2011"), read("2011-01-02"), read("2011/01/02")]).toEqual([
      utc("2011-01-02T00:00:00Z"),
      utc("2011-01-02T00:00:00Z"),
      null,
    ]);
  });

  test("local times are those of the calendar everywhere, clock changes included", () => {
    const zones = [
      "Europe/Lisbon",
      "America/New_York",
      "Australia/Lord_Howe",
      "Asia/Kolkata",
      "Pacific/Apia",
      "America/Sao_Paulo",
    ];
    const moment = fc.record({
      zone: fc.constantFrom(...zones),
      year: fc.integer({ min: 1990, max: 2030 }),
      day: fc.integer({ min: 1, max: 365 }),
      minute: fc.integer({ min: 0, max: 1439 }),
    });
    fc.assert(
      fc.property(moment, ({ zone, year, day, minute }) => {
        const local = Temporal.PlainDateTime.from({ year, month: 1, day: 1 }).add({
          days: day - 1,
          minutes: minute,
        });
        const text = `${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: "minute" })}`;
        const wanted = local.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds;
        expect(makeTimeReader(["YYYY-MM-DD HH:mm"], makeZone(zone))(text)).toBe(wanted);
      }),
      { seed, numRuns: 2000 },
    );
  });
});
