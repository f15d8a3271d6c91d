import type pg from "pg";

/** Anything that runs a statement: a pool for single reads, a client within a transaction. */
export type Queryable = Pick<pg.Pool, "query">;
