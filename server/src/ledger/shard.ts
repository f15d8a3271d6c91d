import { createHash } from "node:crypto";

/**
 * The shard of an account id, or of any other text that a table is spread by: the first six bits of its SHA-256. Fixed for
 * ever: the number is in every key of the ledger's tables.
 */
export function shardOf(text: string): number {
  return createHash("sha256").update(text).digest()[0]! >> 2;
}

/** The shard of a shared resource, which belongs to a program and not to an account. */
export const resourceShard = (program: string, key: string): number => shardOf(`${program}\n${key}`);
