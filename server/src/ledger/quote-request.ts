import { openAccount } from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";
import type { Answer, LedgerRequest } from "./answer.ts";
import { type Batch, decideBatch } from "./batch.ts";
import { isReturn, prepareFact } from "./fact-hash.ts";
import { readAccount } from "./load-accounts.ts";
import { factName, readExpired, readKnownFacts } from "./load-journal.ts";
import type { ProgramCache } from "./program-cache.ts";
import { type ResourceKey, readResources, resourceName } from "./resources.ts";
import { shardOf } from "./shard.ts";

/**
 * What `submit` would answer to this request now. Decides by the same code on what is stored, without a lock, and writes
 * nothing. Throws LedgerError as `submit` does.
 */
export async function quoteRequest(
  deps: { db: Queryable; programs: ProgramCache; now: number },
  request: LedgerRequest,
): Promise<Answer> {
  const { db, now } = deps;
  const prepared = prepareFact(request.fact);
  const shard = shardOf(request.account);
  const programs = await deps.programs.read(db, [request.program]);
  const program = programs.get(request.program)?.program;

  const account = { shard, id: request.account };
  let stored = await readAccount(db, account);
  if (!stored && program && request.openAt !== undefined) {
    stored = {
      ...account,
      program: program.id,
      state: openAccount(program, request.account, request.openAt),
    };
  }
  const { fact } = prepared;
  const purchase = isReturn(fact) ? fact.of : fact.id;
  const keys = [...new Set([fact.id, purchase])].map((factId) => ({ shard, account: account.id, factId }));
  const known = await readKnownFacts(db, keys);
  const row = isReturn(fact) ? known.get(factName(account.id, purchase)) : undefined;
  const expired = row ? await readExpired(db, [row]) : new Map<string, Record<string, number>>();

  const waiting = { request, prepared, shard, resolve: () => {}, reject: () => {} };
  const accounts = new Map(stored ? [[account.id, stored]] : []);
  const batch: Batch = { waiting: [waiting], programs, accounts, known, expired, now };
  const answer = await decideKnowing(db, batch);
  if (answer instanceof Error) throw answer;
  return answer;
}

/** Decides as if there were enough of everything, then knowing what is left of what that claims, until it claims no more. */
async function decideKnowing(db: Queryable, batch: Batch): Promise<Answer | Error> {
  const keys = new Map<string, ResourceKey>();
  let used = new Map<string, number>();
  for (;;) {
    const { settled, entries } = decideBatch(batch, used);
    const before = keys.size;
    for (const { program, outcome } of entries) {
      for (const { resource: key } of outcome.claims ?? []) {
        keys.set(resourceName({ program: program.id, key }), { program: program.id, key });
      }
    }
    if (keys.size === before) return settled[0]!;
    used = await readResources(db, [...keys.values()]);
  }
}
