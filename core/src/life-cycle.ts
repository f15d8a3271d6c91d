/** The life cycle of an account: active, closed, reinstated or forfeited, and ready to be purged. */
import { type Clock, type Draft, refuse } from "./draft.ts";
import type { CloseFact, Fact, ReinstateFact } from "./fact.ts";
import type { Instant } from "./program.ts";

export const lifeClock: Clock = { due: () => null, apply: () => {} };

/** Refuses what a closed account does not take. */
export function requireOpen(_draft: Draft, _fact: Fact): void {}

export function closeAccount(_draft: Draft, _fact: CloseFact, _at: Instant): void {
  refuse("not-offered", { what: "close" });
}

export function reinstateAccount(_draft: Draft, _fact: ReinstateFact, _at: Instant): void {
  refuse("not-offered", { what: "reinstate" });
}
