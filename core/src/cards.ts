/** Cards: several of one person earn into one account, each by the terms of its product. */
import { cardOf, versionAt } from "./account.ts";
import { deadline } from "./calendar.ts";
import { type Clock, type Draft, refuse } from "./draft.ts";
import type { CardClosedFact, CardOpenedFact, Fact } from "./fact.ts";
import { forfeitLots } from "./forfeit.ts";
import { own } from "./own.ts";
import type { Instant, Program, Version } from "./program.ts";
import type { CardState } from "./state.ts";

const hasProducts = ({ products }: Version): boolean => {
  for (const _ in products) return true;
  return false;
};

/**
 * Refuses a fact that names a card which is not open, with card-unknown and card-closed. What happened before a card was
 * closed may come later. Where the program has no products, a card is only a word.
 */
export function requireCard(draft: Draft, fact: Fact, at: Instant): void {
  const card = cardOf(fact);
  if (card === undefined) return;
  const known = own(draft.state.cards ?? {}, card);
  const isOpen = known !== undefined && at < (known.closedAt ?? Number.POSITIVE_INFINITY);
  if (isOpen || !hasProducts(versionAt(draft.program, at))) return;
  refuse(known ? "card-closed" : "card-unknown", { card });
}

const knownCard = ({ state }: Draft, card: string): CardState =>
  own(state.cards ?? {}, card) ?? refuse("card-unknown", { card });

/** Adds a card. Refuses with not-offered, product-unknown and card-known. */
export function openCard(draft: Draft, { card, product }: CardOpenedFact, at: Instant): void {
  const version = versionAt(draft.program, at);
  if (!hasProducts(version)) refuse("not-offered", { what: "cards" });
  if (!own(version.products, product))
    refuse("product-unknown", { product, known: Object.keys(version.products).join(", ") });
  if (own(draft.state.cards ?? {}, card)) refuse("card-known", { card });
  draft.state.cards = { ...draft.state.cards, [card]: { product, openedAt: at } };
}

/** Closes a card. Refuses with card-unknown and card-closed. */
export function closeCard(draft: Draft, { card, reason }: CardClosedFact, at: Instant): void {
  const known = knownCard(draft, card);
  if (known.closedAt !== undefined) refuse("card-closed", { card });
  const closed: CardState = { ...known, closedAt: at };
  if (reason !== undefined) closed.reason = reason;
  draft.state.cards = { ...draft.state.cards, [card]: closed };
}

/** Takes what is left once the last card has been closed for as long as the program says. */
export const cardClock: Clock = {
  due: (draft) => {
    const end = endOfUnits(draft);
    if (end === null) return null;
    const { units } = draft.state;
    for (const unit in units) if (units[unit]!.lots.some(({ earnedAt }) => earnedAt <= end)) return end;
    return null;
  },
  apply: (draft) => {
    const end = endOfUnits(draft);
    // What comes on the account afterwards was given without a card, and stays.
    if (end !== null && end <= draft.state.at) forfeitLots(draft, ({ earnedAt }) => earnedAt <= end);
  },
};

/** When the units of an account without a card left go; null: it has one, or never had one, or they stay. */
export function endOfUnits({ program, version, state }: Draft): Instant | null {
  if (!state.cards) return null;
  let last: CardState | null = null;
  let end: Instant | null = null;
  for (const id in state.cards) {
    const card = state.cards[id]!;
    if (card.closedAt === undefined) return null;
    if (last && card.closedAt < last.closedAt!) continue;
    const ends = endAfter(program, version, card);
    // Of several that were closed at once, the terms that leave most time hold.
    const isLater = end !== null && (ends === null || ends > end);
    if (!last || card.closedAt > last.closedAt! || isLater) end = ends;
    last = card;
  }
  return end;
}

/** When units go by the terms of the card that was closed last; null: they stay. */
function endAfter({ zone }: Program, { cards }: Version, card: CardState): Instant | null {
  const byReason = card.reason === undefined ? undefined : own(cards.byReason, card.reason);
  const terms = byReason ?? own(cards.byProduct, card.product) ?? cards.lastClosed;
  if (terms.kind === "kept") return null;
  return terms.kind === "at-once" ? card.closedAt! : deadline(zone, card.closedAt!, terms.after);
}
