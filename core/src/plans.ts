/** Paid memberships: trials, billing days, prices, and their end. */
import { type Clock, type Draft, refuse } from "./draft.ts";
import type { SubscribeFact, UnsubscribeFact } from "./fact.ts";
import type { Instant } from "./program.ts";

export const planClock: Clock = { due: () => null, apply: () => {} };

export function subscribe(_draft: Draft, fact: SubscribeFact, _at: Instant): void {
  refuse("plan-unknown", { plan: fact.plan });
}

export function unsubscribe(_draft: Draft, fact: UnsubscribeFact, _at: Instant): void {
  refuse("plan-unknown", { plan: fact.plan });
}

/** What a paid or a failed charge means for the plan that it was for. */
export function planPaid(_draft: Draft, _plan: string, _at: Instant): void {}
export function planUnpaid(_draft: Draft, _plan: string, _at: Instant): void {}
