import type pg from "pg";
import { LedgerError } from "../ledger/ledger-error.ts";
import type { Ledger } from "../ledger/open-ledger.ts";
import { parseEventCursor } from "../store/events.ts";
import { readPrograms } from "../store/programs.ts";
import { readSentFacts, type SentFact } from "../store/sent-facts.ts";
import { readSetting, writeSetting } from "../store/settings.ts";

/** A fact that no account would take. It stays in the feed. */
export type Undelivered = Omit<SentFact, "cursor"> & { program: string; why: string };

export type DeliveryReport = { delivered: number; undelivered: Undelivered[] };

type Deps = { pool: pg.Pool; ledger: Pick<Ledger, "submit"> };

const placeKey = (program: string): string => `facts-delivered:${program}`;

/** How many facts are recorded before the place is kept. */
const BATCH = 200;

/**
 * Records on its account every fact that a decision sent there since the last run, in the order of each program's feed. A
 * fact keeps its id, so one that is delivered again, because this process died before it had kept its place or because
 * another one delivers too, gets its first answer and changes nothing. What the database does not confirm ends the run;
 * the next one begins there.
 */
export async function deliverFacts(
  deps: Deps,
  { signal }: { signal?: AbortSignal } = {},
): Promise<DeliveryReport> {
  const report: DeliveryReport = { delivered: 0, undelivered: [] };
  const failures: unknown[] = [];
  for (const { id } of await readPrograms(deps.pool, null)) {
    // One program's trouble does not keep the others' facts waiting.
    await deliverProgram(deps, id, { report, signal }).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
  return report;
}

async function deliverProgram(
  { pool, ledger }: Deps,
  program: string,
  { report, signal }: { report: DeliveryReport; signal: AbortSignal | undefined },
): Promise<void> {
  let place = (await readSetting(pool, placeKey(program))) ?? "0.0";
  while (!signal?.aborted) {
    const after = parseEventCursor(place)!;
    const sent = await readSentFacts(pool, { program, after, limit: BATCH });
    // All are handed to the ledger before any is waited for: it keeps the order for each account.
    const answers = await Promise.allSettled(
      sent.map(({ account, fact }) => ledger.submit({ program, account, fact })),
    );
    for (const [index, { cursor: _, ...one }] of sent.entries()) {
      const answer = answers[index]!;
      if (answer.status === "fulfilled") report.delivered++;
      else report.undelivered.push({ program, ...one, why: whyNot(answer.reason) });
    }
    if (sent.length === 0) return;
    place = sent.at(-1)!.cursor;
    await writeSetting(pool, placeKey(program), place);
    if (sent.length < BATCH) return;
  }
}

/** Why the ledger will never take a fact; what may pass by itself, and every fault, is thrown on. */
function whyNot(error: unknown): string {
  if (error instanceof LedgerError && !error.retryable && error.code !== "program-broken")
    return error.message;
  throw error;
}
