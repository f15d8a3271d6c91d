/** What happened to an account's place in its life cycle, to its cards and to its batches, in sentences. */
import type { Effect } from "./decision.ts";
import type { Fact } from "./fact.ts";
import { formatInstant } from "./instant.ts";
import type { Version } from "./program.ts";

const STATUS_SENTENCES: Record<string, string> = {
  active: "The account is active again, and its time without activity begins anew",
  closed: "The account was closed: what is on it stays and cannot be spent",
  forfeited: "What was on the account was forfeited, for good",
  purgeable: "Nothing of the account need be kept any more",
};

/** The sentences that the effects of a fact and the fact itself come to. */
export function lifeInWords(version: Version, fact: Fact, effects: readonly Effect[]): string[] {
  const said: string[] = [];
  const card = cardInWords(version, fact);
  if (card) said.push(card);
  for (const effect of effects) {
    if (effect.type === "status-changed") said.push(statusInWords(effect));
  }
  return said;
}

function statusInWords({ to, until, at }: Extract<Effect, { type: "status-changed" }>): string {
  const sentence = STATUS_SENTENCES[to] ?? `The account is ${to}`;
  const end = until === undefined ? "" : `, until ${formatInstant(until)}`;
  return `${sentence} (${formatInstant(at)}${end}).`;
}

function cardInWords({ products }: Version, fact: Fact): string | null {
  if (fact.type === "card-opened" && "product" in fact) {
    const { card, product } = fact as { card: string; product: string };
    return `The card “${card}” of the product “${products[product]?.name ?? product}” earns into the account.`;
  }
  if (fact.type === "card-closed" && "card" in fact) return `The card “${String(fact.card)}” is closed.`;
  return null;
}
