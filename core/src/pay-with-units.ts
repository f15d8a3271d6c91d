/**
 * Paying with units: how many an amount of money takes, and how much money so many are worth.
 *
 * Two roundings, both named: the units that an amount takes are rounded up to the unit's smallest step, and what units
 * are worth is rounded down to minor units. The last unit may so be worth more than was left to pay; no change is given.
 */
import { formatDecimal } from "./decimal.ts";
import { refuse, safe } from "./draft.ts";
import type { PayTerms, Unit } from "./program.ts";
import { floor, multiply, type Rational, rational } from "./rational.ts";

/** The reward that is paid so, and the terms of the unit it takes. */
export type Payable = { id: string; pays: PayTerms; unit: Unit };
export type Payment = { amount: number; worth: number };

const inverse = ({ num, den }: Rational): Rational => rational(den, num);

const ceil = ({ num, den }: Rational): number => safe(Number(-floor({ num: -num, den })));

const minorUnits = (amount: number, by: Rational): Rational => multiply(rational(BigInt(amount)), by);

/** What so many steps are worth in minor units, rounded down. */
export const worthOf = ({ perStep }: PayTerms, steps: number): number =>
  safe(Number(floor(minorUnits(steps, perStep))));

/** How many steps it takes to be worth so many minor units, rounded up. */
export const stepsWorth = ({ perStep }: PayTerms, minor: number): number =>
  ceil(minorUnits(minor, inverse(perStep)));

/**
 * What is paid of a basket with so many steps; without an amount, with as many as the basket takes. Of a share of the
 * basket no more is paid than that, so a last unit that is worth more than is left of the share is not taken.
 *
 * Refuses with pays-minimum, pays-step, pays-partial and pays-too-much.
 */
export function payBasket(payable: Payable, basket: number, offered: number | undefined): Payment {
  const { id, pays, unit } = payable;
  const share = pays.share === null ? basket : Number(floor(minorUnits(basket, pays.share)));
  const most = mostSteps(pays, share);
  const amount = offered ?? most;
  const shown = { reward: id, unit: unit.many, given: formatDecimal(amount, unit.scale) };
  if (pays.whole && amount < most)
    refuse("pays-partial", { ...shown, needed: formatDecimal(most, unit.scale) });
  checkAmount(payable, amount);
  if (amount > most) refuse("pays-too-much", { ...shown, most: formatDecimal(most, unit.scale) });
  return { amount, worth: Math.min(worthOf(pays, amount), share) };
}

function mostSteps(pays: PayTerms, minor: number): number {
  const needed = stepsWorth(pays, minor);
  if (pays.whole) return Math.ceil(needed / pays.step) * pays.step;
  const tooMuch = pays.share !== null && worthOf(pays, needed) > minor;
  return Math.floor((tooMuch ? needed - 1 : needed) / pays.step) * pays.step;
}

/** What so many steps give to a cause. Refuses with amount-missing, pays-minimum and pays-step. */
export function payCause(payable: Payable, offered: number | undefined): Payment {
  const { id, unit, pays } = payable;
  const amount = offered ?? refuse("amount-missing", { reward: id, unit: unit.many });
  checkAmount(payable, amount);
  return { amount, worth: worthOf(pays, amount) };
}

function checkAmount({ id, pays, unit }: Payable, amount: number): void {
  const shown = { reward: id, unit: unit.many, given: formatDecimal(amount, unit.scale) };
  // Fewer units than one minor unit takes would be gone for nothing.
  const least = Math.max(pays.minimum, stepsWorth(pays, 1));
  if (amount < least) refuse("pays-minimum", { ...shown, minimum: formatDecimal(least, unit.scale) });
  if (amount % pays.step !== 0) refuse("pays-step", { ...shown, step: formatDecimal(pays.step, unit.scale) });
}
