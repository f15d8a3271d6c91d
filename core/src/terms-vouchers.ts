/** Compiled terms of vouchers, of the rules that issue them and of conversions. Amounts are in steps or minor units, instants in epoch milliseconds. */

export type VoucherKind = { id: string; name: string };

export type IssueRule = { id: string; name: string };

export type Conversion = { id: string; name: string };
