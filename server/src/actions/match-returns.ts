import { formatInstant, type ReturnFact } from "@tallystick/core";
import type pg from "pg";
import type { ReturnDraft, ReturnItem } from "../import/read-drafts.ts";
import { shardOf } from "../ledger/shard.ts";
import { findPurchaseLines, type PurchaseLine } from "../store/purchase-lines.ts";

/** A return that was matched, and the rows that caused it. */
export type MatchedReturn = { fact: ReturnFact; items: ReturnItem[] };

export type MatchedReturns = { returns: MatchedReturn[]; unmatched: { item: ReturnItem; reason: string }[] };

const pieces = (thousandths: number): string => String(thousandths / 1000);

function unmatchedReason({ sku, quantity }: ReturnItem, missing: number, of: string | null): string {
  if (sku === null) return "The row does not say which article comes back.";
  const where = of === null ? "an earlier purchase of this member" : `the purchase “${of}”`;
  if (missing === quantity) return `There is nothing of “${sku}” left to return in ${where}.`;
  return `Of “${sku}” ${pieces(quantity - missing)} of ${pieces(quantity)} were found in ${where} and returned; the rest was not.`;
}

/** Which lines of which purchases the items are taken from: the latest purchase first, a line until nothing is left. */
function spread(draft: ReturnDraft, lines: PurchaseLine[]) {
  const left = new Map(lines.map((line) => [line, line.pieces - line.returned]));
  const taken: { item: ReturnItem; line: PurchaseLine; quantity: number }[] = [];
  const unmatched: MatchedReturns["unmatched"] = [];
  for (const item of draft.items) {
    let wanted = item.quantity;
    for (const line of lines) {
      if (wanted === 0) break;
      if (item.sku === null || line.sku !== item.sku) continue;
      const quantity = Math.min(wanted, left.get(line)!);
      if (quantity <= 0) continue;
      left.set(line, left.get(line)! - quantity);
      wanted -= quantity;
      taken.push({ item, line, quantity });
    }
    if (wanted > 0) unmatched.push({ item, reason: unmatchedReason(item, wanted, draft.of) });
  }
  return { taken, unmatched };
}

/** The parts of a draft that all its facts share. The id names the return and the purchase that it is of. */
function factBase(
  { head, extras }: ReturnDraft,
  of: string,
): Pick<ReturnFact, "id" | "type" | "occurredAt" | "of"> {
  const { source, data } = extras;
  return {
    id: `${head.id}/${of}`,
    type: "return",
    occurredAt: formatInstant(head.at),
    ...(source !== undefined && { source }),
    ...(data !== undefined && { data }),
    of,
  };
}

/** One fact for each purchase that something comes back of. */
function toFacts(draft: ReturnDraft, taken: ReturnType<typeof spread>["taken"]): MatchedReturn[] {
  const byPurchase = new Map<string, { items: Set<ReturnItem>; lines: Map<string, number> }>();
  for (const { item, line, quantity } of taken) {
    const found = byPurchase.get(line.fact) ?? { items: new Set(), lines: new Map() };
    byPurchase.set(line.fact, found);
    found.items.add(item);
    found.lines.set(line.line, (found.lines.get(line.line) ?? 0) + quantity);
  }
  return [...byPurchase].map(([of, { items, lines }]) => ({
    fact: {
      ...factBase(draft, of),
      lines: [...lines].map(([line, quantity]) => ({ line, quantity: quantity / 1000 })),
    },
    items: [...items],
  }));
}

/**
 * What is sent when nothing was found: a return of a purchase that cannot be, which the program refuses. The journal
 * then knows that this came, and at which point, so that no later run matches it to what was bought since.
 */
function unmatchedFact(draft: ReturnDraft): MatchedReturn {
  const base = factBase(draft, "unmatched");
  return { fact: { ...base, of: base.id }, items: draft.items };
}

/**
 * Matches what comes back to what was bought before: same account and article, the latest purchase with something left
 * first, spread over several where one does not hold enough. Every earlier fact of the account must have been booked.
 *
 * The same draft gives the same returns however often it is matched: something of it is in the journal after the first
 * time, and from then on the account is looked at as it stood before that.
 */
export async function matchReturns(
  deps: { pool: pg.Pool },
  input: { account: string; draft: ReturnDraft },
): Promise<MatchedReturns> {
  const { draft } = input;
  if (draft.of !== null && draft.items.every(({ sku }) => sku === null)) {
    // The file says of which purchase and how much money came back, and not for which article.
    const amount = draft.items.reduce((sum, item) => sum + item.amount, 0);
    return {
      returns: [{ fact: { ...factBase(draft, draft.of), amount }, items: draft.items }],
      unmatched: [],
    };
  }
  const lines = await findPurchaseLines(deps.pool, {
    account: { shard: shardOf(input.account), id: input.account },
    until: draft.head.at,
    skus: draft.items.flatMap(({ sku }) => sku ?? []),
    fact: draft.of,
    ownPrefix: `${draft.head.id}/`,
  });
  const { taken, unmatched } = spread(draft, lines);
  return { returns: taken.length > 0 ? toFacts(draft, taken) : [unmatchedFact(draft)], unmatched };
}
