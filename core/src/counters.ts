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
  { key, max, per }: { key: string; max: number; per: CapPeriod },
  at: Instant,
): number {
  if (per === "fact" || !draft.state.counters[key]) return max;
  return roomIn(draft, { key, max }, periodOf(draft.program.zone, per, at));
}

/** How much of `max` is left in a period of that name; names sort in order of time. */
export function roomIn(draft: Draft, { key, max }: { key: string; max: number }, period: string): number {
  const periods = draft.state.counters[key];
  if (!periods) return max;
  const used = periods[period];
  if (used === undefined) {
    const kept = Object.keys(periods);
    const forgotten = kept.length >= PERIODS_KEPT && kept.every((other) => period < other);
    return forgotten ? 0 : max;
  }
  return Math.max(0, max - used);
}

/** Adds to (or, negative, gives back) what is used in the period of `at`. */
export function count(
  draft: Draft,
  { key, per }: { key: string; per: CapPeriod },
  used: { amount: number; at: Instant },
): void {
  if (per === "fact" || used.amount === 0) return;
  countIn(draft, { key, period: periodOf(draft.program.zone, per, used.at) }, used.amount);
}

/** Adds to (or, negative, gives back) what is used in a period of that name. */
export function countIn(
  draft: Draft,
  { key, period }: { key: string; period: string },
  amount: number,
): void {
  const before = draft.state.counters[key] ?? {};
  if (before[period] === undefined && amount < 0) return;
  const periods: Record<string, number> = {};
  const forgotten = before[period] === undefined ? toForget(Object.keys(before)) : undefined;
  for (const known in before) if (known !== forgotten) periods[known] = before[known]!;
  // A period that is back at nothing stays known: how many are known tells whether older ones have been forgotten.
  periods[period] = Math.max(0, (before[period] ?? 0) + amount);
  draft.state.counters[key] = periods;
}

/** The period that a new one takes the place of; undefined while there is room for more. */
const toForget = (known: string[]): string | undefined =>
  known.length < PERIODS_KEPT ? undefined : known.sort()[0];

export const capKey = (cap: Cap): string => `cap:${cap.id}:${cap.per}`;
export const limitKey = (reward: string, per: CapPeriod): string => `reward:${reward}:${per}`;
