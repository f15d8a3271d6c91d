/** Draws that several parts of a random definition share. */
import fc from "fast-check";
import type { Json } from "../src/fact.ts";

export type Definition = { [key: string]: Json };

/** What the parts of one definition agree on: its currency, and the decimals of points and of stars. */
export type Head = { currency: string; scales: [number, number] };
export const PERIODS = ["fact", "day", "week", "month", "year", "lifetime"];

export const dayOf = (year: number) =>
  fc
    .record({ month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) })
    .map(({ month, day }) => `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`);

export const schedule = fc.record(
  {
    from: dayOf(2023),
    until: dayOf(2026),
    days: fc.subarray(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], { minLength: 2 }),
    hours: fc.constantFrom("07:00-18:30", "00:00-12:00", "09:00-24:00"),
  },
  { requiredKeys: [] },
);

/** Leaves out what is undefined or null, so that drawn options read as absent keys. */
export function present(values: Record<string, unknown>): Definition {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(kept) as Definition;
}
