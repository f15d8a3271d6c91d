import type pg from "pg";
import { DatabaseLost } from "../database-error.ts";

/**
 * Runs `work` in a transaction on a client of its own and commits it where `keep` says of its result that it is to stay,
 * as all is when left out. Each statement sees what was committed before it, whatever the database's default is; and a
 * process that stalls in the middle does not keep its locks for ever. `settings` are further SET LOCAL statements to
 * begin with, each ended by a semicolon. An error undoes it and is thrown on; DatabaseLost is thrown where there was no
 * connection or it broke.
 */
export async function runTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  { keep = () => true, settings = "" }: { keep?: (result: T) => boolean; settings?: string } = {},
): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new DatabaseLost(error);
  });
  let broken = false;
  const onError = (): void => {
    broken = true;
  };
  client.on("error", onError);
  try {
    await client.query(
      `BEGIN ISOLATION LEVEL READ COMMITTED;
       SET LOCAL lock_timeout = '15s'; SET LOCAL idle_in_transaction_session_timeout = '60s'; ${settings}`,
    );
    const result = await work(client);
    await client.query(keep(result) ? "COMMIT" : "ROLLBACK");
    return result;
  } catch (error) {
    const lost = broken;
    // The first error is the one to tell. A client on which not even this succeeds is thrown away, not given back.
    await client.query("ROLLBACK").catch(onError);
    throw lost ? new DatabaseLost(error) : error;
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}
