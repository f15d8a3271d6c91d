import type { Instant } from "@tallystick/core";
import type pg from "pg";
import type { Answer, LedgerRequest } from "./answer.ts";
import type { Waiting } from "./batch.ts";
import { prepareFact } from "./fact-hash.ts";
import { type Lane, openLane } from "./lane.ts";
import { accountUnknown, ledgerClosed } from "./ledger-error.ts";
import { openProgramCache, type ProgramCache } from "./program-cache.ts";
import { quoteRequest } from "./quote-request.ts";
import { runBatch } from "./run-batch.ts";
import { shardOf } from "./shard.ts";

export type { Answer, LedgerRequest } from "./answer.ts";

export type LedgerOptions = {
  pool: pg.Pool;
  /** Told of batches that failed; nothing of a fact's content is in the message. */
  log?: (message: string, error: unknown) => void;
  /** How many transactions run side by side. Each lane serves the shards that fall to it. */
  lanes?: number;
  /** How many facts a transaction takes at most. */
  cap?: number;
  /** Epoch milliseconds; the system's clock when absent. */
  now?: () => Instant;
  /** Told of each batch that was handled: how many facts, and how long it took in milliseconds. */
  onBatch?: (batch: { facts: number; milliseconds: number }) => void;
};

export type Ledger = {
  /**
   * Books a fact, durably, exactly once for its id and account. Facts of one account are decided in the order in which
   * they were submitted. Throws LedgerError.
   */
  submit: (request: LedgerRequest) => Promise<Answer>;
  /** What `submit` would answer now; writes nothing. Throws LedgerError. */
  quote: (request: LedgerRequest) => Promise<Answer>;
  /** The compiled programs, as the lanes see them. */
  programs: ProgramCache;
  /** Takes nothing more, and resolves when everything submitted has been answered. */
  close: () => Promise<void>;
};

const ACCOUNT = /^[A-Za-z0-9_-]{1,64}$/;

/** Opens the ledger on a database. Any number of ledgers, in any number of processes, may write to the same one. */
export function openLedger(options: LedgerOptions): Ledger {
  const { pool, lanes: count = 2, cap = 500, now = Date.now, log = () => {}, onBatch } = options;
  const programs = openProgramCache();
  const deps = { pool, programs, now, log };
  let closed = false;

  async function run(batch: Waiting[]): Promise<void> {
    const started = performance.now();
    await runBatch(deps, batch);
    onBatch?.({ facts: batch.length, milliseconds: performance.now() - started });
  }
  const lanes = Array.from({ length: count }, (): Lane<Waiting> => openLane({ run, cap }));

  async function submit(request: LedgerRequest): Promise<Answer> {
    if (closed) throw ledgerClosed();
    if (!ACCOUNT.test(request.account)) throw accountUnknown(request.account);
    const prepared = prepareFact(request.fact);
    const shard = shardOf(request.account);
    return new Promise((resolve, reject) => {
      lanes[shard % count]!.push({ request, prepared, shard, resolve, reject });
    });
  }

  async function quote(request: LedgerRequest): Promise<Answer> {
    if (!ACCOUNT.test(request.account)) throw accountUnknown(request.account);
    return quoteRequest({ db: pool, programs, now: now() }, request);
  }

  async function close(): Promise<void> {
    closed = true;
    await Promise.all(lanes.map((lane) => lane.idle()));
  }

  return { submit, quote, programs, close };
}
