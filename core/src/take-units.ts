/** Units on their way out: how many are meant, and out of which lots they come. */
import { balanceOf } from "./account.ts";
import { formatDecimal, parseDecimal } from "./decimal.ts";
import type { LedgerAccount } from "./decision.ts";
import { type Draft, refuse, safe, unitState } from "./draft.ts";
import { isSpendable, takeFromLots } from "./lots.ts";
import { own } from "./own.ts";
import { post } from "./post.ts";
import type { Version } from "./program.ts";
import type { Lot } from "./state.ts";

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

/** What leaves: how much of which unit, where to and why; `beneficiary` is the cause that it is given to. */
export type Leaving = {
  unit: string;
  amount: number;
  to: LedgerAccount;
  cause: string;
  beneficiary?: string | undefined;
  /** How far below zero it may take the balance; not at all when left out. */
  advance?: number | undefined;
  /** Whether a voucher is given for them. */
  becomesVoucher?: boolean;
};

/** How much was taken of which lot. */
export type Taken = { lot: Lot; amount: number };

/**
 * Takes units out of the spendable lots in spending order. Refuses with insufficient-balance.
 * @returns which lot gave how much.
 */
export function takeUnits(
  draft: Draft,
  { unit, amount, to, cause, beneficiary, advance = 0, becomesVoucher = false }: Leaving,
): Taken[] {
  // What costs nothing can be had with a debt, and leaves no trace of a unit that the account never held.
  if (amount === 0) return [];
  const { available, debt } = balanceOf(draft.state, unit);
  if (available - debt + advance < amount) {
    const terms = draft.version.units[unit];
    const scale = terms?.scale ?? 0;
    refuse("insufficient-balance", {
      available: formatDecimal(Math.max(0, available - debt + advance), scale),
      wanted: formatDecimal(amount, scale),
      unit: terms?.many ?? unit,
    });
  }
  const of = unitState(draft, unit);
  const parts = takeFromLots(of, amount, isSpendable);
  for (const part of parts) {
    const move = { unit, from: "available", to, amount: part.amount, lot: part.lot.id } as const;
    post(draft, { ...move, cause, beneficiary, becomesVoucher });
  }
  const ahead = parts.reduce((missing, part) => missing - part.amount, amount);
  if (ahead > 0) {
    of.debt = safe(of.debt + ahead);
    post(draft, { unit, from: "available", to, amount: ahead, cause, beneficiary });
  }
  return parts;
}
