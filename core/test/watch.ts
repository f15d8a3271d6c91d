/** A watched story, and the small things with which what must hold of it is said. */
import { isDeepStrictEqual } from "node:util";
import { periodOf } from "../src/calendar.ts";
import type { Fact } from "../src/fact.ts";
import type { Instant } from "../src/program.ts";
import type { Story } from "./account-story.ts";

/** A story that is watched: sums made from the journal alone, to hold against the account. */
export type Watch = {
  story: Story;
  /** "unit ledger-account" → the sum of its postings. */
  ledger: Record<string, number>;
  /** Cap or limit, and period → what counts against it. */
  used: Record<string, number>;
  /** Open holds of rewards → the counters they weigh on, and how many of it. */
  held: Record<string, { keys: string[]; quantity: number }>;
  accepted: number;
  /** The fact that is being decided, to print when it breaks something. */
  now: Fact | null;
};

export function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Broken: ${what}.`);
}

/** Both have the same content, keys in whatever order. */
export function same(found: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(found, expected)) {
    throw new Error(
      `Broken: ${what}.\n found    ${JSON.stringify(found)}\n expected ${JSON.stringify(expected)}`,
    );
  }
}

export const add = (sums: Record<string, number>, key: string, amount: number): void => {
  sums[key] = (sums[key] ?? 0) + amount;
};

/** Names a cap or limit in the period of an instant; of a transaction, by its own name. */
export const counterKey = (
  { program }: Story,
  {
    id,
    per,
    transaction = "",
  }: { id: string; per: Parameters<typeof periodOf>[1] | "fact" | "transaction"; transaction?: string },
  at: Instant,
): string => {
  if (per === "fact") return `${id} fact `;
  return `${id} ${per} ${per === "transaction" ? transaction : periodOf(program.zone, per, at)}`;
};
