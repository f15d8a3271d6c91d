import type pg from "pg";
import type { Ledger } from "../ledger/open-ledger.ts";

export type { AccountRef } from "../ledger/account-ref.ts";
export type { Answer } from "../ledger/answer.ts";

/** What an action may work with; each asks for the part it needs. */
export type ActionDeps = { pool: pg.Pool; ledger: Ledger };
