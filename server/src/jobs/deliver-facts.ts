import type { ActionDeps } from "../actions/action-deps.ts";
import { deliverFacts } from "../actions/deliver-facts.ts";
import { sleep } from "./sleep.ts";

export type DeliveryOptions = {
  pool: ActionDeps["pool"];
  ledger: Pick<ActionDeps["ledger"], "submit">;
  /** Told of runs that failed, and of facts that no account takes. */
  log?: (message: string, error: unknown) => void;
  /** How long it sleeps between two runs. */
  everyMs?: number;
};

/**
 * Delivers facts between accounts for as long as it is not stopped. Any number of processes may.
 * @returns `stop`, which resolves when the facts that are under way have been recorded.
 */
export function startDelivery(options: DeliveryOptions): { stop: () => Promise<void> } {
  const { pool, ledger, log = () => {}, everyMs = 1000 } = options;
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    const { undelivered } = await deliverFacts({ pool, ledger }, { signal });
    for (const { program, from, account, fact, why } of undelivered) {
      const message = `The fact ${fact.id} that the account ${from} of ${program} sent to ${account} cannot be recorded there.`;
      log(message, new Error(why));
    }
  }

  async function loop(): Promise<void> {
    while (!signal.aborted) {
      await run().catch((error: unknown) => {
        if (!signal.aborted) log("Delivering facts failed and will be tried again.", error);
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
