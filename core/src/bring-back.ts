/** What comes back: which lines of a purchase can, and how much of each a return brings. */

import { lineContext } from "./condition-context.ts";
import { type Draft, refuse } from "./draft.ts";
import type { Line, PurchaseFact, ReturnFact } from "./fact.ts";
import { factContext } from "./fact-context.ts";
import { parseInstant } from "./instant.ts";
import { own } from "./own.ts";
import type { Version } from "./program.ts";
import { allocate, linesOf, piecesOf, share } from "./spend.ts";
import type { Returned } from "./state.ts";

type Portion = { amount: number; pieces: number };
/** A purchase, and the version by which it was judged. */
type Sold = { purchase: PurchaseFact; version: Version };

/**
 * The lines of a purchase that can come back by the terms under which it was made. Refuses, with return-excluded, a return
 * that names any other, or leaves only others.
 */
function linesToReturn(draft: Draft, fact: ReturnFact, { purchase, version }: Sold): Line[] {
  const lines = linesOf(purchase);
  const terms = version.returns.lines;
  if (!terms) return lines;
  const context = factContext(draft, purchase, parseInstant(purchase.occurredAt)!);
  const can = lines.filter((line) => terms.test(lineContext(context, line)));
  const named = fact.lines?.map(({ line }) => line) ?? [];
  const excluded = lines.filter(
    (line) => !can.includes(line) && (named.length === 0 || named.includes(line.id)),
  );
  if (excluded.length > 0 && (named.length > 0 || can.length === 0))
    refuse("return-excluded", { of: fact.of, lines: excluded.map(({ id }) => id).join(", ") });
  return can;
}

/** What has come back of each line after this return; refuses what was not bought or has come back already. */
export function bringBack(
  draft: Draft,
  fact: ReturnFact,
  { purchase, version, soFar }: Sold & { soFar: Returned },
): Returned["lines"] {
  const lines = linesToReturn(draft, fact, { purchase, version });
  const back: Returned["lines"] = { ...soFar.lines };
  const left = (line: Line): Portion => ({
    amount: line.amount - (own(back, line.id)?.amount ?? 0),
    pieces: piecesOf(line) - (own(back, line.id)?.pieces ?? 0),
  });
  const bring = (line: Line, { amount, pieces }: Portion): void => {
    const already = own(back, line.id) ?? { amount: 0, pieces: 0 };
    back[line.id] = { amount: already.amount + amount, pieces: already.pieces + pieces };
  };
  const everything = lines.reduce((sum, line) => sum + left(line).amount, 0);
  const anyPieces = lines.some((line) => left(line).pieces > 0);
  if (!fact.lines && fact.amount === undefined) {
    if (!anyPieces) refuse("return-exceeds-purchase", { line: "all", remaining: 0, wanted: 0 });
    for (const line of lines) bring(line, left(line));
    return back;
  }
  if (!fact.lines) {
    const amount = fact.amount!;
    if (amount > everything || amount <= 0) {
      refuse("return-exceeds-purchase", { line: "all", remaining: everything, wanted: amount });
    }
    const amounts = allocate(
      amount,
      lines.map((line) => left(line).amount),
    );
    lines.forEach((line, index) => {
      if (amounts[index]! > 0) bring(line, byAmount(line, left(line), amounts[index]!));
    });
    return back;
  }
  for (const asked of fact.lines) {
    const line = lines.find(({ id }) => id === asked.line);
    if (!line) return refuse("return-line-unknown", { of: fact.of, line: asked.line });
    bring(line, portionAsked(line, left(line), asked));
  }
  return back;
}

/** Pieces follow the amount in proportion, and are all back when, and only when, the amount is. */
function byAmount(line: Line, left: Portion, amount: number): Portion {
  if (amount === left.amount) return { amount, pieces: left.pieces };
  const pieces = share(piecesOf(line), amount, line.amount);
  return { amount, pieces: Math.max(0, Math.min(left.pieces - 1, pieces)) };
}

function portionAsked(line: Line, left: Portion, asked: { quantity?: number; amount?: number }): Portion {
  if (asked.amount !== undefined) {
    if (asked.amount > left.amount || asked.amount <= 0) {
      refuse("return-exceeds-purchase", { line: line.id, remaining: left.amount, wanted: asked.amount });
    }
    return byAmount(line, left, asked.amount);
  }
  const pieces = asked.quantity === undefined ? left.pieces : Math.round(asked.quantity * 1000);
  if (pieces > left.pieces || pieces <= 0) {
    refuse("return-pieces-exceeded", { line: line.id, remaining: left.pieces / 1000, wanted: pieces / 1000 });
  }
  // What is left of the pieces keeps its exact share of the amount, so that the last piece takes the last cent.
  const kept = share(line.amount, left.pieces - pieces, piecesOf(line));
  return { amount: Math.max(0, left.amount - Math.min(kept, left.amount)), pieces };
}
