/** Writing postings: what a decision moves between the ledger's accounts. */
import { accountFor } from "./accounting.ts";
import type { LedgerAccount, Posting } from "./decision.ts";
import { type Draft, safe } from "./draft.ts";

type Move = {
  unit: string;
  from: LedgerAccount;
  to: LedgerAccount;
  amount: number;
  cause: string;
  lot?: string | undefined;
  rule?: string | undefined;
  beneficiary?: string | undefined;
  /** Of returns: set where units other than the purchase's own stand in for those. */
  standsIn?: boolean;
  /** Set where the units become a voucher: the books wait for what becomes of that. */
  becomesVoucher?: boolean;
};

/** Writes a posting at the account's present; a move of nothing is no posting. */
export function post(draft: Draft, move: Move): void {
  const { unit, from, to, amount, cause, lot, rule, beneficiary } = move;
  if (amount === 0) return;
  const posting: Posting = { unit, from, to, amount: safe(amount), at: draft.state.at, cause };
  if (lot !== undefined) posting.lot = lot;
  if (rule !== undefined) posting.rule = rule;
  if (beneficiary !== undefined) posting.beneficiary = beneficiary;
  draft.postings.push(posting);
  if (!move.becomesVoucher) accountFor(draft, move);
}
