import type { Fact, Instant } from "@tallystick/core";
import type pg from "pg";
import { LedgerError } from "../ledger/ledger-error.ts";
import type { Ledger } from "../ledger/open-ledger.ts";
import { type OpenCharge, readOpenCharges, takingTurns } from "../store/charges.ts";
import { parseEventCursor } from "../store/events.ts";
import { readPrograms } from "../store/programs.ts";
import { readSetting, writeSetting } from "../store/settings.ts";
import { recordNow } from "./record-now.ts";

/** A charge that is to be collected. Account and charge together name it for ever. */
export type DueCharge = {
  program: string;
  account: string;
  charge: string;
  /** What it is for, such as the id of a plan. */
  for: string;
  /** Minor units of the currency. */
  amount: number;
  currency: string;
  dueAt: Instant;
};

/** `later`: the answer will come as a fact, or a person gives it. */
export type ChargeAnswer = "paid" | "failed" | "later";

export type CollectReport = {
  paid: number;
  failed: number;
  later: number;
  /** Collected, but no longer due by then: somebody has to pay them back. */
  unwanted: { account: string; charge: string }[];
};

export type CollectInput = {
  /** Asked about each charge once; after a crash, or when the answer could not be recorded, about the same one again. */
  collect: (charge: DueCharge) => Promise<ChargeAnswer>;
  now: () => Instant;
  signal?: AbortSignal;
};

type Deps = { pool: pg.Pool; ledger: Pick<Ledger, "submit"> };

const placeKey = (program: string): string => `billing:${program}`;

/**
 * Asks about every charge that fell due since the last run, in the order of each program's feed, and records what is said
 * as a fact that is named after the charge: told twice, it applies once. What throws ends the run at that charge, with
 * which the next one begins. One process of a database collects at a time; null when another is at it.
 */
export const collectCharges = (deps: Deps, input: CollectInput): Promise<CollectReport | null> =>
  takingTurns(deps.pool, async () => {
    const report: CollectReport = { paid: 0, failed: 0, later: 0, unwanted: [] };
    for (const { id, currency } of await readPrograms(deps.pool, null))
      await collectProgram(deps, { ...input, program: id, currency, report });
    return report;
  });

type ProgramInput = CollectInput & { program: string; currency: string; report: CollectReport };

async function collectProgram({ pool, ledger }: Deps, input: ProgramInput): Promise<void> {
  const { program, currency, collect, report, signal } = input;
  let place = (await readSetting(pool, placeKey(program))) ?? "0.0";
  while (!signal?.aborted) {
    // One at a time: while one is being collected, another may be withdrawn.
    const [due] = await readOpenCharges(pool, { program, after: parseEventCursor(place)!, limit: 1 });
    if (!due) return;
    if (!due.failed) {
      const { account, charge, amount, dueAt, for: what } = due;
      const answer = await collect({ program, account, charge, for: what, amount, currency, dueAt });
      report[answer]++;
      if (answer !== "later") await record({ pool, ledger }, { ...input, due, answer });
    }
    place = due.cursor;
    await writeSetting(pool, placeKey(program), place);
  }
}

async function record(
  deps: Deps,
  input: ProgramInput & { due: OpenCharge; answer: "paid" | "failed" },
): Promise<void> {
  const { program, due, answer, now, report } = input;
  const { account, charge } = due;
  const type = `charge-${answer}`;
  const fact = { id: `${type}:${charge}`, type, charge, source: "billing" } as Omit<Fact, "occurredAt">;
  try {
    const { outcome } = await recordNow(deps, { program, of: { account }, fact, now: now() });
    if (outcome.refusal && answer === "paid") report.unwanted.push({ account, charge });
  } catch (error) {
    // Somebody else gave a fact this name, and so an answer of their own.
    if (!(error instanceof LedgerError) || error.code !== "fact-id-reused") throw error;
  }
}
