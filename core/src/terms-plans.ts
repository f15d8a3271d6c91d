/** Compiled terms of paid memberships and entitlements. Amounts are in steps or minor units, instants in epoch milliseconds. */

export type Plan = { id: string; name: string };

export type Entitlement = { id: string; name: string };
