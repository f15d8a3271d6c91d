import type pg from "pg";
import { endImportLease, extendImportLease } from "../store/import-lease.ts";

const LEASE_SECONDS = 60;
const EXTEND_MS = 15_000;

/**
 * Runs `work` while the program counts as importing, so that the sweep does not move its accounts to the present while
 * facts of the past still come. Ends the lease afterwards, whatever happens; a killed process gives it up within a
 * minute by saying nothing.
 */
export async function whileImporting<T>(pool: pg.Pool, program: string, work: () => Promise<T>): Promise<T> {
  let until = await extendImportLease(pool, program, LEASE_SECONDS);
  let extending: Promise<void> = Promise.resolve();
  // An extension that fails is made up for by the next; if none succeeds, the work's own statements fail too.
  const timer = setInterval(() => {
    extending = extendImportLease(pool, program, LEASE_SECONDS).then(
      (standing) => {
        until = standing ?? until;
      },
      () => {},
    );
  }, EXTEND_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await extending;
    if (until !== null) await endImportLease(pool, program, until).catch(() => {});
  }
}
