/** Notices that the law asks for, and what it lets expire, change or be paid out. */
import { type Clock, type Draft, refuse } from "./draft.ts";
import type { CashOutFact, NoticeFact } from "./fact.ts";
import type { Instant } from "./program.ts";

/** Says when notices are to be sent. */
export const noticeClock: Clock = { due: () => null, apply: () => {} };

/** Keeps that a notice was sent: it gates what it announces. */
export function recordNotice(_draft: Draft, _fact: NoticeFact, _at: Instant): void {}

export function cashOut(_draft: Draft, _fact: CashOutFact, _at: Instant): void {
  refuse("not-offered", { what: "cash-out" });
}
