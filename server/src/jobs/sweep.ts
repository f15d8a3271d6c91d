import type { ActionDeps } from "../actions/action-deps.ts";
import { type SweepReport, sweepAccounts } from "../actions/sweep-accounts.ts";
import { readNextDue } from "../store/accounts.ts";
import { settlePendingDue } from "../store/publication-due.ts";
import { sleep } from "./sleep.ts";

export type SweepOptions = {
  pool: ActionDeps["pool"];
  ledger: Pick<ActionDeps["ledger"], "submit">;
  /** Told of runs that failed, and of each account that cannot be moved, once for as long as that lasts. */
  log?: (message: string, error: unknown) => void;
  /** Told of each run that did something. */
  onRun?: (report: SweepReport) => void;
  /** How long it sleeps at the most: deadlines may be made meanwhile. */
  everyMs?: number;
  now?: () => number;
};

/** Sleeps at least so long between two runs, so that deadlines close together are swept together. */
const LEAST_MS = 200;

/**
 * Sweeps due accounts for as long as it is not stopped: a run, then sleep until the next account is due, or a few
 * seconds. A run first ends what a publication cut short left of its deadlines. Runs do not overlap; other processes may
 * sweep the same database.
 * @returns `stop`, which resolves when the run that is under way has ended at its next page.
 */
export function startSweep(options: SweepOptions): { stop: () => Promise<void> } {
  const { pool, ledger, log = () => {}, onRun, everyMs = 5000, now = Date.now } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  /** The accounts that could not be moved in the last run. */
  let stuck = new Set<string>();

  /** One run; gives back how long to sleep after it. */
  async function run(): Promise<number> {
    await settlePendingDue(pool);
    const failing = new Set<string>();
    const onFailure = (account: string, error: Error): void => {
      failing.add(account);
      if (!stuck.has(account)) log(`The account ${account} could not be moved and stays due.`, error);
    };
    const report = await sweepAccounts({ pool, ledger }, { until: now(), signal, onFailure });
    stuck = failing;
    if (report.moved + report.overtaken + report.failed > 0) onRun?.(report);
    const next = await readNextDue(pool);
    // What could not be moved stays due, and is not tried again at once.
    if (next === null || report.failed > 0) return everyMs;
    return Math.max(LEAST_MS, Math.min(everyMs, next - now()));
  }

  async function loop(): Promise<void> {
    while (!signal.aborted) {
      const pause = await run().catch((error: unknown) => {
        if (!signal.aborted) log("A sweep of due accounts failed and will be tried again.", error);
        return everyMs;
      });
      await sleep(pause, signal);
    }
  }

  const running = loop();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
