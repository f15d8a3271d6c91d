/** What counts towards tiers, and when: counted by day or by year, summed over a ladder's window. */
import { membershipYear, membershipYearStart } from "./calendar.ts";
import { type Draft, safe } from "./draft.ts";
import type { Duration } from "./duration.ts";
import { daysFromCivil, daysInMonth } from "./instant.ts";
import type { Instant, Ladder } from "./program.ts";
import type { Bucket, LadderState } from "./state.ts";
import type { LocalTime } from "./zone.ts";

/** What one fact adds: spend in minor units, whether it is a visit, and steps earned per unit. Negative on a return. */
export type Contribution = { spend: number; visit: boolean; earned: Record<string, number> };

/** Visits and rolling windows count by day, the others by their year. */
export const byDay = (ladder: Ladder): boolean =>
  ladder.by.kind === "visits" || ladder.window.kind === "rolling";

/** The bucket in which what happens at an instant is counted. */
export function bucketOf(draft: Draft, ladder: Ladder, at: Instant): number {
  const { zone } = draft.program;
  if (byDay(ladder)) return zone.dayOf(at);
  if (ladder.window.kind === "membership-year") return membershipYear(zone, draft.state.openedAt, at);
  return zone.local(at).year;
}

/** The place of the first bucket from `name` on; the latest are looked at first, because most is of these. */
function placeOf(buckets: readonly Bucket[], name: number): number {
  let at = buckets.length;
  while (at > 0 && buckets[at - 1]![0] >= name) at--;
  return at;
}

/** What is counted in a bucket. */
export function countedIn({ buckets }: LadderState, bucket: number): number {
  const found = buckets[placeOf(buckets, bucket)];
  return found?.[0] === bucket ? found[1] : 0;
}

/** What is counted in the buckets from `first` to `last`. */
export function countedBetween({ buckets }: LadderState, first: number, last: number): number {
  let sum = 0;
  for (let at = buckets.length - 1; at >= 0 && buckets[at]![0] >= first; at--)
    if (buckets[at]![0] <= last) sum += buckets[at]![1];
  return sum;
}

/** What a contribution adds to what the ladder counts, visits apart. */
export function contributed({ by }: Ladder, { spend, earned }: Contribution): number {
  return by.kind === "spend" ? spend : by.kind === "earned" ? (earned[by.unit] ?? 0) : 0;
}

/**
 * The first day of a ladder whose first level goes by the calendar year before, on the ladder of its id until then; null
 * where it does not, or was there from the start.
 */
export function firstDayOf(
  { program: { versions }, version: { number } }: Draft,
  { id, by }: Ladder,
): Instant | null {
  const ladderIn = (index: number): Ladder | undefined => versions[index]?.ladders[id];
  let index = number - 1;
  if (!ladderIn(index)?.firstByYearBefore) return null;
  while (ladderIn(index - 1)?.firstByYearBefore) index--;
  const was = ladderIn(index - 1);
  return was && JSON.stringify(was.by) === JSON.stringify(by) ? versions[index]!.from : null;
}

/** Counts what happened in the calendar year by which a ladder's first level goes, and is told after the ladder began. */
function countTowardsFirst(
  draft: Draft,
  { ladder, state, at }: { ladder: Ladder; state: LadderState; at: Instant },
  contribution: Contribution,
): void {
  // The ladder began with the present version or before it.
  if (at >= draft.version.from) return;
  const { zone } = draft.program;
  const from = firstDayOf(draft, ladder);
  if (from === null || at >= from || zone.local(at).year !== zone.local(from).year - 1) return;
  const isNewDay = contribution.visit && countedIn(state, zone.dayOf(at)) === 0;
  const added = ladder.by.kind === "visits" ? Number(isNewDay) : contributed(ladder, contribution);
  state.firstCounted = safe(Math.max(0, (state.firstCounted ?? 0) + added));
}

/** Adds a fact's contribution to the windows in which it happened. */
export function countTowardsTiers(draft: Draft, at: Instant, contribution: Contribution): void {
  for (const id in draft.version.ladders) {
    const ladder = draft.version.ladders[id]!;
    const state = draft.state.ladders[id];
    if (state && ladder.firstByYearBefore) countTowardsFirst(draft, { ladder, state, at }, contribution);
    if (!state || at < (state.countsFrom ?? at)) continue;
    const bucket = bucketOf(draft, ladder, at);
    const before = countedIn(state, bucket);
    const after =
      ladder.by.kind === "visits"
        ? Math.max(before, contribution.visit ? 1 : 0)
        : before + contributed(ladder, contribution);
    if (after === before) continue;
    const oldest = oldestBucket(draft, ladder, state);
    state.buckets = withCounted(state.buckets, [bucket, safe(Math.max(0, after))], oldest);
  }
}

/** The buckets in their order, one of them replaced, without those before `oldest` and without one that is empty. */
function withCounted(buckets: readonly Bucket[], counted: Bucket, oldest: number): Bucket[] {
  const [bucket, amount] = counted;
  let first = 0;
  while (first < buckets.length && buckets[first]![0] < oldest) first++;
  const at = Math.max(first, placeOf(buckets, bucket));
  const next = buckets[at]?.[0] === bucket ? at + 1 : at;
  const kept = buckets.slice(first, at);
  if (amount !== 0 && bucket >= oldest) kept.push(counted);
  for (let later = next; later < buckets.length; later++) kept.push(buckets[later]!);
  return kept;
}

/** The oldest bucket that a window can still reach: a renewal looks back one window at the most. */
function oldestBucket(draft: Draft, ladder: Ladder, state: LadderState): number {
  const { zone } = draft.program;
  // In grace the window that has run out is still looked at.
  const now = state.graceUntil === undefined ? draft.state.at : Math.min(draft.state.at, state.until!);
  if (ladder.window.kind === "rolling") return zone.dayOf(zone.minus(now, ladder.window.length));
  const { year } = zone.local(now);
  if (byDay(ladder)) return daysFromCivil(year - 2, 1, 1);
  return ladder.window.kind === "membership-year"
    ? membershipYear(zone, draft.state.openedAt, now) - 1
    : year - 1;
}

/** The day numbers [first, last] of the window in which an instant lies. */
export function windowDays(draft: Draft, ladder: Ladder, at: Instant): { first: number; last: number } {
  const { zone } = draft.program;
  const today = zone.local(at);
  if (ladder.window.kind === "rolling") {
    return { first: firstOf(draft, ladder.window.length, { at, today }), last: today.days };
  }
  if (ladder.window.kind === "membership-year") {
    const { openedAt } = draft.state;
    const start = membershipYearStart(zone, openedAt, membershipYear(zone, openedAt, at));
    return { first: zone.dayOf(start), last: today.days };
  }
  return { first: daysFromCivil(today.year, 1, 1), last: today.days };
}

/**
 * The first day of a rolling window. A day counts until so long after it: on the last of a month all days of the month
 * that this is back to are over, those included that this month lacks, so that 29 February does not outlast its year.
 */
function firstOf(
  { program: { zone } }: Draft,
  length: Duration,
  { at, today }: { at: Instant; today: LocalTime },
): number {
  const back = zone.local(zone.minus(at, length));
  const isCalendar = length.unit === "month" || length.unit === "year";
  return isCalendar && today.day === daysInMonth(today.year, today.month)
    ? back.days - back.day + daysInMonth(back.year, back.month) + 1
    : back.days + 1;
}

/** What counts towards the ladder in the window of `at`; only days after `after` where given. */
export function counterOf(draft: Draft, ladder: Ladder, at: Instant, after?: Instant): number {
  const state = draft.state.ladders[ladder.id]!;
  if (!byDay(ladder)) return countedIn(state, bucketOf(draft, ladder, at));
  const { first, last } = windowDays(draft, ladder, at);
  const from = after === undefined ? first : Math.max(first, draft.program.zone.dayOf(after) + 1);
  return countedBetween(state, from, last);
}
