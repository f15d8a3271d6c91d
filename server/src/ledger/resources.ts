import { type Claim, type Program, type Remaining, resourceLimit, type Version } from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";
import { resourceShard } from "./shard.ts";

/** A stock or a budget of a program, such as `stock:coffee`. */
export type ResourceKey = { program: string; key: string };

/** How much is used of each resource that the batch has locked, by `resourceName`. */
export type Used = ReadonlyMap<string, number>;

/** Names a resource within a process. */
export const resourceName = ({ program, key }: ResourceKey): string => `${program}\n${key}`;

/**
 * What a fact judged by `version` may still claim of the resources that are locked. Below 0 where a later version lowered
 * a limit: what the fact itself gives back must make up for that first.
 */
export function remainingOf(program: Program, version: Version, used: Used): Remaining {
  const remaining: Remaining = {};
  const prefix = resourceName({ program: program.id, key: "" });
  for (const [name, taken] of used) {
    if (!name.startsWith(prefix)) continue;
    const key = name.slice(prefix.length);
    const limit = resourceLimit(version, key);
    if (limit !== null) remaining[key] = limit - taken;
  }
  return remaining;
}

/** The claims of one decision, with the version whose limits it is held to. */
export type Claiming = { program: string; version: Version; claims: readonly Claim[] };

/**
 * Whether the claims, taken one after another, would at any point go over a limit. Every claimed resource is in `used`.
 */
export function exceedsLimits(claiming: Iterable<Claiming>, used: Used): boolean {
  const running = new Map(used);
  for (const { program, version, claims } of claiming) {
    for (const { resource: key, amount } of claims) {
      const name = resourceName({ program, key });
      const total = (running.get(name) ?? 0) + amount;
      if (amount > 0 && total > (resourceLimit(version, key) ?? Number.POSITIVE_INFINITY)) return true;
      running.set(name, total);
    }
  }
  return false;
}

/**
 * Locks resources until the transaction ends, in one order for everybody, making the rows that are missing. Comes after
 * the accounts are locked, so that nobody who holds a resource waits for an account.
 * @returns how much is used of each.
 */
export async function lockResources(
  db: Queryable,
  keys: Iterable<ResourceKey>,
): Promise<Map<string, number>> {
  const rows = [...keys].map((of) => ({ ...of, shard: resourceShard(of.program, of.key) }));
  rows.sort((a, b) => a.shard - b.shard || (resourceName(a) < resourceName(b) ? -1 : 1));
  const values = [
    rows.map(({ shard }) => shard),
    rows.map(({ program }) => program),
    rows.map(({ key }) => key),
  ];
  await db.query({
    name: "ledger-insert-resources",
    text: `INSERT INTO resource (shard, program, key, used)
           SELECT shard, program, key, 0 FROM unnest($1::smallint[], $2::text[], $3::text[]) AS n (shard, program, key)
               ON CONFLICT (shard, program, key) DO NOTHING`,
    values,
  });
  const locked = await db.query<ResourceKey & { used: number }>({
    name: "ledger-lock-resources",
    text: `SELECT r.program, r.key, r.used
             FROM unnest($1::smallint[], $2::text[], $3::text[]) AS k (shard, program, key)
             JOIN resource r ON r.shard = k.shard AND r.program = k.program AND r.key = k.key
            ORDER BY r.shard, r.program, r.key
              FOR NO KEY UPDATE OF r`,
    values,
  });
  return new Map(locked.rows.map((row) => [resourceName(row), Number(row.used)]));
}

/** How much is used of each of these, without a lock: what a quote goes by. */
export async function readResources(
  db: Queryable,
  keys: readonly ResourceKey[],
): Promise<Map<string, number>> {
  const used = new Map(keys.map((of) => [resourceName(of), 0]));
  if (keys.length === 0) return used;
  const { rows } = await db.query<ResourceKey & { used: number }>({
    name: "ledger-read-resources",
    text: `SELECT r.program, r.key, r.used
             FROM unnest($1::smallint[], $2::text[], $3::text[]) AS k (shard, program, key)
             JOIN resource r ON r.shard = k.shard AND r.program = k.program AND r.key = k.key`,
    values: [
      keys.map(({ program, key }) => resourceShard(program, key)),
      keys.map(({ program }) => program),
      keys.map(({ key }) => key),
    ],
  });
  for (const row of rows) used.set(resourceName(row), Number(row.used));
  return used;
}
