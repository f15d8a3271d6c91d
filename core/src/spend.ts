/** What of a purchase counts as spend, line by line, under a program's `spend` settings. */
import type { Fact, Line, PurchaseFact } from "./fact.ts";
import { own } from "./own.ts";
import type { SpendTerms } from "./program.ts";
import { rational, roundHalfEven } from "./rational.ts";
import type { Returned } from "./state.ts";

export type SpendLine = {
  line: Line;
  /** Minor units that count. */
  spend: number;
  /** Minor units of its amount that have not come back, whether they count or not. */
  left: number;
  /** Thousandths of pieces still bought. */
  pieces: number;
  /** Why nothing counts, where nothing does. */
  excluded?: "kind" | "category" | "returned";
};

/** The purchase's lines; a bare amount is one line named `1`. */
export const linesOf = (purchase: PurchaseFact): Line[] =>
  purchase.lines ?? [{ id: "1", amount: purchase.amount ?? 0 }];

/** Minor units that conditions see as a fact's spend: of a purchase what counts, of other facts their basket. */
export function factSpend(terms: SpendTerms, fact: Fact): number {
  if (fact.type === "purchase")
    return spendLines(terms, fact as PurchaseFact).reduce((sum, { spend }) => sum + spend, 0);
  return "basket" in fact && typeof fact.basket === "number" ? fact.basket : 0;
}

/** Thousandths of pieces on a line. */
export const piecesOf = (line: Line): number => Math.round((line.quantity ?? 1) * 1000);

/** `amount` × part / whole, to the nearest minor unit (half to even); exact at nothing and at all. */
export function share(amount: number, part: number, whole: number): number {
  if (part === whole || amount === 0) return amount;
  if (part === 0 || whole === 0) return 0;
  return Number(roundHalfEven(rational(BigInt(amount) * BigInt(part), BigInt(whole))));
}

/**
 * Spreads a total over weights so that the parts add up to it exactly: each gets its floor, and what remains goes by
 * largest remainder, earlier ones first on a tie. All weights zero: everything falls to the first.
 */
export function allocate(total: number, weights: number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum === 0) return weights.map((_, i) => (i === 0 ? total : 0));
  if (sum === total) return [...weights];
  const shares = weights.map((weight) => dividedBy(sum, total, weight));
  const parts = shares.map(({ whole }) => whole);
  let left = total - parts.reduce((a, b) => a + b, 0);
  if (left === 0) return parts;
  const order = shares
    .map(({ rest }, index) => ({ index, rest }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of order) {
    if (left-- <= 0) break;
    parts[index]!++;
  }
  return parts;
}

/** `a` × `b` / `sum` in whole numbers, and what remains of it; exact for all integers that a number holds exactly. */
function dividedBy(sum: number, a: number, b: number): { whole: number; rest: number } {
  const product = a * b;
  if (Number.isSafeInteger(product)) {
    const rest = product % sum;
    return { whole: (product - rest) / sum, rest };
  }
  const exact = BigInt(a) * BigInt(b);
  return { whole: Number(exact / BigInt(sum)), rest: Number(exact % BigInt(sum)) };
}

function lineSpend(terms: SpendTerms, line: Line): number {
  const gross = terms.discounts === "gross" ? (line.discount ?? 0) : 0;
  return line.amount + gross + (terms.tax ? (line.tax ?? 0) : 0);
}

/**
 * What counts of each line. What has been returned no longer counts; the share paid with points, where it does not
 * count, is taken off in the proportion in which the whole purchase was paid.
 */
export function spendLines(terms: SpendTerms, purchase: PurchaseFact, returned?: Returned): SpendLine[] {
  const lines: SpendLine[] = linesOf(purchase).map((line) => {
    const back = returned && own(returned.lines, line.id);
    const pieces = piecesOf(line) - (back?.pieces ?? 0);
    const left = line.amount - (back?.amount ?? 0);
    if (!terms.kinds.has(line.kind ?? "item")) return { line, spend: 0, left, pieces, excluded: "kind" };
    if (line.category !== undefined && terms.excludedCategories.has(line.category)) {
      return { line, spend: 0, left, pieces, excluded: "category" };
    }
    const full = lineSpend(terms, line);
    if (!back) return { line, spend: full, left, pieces };
    const part = line.amount > 0 ? left : pieces;
    const whole = line.amount > 0 ? line.amount : piecesOf(line);
    return part === 0
      ? { line, spend: 0, left: 0, pieces: 0, excluded: "returned" }
      : { line, spend: share(full, part, whole), left, pieces };
  });
  return terms.paidWithPoints ? lines : lessPoints(lines, purchase);
}

function lessPoints(lines: SpendLine[], purchase: PurchaseFact): SpendLine[] {
  const tenders = purchase.tenders ?? [];
  const points = tenders.reduce((sum, tender) => sum + (tender.type === "points" ? tender.amount : 0), 0);
  if (points === 0) return lines;
  const tendered = tenders.reduce((sum, tender) => sum + tender.amount, 0);
  const charged = linesOf(purchase).reduce((sum, { amount, tax }) => sum + amount + (tax ?? 0), 0);
  // A till that names only its points tender has not been paid with points alone.
  const paid = Math.max(tendered, charged);
  const total = lines.reduce((sum, { spend }) => sum + spend, 0);
  const cut = allocate(
    share(total, points, paid),
    lines.map(({ spend }) => spend),
  );
  return lines.map((line, index) => ({ ...line, spend: line.spend - cut[index]! }));
}
