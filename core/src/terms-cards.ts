/** Compiled terms of cards. Amounts are in steps or minor units, instants in epoch milliseconds. */

export type Product = { id: string; name: string };
