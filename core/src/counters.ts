/** Counters of caps and limits: how much of a period's room is used. */
import { periodOf } from "./calendar.ts";
import type { Draft } from "./draft.ts";
import type { Cap, CapPeriod, Instant } from "./program.ts";

/**
 * How many periods of each counter are kept. A fact so late that its period is older than all of these finds no room:
 * a cap is rather kept too strictly than exceeded.
 */
export const PERIODS_KEPT = 14;

/** How much of `max` is left in the period of `at`. */
export function roomOf(
  draft: Draft,
  limit: { key: string; max: number; per: CapPeriod },
  at: Instant,
): number {
  if (limit.per === "fact") return limit.max;
  const periods = draft.state.counters[limit.key];
  if (!periods) return limit.max;
  const period = periodOf(draft.program.zone, limit.per, at);
  const used = periods[period];
  if (used === undefined) {
    const kept = Object.keys(periods);
    const forgotten = kept.length >= PERIODS_KEPT && kept.every((other) => comparePeriods(period, other) < 0);
    return forgotten ? 0 : limit.max;
  }
  return Math.max(0, limit.max - used);
}

/** Adds to (or, negative, gives back) what is used in the period of `at`. */
export function count(
  draft: Draft,
  { key, per }: { key: string; per: CapPeriod },
  used: { amount: number; at: Instant },
): void {
  if (per === "fact" || used.amount === 0) return;
  const period = periodOf(draft.program.zone, per, used.at);
  const before = draft.state.counters[key] ?? {};
  if (before[period] === undefined && used.amount < 0) return;
  const periods = { ...before };
  // A period that is back at nothing stays known: how many are known tells whether older ones have been forgotten.
  periods[period] = Math.max(0, (periods[period] ?? 0) + used.amount);
  const kept = Object.keys(periods).sort(comparePeriods);
  for (const old of kept.slice(0, Math.max(0, kept.length - PERIODS_KEPT))) delete periods[old];
  draft.state.counters[key] = periods;
}

/** Day and week names are day numbers and sort as such; months and years sort as text of one length. */
const comparePeriods = (a: string, b: string): number =>
  Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0);

export const capKey = (cap: Cap): string => `cap:${cap.id}:${cap.per}`;
export const limitKey = (reward: string, per: CapPeriod): string => `reward:${reward}:${per}`;
