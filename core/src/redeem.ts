/** Spending units: at once, or set aside first and then completed, cancelled or lapsed. */
import { accountView, balanceOf, versionAt } from "./account.ts";
import { isOpen } from "./calendar.ts";
import { claim, leftOf, noteShort } from "./claims.ts";
import { conditionContext } from "./condition-context.ts";
import { count, limitKey, roomOf } from "./counters.ts";
import { formatDecimal, parseDecimal } from "./decimal.ts";
import { type Clock, type Draft, post, refuse, unitState } from "./draft.ts";
import { parseDuration } from "./duration.ts";
import type { CancelFact, CompleteFact, HoldFact, RedeemFact } from "./fact.ts";
import { addLot, isSpendable, takeFromLots } from "./lots.ts";
import { own } from "./own.ts";
import type { Instant, Reward, Version } from "./program.ts";
import type { Hold, Lot } from "./state.ts";

type Asked = { unit: string; amount: number; reward?: Reward; quantity: number };

/** A positive amount of a unit in steps; refuses anything else. */
export function amountOf(version: Version, unit: string, text: string): number {
  const terms = own(version.units, unit);
  if (!terms) return refuse("unit-unknown", { unit, known: Object.keys(version.units).join(", ") });
  const amount = parseDecimal(text, terms.scale);
  if (amount === null || amount <= 0) {
    return refuse("amount-invalid", { amount: text, unit: terms.many, scale: terms.scale });
  }
  return amount;
}

/** What is asked for, priced; refuses what the reward's own terms do not allow. */
function priced(draft: Draft, fact: RedeemFact | HoldFact, at: Instant): Asked {
  const version = versionAt(draft.program, at);
  if (!("reward" in fact.of)) {
    const { unit, amount } = fact.of;
    return { unit, amount: amountOf(version, unit, amount), quantity: 1 };
  }
  const { reward: id, quantity = 1 } = fact.of;
  const reward = own(version.rewards, id) ?? refuse("reward-unknown", { reward: id });
  if (!Number.isSafeInteger(quantity) || quantity < 1) {
    refuse("amount-invalid", { amount: String(quantity), unit: reward.name, scale: 0 });
  }
  const { zone } = draft.program;
  if (reward.schedule && !isOpen(zone, reward.schedule, at)) refuse("reward-not-available", { reward: id });
  const basket = fact.basket ?? 0;
  if (reward.minimumBasket !== null && basket < reward.minimumBasket) {
    refuse("basket-too-small", { reward: id, minimum: reward.minimumBasket, basket });
  }
  if (reward.when) {
    const { state } = draft;
    const account = accountView(draft.program, state);
    const seen = { version, zone, fact, at, spend: basket, account, member: state.member };
    if (!reward.when.test(conditionContext(seen))) {
      refuse("reward-not-eligible", { reward: id, condition: reward.when.source });
    }
  }
  for (const limit of reward.limits) {
    if (roomOf(draft, { ...limit, key: limitKey(id, limit.per) }, at) < quantity) {
      refuse("reward-limit", { reward: id, max: limit.max, per: limit.per });
    }
  }
  const inStock = reward.stock === null ? undefined : leftOf(draft, `stock:${id}`);
  if (inStock !== undefined && inStock < quantity) {
    noteShort(draft, `stock:${id}`);
    refuse("out-of-stock", { reward: id, remaining: Math.max(0, inStock), wanted: quantity });
  }
  return { unit: reward.unit, amount: reward.cost * quantity, reward, quantity };
}

/** Takes what is asked for out of the spendable lots, towards `to`. */
function take(
  draft: Draft,
  asked: Asked,
  to: "redeemed" | "held",
  cause: string,
): { lot: Lot; amount: number }[] {
  const { unit, amount } = asked;
  const { available, debt } = balanceOf(draft.state, unit);
  if (available - debt < amount) {
    const terms = draft.version.units[unit];
    const scale = terms?.scale ?? 0;
    refuse("insufficient-balance", {
      available: formatDecimal(Math.max(0, available - debt), scale),
      wanted: formatDecimal(amount, scale),
      unit: terms?.many ?? unit,
    });
  }
  const parts = takeFromLots(unitState(draft, unit), amount, isSpendable);
  for (const part of parts) {
    post(draft, { unit, from: "available", to, amount: part.amount, lot: part.lot.id, cause });
  }
  return parts;
}

/** Counts a reward against its limits and its stock; a negative quantity gives both back. */
function claimReward(
  draft: Draft,
  reward: { id: string; limits: Reward["limits"]; stock: number | null },
  used: {
    amount: number;
    at: Instant;
  },
): void {
  for (const { per } of reward.limits) count(draft, { key: limitKey(reward.id, per), per }, used);
  if (reward.stock !== null) claim(draft, `stock:${reward.id}`, used.amount);
}

export function redeem(draft: Draft, fact: RedeemFact, at: Instant): void {
  const asked = priced(draft, fact, at);
  take(draft, asked, "redeemed", fact.type);
  if (!asked.reward) return;
  claimReward(draft, asked.reward, { amount: asked.quantity, at });
  draft.effects.push({
    type: "reward-redeemed",
    reward: asked.reward.id,
    quantity: asked.quantity,
    at: draft.state.at,
  });
}

export function hold(draft: Draft, fact: HoldFact, at: Instant): void {
  const asked = priced(draft, fact, at);
  const length =
    fact.for === undefined
      ? versionAt(draft.program, at).holds.lapse
      : (parseDuration(fact.for) ?? refuse("duration-invalid", { given: fact.for }));
  const parts = take(draft, asked, "held", fact.type);
  const lapsesAt = draft.program.zone.plus(draft.state.at, length);
  const made: Hold = { unit: asked.unit, amount: asked.amount, lapsesAt, parts };
  if (asked.reward) {
    made.reward = asked.reward.id;
    made.quantity = asked.quantity;
    made.heldAt = at;
    claimReward(draft, asked.reward, { amount: asked.quantity, at });
  }
  draft.state.holds[fact.id] = made;
}

function openHold(draft: Draft, id: string): Hold {
  return own(draft.state.holds, id) ?? refuse("hold-unknown", { hold: id });
}

/** Puts parts of a hold back onto their lots, with the terms they had, less what is owed of them for returned goods. */
function putBack(draft: Draft, of: Hold, parts: Hold["parts"], cause: string): void {
  const { unit } = of;
  for (const { lot, amount, owed = 0 } of parts) {
    post(draft, { unit, from: "held", to: "returned", amount: owed, lot: lot.id, cause: "return" });
    post(draft, { unit, from: "held", to: "available", amount: amount - owed, lot: lot.id, cause });
    if (amount > owed) addLot(draft, unit, { ...lot, left: amount - owed });
  }
}

/**
 * Notes on open holds that up to `amount` of what they set aside is owed, the purchase's own lot first.
 * @returns how much of it they can bear.
 */
export function oweFromHolds(
  draft: Draft,
  owed: { unit: string; lot: string; amount: number },
  others: boolean,
): number {
  let missing = owed.amount;
  const take = (eligible: (lot: string) => boolean): void => {
    for (const id of Object.keys(draft.state.holds).sort()) {
      const of = draft.state.holds[id]!;
      if (of.unit !== owed.unit || missing === 0) continue;
      const parts = of.parts.map((part) => {
        const more = eligible(part.lot.id) ? Math.min(missing, part.amount - (part.owed ?? 0)) : 0;
        missing -= more;
        return more > 0 ? { ...part, owed: (part.owed ?? 0) + more } : part;
      });
      draft.state.holds[id] = { ...of, parts };
    }
  };
  take((lot) => lot === owed.lot);
  if (others) take((lot) => lot !== owed.lot);
  return owed.amount - missing;
}

function giveRewardBack(draft: Draft, of: Hold): void {
  if (of.reward === undefined || of.heldAt === undefined) return;
  const reward = versionAt(draft.program, of.heldAt).rewards[of.reward];
  if (reward) claimReward(draft, reward, { amount: -(of.quantity ?? 1), at: of.heldAt });
}

export function complete(draft: Draft, fact: CompleteFact): void {
  const of = openHold(draft, fact.hold);
  const wanted = fact.amount === undefined ? of.amount : amountOf(draft.version, of.unit, fact.amount);
  if (wanted > of.amount || (of.reward !== undefined && wanted !== of.amount)) {
    const scale = draft.version.units[of.unit]?.scale ?? 0;
    refuse("hold-exceeded", { held: formatDecimal(of.amount, scale), wanted: formatDecimal(wanted, scale) });
  }
  delete draft.state.holds[fact.hold];
  let missing = wanted;
  const rest: Hold["parts"] = [];
  for (const { lot, amount, owed } of of.parts) {
    const taken = Math.min(missing, amount);
    post(draft, {
      unit: of.unit,
      from: "held",
      to: "redeemed",
      amount: taken,
      lot: lot.id,
      cause: fact.type,
    });
    missing -= taken;
    const left = amount - taken;
    if (left > 0) rest.push({ lot, amount: left, ...(owed && { owed: Math.min(owed, left) }) });
  }
  putBack(draft, of, rest, fact.type);
  if (of.reward === undefined) return;
  draft.effects.push({
    type: "reward-redeemed",
    reward: of.reward,
    quantity: of.quantity ?? 1,
    at: draft.state.at,
  });
}

export function cancel(draft: Draft, fact: CancelFact): void {
  const of = openHold(draft, fact.hold);
  delete draft.state.holds[fact.hold];
  putBack(draft, of, of.parts, fact.type);
  giveRewardBack(draft, of);
}

/** Lets go of holds whose time is over. */
export const holdClock: Clock = { due: holdsDue, apply: lapseHolds };

function holdsDue({ state }: Draft): Instant | null {
  let due = Number.POSITIVE_INFINITY;
  for (const id in state.holds) due = Math.min(due, state.holds[id]!.lapsesAt);
  return due === Number.POSITIVE_INFINITY ? null : due;
}

function lapseHolds(draft: Draft): void {
  for (const id of Object.keys(draft.state.holds).sort()) {
    const of = draft.state.holds[id]!;
    if (of.lapsesAt > draft.state.at) continue;
    delete draft.state.holds[id];
    putBack(draft, of, of.parts, "lapsed");
    giveRewardBack(draft, of);
    draft.effects.push({ type: "hold-lapsed", hold: id, at: draft.state.at });
  }
}
