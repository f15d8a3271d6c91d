/** Transactions for stores and for the actions over them, which do not reach into the database part themselves. */
export type { Queryable } from "../db/queryable.ts";
export { inTransaction } from "../db/transaction.ts";
