/** What a reward takes, who may have it and how often. */

import { levelOf, versionAt } from "./account.ts";
import { isOpen } from "./calendar.ts";
import { claim, leftOf, noteShort } from "./claims.ts";
import { count, limitKey, roomOf } from "./counters.ts";
import { requireCause } from "./donations.ts";
import { type Draft, refuse, safe } from "./draft.ts";
import type { HoldFact, RedeemFact } from "./fact.ts";
import { factContext } from "./fact-context.ts";
import { own } from "./own.ts";
import { payBasket, payCause } from "./pay-with-units.ts";
import { honouredCost, honouredPays } from "./price-honoured.ts";
import type { Condition, Instant, Reward, Version } from "./program.ts";
import { amountOf } from "./take-units.ts";

/** A reward with its price: steps of its unit, and the minor units that it takes off the basket or gives to a cause. */
export type AskedReward = {
  reward: Reward;
  unit: string;
  amount: number;
  quantity: number;
  worth?: number;
  cause?: string;
  /** The sale for limits per transaction. */
  transaction: string;
};

type Asking = (RedeemFact | HoldFact) & { of: { reward: string; quantity?: number; amount?: string } };

/** Whether a fact asks for a reward of the catalogue, and not for a bare amount. */
export const asksReward = (fact: RedeemFact | HoldFact): fact is Asking => "reward" in fact.of;

/** What one of a reward costs this account at an instant, in steps. Every price goes through here. */
export function rewardCost(draft: Draft, reward: Reward, at: Instant): number {
  const costOf = ({ costByTier, cost }: Reward): number => {
    const level = costByTier && levelOf(draft.state, costByTier.ladder, at);
    return (level && costByTier ? own(costByTier.levels, level) : undefined) ?? cost;
  };
  return honouredCost(draft, { reward, at }, costOf);
}

/** The reward that is asked for, priced; refuses what its own terms do not allow. */
export function askedReward(draft: Draft, fact: Asking, at: Instant): AskedReward {
  const version = versionAt(draft.program, at);
  const { reward: id, quantity = 1 } = fact.of;
  const reward = own(version.rewards, id) ?? refuse("reward-unknown", { reward: id });
  if (!Number.isSafeInteger(quantity) || quantity < 1) {
    refuse("amount-invalid", { amount: String(quantity), unit: reward.name, scale: 0 });
  }
  checkOffered(draft, reward, { version, fact, at });
  const transaction = fact.transaction ?? fact.id;
  checkRoom(draft, reward, { quantity, at, transaction });
  const cause = causeOf(reward, { version, fact, at });
  const price = priceOf(draft, reward, { version, fact, at });
  const asked: AskedReward = { reward, unit: reward.unit, quantity, transaction, ...price };
  if (cause !== undefined) asked.cause = cause;
  return asked;
}

type Case = { version: Version; fact: Asking; at: Instant };

/** Whether it is on offer to this account: its schedule, its least basket and its condition. */
function checkOffered(draft: Draft, reward: Reward, { fact, at }: Case): void {
  const { id, schedule, early, minimumBasket, when } = reward;
  const { zone } = draft.program;
  const basket = fact.basket ?? 0;
  const meets = (condition: Condition): boolean => condition.test(factContext(draft, fact, at));
  if (schedule && !isOpen(zone, schedule, at)) {
    const sooner = early !== null && isOpen(zone, early.schedule, at) && meets(early.when);
    if (!sooner) refuse("reward-not-available", { reward: id });
  }
  if (minimumBasket !== null && basket < minimumBasket) {
    refuse("basket-too-small", { reward: id, minimum: minimumBasket, basket });
  }
  if (when && !meets(when)) refuse("reward-not-eligible", { reward: id, condition: when.source });
}

/** Whether limits have room for so many. */
function checkRoom(
  draft: Draft,
  reward: Reward,
  used: { quantity: number; at: Instant; transaction: string },
): void {
  const { id, countsAs } = reward;
  const { quantity, at, transaction } = used;
  for (const limit of reward.limits) {
    if (roomOf(draft, { ...limit, key: limitKey(countsAs, limit.per), transaction }, at) < quantity) {
      refuse("reward-limit", { reward: id, max: limit.max, per: limit.per });
    }
  }
}

/**
 * Refuses with out-of-stock. Comes after all that the account alone decides: what is left may not be known at first, and
 * the reason shall not depend on whether it is.
 */
export function requireStock(draft: Draft, { reward: { id, stock }, quantity }: AskedReward): void {
  const inStock = stock === null ? undefined : leftOf(draft, `stock:${id}`);
  if (inStock === undefined || inStock >= quantity) return;
  noteShort(draft, `stock:${id}`);
  refuse("out-of-stock", { reward: id, remaining: Math.max(0, inStock), wanted: quantity });
}

function causeOf(reward: Reward, { version, fact: { cause }, at }: Case): string | undefined {
  if (!reward.donates) return undefined;
  if (cause === undefined) return refuse("cause-missing", { reward: reward.id });
  return requireCause(version, cause, at).id;
}

function priceOf(
  draft: Draft,
  reward: Reward,
  { version, fact, at }: Case,
): { amount: number; worth?: number } {
  const { id, pays, donates, worth, share } = reward;
  const { quantity = 1, amount: text } = fact.of;
  const { basket } = fact;
  if (pays) {
    if (fact.of.quantity !== undefined) refuse("quantity-not-asked", { reward: id });
    const offered = text === undefined ? undefined : amountOf(version, reward.unit, text);
    const payable = {
      id,
      pays: honouredPays(draft, { reward, at }, pays),
      unit: version.units[reward.unit]!,
    };
    if (donates) return payCause(payable, offered);
    return payBasket(payable, basket ?? refuse("basket-missing", { reward: id }), offered);
  }
  if (text !== undefined) refuse("amount-not-asked", { reward: id });
  const amount = safe(rewardCost(draft, reward, at) * quantity);
  if (worth === null && share === null) return { amount };
  if (donates && worth !== null) return { amount, worth: safe(worth * quantity) };
  if (basket === undefined) return refuse("basket-missing", { reward: id });
  if (basket === 0) refuse("basket-too-small", { reward: id, minimum: 1, basket });
  const parts = [basket];
  if (worth !== null) parts.push(safe(worth * quantity));
  // A share is rounded down to minor units once, for all that are asked for.
  if (share) parts.push(Number((share.num * BigInt(basket) * BigInt(quantity)) / share.den));
  return { amount, worth: Math.min(...parts) };
}

/** Counts a reward against its limits and its stock; a negative amount gives both back. */
export function claimReward(
  draft: Draft,
  reward: Reward,
  used: { amount: number; at: Instant; transaction?: string | undefined },
): void {
  const { transaction } = used;
  for (const per of reward.counted)
    count(draft, { key: limitKey(reward.countsAs, per), per, transaction }, used);
  if (reward.stock !== null) claim(draft, `stock:${reward.id}`, used.amount);
}
