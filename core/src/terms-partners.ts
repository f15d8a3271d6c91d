/** Compiled terms of transfers. Amounts are in steps or minor units, instants in epoch milliseconds. */

export type Partner = { id: string; name: string };
