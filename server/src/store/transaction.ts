import type pg from "pg";

/**
 * Runs `work` in a transaction of its own and commits it; with `dryRun` the same work is done and then undone, so what
 * a dry run answers is what would have happened. An error undoes it and is thrown on.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query(dryRun ? "ROLLBACK" : "COMMIT");
    return result;
  } catch (error) {
    // The first error is the one to tell. A connection on which even this fails is thrown away, not given back.
    await client.query("ROLLBACK").catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
