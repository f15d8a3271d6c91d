/** Compiled terms of gates. Amounts are in steps or minor units, instants in epoch milliseconds. */

export type Gate = { id: string; name: string };
