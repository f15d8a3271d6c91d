import type pg from "pg";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What the process counts, and how it is read. No label holds anything of a member. */
export type Metrics = {
  request: (labels: { method: string; route: string; status: number }, milliseconds: number) => void;
  fact: (program: string, status: string) => void;
  batch: (facts: number, milliseconds: number) => void;
  /** Accounts that a run of the sweep could not move. */
  sweepFailures: (accounts: number) => void;
  watchPool: (pool: pg.Pool) => void;
  text: () => Promise<string>;
  contentType: string;
};

/** Opens the counters of one server; several servers in a process do not share them. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "tallystick_" });
  const registers = [registry];
  const requests = new Histogram({
    name: "tallystick_http_request_seconds",
    help: "Time to answer, by route pattern and status.",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const facts = new Counter({
    name: "tallystick_facts_total",
    help: "Facts answered, by program and what became of them.",
    labelNames: ["program", "status"],
    registers,
  });
  const batchSizes = new Histogram({
    name: "tallystick_ledger_batch_facts",
    help: "Facts in one transaction of the ledger.",
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers,
  });
  const batchTimes = new Histogram({
    name: "tallystick_ledger_batch_seconds",
    help: "Time of one transaction of the ledger.",
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  });

  const sweepFailures = new Counter({
    name: "tallystick_sweep_failures_total",
    help: "Times that an account which was due could not be moved; the log says why.",
    registers,
  });

  function watchPool(pool: pg.Pool): void {
    const connections = new Gauge({
      name: "tallystick_database_connections",
      help: "Connections to the database, and requests that wait for one.",
      labelNames: ["state"],
      registers,
      collect() {
        connections.set({ state: "open" }, pool.totalCount);
        connections.set({ state: "idle" }, pool.idleCount);
        connections.set({ state: "awaited" }, pool.waitingCount);
      },
    });
  }

  return {
    request: ({ method, route, status }, milliseconds) =>
      requests.observe({ method, route, status }, milliseconds / 1000),
    fact: (program, status) => facts.inc({ program, status }),
    batch: (count, milliseconds) => {
      batchSizes.observe(count);
      batchTimes.observe(milliseconds / 1000);
    },
    sweepFailures: (accounts) => sweepFailures.inc(accounts),
    watchPool,
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
