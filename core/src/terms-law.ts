/** Compiled terms of the law of where members live. Amounts are in steps or minor units, instants in epoch milliseconds. */

export type Jurisdiction = { id: string; name: string };
