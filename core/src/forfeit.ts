/** Forfeiture: what is taken from an account for good. */
import type { Draft } from "./draft.ts";
import { removeLots } from "./lots.ts";
import { stopPlans } from "./plans.ts";
import { dropHolds } from "./redeem.ts";
import type { Lot } from "./state.ts";
import { dropVouchers } from "./vouchers.ts";

/** Takes the lots of every unit that are meant. */
export function forfeitLots(draft: Draft, isMeant: (lot: Lot) => boolean): void {
  for (const unit in draft.state.units)
    removeLots(draft, unit, { isMeant, to: "forfeited", cause: "forfeited" });
}

/**
 * Takes all that is on the account: what can be spent, what is pending, what is on hold, what could have come back, its
 * vouchers and its memberships.
 */
export function forfeitEverything(draft: Draft): void {
  dropHolds(draft);
  forfeitLots(draft, () => true);
  dropVouchers(draft, () => true);
  stopPlans(draft, true);
  delete draft.state.forfeited;
}
