import type { Instant } from "@tallystick/core";
import type { ActionDeps } from "../actions/action-deps.ts";
import { type ProgramTotals, readTotals } from "../store/totals.ts";

/** The totals that the landing page shows, and when they were counted; null while they have not been yet. */
export type LiveTotals = () => Promise<{ programs: ProgramTotals[]; at: Instant } | null>;

const FRESH_MS = 10_000;
const PATIENCE_MS = 2000;
/** How long whoever could be shown older figures waits for new ones. */
const SHORT_PATIENCE_MS = 300;
/** Counting takes at most this part of the time, however long it takes. */
const SHARE = 20;

/**
 * Counts in the background and at most so often that it does not weigh. Whoever asks waits a moment for a count that is
 * under way, so that a page of yesterday is not shown where counting is quick, and then gets what there is.
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
    if (counting) await Promise.race([counting, wait(last === null ? PATIENCE_MS : SHORT_PATIENCE_MS)]);
    return last;
  };
}

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
