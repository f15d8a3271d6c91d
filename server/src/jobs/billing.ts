import type { ActionDeps } from "../actions/action-deps.ts";
import { collectCharges } from "../actions/collect-charges.ts";
import type { BillingProvider } from "../connect/billing/billing-provider.ts";
import { sleep } from "./sleep.ts";

export type BillingOptions = {
  pool: ActionDeps["pool"];
  ledger: Pick<ActionDeps["ledger"], "submit">;
  provider: BillingProvider;
  /** Told of runs that failed, and of money that has to be paid back. */
  log?: (message: string, error: unknown) => void;
  /** How long it sleeps between two runs. */
  everyMs?: number;
  now?: () => number;
};

/**
 * Has a provider collect what is due for as long as it is not stopped. Other processes may do the same: one collects at a
 * time.
 * @returns `stop`, which resolves when the charge that is under way has been answered and recorded.
 */
export function startBilling(options: BillingOptions): { stop: () => Promise<void> } {
  const { pool, ledger, provider, log = () => {}, everyMs = 5000, now = Date.now } = options;
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    const report = await collectCharges({ pool, ledger }, { collect: provider.collect, now, signal });
    for (const { account, charge } of report?.unwanted ?? []) {
      const message = `The charge ${charge} of the account ${account} was collected and is no longer due: pay it back.`;
      log(message, new Error(message));
    }
  }

  async function loop(): Promise<void> {
    while (!signal.aborted) {
      await run().catch((error: unknown) => {
        if (!signal.aborted)
          log(`Collecting charges by ${provider.name} failed and will be tried again.`, error);
      });
      await sleep(everyMs, signal);
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
