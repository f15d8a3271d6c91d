/** Which part of a purchase's spend each of its tenders paid, in whole minor units that add up both ways. */
import type { PurchaseFact, Tender } from "./fact.ts";
import type { SpendTerms } from "./program.ts";
import { allocate, linesOf, type SpendLine } from "./spend.ts";

/** A tender with its part of the spend of each line, in the order of the lines. */
export type TenderShare = { tender: Tender; parts: number[] };

/**
 * Splits the lines' spend over the tenders in proportion to what each paid. The total is split first, by largest
 * remainder; each tender's part then falls on what is left of the lines, so that every line's spend and every tender's
 * part add up exactly. What no tender names was paid with something of the type "". The share paid with points is left
 * out where it does not count as spend.
 */
export function tenderShares(terms: SpendTerms, purchase: PurchaseFact, lines: SpendLine[]): TenderShare[] {
  const tenders = [...(purchase.tenders ?? [])];
  const charged = linesOf(purchase).reduce((sum, { amount, tax }) => sum + amount + (tax ?? 0), 0);
  const named = tenders.reduce((sum, { amount }) => sum + amount, 0);
  if (named < charged) tenders.push({ type: "", amount: charged - named });
  const counting = tenders.filter(({ type }) => terms.paidWithPoints || type !== "points");
  const total = lines.reduce((sum, { spend }) => sum + spend, 0);
  const totals = allocate(
    total,
    counting.map(({ amount }) => amount),
  );
  let left = lines.map(({ spend }) => spend);
  return counting.map((tender, index) => {
    const parts = allocate(totals[index]!, left);
    left = left.map((spend, line) => spend - parts[line]!);
    return { tender, parts };
  });
}
