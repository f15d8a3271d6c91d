/** Notices that the law asks for, and what it lets expire, change or be paid out. */
import { type Clock, type Draft, refuse } from "./draft.ts";
import type { CashOutFact, NoticeFact } from "./fact.ts";
import type { Instant } from "./program.ts";

/** An expiry or a closure by the program's terms: for what reason, when it is due, and since when the silence lasts. */
export type Ending = {
  about: "expiry" | "closure";
  unit?: string;
  kind: "time" | "inactivity";
  due: Instant;
  /** Where the reason is inactivity: when it began; the account's last activity when absent. */
  since?: Instant;
};

/** When an expiry or closure that is due may take effect; null: not as things stand. */
export const mayTakeEffect = (_draft: Draft, { due }: Ending): Instant | null => due;

/** Says when notices are to be sent. */
export const noticeClock: Clock = { due: () => null, apply: () => {} };

/** Keeps that a notice was sent: it gates what it announces. */
export function recordNotice(_draft: Draft, _fact: NoticeFact, _at: Instant): void {}

export function cashOut(_draft: Draft, _fact: CashOutFact, _at: Instant): void {
  refuse("not-offered", { what: "cash-out" });
}
