/** Compiled terms of gates. Amounts are in steps or minor units, instants in epoch milliseconds. */
import type { Duration } from "../duration.ts";
import type { Condition, Expression, LimitedPeriod } from "../program.ts";
import type { Rational } from "../rational.ts";

export type Gate = {
  id: string;
  /** The fact types that have to pass it. */
  on: Set<string>;
  when: Condition | null;
  /** How long ago what the fact speaks of may lie; `of` gives a local date or an instant. */
  age: { of: Expression<string>; most: Duration } | null;
  /** How many facts pass in a period, for each value of `limitsBy`, counted on the day that `countedOn` gives. */
  limits: { max: number; per: LimitedPeriod }[];
  limitsBy: Expression<string> | null;
  countedOn: Expression<string> | null;
  /** Whose every value passes once in the whole program; an empty one: once for the account. */
  once: Expression<string> | null;
  /** Shut where a sale of that local day, channel and amount (null: any) is on the account already. */
  unlessBought: BoughtTerms | null;
  /** What people are told where it is shut; null: a sentence by the reason. */
  says: string | null;
};

export type BoughtTerms = {
  on: Expression<string>;
  channel: Expression<string> | null;
  /** Minor units. */
  amount: Expression<Rational> | null;
};
