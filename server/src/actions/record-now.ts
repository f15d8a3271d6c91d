import { type Fact, formatInstant, type Instant } from "@tallystick/core";
import type pg from "pg";
import type { AccountRef } from "../ledger/account-ref.ts";
import { LedgerError } from "../ledger/ledger-error.ts";
import type { Answer, Ledger } from "../ledger/open-ledger.ts";
import { shardOf } from "../ledger/shard.ts";
import { readEntryOf } from "../store/journal.ts";
import { recordFact } from "./record-fact.ts";
import { resolveAccount } from "./resolve-account.ts";

/**
 * Records a fact that happens at this moment, for callers who do not say when. Sent again with the same id, the fact
 * keeps the instant that it got the first time, so a retry is the same fact and gets the first answer.
 */
export async function recordNow(
  deps: { pool: pg.Pool; ledger: Pick<Ledger, "submit"> },
  input: { program: string; of: AccountRef; fact: Omit<Fact, "occurredAt">; now: Instant },
): Promise<Answer> {
  const { program, of, fact, now } = input;
  const account = await resolveAccount(deps.pool, program, of);
  const at = (occurredAt: string): Promise<Answer> =>
    recordFact(deps, { program, of: { account }, fact: { ...fact, occurredAt } as Fact });
  try {
    return await at(formatInstant(now));
  } catch (error) {
    if (!(error instanceof LedgerError) || error.code !== "fact-id-reused") throw error;
    const first = await readEntryOf(deps.pool, { shard: shardOf(account), id: account }, fact.id);
    if (!first) throw error;
    return at(first.fact.occurredAt);
  }
}
