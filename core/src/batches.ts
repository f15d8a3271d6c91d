/** Batches: units that wait together for a release, and are forfeited and brought back together. */
import { versionAt } from "./account.ts";
import { deadline } from "./calendar.ts";
import { endOfUnits } from "./cards.ts";
import { charge } from "./charges.ts";
import { type Clock, type Draft, refuse } from "./draft.ts";
import type { ForfeitFact, ReinstateFact, ReleaseFact } from "./fact.ts";
import { formatInstant } from "./instant.ts";
import { addLot, isSpendable, matureLots, removeLots, UNTIL_RELEASED } from "./lots.ts";
import { own } from "./own.ts";
import { post } from "./post.ts";
import type { Instant } from "./program.ts";
import type { ForfeitedBatch } from "./state.ts";
import type { BatchReinstatement } from "./terms/cards-terms.ts";

/** Forgets what was in forfeited batches that can no longer be brought back; that they were there stays known. */
export const batchClock: Clock = {
  due: ({ state: { forfeited } }) => {
    let due = Number.POSITIVE_INFINITY;
    for (const batch in forfeited) {
      const { until, parts } = forfeited[batch]!;
      if (parts.length > 0) due = Math.min(due, until);
    }
    return due === Number.POSITIVE_INFINITY ? null : due;
  },
  apply: ({ state }) => {
    for (const batch in state.forfeited) {
      const of = state.forfeited[batch]!;
      if (of.parts.length > 0 && of.until <= state.at)
        state.forfeited = { ...state.forfeited, [batch]: { ...of, parts: [] } };
    }
  },
};

const hasBatch = ({ state: { units } }: Draft, batch: string): boolean =>
  Object.values(units).some(({ lots }) => lots.some((lot) => lot.batch === batch));

/** Lets what is pending of a batch be spent. Refuses with batch-unknown where the account has nothing of it. */
export function releaseBatch(draft: Draft, { batch, type }: ReleaseFact): void {
  if (!hasBatch(draft, batch)) refuse("batch-unknown", { batch });
  matureLots(draft, (lot) => lot.batch === batch, type);
}

/**
 * Takes what is left of a batch, pending or not; what of it is on hold goes its way. Kept for as long as it can be brought
 * back. Refuses with batch-unknown.
 */
export function forfeitBatch(draft: Draft, { batch }: ForfeitFact, at: Instant): void {
  const { state } = draft;
  if (!hasBatch(draft, batch)) refuse("batch-unknown", { batch });
  const parts: ForfeitedBatch["parts"] = [];
  for (const unit of Object.keys(state.units).sort()) {
    const gone = removeLots(draft, unit, {
      isMeant: (lot) => lot.batch === batch,
      to: "forfeited",
      cause: "forfeited",
    });
    for (const lot of gone) parts.push({ unit, lot, amount: lot.left });
  }
  const terms = termsOf(draft, parts, at);
  if (!terms) return;
  const before = own(state.forfeited ?? {}, batch);
  const until = Math.max(before?.until ?? 0, deadline(draft.program.zone, state.at, terms.within));
  const kept = { at: state.at, until, parts: [...(before?.parts ?? []), ...parts] };
  state.forfeited = { ...state.forfeited, [batch]: kept };
}

/** By the product of the card that earned the batch, where the program has terms for it. */
function termsOf(draft: Draft, parts: ForfeitedBatch["parts"], at: Instant): BatchReinstatement | null {
  const terms = versionAt(draft.program, at).batches.reinstate;
  if (!terms) return null;
  const product = parts.find(({ lot }) => lot.product !== undefined)?.lot.product;
  return (product === undefined ? undefined : own(terms.byProduct, product)) ?? terms;
}

/**
 * Brings a forfeited batch back; a fee becomes a charge that is due. What waited for its release waits no longer. Refuses
 * with batch-unknown and reinstatement-too-late.
 */
export function reinstateBatch(draft: Draft, fact: ReinstateFact, at: Instant): void {
  const { state } = draft;
  const batch = fact.batch!;
  const known = own(state.forfeited ?? {}, batch) ?? refuse("batch-unknown", { batch });
  const what = `The batch “${batch}”`;
  if (at >= known.until || known.parts.length === 0)
    refuse("reinstatement-too-late", { what, since: formatInstant(known.until) });
  // Without a card it would go again at once, and nobody is to pay for that.
  const gone = endOfUnits(draft);
  if (gone !== null && gone <= state.at)
    refuse("reinstatement-too-late", { what, since: formatInstant(gone) });
  charge(draft, { for: "reinstatement", amount: termsOf(draft, known.parts, at)?.fee ?? 0 });
  for (const { unit, lot, amount } of known.parts) {
    const back = { ...lot, left: amount };
    if (back.pendingUntil === UNTIL_RELEASED) delete back.pendingUntil;
    const to = isSpendable(back) ? "available" : "pending";
    post(draft, { unit, from: "forfeited", to, amount, lot: lot.id, cause: "reinstated" });
    addLot(draft, unit, back);
  }
  forget(draft, batch);
}

function forget({ state }: Draft, batch: string): void {
  const { [batch]: _, ...others } = state.forfeited!;
  if (Object.keys(others).length > 0) state.forfeited = others;
  else delete state.forfeited;
}

/** Lets go of up to so much of a forfeited lot: its goods have come back, and it cannot be brought back. */
export function spareForfeited(draft: Draft, unit: string, of: { lot: string; amount: number }): void {
  const { state } = draft;
  let missing = of.amount;
  for (const batch of Object.keys(state.forfeited ?? {}).sort()) {
    const known = state.forfeited![batch]!;
    if (!known.parts.some((part) => part.unit === unit && part.lot.id === of.lot)) continue;
    const parts = known.parts.map((part) => {
      const less = part.unit === unit && part.lot.id === of.lot ? Math.min(missing, part.amount) : 0;
      missing -= less;
      return less > 0 ? { ...part, amount: part.amount - less } : part;
    });
    const left = parts.filter(({ amount }) => amount > 0);
    if (left.length > 0) state.forfeited = { ...state.forfeited, [batch]: { ...known, parts: left } };
    else forget(draft, batch);
  }
}
