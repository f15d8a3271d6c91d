/** Counters of caps and limits: how much of a period's room is used. */
import { periodOf } from "./calendar.ts";
import type { Draft } from "./draft.ts";
import { formatInstant } from "./instant.ts";
import type { CapPeriod, Instant, LimitPeriod } from "./program.ts";
import type { Used } from "./state.ts";

/**
 * How many periods of each counter are kept. A fact so late that its period is older than all of these finds no room:
 * a cap is rather kept too strictly than exceeded.
 */
export const PERIODS_KEPT = 14;

/** What is counted for: a period, or with `transaction` the sale that is named. */
type Counted = { key: string; per: CapPeriod | LimitPeriod; transaction?: string | undefined };

/**
 * The name of the period of `at`. That of a transaction is the instant at which it was first counted, so that periods
 * sort by time, and its own name; it stays one period however long it takes.
 */
function periodNamed(draft: Draft, { key, per, transaction = "" }: Counted, at: Instant): string {
  if (per === "fact") return "";
  if (per !== "transaction") return periodOf(draft.program.zone, per, at);
  const begun = formatInstant(at);
  const known = draft.state.counters[key]?.find(([name]) => name.slice(begun.length + 1) === transaction);
  return known?.[0] ?? `${begun} ${transaction}`;
}

/** How much of `max` is left in the period of `at`. */
export function roomOf(draft: Draft, limit: Counted & { max: number }, at: Instant): number {
  const { key, max, per } = limit;
  if (per === "fact" || !draft.state.counters[key]) return max;
  return roomIn(draft, { key, max }, periodNamed(draft, limit, at));
}

/** How much of `max` is left in a period of that name; names sort in order of time. */
export function roomIn(draft: Draft, { key, max }: { key: string; max: number }, period: string): number {
  const periods = draft.state.counters[key];
  if (!periods) return max;
  const used = usedIn(periods, period);
  if (used !== undefined) return Math.max(0, max - used);
  return isForgotten(periods, period) ? 0 : max;
}

/** How much is used in a period; undefined where nothing was counted in it. */
function usedIn(periods: readonly Used[], period: string): number | undefined {
  for (const [name, amount] of periods) if (name === period) return amount;
  return undefined;
}

/** Whether a period is from before all that are still known, where that can have been forgotten. */
const isForgotten = (periods: readonly Used[], period: string): boolean =>
  periods.length >= PERIODS_KEPT && period < periods[0]![0];

/** Adds to (or, negative, gives back) what is used in the period of `at`. */
export function count(draft: Draft, counted: Counted, used: { amount: number; at: Instant }): void {
  const { key, per } = counted;
  if (per === "fact" || used.amount === 0) return;
  countIn(draft, { key, period: periodNamed(draft, counted, used.at) }, used.amount);
}

/**
 * Adds to (or, negative, gives back) what is used in a period of that name.
 * @returns how much is used in it now.
 */
export function countIn(
  draft: Draft,
  { key, period }: { key: string; period: string },
  amount: number,
): number {
  const before = draft.state.counters[key] ?? [];
  const used = usedIn(before, period);
  // One from before all that are known would take the place of one that can still be asked about.
  if (used === undefined && (amount < 0 || isForgotten(before, period))) return 0;
  // A period that is back at nothing stays known: how many are known tells whether older ones have been forgotten.
  const now = Math.max(0, (used ?? 0) + amount);
  draft.state.counters[key] = withUsed(before, [period, now]);
  return now;
}

/** The latest periods in their order, with one put in or replaced. */
function withUsed(periods: readonly Used[], used: Used): Used[] {
  const [period] = used;
  let at = periods.length;
  while (at > 0 && periods[at - 1]![0] > period) at--;
  const isKnown = at > 0 && periods[at - 1]![0] === period;
  if (isKnown) return periods.with(at - 1, used);
  const next = periods.toSpliced(at, 0, used);
  return next.length > PERIODS_KEPT ? next.slice(1) : next;
}

export const limitKey = (reward: string, per: LimitPeriod): string => `reward:${reward}:${per}`;
