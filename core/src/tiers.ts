/**
 * Tiers: counting towards them, rising, renewing, dropping. Spending units never touches any of this; what counts is
 * what was bought, earned or visited.
 */

import { levelHeld, tiersOf } from "./account.ts";
import { accountContext } from "./account-context.ts";
import { deadline, membershipYear, membershipYearStart } from "./calendar.ts";
import type { Clock, Draft } from "./draft.ts";
import type { Duration } from "./duration.ts";
import { daysFromCivil } from "./instant.ts";
import { own } from "./own.ts";
import type { Instant, Ladder } from "./program.ts";
import type { LadderState, Standing } from "./state.ts";
import {
  bucketOf,
  byDay,
  type Contribution,
  contributed,
  counterOf,
  countTowardsTiers,
  firstDayOf,
  windowDays,
} from "./tier-counters.ts";

/** The highest level whose threshold a counter reaches, as an index. */
export function levelReached(ladder: Ladder, counter: number): number {
  let index = 0;
  while (index + 1 < ladder.levels.length && ladder.levels[index + 1]!.threshold <= counter) index++;
  return index;
}

export const levelIndex = (ladder: Ladder, level: string): number =>
  Math.max(
    0,
    ladder.levels.findIndex(({ id }) => id === level),
  );

/** Until when a level qualified for at `at` is held; null: no end of its own (the base level). */
function validUntil(
  draft: Draft,
  ladder: Ladder,
  { at, index }: { at: Instant; index: number },
): Instant | null {
  if (index === 0) return null;
  const { zone } = draft.program;
  const { valid } = ladder;
  if (valid.kind === "for") return deadline(zone, at, valid.length);
  if (valid.kind === "end-of-year") {
    return zone.startOfDay(daysFromCivil(zone.local(at).year + 1 + valid.years, 1, 1));
  }
  if (ladder.window.kind === "calendar-year")
    return zone.startOfDay(daysFromCivil(zone.local(at).year + 1, 1, 1));
  if (ladder.window.kind === "membership-year") {
    const { openedAt } = draft.state;
    return membershipYearStart(zone, openedAt, membershipYear(zone, openedAt, at) + 1);
  }
  return supportedUntil(draft, ladder, { at, index, length: ladder.window.length });
}

/**
 * For rolling windows: the start of the first day on which what counts no longer supports the level. A level that
 * nothing supports, because a member fell softly onto it, is held for one window.
 */
function supportedUntil(
  draft: Draft,
  ladder: Ladder,
  { at, index, length }: { at: Instant; index: number; length: Duration },
): Instant {
  const { zone } = draft.program;
  const { buckets } = draft.state.ladders[ladder.id]!;
  const { threshold } = ladder.levels[index]!;
  let counter = counterOf(draft, ladder, at);
  if (counter < threshold) return deadline(zone, at, length);
  const { first } = windowDays(draft, ladder, at);
  for (const [day, counted] of buckets) {
    if (day < first) continue;
    counter -= counted;
    if (counter >= threshold) continue;
    const leaves = zone.startOfDayAfter(zone.startOfDay(day), length);
    return Math.max(leaves, at);
  }
  return at;
}

/**
 * Puts the account on a level qualified for at `at`. Its validity is counted from `validFrom`, unless `until` says how
 * long it is held.
 */
export function setLevel(
  draft: Draft,
  ladder: Ladder,
  level: { index: number; at: Instant; validFrom?: Instant; until?: Instant | null },
): void {
  const { index, at } = level;
  const state = draft.state.ladders[ladder.id]!;
  const until =
    level.until === undefined ? validUntil(draft, ladder, { at: level.validFrom ?? at, index }) : level.until;
  const from = levelHeld(state);
  const to = ladder.levels[index]!.id;
  const { graceUntil: _, until: __, renewedAt: ___, ...kept } = state;
  const next: LadderState = { ...kept, level: to, qualifiedAt: at };
  if (until !== null) next.until = until;
  if (state.level !== to) next.since = draft.state.at;
  if (next.granted !== undefined && levelIndex(ladder, next.granted) <= index) delete next.granted;
  draft.state.ladders[ladder.id] = next;
  noteChange(draft, ladder, { from, ...(until === null ? {} : { until }) });
}

/** How many of the levels held before are remembered. */
const LEVELS_KEPT = 8;

/** Tells and remembers that another level is held than before, if so. */
function noteChange(draft: Draft, ladder: Ladder, { from, until }: { from: string; until?: Instant }): void {
  const state = draft.state.ladders[ladder.id]!;
  const to = levelHeld(state);
  if (from === to) return;
  const { past = [] } = state;
  state.past = [...past, [from, draft.state.at] as const].slice(-LEVELS_KEPT);
  const ends = state.granted === undefined && until !== undefined ? { until } : {};
  draft.effects.push({ type: "tier-changed", ladder: ladder.id, from, to, at: draft.state.at, ...ends });
}

/**
 * Looks again at the levels that a condition holds up, after anything has changed: the highest whose condition holds, if
 * it is above what was climbed to.
 */
export function holdUpTiers(draft: Draft): void {
  for (const id in draft.version.ladders) {
    const ladder = draft.version.ladders[id]!;
    const state = draft.state.ladders[id];
    if (!state || (!ladder.grants && state.granted === undefined)) continue;
    const context = accountContext(draft);
    const best = ladder.levels.findLastIndex(({ when }) => when?.test(context));
    const granted = best > levelIndex(ladder, state.level) ? ladder.levels[best]!.id : undefined;
    if (granted === state.granted) continue;
    const { granted: _, ...rest } = state;
    draft.state.ladders[ladder.id] = granted === undefined ? rest : { ...rest, granted };
    const { until } = rest;
    noteChange(draft, ladder, { from: levelHeld(state), ...(until === undefined ? {} : { until }) });
  }
}

/** Ladder → level as it would be once a fact of `at` has counted. */
export function tiersAfter(draft: Draft, at: Instant, contribution: Contribution): Record<string, string> {
  const trial: Draft = { ...draft, effects: [], state: { ...draft.state, ladders: {} } };
  for (const id in draft.state.ladders) trial.state.ladders[id] = { ...draft.state.ladders[id]! };
  countTowardsTiers(trial, at, contribution);
  riseInTiers(trial, at);
  const [held, reached] = [tiersOf(draft.state), tiersOf(trial.state)];
  for (const id in reached) if (reached[id] === held[id]) reached[id] = levelThen(trial, id, at);
  return reached;
}

/**
 * The level of the instant of a fact that is told late, or the higher one that it reached there with what counts by now:
 * only of days is known what counted up to then.
 */
function levelThen(draft: Draft, id: string, at: Instant): string {
  const then = tiersOf(draft.state, at)[id]!;
  const ladder = own(draft.version.ladders, id);
  if (!ladder || at >= draft.state.at || !byDay(ladder)) return then;
  const reached = levelReached(ladder, counterOf(draft, ladder, at));
  return reached > levelIndex(ladder, then) ? ladder.levels[reached]!.id : then;
}

/**
 * Raises the account to what its counters reach now, or reached when a fact of `at` that is told late happened. A level
 * held in grace is renewed the same way.
 */
export function riseInTiers(draft: Draft, at: Instant): void {
  for (const id in draft.version.ladders) {
    const ladder = draft.version.ladders[id]!;
    const state = draft.state.ladders[id];
    if (!state) continue;
    const held = levelIndex(ladder, state.level);
    const counter = counterOf(draft, ladder, draft.state.at);
    const reached = levelReached(ladder, counter);
    if (reached > held) {
      const before = standingOf(state);
      setLevel(draft, ladder, { index: reached, at: reachedOn(draft, ladder, { at, index: reached }) });
      draft.state.ladders[ladder.id]!.before = before;
      draft.state.ladders[ladder.id]!.reachedWith = counter;
    } else if (
      reached === held &&
      held > 0 &&
      (state.graceUntil !== undefined || ladder.valid.kind === "window")
    ) {
      const { until } = state;
      setLevel(draft, ladder, { index: held, at: draft.state.at });
      const renewed = draft.state.ladders[ladder.id]!;
      if (until !== undefined && renewed.until !== undefined) renewed.until = Math.max(until, renewed.until);
    }
    if (at < draft.state.at) {
      riseFirst(draft, ladder);
      riseLate(draft, ladder, at);
    }
    renewInYear(draft, ladder);
  }
}

/** Gives the first level that a late fact completed, where it would still be held: from the ladder's first day on. */
function riseFirst(draft: Draft, ladder: Ladder): void {
  const state = draft.state.ladders[ladder.id]!;
  const from = state.firstCounted === undefined ? null : firstDayOf(draft, ladder);
  if (from === null || ladder.valid.kind === "window") return;
  const reached = levelReached(ladder, state.firstCounted!);
  if (reached <= levelIndex(ladder, state.level)) return;
  const until = validUntil(draft, ladder, { at: from, index: reached });
  if (until === null || until <= draft.state.at) return;
  setLevel(draft, ladder, { index: reached, at: from, until });
  forgetRise(draft.state.ladders[ladder.id]!);
}

/**
 * From when a level that is reached now is held: the day on which what counts by day came to it, where a fact of `at` that
 * is told late let it do so before now, and where it would still be held by that.
 */
function reachedOn(draft: Draft, ladder: Ladder, { at, index }: { at: Instant; index: number }): Instant {
  const now = draft.state.at;
  if (at >= now || ladder.valid.kind === "window" || !byDay(ladder)) return now;
  const { zone } = draft.program;
  const today = zone.dayOf(at);
  for (const [day] of draft.state.ladders[ladder.id]!.buckets) {
    if (day < today) continue;
    const then = Math.min(now, Math.max(at, zone.startOfDay(day)));
    if (levelReached(ladder, counterOf(draft, ladder, then)) < index) continue;
    const until = validUntil(draft, ladder, { at: then, index });
    return until === null || until > now ? then : now;
  }
  return now;
}

/**
 * Holds the level longer that the present calendar year has been enough for again, where a year is enough for the next one
 * too. What came back of that can be undone; how the level was reached before is beyond that.
 */
function renewInYear(draft: Draft, ladder: Ladder): void {
  const { valid, window } = ladder;
  if (valid.kind !== "end-of-year" || valid.years === 0 || window.kind !== "calendar-year") return;
  const state = draft.state.ladders[ladder.id]!;
  if (state.until === undefined || state.graceUntil !== undefined) return;
  const { at } = draft.state;
  const index = levelIndex(ladder, state.level);
  const counter = counterOf(draft, ladder, at);
  if (levelReached(ladder, counter) < index) return;
  const until = validUntil(draft, ladder, { at, index });
  if (until === null || until <= state.until) return;
  const { before: _, ...before } = standingOf(state);
  setLevel(draft, ladder, { index, at, until });
  Object.assign(draft.state.ladders[ladder.id]!, { before, reachedWith: counter, renewedAt: at });
}

/**
 * Gives the level that a late fact completed in a window of the past, where it would still be held: as if it had been
 * told in time. That window is over for returns.
 */
function riseLate(draft: Draft, ladder: Ladder, at: Instant): void {
  const state = draft.state.ladders[ladder.id]!;
  if (ladder.valid.kind === "window") return;
  const held = levelIndex(ladder, state.level);
  const reached = levelReached(ladder, counterOf(draft, ladder, at));
  if (reached < held || (reached === held && state.graceUntil === undefined)) return;
  const until = validUntil(draft, ladder, { at, index: reached });
  if (until === null || until <= draft.state.at) return;
  setLevel(draft, ladder, { index: reached, at, until });
  forgetRise(draft.state.ladders[ladder.id]!);
}

/** Renews, keeps in grace, or lowers every level whose time has run out. */
export const ladderClock: Clock = { due: laddersDue, apply: reviewTiers };

function laddersDue({ state }: Draft): Instant | null {
  let due = Number.POSITIVE_INFINITY;
  for (const id in state.ladders) {
    const { until, graceUntil } = state.ladders[id]!;
    due = Math.min(due, graceUntil ?? until ?? due);
  }
  return due === Number.POSITIVE_INFINITY ? null : due;
}

function reviewTiers(draft: Draft): void {
  const now = draft.state.at;
  for (const ladder of Object.values(draft.version.ladders)) {
    const state = draft.state.ladders[ladder.id];
    if (!state || state.until === undefined || (state.graceUntil ?? state.until) > now) continue;
    const held = levelIndex(ladder, state.level);
    // A level that lives with its window is judged by the window that begins; any other by the one that has ended,
    // where a rolling window counts only what came after the last qualification. Nobody falls below what the present
    // window supports.
    const { valid } = ladder;
    const withWindow = valid.kind === "window" || (valid.kind === "end-of-year" && valid.years === 0);
    const after = ladder.window.kind === "rolling" && !withWindow ? state.qualifiedAt : undefined;
    const ended = levelReached(ladder, counterOf(draft, ladder, state.until - 1, after));
    const present = levelReached(ladder, counterOf(draft, ladder, now));
    const byEnded = !withWindow && ended >= present;
    const reached = byEnded ? ended : present;
    const judged = byEnded ? state.until - 1 : now;
    const validFrom = byEnded && valid.kind === "for" ? state.until : judged;
    if (reached >= held) {
      setLevel(draft, ladder, { index: held, at: judged, validFrom });
    } else if (ladder.grace && state.graceUntil === undefined) {
      state.graceUntil = deadline(draft.program.zone, state.until, ladder.grace);
    } else {
      const index = ladder.drop === "one-level" ? Math.max(reached, held - 1) : reached;
      setLevel(draft, ladder, index === reached ? { index, at: judged, validFrom } : { index, at: now });
    }
    forgetRise(draft.state.ladders[ladder.id]!);
  }
}

/**
 * Takes what came back of a purchase off what counts, and undoes the rises that it had made possible, where it
 * came back (at `at`) while their window was open. A rise stands as long as what counted then, or what counts now, reaches it.
 */
export function undoContribution(
  draft: Draft,
  { purchasedAt, at }: { purchasedAt: Instant; at: Instant },
  contribution: Contribution,
): void {
  countTowardsTiers(draft, purchasedAt, contribution);
  for (const ladder of Object.values(draft.version.ladders)) {
    const state = draft.state.ladders[ladder.id];
    if (!state?.before || !ladder.returnsUndo) continue;
    const counted = (since: Instant): boolean =>
      purchasedAt <= since &&
      purchasedAt >= (state.countsFrom ?? purchasedAt) &&
      (byDay(ladder)
        ? draft.program.zone.dayOf(purchasedAt) >= windowDays(draft, ladder, since).first
        : bucketOf(draft, ladder, purchasedAt) === bucketOf(draft, ladder, since));
    draft.state.ladders[ladder.id] = lowered(state, contributed(ladder, contribution), counted);
    while (undoLastRise(draft, ladder, at));
    renewInYear(draft, ladder);
  }
}

/** The standing, and those before it, with what they were reached with changed where the purchase counted. */
function lowered<T extends Standing>(standing: T, change: number, counted: (since: Instant) => boolean): T {
  const { since, renewedAt = since, reachedWith, before } = standing;
  const next = { ...standing };
  if (reachedWith !== undefined && counted(renewedAt)) next.reachedWith = reachedWith + change;
  if (before !== undefined) next.before = lowered(before, change, counted);
  return next;
}

/** Undoes the last rise when nothing reaches it any more. @returns whether the one before it is to be judged next. */
function undoLastRise(draft: Draft, ladder: Ladder, at: Instant): boolean {
  const state = draft.state.ladders[ladder.id]!;
  if (!state.before) return false;
  const now = draft.state.at;
  const { before, since, renewedAt = since, qualifiedAt, reachedWith = 0 } = state;
  const sameWindow = byDay(ladder) || bucketOf(draft, ladder, renewedAt) === bucketOf(draft, ladder, at);
  const held = levelIndex(ladder, state.level);
  const counter = Math.max(counterOf(draft, ladder, now), counterOf(draft, ladder, at));
  const reached = levelReached(ladder, Math.max(reachedWith, counter));
  if (!sameWindow || reached >= held) return false;
  const stillHeld = before.until === undefined || before.until > now;
  const kept = stillHeld ? levelIndex(ladder, before.level) : 0;
  if (kept < reached) {
    // A rise over several levels at once is undone in part; the rest of it can still be undone.
    setLevel(draft, ladder, { index: reached, at });
    Object.assign(
      draft.state.ladders[ladder.id]!,
      { since },
      qualifiedAt === undefined ? {} : { qualifiedAt },
    );
    return false;
  }
  setLevel(draft, ladder, { index: kept, at, until: (kept > 0 ? before.until : undefined) ?? null });
  const restored = draft.state.ladders[ladder.id]!;
  forgetRise(restored);
  restored.since = before.since;
  if (before.qualifiedAt === undefined) delete restored.qualifiedAt;
  else restored.qualifiedAt = before.qualifiedAt;
  if (before.before !== undefined) restored.before = before.before;
  if (before.reachedWith !== undefined) restored.reachedWith = before.reachedWith;
  if (before.renewedAt !== undefined) restored.renewedAt = before.renewedAt;
  return true;
}

function standingOf(state: LadderState): Standing {
  const { level, since, until, qualifiedAt, before, reachedWith, renewedAt } = state;
  const standing: Standing = { level, since };
  if (until !== undefined) standing.until = until;
  if (qualifiedAt !== undefined) standing.qualifiedAt = qualifiedAt;
  if (before !== undefined) standing.before = before;
  if (reachedWith !== undefined) standing.reachedWith = reachedWith;
  if (renewedAt !== undefined) standing.renewedAt = renewedAt;
  return standing;
}

/** From now on no return can undo how the level was reached. */
export function forgetRise(state: LadderState): void {
  delete state.before;
  delete state.reachedWith;
}
