/** Counts what an import does. Nothing here grows with the size of the file. */
import type { Posting } from "@tallystick/core";

/** What became of one fact: booked now, known from before, or refused by the program (now or then). */
export type FactFate = "new" | "repeated" | "refused";

export type ImportTally = {
  rows: number;
  purchases: Record<FactFate, number>;
  returns: Record<FactFate, number>;
  membersNew: number;
  /** Minor units of the purchases booked now. */
  spend: bigint;
  /** Unit → steps issued, and steps taken back, by the facts booked now. */
  issued: Map<string, bigint>;
  takenBack: Map<string, bigint>;
  rejectedRows: number;
  /** Reason, with what differs from row to row left out → rows. */
  reasons: Map<string, number>;
};

/** So many different reasons are told apart; the rest are counted together. */
const REASONS_MAX = 50;
const OTHER = "Other reasons; see the file.";

const fates = (): Record<FactFate, number> => ({ new: 0, repeated: 0, refused: 0 });

export const emptyTally = (): ImportTally => ({
  rows: 0,
  purchases: fates(),
  returns: fates(),
  membersNew: 0,
  spend: 0n,
  issued: new Map(),
  takenBack: new Map(),
  rejectedRows: 0,
  reasons: new Map(),
});

const addTo = (sums: Map<string, bigint>, unit: string, amount: number): void => {
  sums.set(unit, (sums.get(unit) ?? 0n) + BigInt(amount));
};

export function countPostings(tally: ImportTally, postings: Posting[]): void {
  for (const { unit, from, to, amount } of postings) {
    if (from === "issued") addTo(tally.issued, unit, amount);
    if (to === "returned") addTo(tally.takenBack, unit, amount);
  }
}

export function countRejected(tally: ImportTally, reason: string): void {
  const kind = reason.replace(/“[^”]*”/g, "“…”").replace(/\b\d+([.,]\d+)*\b/g, "…");
  const key = tally.reasons.has(kind) || tally.reasons.size < REASONS_MAX ? kind : OTHER;
  tally.reasons.set(key, (tally.reasons.get(key) ?? 0) + 1);
  tally.rejectedRows += 1;
}
