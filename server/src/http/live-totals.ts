import type { Instant } from "@tallystick/core";
import type { ActionDeps } from "../actions/action-deps.ts";
import { type ProgramTotals, readTotals } from "../store/totals.ts";

/** The totals that the landing page shows, and when they were counted; null while they have not been yet. */
export type LiveTotals = () => Promise<{ programs: ProgramTotals[]; at: Instant } | null>;

const FRESH_MS = 10_000;
const PATIENCE_MS = 2000;
/** Counting takes at most this part of the time, however long it takes. */
const SHARE = 20;

/**
 * Counts in the background and at most so often that it does not weigh. Whoever asks gets what there is; the first
 * waits a moment for it.
 */
export function openLiveTotals(
  { pool }: Pick<ActionDeps, "pool">,
  { now, failed }: { now: () => Instant; failed: (error: unknown) => void },
): LiveTotals {
  let last: Awaited<ReturnType<LiveTotals>> = null;
  let notBefore = 0;
  let counting: Promise<void> | null = null;

  async function count(): Promise<void> {
    const started = performance.now();
    try {
      last = { programs: await readTotals(pool), at: now() };
    } catch (error) {
      failed(error);
    }
    const ended = performance.now();
    notBefore = ended + Math.max(FRESH_MS, (ended - started) * SHARE);
    counting = null;
  }

  return async () => {
    if (performance.now() >= notBefore) counting ??= count();
    if (last === null && counting) await Promise.race([counting, wait(PATIENCE_MS)]);
    return last;
  };
}

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
