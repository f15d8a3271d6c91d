/** Batches: units that wait together for a release, and are forfeited and brought back together. */
import { type Clock, type Draft, refuse } from "./draft.ts";
import type { ForfeitFact, ReinstateFact, ReleaseFact } from "./fact.ts";
import type { Instant } from "./program.ts";

/** Forgets forfeited batches that can no longer be brought back. */
export const batchClock: Clock = { due: () => null, apply: () => {} };

export function releaseBatch(_draft: Draft, _fact: ReleaseFact, _at: Instant): void {
  refuse("not-offered", { what: "release" });
}

export function forfeitBatch(_draft: Draft, _fact: ForfeitFact, _at: Instant): void {
  refuse("not-offered", { what: "forfeit" });
}

export function reinstateBatch(_draft: Draft, _fact: ReinstateFact, _at: Instant): void {
  refuse("not-offered", { what: "reinstate" });
}
