import type pg from "pg";
import { shardOf } from "../ledger/shard.ts";
import { readAccountProgram } from "../store/accounts.ts";
import { type JournalEntry, readEntries } from "../store/journal.ts";
import { type AccountInput, accountNotFound } from "./get-account.ts";

export type JournalPage = {
  entries: JournalEntry[];
  /** Where the next page begins; null when this is the last. */
  next: number | null;
};

/**
 * A page of an account's journal, from the newest entry down or from the oldest up. `cursor` is `next` of the page
 * before. A page downwards is not disturbed by entries that are added meanwhile. Throws ActionError `account-unknown`.
 */
export async function listJournal(
  deps: { pool: pg.Pool },
  input: AccountInput & { order: "newest" | "oldest"; cursor: number | null; limit: number },
): Promise<JournalPage> {
  const account = { shard: shardOf(input.account), id: input.account };
  if ((await readAccountProgram(deps.pool, account)) !== input.program) throw accountNotFound(input.account);
  const newestFirst = input.order === "newest";
  const beyond = input.cursor ?? (newestFirst ? 2 ** 31 - 1 : 0);
  const found = await readEntries(deps.pool, account, { beyond, newestFirst, limit: input.limit + 1 });
  const entries = found.slice(0, input.limit);
  return { entries, next: found.length > input.limit ? entries[entries.length - 1]!.version : null };
}
