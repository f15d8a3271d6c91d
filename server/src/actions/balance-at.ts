import { advance, type Instant } from "@tallystick/core";
import type pg from "pg";
import type { Ledger } from "../ledger/open-ledger.ts";
import { type AccountInput, type AccountReport, reportAccount } from "./get-account.ts";
import { openReplay } from "./open-replay.ts";

/**
 * The balance as the facts that had happened by an instant make it; what time does to it until then included. It goes by
 * when things happened, not by when they were sent, so that history which was imported today can be asked about. A fact
 * sent late counts from the instant at which the account's present stood when it was booked. So the answer follows from
 * the journal alone, and what is booked later changes it only by facts that happened before the instant asked for.
 * Before its opening an account holds nothing. Throws ActionError `account-unknown`.
 */
export async function balanceAt(
  deps: { pool: pg.Pool; ledger: Pick<Ledger, "programs"> },
  input: AccountInput & { at: Instant },
): Promise<AccountReport> {
  const { program, replayer, entries } = await openReplay(deps, input);
  let state = replayer.state();
  for await (const entry of entries) {
    // The present never goes back, so the first entry beyond the instant ends it.
    if (Math.max(entry.occurredAt, state.at) > input.at) break;
    replayer.next(entry);
    state = replayer.state();
  }
  return reportAccount(program, advance(program, state, input.at).state);
}
