/** Cards: several of one person earn into one account, each by the terms of its product. */
import { type Draft, refuse } from "./draft.ts";
import type { CardClosedFact, CardOpenedFact } from "./fact.ts";
import type { Instant } from "./program.ts";

export function openCard(_draft: Draft, _fact: CardOpenedFact, _at: Instant): void {
  refuse("not-offered", { what: "cards" });
}

export function closeCard(_draft: Draft, _fact: CardClosedFact, _at: Instant): void {
  refuse("not-offered", { what: "cards" });
}
