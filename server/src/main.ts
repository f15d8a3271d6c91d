/** Everything is put together here, by hand: the database, the ledger, the sweep and the HTTP server. */
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import type pg from "pg";
import type { Logger } from "pino";
import { createOwnerKey } from "./actions/create-api-key.ts";
import { type Config, isLoopback } from "./config.ts";
import { findBilling } from "./connect/billing/find-billing.ts";
import { openDatabase } from "./db/open-database.ts";
import { closeHttp } from "./http/close-http.ts";
import { createHttpServer } from "./http/http-server.ts";
import { openLiveTotals } from "./http/live-totals.ts";
import { openMetrics } from "./http/metrics.ts";
import { openProgramViews } from "./http/program-views.ts";
import { describeError } from "./http/to-problem.ts";
import { type BillingOptions, startBilling } from "./jobs/billing.ts";
import { startDelivery } from "./jobs/deliver-facts.ts";
import { startSweep } from "./jobs/sweep.ts";
import { type Ledger, type LedgerOptions, openLedger } from "./ledger/open-ledger.ts";
import { openLog } from "./log.ts";
import { listenError } from "./start-error.ts";
import { settlePendingDue } from "./store/publication-due.ts";

export type RunningServer = {
  /** Where it answers, such as http://127.0.0.1:8080. */
  url: string;
  /** The owner's key on the first start of a database, to be shown once; null on every later start. */
  ownerKey: string | null;
  /** Takes no more requests, answers those under way, writes what the ledger has, and lets the database go. */
  close: () => Promise<void>;
};

export type StartOptions = {
  /** Stands in for the log on standard output. */
  log?: Logger;
  /** Whether this process moves accounts that fall due; any number may. True when left out. */
  sweep?: boolean;
  /** The clock, in epoch milliseconds; the system's when left out. Only tests have one of their own. */
  now?: () => number;
};

/** The version of this package, the same from src and from dist. */
export function serverVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return (manifest as { version: string }).version;
}

/** Starts everything and resolves when it serves. Throws StartError for what whoever starts it can put right. */
export async function startServer(config: Config, options: StartOptions = {}): Promise<RunningServer> {
  const log = options.log ?? openLog(config.logLevel);
  const { now = Date.now } = options;
  const closing: (() => Promise<unknown>)[] = [];
  let open = true;
  const close = onlyOnce(async () => {
    open = false;
    // The last thing that was opened is closed first; a part that fails to close does not keep the others open.
    for (const part of closing.reverse()) {
      await part().catch((error: unknown) => log.error(describeError(error), "closing failed"));
    }
    log.info("closed");
  });

  try {
    const database = await openDatabase({ ...config, notice: (sentence) => log.warn(sentence) });
    closing.push(() => database.close());
    const { pool } = database;

    const metrics = openMetrics();
    metrics.watchPool(pool);
    const report = (message: string, error: unknown): void => log.error(describeError(error), message);
    const onBatch: LedgerOptions["onBatch"] = ({ facts, milliseconds }) => metrics.batch(facts, milliseconds);
    const ledger = openLedger({ pool, lanes: config.lanes, now, log: report, onBatch });
    closing.push(() => ledger.close());

    await settlePendingDue(pool);
    closing.push(...startJobs({ config, options, pool, ledger, log: report, now, metrics }));

    const http = await createHttpServer({
      pool,
      ledger,
      programs: openProgramViews({ pool, ledger }),
      metrics,
      // Anybody who reaches the page may read it, so it has figures only where nobody but this machine does.
      totals: isLoopback(config.host)
        ? openLiveTotals({ pool }, { now, failed: (error) => report("counting failed", error) })
        : null,
      log,
      now,
      version: serverVersion(),
      isOpen: () => open,
    });
    closing.push(() => closeHttp(http));
    const url = await listen(http, config);
    // Made last: a start that fails, such as on a port in use, must not use up the one time that the key is shown.
    const owner = await createOwnerKey({ pool });
    log.info({ url, embedded: database.embedded }, "serving");
    return { url, ownerKey: owner?.secret ?? null, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type JobParts = {
  config: Config;
  options: StartOptions;
  pool: pg.Pool;
  ledger: Ledger;
  log: (message: string, error: unknown) => void;
  now: () => number;
  metrics: ReturnType<typeof openMetrics>;
};

/** Starts what runs beside the requests. @returns how each is stopped. */
function startJobs({
  config,
  options,
  pool,
  ledger,
  log,
  now,
  metrics,
}: JobParts): (() => Promise<unknown>)[] {
  const stops: (() => Promise<unknown>)[] = [];
  if (options.sweep !== false) {
    const onRun = ({ failed }: { failed: number }): void => metrics.sweepFailures(failed);
    const sweep = startSweep({ pool, ledger, log, now, onRun });
    stops.push(() => sweep.stop());
  }
  stops.push(...startErrands(config, { pool, ledger, log }));
  return stops;
}

/** Starts what is done beside answering: facts for other accounts, and charges. @returns how to stop each. */
function startErrands(config: Config, deps: Omit<BillingOptions, "provider">): (() => Promise<void>)[] {
  const delivery = startDelivery(deps);
  const provider = findBilling(config.billing);
  const billing = provider && startBilling({ ...deps, provider });
  return [delivery, ...(billing ? [billing] : [])].map(({ stop }) => stop);
}

async function listen(http: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    await http.listen({ host, port });
  } catch (error) {
    throw listenError(error, { host, port }) ?? error;
  }
  const address = http.server.address() as AddressInfo;
  const anywhere = address.address === "0.0.0.0" || address.address === "::";
  const name = anywhere ? "localhost" : address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${name}:${address.port}`;
}

function onlyOnce(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= work();
    return done;
  };
}
