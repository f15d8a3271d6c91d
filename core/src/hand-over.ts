/** Handing a reward over: what comes off the basket, goes to a cause, or is given to the member in its place. */
import { behindVoucher } from "./behind-vouchers.ts";
import { noteDonation } from "./donations.ts";
import { type Draft, refuse, safe } from "./draft.ts";
import { addLot, newLot } from "./lots.ts";
import { post } from "./post.ts";
import type { Instant, Reward, Version } from "./program.ts";
import type { Taken } from "./take-units.ts";
import { issueVoucher, voucherRoom } from "./vouchers.ts";

/** A reward that has been paid for: with how many steps, and what it is worth in minor units. */
export type PaidReward = {
  quantity: number;
  amount: number;
  worth?: number | undefined;
  cause?: string | undefined;
  /** The lots that it was paid out of. */
  parts: Taken[];
};

/** When a reward is handed over, by a fact of which type, and the version under which it was promised. */
type Occasion = { at: Instant; fact: string; version: Version };

/** Hands a reward over; what it gives begins its term on the occasion. */
export function handOver(draft: Draft, reward: Reward, paid: PaidReward & Occasion): void {
  const { quantity, amount, worth, cause } = paid;
  draft.effects.push({ type: "reward-redeemed", reward: reward.id, quantity, at: draft.state.at });
  if (cause !== undefined) noteDonation(draft, { cause, unit: reward.unit, amount, worth });
  else if (worth !== undefined) draft.discount = safe(draft.discount + worth);
  if (reward.gives?.kind === "voucher") {
    const { voucher, count } = reward.gives;
    const many = count * quantity;
    if (many > voucherRoom(draft)) refuse("amount-too-large");
    const behind = behindVoucher(draft, reward.unit, paid.parts);
    issueVoucher(draft, voucher, { by: reward.id, count: many, at: paid.at, behind });
  } else if (reward.gives) {
    const { unit, amount: each } = reward.gives;
    giveUnits(draft, { unit, amount: safe(each * quantity) }, paid);
  }
}

function giveUnits(
  draft: Draft,
  { unit, amount }: { unit: string; amount: number },
  { at, fact, version }: Occasion,
): void {
  // Units that the present version no longer knows keep being given under their old terms.
  const terms = draft.version.units[unit] ? draft : { ...draft, version };
  const lot = newLot(terms, unit, { earnedAt: at, mayPend: true });
  const to = lot.pendingUntil === undefined ? "available" : "pending";
  post(draft, { unit, from: "issued", to, amount, lot: lot.id, cause: fact });
  addLot(draft, unit, { ...lot, left: amount });
}
