/** Forfeiture: what is taken from an account for good. */
import type { Draft } from "./draft.ts";
import { removeLots } from "./lots.ts";
import { dropHolds } from "./redeem.ts";
import type { Lot } from "./state.ts";

/** Takes the lots of every unit that are meant. */
export function forfeitLots(draft: Draft, isMeant: (lot: Lot) => boolean): void {
  for (const unit in draft.state.units)
    removeLots(draft, unit, { isMeant, to: "forfeited", cause: "forfeited" });
}

/** Takes all that is on the account: what can be spent, what is pending, what is on hold, and what could have come back. */
export function forfeitEverything(draft: Draft): void {
  dropHolds(draft);
  forfeitLots(draft, () => true);
  delete draft.state.forfeited;
}
