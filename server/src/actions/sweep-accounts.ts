import { formatInstant, type Instant } from "@tallystick/core";
import type pg from "pg";
import { LedgerError } from "../ledger/ledger-error.ts";
import type { Ledger } from "../ledger/open-ledger.ts";
import { type DueAccount, readDueAccounts } from "../store/accounts.ts";

export type SweepReport = {
  /** Time facts that this run booked. */
  moved: number;
  /** Accounts that another process or a fact had moved first. */
  overtaken: number;
  /** Accounts that could not be moved; they stay due. */
  failed: number;
  /** Whether it ended because `signal` was raised, with accounts left. */
  stopped: boolean;
};

export type SweepInput = {
  /** Accounts that were due by then. */
  until: Instant;
  signal?: AbortSignal;
  /** How many accounts are read at once. */
  page?: number;
  /** Told of each account that could not be moved, and why. */
  onFailure?: (account: string, error: LedgerError) => void;
};

/**
 * Moves every account that was due by `until` to its due instant, by a `time` fact like any other. The fact is named
 * after the account's version and the due instant, so any number of processes may sweep at once and the account moves
 * once. An account with several deadlines behind it comes up again further on, until none is left.
 */
export async function sweepAccounts(
  deps: { pool: pg.Pool; ledger: Pick<Ledger, "submit"> },
  { until, signal, page = 500, onFailure = () => {} }: SweepInput,
): Promise<SweepReport> {
  const report: SweepReport = { moved: 0, overtaken: 0, failed: 0, stopped: false };
  let after: DueAccount | null = null;
  for (;;) {
    const due: DueAccount[] = await readDueAccounts(deps.pool, { until, after, limit: page });
    if (due.length === 0) return report;
    if (signal?.aborted) return { ...report, stopped: true };
    for (const [i, result] of (
      await Promise.all(due.map((account) => moveOne(deps.ledger, account)))
    ).entries()) {
      if (result instanceof LedgerError) onFailure(due[i]!.id, result);
      report[result instanceof LedgerError ? "failed" : result]++;
    }
    after = due[due.length - 1]!;
  }
}

async function moveOne(
  ledger: Pick<Ledger, "submit">,
  { id, program, version, dueAt }: DueAccount,
): Promise<"moved" | "overtaken" | LedgerError> {
  const fact = { id: `time:${version}:${dueAt}`, type: "time", occurredAt: formatInstant(dueAt) };
  try {
    const { status } = await ledger.submit({ program, account: id, fact });
    return status === "booked" ? "moved" : "overtaken";
  } catch (error) {
    if (error instanceof LedgerError) return error;
    throw error;
  }
}
