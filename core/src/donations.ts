/** Giving: units that go to a cause instead of coming off a basket. */
import type { Draft } from "./draft.ts";

/** What was given: steps of a unit, and the minor units that they stand for. */
export type Donation = { cause: string; unit: string; amount: number; worth?: number | undefined };

/** Says that units were given to a cause at the account's present. */
export function noteDonation(draft: Draft, { cause, unit, amount, worth }: Donation): void {
  const at = draft.state.at;
  draft.effects.push({ type: "donated", cause, unit, amount, ...(worth !== undefined && { worth }), at });
}
