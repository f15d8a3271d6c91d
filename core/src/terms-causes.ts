/** Compiled terms of giving. Amounts are in steps or minor units, instants in epoch milliseconds. */

export type Cause = { id: string; name: string };
