/** Entitlements: what a member may have, how often and how soon again. */
import { type Draft, refuse } from "./draft.ts";
import type { UseFact } from "./fact.ts";
import type { Instant } from "./program.ts";

export function useEntitlement(_draft: Draft, fact: UseFact, _at: Instant): void {
  refuse("entitlement-unknown", { entitlement: "entitlement" in fact.of ? fact.of.entitlement : "" });
}
