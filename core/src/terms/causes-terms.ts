/** Compiled terms of giving. Amounts are in steps or minor units, instants in epoch milliseconds. */
import type { Instant } from "../program.ts";
import type { Rational } from "../rational.ts";

export type Cause = {
  id: string;
  name: string;
  /** Who receives what is given; null: the program does not say. */
  beneficiary: string | null;
  /** The first instant at which it can be given to, and the first at which it no longer can; null: open on that side. */
  from: Instant | null;
  until: Instant | null;
  /** When what was given was paid over to who receives it; null: not yet, or the program does not say. Only ever reported. */
  paid: Instant | null;
  /** What one unit given stands for, by name: { litres: 20 }. Only ever shown. */
  equivalents: Record<string, Rational>;
  /** Minor units that one whole unit given is worth to who receives it, by unit. Only ever reported. */
  worth: Record<string, number>;
};
