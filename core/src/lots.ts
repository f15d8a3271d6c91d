/** Lots: putting amounts in, taking them out, and letting what waits be spent. */
import { compareLots, levelOf } from "./account.ts";
import { accountForDebt } from "./accounting.ts";
import { deadline, expiryOf } from "./calendar.ts";
import type { LedgerAccount } from "./decision.ts";
import { type Clock, type Draft, safe, unitState } from "./draft.ts";
import type { Duration } from "./duration.ts";
import { post } from "./post.ts";
import type { Instant } from "./program.ts";
import type { Lot, UnitState } from "./state.ts";

function insert(lots: Lot[], lot: Lot): void {
  let at = lots.length;
  while (at > 0 && compareLots(lots[at - 1]!, lot) > 0) at--;
  lots.splice(at, 0, lot);
}

/** Lets spendable units fill the debt first: what is left of the lot after that. */
function fillDebt(of: UnitState, amount: number): number {
  const filled = Math.min(of.debt, amount);
  of.debt -= filled;
  return amount - filled;
}

/** The level that the account holds on a ladder now, or held at an instant before, for terms that depend on it. */
export const levelOn =
  ({ state }: Draft, at: Instant = state.at) =>
  (ladder: string): string =>
    levelOf(state, ladder, at);

/** Until when a lot is pending that waits for a release: the last instant that every store and reader of dates knows. */
export const UNTIL_RELEASED = 253_402_300_799_999;

type Beginning = {
  earnedAt: Instant;
  mayPend: boolean;
  /** What it is released or forfeited with, and the product of the card that earned it. */
  batch?: string | undefined;
  product?: string | undefined;
};

/**
 * The lot that a fact of `earnedAt` makes of a unit, with its terms fixed: whether it is pending, and when it expires.
 * Where units wait for a release, those of no batch have nothing to wait for. It is not on the account until `addLot`.
 */
export function newLot(draft: Draft, unit: string, { earnedAt, mayPend, batch, product }: Beginning): Lot {
  const terms = draft.version.units[unit]!;
  const { zone } = draft.program;
  const id = `${draft.state.version + 1}.${unit}${draft.mark === null ? "" : `.${draft.mark}`}`;
  const expiresAt = expiryOf(zone, terms.expiry, { at: earnedAt, levelOf: levelOn(draft, earnedAt) });
  let matures: Instant | null = null;
  if (mayPend && terms.pending === "release") matures = batch === undefined ? null : UNTIL_RELEASED;
  else if (mayPend && terms.pending) matures = deadline(zone, earnedAt, terms.pending as Duration);
  // Keys in the order of the state's canonical text, which then has nothing to rearrange.
  const lot: Lot = expiresAt === null ? { earnedAt, id, left: 0 } : { earnedAt, expiresAt, id, left: 0 };
  if (matures !== null && matures > draft.state.at) lot.pendingUntil = matures;
  if (batch !== undefined) lot.batch = batch;
  if (batch !== undefined && product !== undefined) lot.product = product;
  return lot;
}

/** Puts a lot on the account, or more on it when it is there; a debt is filled first unless the lot is still pending. */
export function addLot(draft: Draft, unit: string, lot: Lot): void {
  const of = unitState(draft, unit);
  const left = lot.pendingUntil === undefined ? fillDebt(of, lot.left) : lot.left;
  if (left < lot.left) accountForDebt(draft, { unit, lot: lot.id, amount: lot.left - left });
  if (left === 0) return;
  const known = isNew(draft, lot) ? -1 : of.lots.findIndex((other) => other.id === lot.id);
  draft.added.add(lot.id);
  if (known >= 0) of.lots[known] = { ...of.lots[known]!, left: safe(of.lots[known]!.left + left) };
  else insert(of.lots, { ...lot, left });
}

/** Changes the terms of a unit's lots, of what is on hold too: it comes back with them. */
export function changeLots({ state }: Draft, unit: string, change: (lot: Lot) => Lot): void {
  const of = state.units[unit];
  if (of) of.lots = of.lots.map(change).sort(compareLots);
  for (const id in state.holds) {
    const hold = state.holds[id]!;
    if (hold.unit !== unit) continue;
    state.holds[id] = { ...hold, parts: hold.parts.map((part) => ({ ...part, lot: change(part.lot) })) };
  }
}

/** Whether a lot is of this decision and the first of its name, so that none of the account's can be it. */
const isNew = ({ state, added }: Draft, { id }: Lot): boolean =>
  !added.has(id) && id.startsWith(`${state.version + 1}.`);

/** Takes an amount from one lot and closes the lot when nothing is left of it. */
export function takeFromLot(of: UnitState, index: number, amount: number): Lot {
  const lot = of.lots[index]!;
  if (amount >= lot.left) of.lots.splice(index, 1);
  else of.lots[index] = { ...lot, left: lot.left - amount };
  return lot;
}

/**
 * Takes up to `amount` from the lots that `eligible` admits, in spending order.
 * @returns which lot gave how much; their sum is less than `amount` when there was not enough.
 */
export function takeFromLots(
  of: UnitState,
  amount: number,
  eligible: (lot: Lot) => boolean,
): { lot: Lot; amount: number }[] {
  const parts: { lot: Lot; amount: number }[] = [];
  let missing = amount;
  let index = 0;
  while (missing > 0 && index < of.lots.length) {
    const lot = of.lots[index]!;
    if (!eligible(lot)) {
      index++;
      continue;
    }
    const taken = Math.min(missing, lot.left);
    takeFromLot(of, index, taken);
    if (taken < lot.left) index++;
    parts.push({ lot, amount: taken });
    missing -= taken;
  }
  return parts;
}

export const isSpendable = (lot: Lot): boolean => lot.pendingUntil === undefined;

/** Moves lots whose pending time is over to what can be spent. */
export const maturityClock: Clock = {
  due: ({ state }) => {
    let due = Number.POSITIVE_INFINITY;
    for (const unit in state.units) {
      for (const { pendingUntil } of state.units[unit]!.lots)
        if (pendingUntil !== UNTIL_RELEASED) due = Math.min(due, pendingUntil ?? due);
    }
    return due === Number.POSITIVE_INFINITY ? null : due;
  },
  apply: (draft) => {
    const { at } = draft.state;
    matureLots(draft, (lot) => lot.pendingUntil! <= at, "matured");
  },
};

/** Lets pending lots be spent from now on. */
export function matureLots(draft: Draft, isDue: (lot: Lot) => boolean, cause: string): void {
  for (const unit in draft.state.units) {
    const of = draft.state.units[unit]!;
    const due = of.lots.filter((lot) => lot.pendingUntil !== undefined && isDue(lot));
    let total = 0;
    for (const lot of due) {
      const { pendingUntil: _, ...spendable } = lot;
      of.lots.splice(of.lots.indexOf(lot), 1);
      post(draft, { unit, from: "pending", to: "available", amount: lot.left, lot: lot.id, cause });
      addLot(draft, unit, spendable);
      total += lot.left;
    }
    if (total > 0) draft.effects.push({ type: "units-matured", unit, amount: total, at: draft.state.at });
  }
}

/** Takes every lot that is meant off the account, to where such lots go, and says how much that was of a unit. */
export function removeLots(
  draft: Draft,
  unit: string,
  { isMeant, to, cause }: { isMeant: (lot: Lot) => boolean; to: LedgerAccount; cause: string },
): Lot[] {
  const of = draft.state.units[unit]!;
  const meant = of.lots.filter(isMeant);
  if (meant.length === 0) return meant;
  for (const lot of meant) {
    const from = isSpendable(lot) ? "available" : "pending";
    post(draft, { unit, from, to, amount: lot.left, lot: lot.id, cause });
  }
  of.lots = of.lots.filter((lot) => !meant.includes(lot));
  return meant;
}
