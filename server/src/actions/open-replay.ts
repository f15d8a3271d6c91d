import { makeReplayer, type Program, type Replayer } from "@tallystick/core";
import type pg from "pg";
import { readAccount } from "../ledger/load-accounts.ts";
import type { Ledger } from "../ledger/open-ledger.ts";
import { shardOf } from "../ledger/shard.ts";
import { type JournalEntry, readJournal } from "../store/journal.ts";
import { type AccountInput, accountNotFound } from "./get-account.ts";

/** An account at its opening, and its journal to be fed to it. */
export type OpenReplay = { program: Program; replayer: Replayer; entries: AsyncGenerator<JournalEntry> };

/** Begins to replay an account's journal, under the program as it is published now. Throws ActionError `account-unknown`. */
export async function openReplay(
  deps: { pool: pg.Pool; ledger: Pick<Ledger, "programs"> },
  input: AccountInput,
): Promise<OpenReplay> {
  const key = { shard: shardOf(input.account), id: input.account };
  const stored = await readAccount(deps.pool, key);
  if (!stored || stored.program !== input.program) throw accountNotFound(input.account);
  const programs = await deps.ledger.programs.read(deps.pool, [stored.program]);
  const { program } = programs.get(stored.program)!;
  const replayer = makeReplayer(program, stored.id, stored.state.openedAt);
  return { program, replayer, entries: readJournal(deps.pool, key) };
}
