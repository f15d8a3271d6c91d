/** Compiled terms of cards and batches. Amounts are in minor units. */
import type { Duration } from "../duration.ts";

export type Product = { id: string; name: string };

/** What becomes of the units once the last card is closed. */
export type CardsClosed = { kind: "kept" } | { kind: "at-once" } | { kind: "after"; after: Duration };

export type CardTerms = {
  lastClosed: CardsClosed;
  /** Other terms, by what the last card was of and by why it was closed; the reason goes first. */
  byProduct: Record<string, CardsClosed>;
  byReason: Record<string, CardsClosed>;
};

/** For how long after it was forfeited a batch can be brought back, and for how many minor units. */
export type BatchReinstatement = { within: Duration; fee: number };

export type BatchTerms = {
  /** Null: what was forfeited is gone for good. */
  reinstate: (BatchReinstatement & { byProduct: Record<string, BatchReinstatement> }) | null;
};
