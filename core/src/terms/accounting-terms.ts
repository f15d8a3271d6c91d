/** Compiled terms of revenue accounting. */
import type { Rational } from "../rational.ts";

/** How amounts of money are rounded to minor units. */
export type MoneyRounding = "half-even" | "half-up" | "floor";

export type AccountingTerms = {
  unit: string;
  /** Minor units that one step is worth when it is redeemed. */
  perStep: Rational;
  /** The share of what is given that is expected to be redeemed in the end: above 0, up to 1. */
  redeemed: Rational;
  rounding: MoneyRounding;
  /** Rule → who pays for what it gives, and how many minor units for a step. */
  funded: Record<string, { by: string; perStep: Rational }>;
};
