/**
 * Time: moves an account forward to an instant and applies, at its own instant each, everything that falls due on the
 * way. The sweep and every fact use this one function, so a balance is the same whoever looked first.
 */

import { copyState, versionNumbered } from "./account.ts";
import { adoptActivity } from "./activity.ts";
import { adoptLadders } from "./adopt-ladders.ts";
import { batchClock } from "./batches.ts";
import { cardClock } from "./cards.ts";
import { cashOutClock } from "./cash-out.ts";
import { closeLastWindows, conversionClock } from "./conversions.ts";
import type { Effect, Posting, Remaining } from "./decision.ts";
import type { Clock, Draft } from "./draft.ts";
import { expiryClock } from "./expiry.ts";
import { lifeClock } from "./life-cycle.ts";
import { maturityClock } from "./lots.ts";
import { noteExemptions } from "./note-exemptions.ts";
import { noticeClock } from "./notice-clock.ts";
import { planClock } from "./plan-periods.ts";
import type { Instant, Program } from "./program.ts";
import { recurringClock } from "./recurring.ts";
import { holdClock } from "./redeem.ts";
import { referralClock } from "./referral.ts";
import type { AccountState } from "./state.ts";
import { holdUpTiers, ladderClock } from "./tiers.ts";
import { voucherClock } from "./vouchers.ts";

/** All that time does, in the order in which it is done where several fall on one instant. */
const CLOCKS: readonly Clock[] = [
  maturityClock,
  holdClock,
  // What a window makes of units comes before the units' end on the same day.
  conversionClock,
  voucherClock,
  noticeClock,
  expiryClock,
  batchClock,
  cardClock,
  planClock,
  ladderClock,
  recurringClock,
  referralClock,
  lifeClock,
  // Looks at balances as everything else has left them.
  cashOutClock,
];

/** A draft over a copy of the state; nothing of the state itself is written to. */
export function makeDraft(program: Program, state: AccountState, remaining: Remaining = {}): Draft {
  return {
    program,
    version: versionNumbered(program, state.programVersion),
    state: copyState(state),
    postings: [],
    effects: [],
    accounting: [],
    discount: 0,
    draws: [],
    added: new Set(),
    mark: null,
    remaining,
    claims: [],
    short: {},
  };
}

/**
 * The next instant at which anything happens to the account by itself, versions of the program apart; null: never.
 * Kept in the state, which a later publication must not change behind the journal's back; see `dueAt`.
 */
function nextDue(draft: Draft): Instant | null {
  let due: Instant | null = null;
  for (const clock of CLOCKS) due = earlier(due, clock.due(draft));
  return due;
}

const earlier = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null || a < b ? a : b;

/** When the sweep has to look at an account: its own next deadline, or the start of the program's next version. */
export const dueAt = (program: Program, state: AccountState): Instant | null =>
  earlier(state.dueAt, program.versions[state.programVersion]?.from ?? null);

/**
 * Applies what falls due up to and including `to`, in order of time, and makes `to` the account's present. Goes by the
 * state's own `dueAt`, which `lookAhead` has kept right: while nothing is due, time passing costs next to nothing.
 */
export function advanceDraft(draft: Draft, to: Instant): void {
  const { state, program } = draft;
  for (let due = dueAt(program, state); due !== null && due <= to; due = dueAt(program, state)) {
    // A deadline that is already past (a lot booked late, a shorter term in a new version) falls due at the present.
    state.at = Math.max(state.at, due);
    adoptVersion(draft);
    for (const clock of CLOCKS) clock.apply(draft);
    holdUpTiers(draft);
    lookAhead(draft);
  }
  state.at = Math.max(state.at, to);
}

/** Works out anew when time alone changes the account next, after anything else has changed it. */
export function lookAhead(draft: Draft): void {
  noteExemptions(draft);
  draft.state.dueAt = nextDue(draft);
}

function adoptVersion(draft: Draft): void {
  const { state, program } = draft;
  const next = program.versions[state.programVersion];
  if (!next || next.from > state.at) return;
  closeLastWindows(draft);
  const previous = state.programVersion;
  state.programVersion = next.number;
  draft.version = next;
  adoptLadders(draft, previous);
  adoptActivity(draft, previous);
}

/**
 * The account as time alone makes it by `to`. Does not count a journal version; an instant before the account's present
 * changes nothing.
 */
export function advance(
  program: Program,
  state: AccountState,
  to: Instant,
): { state: AccountState; postings: Posting[]; effects: Effect[] } {
  const draft = makeDraft(program, state);
  advanceDraft(draft, to);
  return { state: draft.state, postings: draft.postings, effects: draft.effects };
}
