import { advance, type Instant } from "@tallystick/core";
import type pg from "pg";
import type { Ledger } from "../ledger/open-ledger.ts";
import { type AccountInput, type AccountReport, reportAccount } from "./get-account.ts";
import { openReplay } from "./open-replay.ts";

/**
 * The account as it stood at an instant: its journal is replayed as far as the account's present had come by then, and
 * time does the rest. A fact that was sent late counts from when it was booked, because only then did anybody have its
 * units; before its opening an account holds nothing. Throws ActionError `account-unknown`.
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
