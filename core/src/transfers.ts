/** Transfers: units that leave for a partner's program, at its ratio, in its steps, for its fee. */
import { type Draft, refuse } from "./draft.ts";
import type { TransferFact } from "./fact.ts";
import type { Instant } from "./program.ts";

export function transfer(_draft: Draft, fact: TransferFact, _at: Instant): void {
  refuse("partner-unknown", { partner: fact.partner });
}
