import type pg from "pg";
import { runTransaction } from "../db/transaction.ts";

export type { Queryable } from "../db/queryable.ts";

/**
 * Runs `work` in a transaction of its own and commits it; with `dryRun` the same work is done and then undone, so what
 * a dry run answers is what would have happened. An error undoes it and is thrown on.
 */
export const inTransaction = <T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<T> => runTransaction(pool, work, { keep: () => !dryRun });
