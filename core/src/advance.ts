/**
 * Time: moves an account forward to an instant and applies, at its own instant each, everything that falls due on the
 * way. The sweep and every fact use this one function, so a balance is the same whoever looked first.
 */
import { copyState, versionNumbered } from "./account.ts";
import type { Effect, Posting } from "./decision.ts";
import type { Draft } from "./draft.ts";
import { expireLots, inactivityOf, matureLots } from "./lots.ts";
import type { Instant, Program } from "./program.ts";
import { lapseHolds } from "./redeem.ts";
import type { AccountState } from "./state.ts";
import { adoptLadders, reviewTiers, tierDueAt } from "./tiers.ts";

/** A draft over a copy of the state; nothing of the state itself is written to. */
export function makeDraft(program: Program, state: AccountState): Draft {
  return {
    program,
    version: versionNumbered(program, state.programVersion),
    state: copyState(state),
    postings: [],
    effects: [],
    claims: [],
  };
}

/**
 * The next instant at which anything happens to the account by itself, versions of the program apart; null: never.
 * Kept in the state, which a later publication must not change behind the journal's back; see `dueAt`.
 */
export function nextDue(draft: Draft): Instant | null {
  const { state } = draft;
  let due = Number.POSITIVE_INFINITY;
  for (const unit in state.units) {
    const { lots } = state.units[unit]!;
    const inactive = inactivityOf(draft, unit);
    for (const lot of lots) {
      due = Math.min(due, lot.pendingUntil ?? due, lot.expiresAt ?? due, inactive ? inactive(lot) : due);
    }
  }
  for (const id in state.holds) due = Math.min(due, state.holds[id]!.lapsesAt);
  for (const id in state.ladders) due = Math.min(due, tierDueAt(state.ladders[id]!) ?? due);
  return due === Number.POSITIVE_INFINITY ? null : due;
}

const earlier = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

const dueOf = (draft: Draft): Instant | null =>
  earlier(nextDue(draft), draft.program.versions[draft.state.programVersion]?.from ?? null);

/** When the sweep has to look at an account: its own next deadline, or the start of the program's next version. */
export const dueAt = (program: Program, state: AccountState): Instant | null =>
  earlier(state.dueAt, program.versions[state.programVersion]?.from ?? null);

/** Applies what falls due up to and including `to`, in order of time, and makes `to` the account's present. */
export function advanceDraft(draft: Draft, to: Instant): void {
  const { state } = draft;
  for (let due = dueOf(draft); due !== null && due <= to; due = dueOf(draft)) {
    // A deadline that is already past (a lot booked late, a shorter term in a new version) falls due at the present.
    state.at = Math.max(state.at, due);
    adoptVersion(draft);
    matureLots(draft);
    lapseHolds(draft);
    expireLots(draft);
    reviewTiers(draft);
  }
  state.at = Math.max(state.at, to);
  state.dueAt = nextDue(draft);
}

function adoptVersion(draft: Draft): void {
  const { state, program } = draft;
  const next = program.versions[state.programVersion];
  if (!next || next.from > state.at) return;
  const previous = state.programVersion;
  state.programVersion = next.number;
  draft.version = next;
  adoptLadders(draft, previous);
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
