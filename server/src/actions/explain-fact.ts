import { type Explanation, explain } from "@tallystick/core";
import type pg from "pg";
import { ActionError } from "../action-error.ts";
import type { Ledger } from "../ledger/open-ledger.ts";
import type { JournalEntry } from "../store/journal.ts";
import type { AccountInput } from "./get-account.ts";
import { openReplay } from "./open-replay.ts";

/** Why a fact was answered as it was, and the entry that keeps the answer. */
export type FactExplanation = { entry: JournalEntry; explanation: Explanation };

/**
 * Why a fact gave what it gave: the account's journal is replayed up to the fact, and the decision is made again with
 * every rule accounted for. Throws ActionError `account-unknown` or `fact-unknown`.
 */
export async function explainFact(
  deps: { pool: pg.Pool; ledger: Pick<Ledger, "programs"> },
  input: AccountInput & { fact: string },
): Promise<FactExplanation> {
  const { program, replayer, entries } = await openReplay(deps, input);
  for await (const entry of entries) {
    if (entry.fact.id === input.fact) {
      return { entry, explanation: explain(program, replayer.state(), entry.fact, replayer.context(entry)) };
    }
    replayer.next(entry);
  }
  throw new ActionError(
    "fact-unknown",
    `The account ${input.account} has no fact ${input.fact}: check the fact's id and that it was recorded on this account.`,
  );
}
