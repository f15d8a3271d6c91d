/** What the audit looks at, in the order in which it is reported. */
export const AUDIT_CHECKS = {
  "double-entry":
    "Every posting moves a positive amount from one ledger account to another, so each unit sums to zero.",
  postings: "The postings are those that were decided, no more and no fewer.",
  balances: "Each balance is the sum of its open lots and the sum of its postings.",
  lots: "No lot is negative, holds are covered, and a debt stands only where the program allows it and alone.",
  versions: "The versions of each account are dense.",
  facts: "Each fact took effect once and is the one that was sent.",
  refusals: "A refused fact moved nothing.",
  replay: "Replaying each journal gives the same answers.",
  state: "Replaying each journal gives the account's state, byte for byte, and the columns beside it agree.",
  returns: "No return took back more than its purchase gave.",
  resources: "What is used of each stock and budget is what was claimed, and within its limit.",
  orphans: "Every journal entry and posting belongs to an account, and every account to a program.",
} as const;

export type CheckId = keyof typeof AUDIT_CHECKS;
