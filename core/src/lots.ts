/** Lots: putting amounts in, taking them out, and what time does to them. */

import { balanceOf, compareLots, tiersOf } from "./account.ts";
import { accountForDebt } from "./accounting.ts";
import { deadline, expiryOf } from "./calendar.ts";
import { type Clock, type Draft, post, safe, unitState } from "./draft.ts";
import { type Ending, jurisdictionOf, mayTakeEffect } from "./notices.ts";
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

/** The level that the account holds on a ladder now, for terms that depend on it. */
const levelOn =
  (draft: Draft) =>
  (ladder: string): string =>
    tiersOf(draft.state)[ladder] ?? "";

/**
 * The lot that a fact of `earnedAt` makes of a unit, with its terms fixed: whether it is pending, and when it expires.
 * It is not on the account until `addLot`.
 */
export function newLot(
  draft: Draft,
  unit: string,
  { earnedAt, mayPend }: { earnedAt: Instant; mayPend: boolean },
): Lot {
  const terms = draft.version.units[unit]!;
  const { zone } = draft.program;
  const id = `${draft.state.version + 1}.${unit}${draft.mark === null ? "" : `.${draft.mark}`}`;
  const expiresAt = expiryOf(zone, terms.expiry, { at: earnedAt, levelOf: levelOn(draft) });
  const matures = mayPend && terms.pending ? deadline(zone, earnedAt, terms.pending) : null;
  // Keys in the order of the state's canonical text, which then has nothing to rearrange.
  const lot: Lot = expiresAt === null ? { earnedAt, id, left: 0 } : { earnedAt, expiresAt, id, left: 0 };
  if (matures !== null && matures > draft.state.at) lot.pendingUntil = matures;
  return lot;
}

/** Puts a lot on the account, or more on it when it is there; a debt is filled first unless the lot is still pending. */
export function addLot(draft: Draft, unit: string, lot: Lot): void {
  const of = unitState(draft, unit);
  const left = lot.pendingUntil === undefined ? fillDebt(of, lot.left) : lot.left;
  if (left < lot.left) accountForDebt(draft, { unit, lot: lot.id, amount: lot.left - left });
  if (left === 0) return;
  const known = of.lots.findIndex((other) => other.id === lot.id);
  if (known >= 0) of.lots[known] = { ...of.lots[known]!, left: safe(of.lots[known]!.left + left) };
  else insert(of.lots, { ...lot, left });
  const { available, pending, held } = balanceOf(draft.state, unit);
  safe(available + pending + held);
}

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
  due: (draft) => lotsDue(draft, (lot) => lot.pendingUntil),
  apply: matureLots,
};

/** The earliest instant that the lots of any unit give. */
function lotsDue(draft: Draft, of: (lot: Lot) => Instant | undefined): Instant | null {
  let due = Number.POSITIVE_INFINITY;
  for (const unit in draft.state.units) {
    for (const lot of draft.state.units[unit]!.lots) due = Math.min(due, of(lot) ?? due);
  }
  return due === Number.POSITIVE_INFINITY ? null : due;
}

function matureLots(draft: Draft): void {
  for (const unit in draft.state.units) {
    const of = draft.state.units[unit]!;
    const due = of.lots.filter((lot) => lot.pendingUntil !== undefined && lot.pendingUntil <= draft.state.at);
    let total = 0;
    for (const lot of due) {
      const { pendingUntil: _, ...spendable } = lot;
      of.lots.splice(of.lots.indexOf(lot), 1);
      post(draft, {
        unit,
        from: "pending",
        to: "available",
        amount: lot.left,
        lot: lot.id,
        cause: "matured",
      });
      addLot(draft, unit, spendable);
      total += lot.left;
    }
    if (total > 0) draft.effects.push({ type: "units-matured", unit, amount: total, at: draft.state.at });
  }
}

function expire(draft: Draft, unit: string, isDue: (lot: Lot) => boolean): void {
  const of = draft.state.units[unit]!;
  const due = of.lots.filter(isDue);
  if (due.length === 0) return;
  let total = 0;
  for (const lot of due) {
    const from = lot.pendingUntil === undefined ? "available" : "pending";
    post(draft, { unit, from, to: "expired", amount: lot.left, lot: lot.id, cause: "expired" });
    total += lot.left;
  }
  of.lots = of.lots.filter((lot) => !isDue(lot));
  draft.effects.push({ type: "units-expired", unit, amount: total, at: draft.state.at });
}

/** Expires lots whose time is over, and whole balances after inactivity, when the law lets them. */
export const expiryClock: Clock = { due: expiryDue, apply: expireLots };

function expiryDue(draft: Draft): Instant | null {
  let due = Number.POSITIVE_INFINITY;
  for (const unit in draft.state.units) {
    const endOf = endingOf(draft, unit);
    for (const lot of draft.state.units[unit]!.lots) due = Math.min(due, endOf(lot));
  }
  return due === Number.POSITIVE_INFINITY ? null : due;
}

function expireLots(draft: Draft): void {
  for (const unit in draft.state.units) {
    const endOf = endingOf(draft, unit);
    expire(draft, unit, (lot) => endOf(lot) <= draft.state.at);
  }
}

/** When a lot of the unit goes, by its terms and by the law; Infinity: not as things stand. */
function endingOf(draft: Draft, unit: string): (lot: Lot) => Instant {
  const inactive = inactivityOf(draft, unit);
  if (!jurisdictionOf(draft.version, draft.state))
    return (lot) =>
      Math.min(lot.expiresAt ?? Number.POSITIVE_INFINITY, inactive?.(lot).due ?? Number.POSITIVE_INFINITY);
  return (lot) => {
    let end = Number.POSITIVE_INFINITY;
    for (const ending of endings(unit, lot, inactive))
      end = Math.min(end, mayTakeEffect(draft, ending) ?? end);
    return end;
  };
}

type Silence = (lot: Lot) => { since: Instant; due: Instant };

/** Every expiry that the terms set the lots of a unit, whatever the law says to it. */
export function endingsOf(draft: Draft, unit: string): Ending[] {
  const inactive = inactivityOf(draft, unit);
  return draft.state.units[unit]!.lots.flatMap((lot) => endings(unit, lot, inactive));
}

function endings(unit: string, lot: Lot, inactive: Silence | null): Ending[] {
  const all: Ending[] = [];
  if (lot.expiresAt !== undefined) all.push({ about: "expiry", unit, kind: "time", due: lot.expiresAt });
  if (inactive) all.push({ about: "expiry", unit, kind: "inactivity", ...inactive(lot) });
  return all;
}

/**
 * When a unit's lots go for want of activity; null: not by this program version. The whole balance goes at once, but for
 * what was given after the account had already been silent for too long: that has a full term of its own.
 */
function inactivityOf(draft: Draft, unit: string): Silence | null {
  const expiry = draft.version.units[unit]?.expiry;
  if (!expiry) return null;
  const terms =
    expiry.kind === "tier" ? (expiry.levels[levelOn(draft)(expiry.ladder)] ?? expiry.otherwise) : expiry;
  if (terms.kind !== "inactivity") return null;
  const { zone } = draft.program;
  const { activeAt } = draft.state;
  const silentAt = deadline(zone, activeAt, terms.after);
  return ({ earnedAt }) =>
    earnedAt < silentAt
      ? { since: activeAt, due: silentAt }
      : { since: earnedAt, due: deadline(zone, earnedAt, terms.after) };
}
