import type pg from "pg";
import { type Ledger, openLedger } from "../ledger/open-ledger.ts";

/** What actions over the books need. */
export type Books = {
  pool: pg.Pool;
  ledger: Ledger;
  /** Resolves when everything submitted has been answered. The pool stays open. */
  close: () => Promise<void>;
};

/** The ledger on a database that is open. */
export function openBooks(pool: pg.Pool, { lanes }: { lanes: number }): Books {
  const ledger = openLedger({ pool, lanes });
  return { pool, ledger, close: () => ledger.close() };
}
