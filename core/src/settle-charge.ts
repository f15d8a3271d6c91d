/** What a provider says of a charge that was due. */
import { closeCharge } from "./charges.ts";
import { type Draft, refuse } from "./draft.ts";
import type { ChargeFailedFact, ChargePaidFact } from "./fact.ts";
import { own } from "./own.ts";
import { planPaid, planUnpaid } from "./plans.ts";

/**
 * Takes what a provider says of a charge. A failed one stays open, since it may be collected yet; one that is not open
 * (paid, withdrawn, never made) is refused.
 */
export function settleCharge(draft: Draft, fact: ChargePaidFact | ChargeFailedFact): void {
  const { state } = draft;
  const of = own(state.charges ?? {}, fact.charge) ?? refuse("charge-unknown", { charge: fact.charge });
  const paid = fact.type === "charge-paid";
  if (paid) closeCharge(draft, fact.charge);
  else state.charges = { ...state.charges, [fact.charge]: { ...of, failed: true } };
  (paid ? planPaid : planUnpaid)(draft, of);
}
