/** Vouchers: issued by rules, rewards and conversions; used whole or in parts; expired. */
import { type Clock, type Draft, refuse } from "./draft.ts";
import type { Fact, UseFact } from "./fact.ts";
import type { Instant } from "./program.ts";

export const voucherClock: Clock = { due: () => null, apply: () => {} };

/**
 * Issues vouchers of a kind at the account's present. `by` is the rule, reward or conversion; `validFrom` starts its
 * term later. Ids are "<journal version>.<kind>" and, for further ones, "<journal version>.<kind>.<n>".
 */
export function issueVoucher(
  _draft: Draft,
  _kind: string,
  _options: { by: string; count?: number; validFrom?: Instant; at?: Instant },
): void {}

/** Issues what the program's issue rules give for a fact. */
export function issueVouchers(_draft: Draft, _fact: Fact, _at: Instant): void {}

export function useVoucher(_draft: Draft, fact: UseFact, _at: Instant): void {
  refuse("voucher-unknown", { voucher: "voucher" in fact.of ? fact.of.voucher : "" });
}
