import { openAccount, versionAt } from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";
import type { Answer, LedgerRequest } from "./answer.ts";
import { type Batch, decideBatch } from "./batch.ts";
import { isReturn, prepareFact } from "./fact-hash.ts";
import { readAccount } from "./load-accounts.ts";
import { factName, readExpired, readKnownFacts } from "./load-journal.ts";
import type { ProgramCache } from "./program-cache.ts";
import { limitsOf, readResources } from "./resources.ts";
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
  const limits = program ? [...limitsOf(versionAt(program, prepared.occurredAt)).keys()] : [];
  const used = await readResources(
    db,
    limits.map((key) => ({ program: request.program, key })),
  );
  const answer = decideBatch(batch, used).settled[0]!;
  if (answer instanceof Error) throw answer;
  return answer;
}
