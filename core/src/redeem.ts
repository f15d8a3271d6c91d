/** Spending units: at once, or set aside first and then completed, cancelled or lapsed. */
import { versionAt } from "./account.ts";
import { formatDecimal } from "./decimal.ts";
import { type Clock, type Draft, refuse } from "./draft.ts";
import { parseDuration } from "./duration.ts";
import type { CancelFact, CompleteFact, HoldFact, RedeemFact } from "./fact.ts";
import { handOver } from "./hand-over.ts";
import { addLot } from "./lots.ts";
import { own } from "./own.ts";
import { post } from "./post.ts";
import type { Instant, Reward } from "./program.ts";
import { type AskedReward, askedReward, asksReward, claimReward, requireStock } from "./reward-terms.ts";
import type { Hold } from "./state.ts";
import { amountOf, type Taken, takeUnits } from "./take-units.ts";

type Asked = { unit: string; amount: number; reward?: AskedReward };

/** What is asked for, priced. */
function priced(draft: Draft, fact: RedeemFact | HoldFact, at: Instant): Asked {
  if (asksReward(fact)) {
    const reward = askedReward(draft, fact, at);
    return { unit: reward.unit, amount: reward.amount, reward };
  }
  const { unit, amount } = fact.of as { unit: string; amount: string };
  return { unit, amount: amountOf(versionAt(draft.program, at), unit, amount) };
}

export function redeem(draft: Draft, fact: RedeemFact, at: Instant): void {
  const { unit, amount, reward: asked } = priced(draft, fact, at);
  const { advance } = own(versionAt(draft.program, at).units, unit) ?? {};
  const leaving = { unit, amount, to: "redeemed", cause: fact.type, advance } as const;
  const becomesVoucher = asked?.reward.gives?.kind === "voucher";
  const parts = takeUnits(draft, { ...leaving, beneficiary: asked?.cause, becomesVoucher });
  if (!asked) return;
  requireStock(draft, asked);
  claimReward(draft, asked.reward, { amount: asked.quantity, at, transaction: asked.transaction });
  const version = versionAt(draft.program, at);
  handOver(draft, asked.reward, { ...asked, at, fact: fact.type, version, parts });
}

export function hold(draft: Draft, fact: HoldFact, at: Instant): void {
  const { unit, amount, reward: asked } = priced(draft, fact, at);
  const length =
    fact.for === undefined
      ? versionAt(draft.program, at).holds.lapse
      : (parseDuration(fact.for) ?? refuse("duration-invalid", { given: fact.for }));
  const parts = takeUnits(draft, { unit, amount, to: "held", cause: fact.type });
  const lapsesAt = draft.program.zone.plus(draft.state.at, length);
  const made: Hold = { unit, amount, lapsesAt, parts };
  if (asked) {
    const { reward, quantity, worth, cause, transaction } = asked;
    requireStock(draft, asked);
    made.reward = reward.id;
    made.quantity = quantity;
    made.heldAt = at;
    if (worth !== undefined) made.worth = worth;
    if (cause !== undefined) made.cause = cause;
    if (reward.counted.includes("transaction")) made.transaction = transaction;
    claimReward(draft, reward, { amount: quantity, at, transaction });
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
  const reward = rewardHeld(draft, of);
  const { quantity = 1, heldAt: at, transaction } = of;
  if (reward) claimReward(draft, reward, { amount: -quantity, at, transaction });
}

/** The reward that was held, with the terms under which it was. */
const rewardHeld = (draft: Draft, { reward, heldAt }: Hold): Reward | undefined =>
  reward === undefined || heldAt === undefined ? undefined : versionAt(draft.program, heldAt).rewards[reward];

export function complete(draft: Draft, fact: CompleteFact, at: Instant): void {
  const of = openHold(draft, fact.hold);
  const wanted = fact.amount === undefined ? of.amount : amountOf(draft.version, of.unit, fact.amount);
  if (of.reward !== undefined && wanted !== of.amount) refuse("hold-whole", { reward: of.reward });
  if (wanted > of.amount) {
    const scale = draft.version.units[of.unit]?.scale ?? 0;
    refuse("hold-exceeded", { held: formatDecimal(of.amount, scale), wanted: formatDecimal(wanted, scale) });
  }
  delete draft.state.holds[fact.hold];
  const { unit, cause: beneficiary } = of;
  const reward = rewardHeld(draft, of);
  const becomesVoucher = reward?.gives?.kind === "voucher";
  let missing = wanted;
  const parts: Taken[] = [];
  const rest: Hold["parts"] = [];
  for (const { lot, amount, owed } of of.parts) {
    const taken = Math.min(missing, amount);
    const move = { unit, from: "held", to: "redeemed", amount: taken, lot: lot.id } as const;
    post(draft, { ...move, cause: fact.type, beneficiary, becomesVoucher });
    parts.push({ lot, amount: taken });
    missing -= taken;
    const left = amount - taken;
    if (left > 0) rest.push({ lot, amount: left, ...(owed && { owed: Math.min(owed, left) }) });
  }
  putBack(draft, of, rest, fact.type);
  if (!reward) return;
  const { quantity = 1, worth, cause, heldAt = at } = of;
  const version = versionAt(draft.program, heldAt);
  handOver(draft, reward, { quantity, amount: wanted, worth, cause, at, fact: fact.type, version, parts });
}

export function cancel(draft: Draft, fact: CancelFact): void {
  const of = openHold(draft, fact.hold);
  delete draft.state.holds[fact.hold];
  putBack(draft, of, of.parts, fact.type);
  giveRewardBack(draft, of);
}

/** Lets go of every hold, whatever its time. */
export const dropHolds = (draft: Draft): void => lapseHolds(draft, () => true);

/** Lets go of holds whose time is over. */
export const holdClock: Clock = {
  due: holdsDue,
  apply: (draft) => lapseHolds(draft, ({ lapsesAt }) => lapsesAt <= draft.state.at),
};

function holdsDue({ state }: Draft): Instant | null {
  let due = Number.POSITIVE_INFINITY;
  for (const id in state.holds) due = Math.min(due, state.holds[id]!.lapsesAt);
  return due === Number.POSITIVE_INFINITY ? null : due;
}

function lapseHolds(draft: Draft, isOver: (hold: Hold) => boolean): void {
  for (const id of Object.keys(draft.state.holds).sort()) {
    const of = draft.state.holds[id]!;
    if (!isOver(of)) continue;
    delete draft.state.holds[id];
    putBack(draft, of, of.parts, "lapsed");
    giveRewardBack(draft, of);
    draft.effects.push({ type: "hold-lapsed", hold: id, at: draft.state.at });
  }
}
