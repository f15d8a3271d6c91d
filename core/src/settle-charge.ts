/** What a provider says of a charge that was due. */
import { type Draft, refuse } from "./draft.ts";
import type { ChargeFailedFact, ChargePaidFact } from "./fact.ts";
import { own } from "./own.ts";
import { planPaid, planUnpaid } from "./plans.ts";
import type { Instant } from "./program.ts";

/** Takes what a provider says of a charge; a charge that is not open is refused. */
export function settleCharge(draft: Draft, fact: ChargePaidFact | ChargeFailedFact, at: Instant): void {
  const { state } = draft;
  const of = own(state.charges ?? {}, fact.charge) ?? refuse("charge-unknown", { charge: fact.charge });
  const paid = fact.type === "charge-paid";
  if (paid) {
    const { [fact.charge]: _, ...open } = state.charges!;
    if (Object.keys(open).length > 0) state.charges = open;
    else delete state.charges;
  }
  if (of.plan !== undefined) (paid ? planPaid : planUnpaid)(draft, of.plan, at);
}
