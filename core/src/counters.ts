/** Counters of caps and limits: how much of a period's room is used. */
import { periodOf } from "./calendar.ts";
import type { Draft } from "./draft.ts";
import { formatInstant } from "./instant.ts";
import type { CapPeriod, Instant, LimitPeriod } from "./program.ts";

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
  const known = Object.keys(draft.state.counters[key] ?? {});
  return known.find((name) => name.slice(begun.length + 1) === transaction) ?? `${begun} ${transaction}`;
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
  const used = periods[period];
  if (used === undefined) {
    const kept = Object.keys(periods);
    const forgotten = kept.length >= PERIODS_KEPT && kept.every((other) => period < other);
    return forgotten ? 0 : max;
  }
  return Math.max(0, max - used);
}

/** Adds to (or, negative, gives back) what is used in the period of `at`. */
export function count(draft: Draft, counted: Counted, used: { amount: number; at: Instant }): void {
  const { key, per } = counted;
  if (per === "fact" || used.amount === 0) return;
  countIn(draft, { key, period: periodNamed(draft, counted, used.at) }, used.amount);
}

/** Adds to (or, negative, gives back) what is used in a period of that name. */
export function countIn(
  draft: Draft,
  { key, period }: { key: string; period: string },
  amount: number,
): void {
  const before = draft.state.counters[key] ?? {};
  if (before[period] === undefined && amount < 0) return;
  const forgotten = before[period] === undefined ? toForget(Object.keys(before)) : undefined;
  // One from before all that are known would take the place of one that can still be asked about.
  if (forgotten !== undefined && period < forgotten) return;
  const periods = forgotten === undefined ? { ...before } : without(before, forgotten);
  // A period that is back at nothing stays known: how many are known tells whether older ones have been forgotten.
  periods[period] = Math.max(0, (before[period] ?? 0) + amount);
  draft.state.counters[key] = periods;
}

/** A copy that lacks one; made anew, because taking out of a record makes it slow to read. */
function without(periods: Record<string, number>, forgotten: string): Record<string, number> {
  const kept: Record<string, number> = {};
  for (const known in periods) if (known !== forgotten) kept[known] = periods[known]!;
  return kept;
}

/** The period that a new one takes the place of; undefined while there is room for more. */
const toForget = (known: string[]): string | undefined =>
  known.length < PERIODS_KEPT ? undefined : known.sort()[0];

export const limitKey = (reward: string, per: LimitPeriod): string => `reward:${reward}:${per}`;
