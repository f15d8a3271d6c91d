/** Giving: units that go to a cause, out of a purchase or out of what a member holds. */
import { type Draft, refuse, safe } from "./draft.ts";
import { own } from "./own.ts";
import type { Instant, Version } from "./program.ts";
import type { Cause } from "./terms/causes-terms.ts";

/** What was given: steps of a unit, and the minor units that they stand for. */
export type Donation = { cause: string; unit: string; amount: number; worth?: number | undefined };

/** Whether a cause can be given to at an instant. */
export const isCauseOpen = ({ from, until }: Cause, at: Instant): boolean =>
  (from === null || at >= from) && (until === null || at < until);

/** The cause of that id at an instant; refuses with cause-unknown or cause-closed. */
export function requireCause(version: Version, id: string, at: Instant): Cause {
  const cause = own(version.causes, id) ?? refuse("cause-unknown", { cause: id });
  if (!isCauseOpen(cause, at)) refuse("cause-closed", { cause: id });
  return cause;
}

/** Counts steps of a unit (negative: takes them back) as given to a cause through this account. */
export function countImpact(draft: Draft, { cause, unit, amount }: Donation): void {
  const { state } = draft;
  const impact = { ...state.impact };
  const units = { ...impact[cause] };
  const now = safe((units[unit] ?? 0) + amount);
  if (now !== 0) units[unit] = now;
  else delete units[unit];
  if (Object.keys(units).length > 0) impact[cause] = units;
  else delete impact[cause];
  if (Object.keys(impact).length > 0) state.impact = impact;
  else delete state.impact;
}

/** Counts units of a member's that were given to a cause at the account's present, and says so. */
export function noteDonation(draft: Draft, donation: Donation): void {
  const { cause, unit, amount, worth } = donation;
  countImpact(draft, donation);
  const at = draft.state.at;
  draft.effects.push({ type: "donated", cause, unit, amount, ...(worth !== undefined && { worth }), at });
}
