/** Purchases for benchmarks: as many as asked, over as many accounts, cheap to make so that making them is not measured. */
import { formatInstant, type PurchaseFact } from "@tallystick/core";
import { logNormal } from "./distributions.ts";
import { makeRandom } from "./random.ts";

export type PurchaseWorkload = {
  facts: number;
  accounts: number;
  seed: number;
  /** The first purchase's instant, epoch milliseconds; each following one is `everyMs` later (default 250). */
  start: number;
  everyMs?: number;
  /** The share of purchases, 0 to 1, that go to one account in a hundred: 0 spreads them evenly (the default). */
  crowding?: number;
  /** Begins every fact id (default "load"). */
  prefix?: string;
};

/**
 * Yields purchases of one to three lines, a median of 7.50 in all, each with the number of its account (from 0). Fact
 * ids are unique over the workload; the same workload is the same bytes.
 */
export function* purchaseWorkload(
  workload: PurchaseWorkload,
): Generator<{ account: number; fact: PurchaseFact }, void, undefined> {
  const { facts, accounts, seed, start, everyMs = 250, crowding = 0, prefix = "load" } = workload;
  const random = makeRandom(seed, 0);
  const few = Math.max(1, Math.floor(accounts / 100));
  for (let n = 0; n < facts; n++) {
    const account = Math.floor(random() * (random() < crowding ? few : accounts));
    const count = 1 + Math.floor(random() * 3);
    const lines = Array.from({ length: count }, (_, index) => ({
      id: String(index + 1),
      category: index === 0 ? "coffee" : "pastry",
      amount: Math.max(1, Math.round(logNormal(random, 750 / count, 0.5))),
    }));
    const fact: PurchaseFact = {
      id: `${prefix}-${n}`,
      type: "purchase",
      occurredAt: formatInstant(start + n * everyMs),
      source: "workload",
      lines,
    };
    yield { account, fact };
  }
}
