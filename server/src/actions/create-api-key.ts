import type pg from "pg";
import { ActionError } from "../action-error.ts";
import {
  type ApiKey,
  endApiKey,
  hashSecret,
  insertApiKey,
  makeSecret,
  readApiKey,
  readApiKeys,
  type Scope,
} from "../store/api-keys.ts";
import { randomId } from "../store/ids.ts";
import { programExists } from "../store/programs.ts";
import { inTransaction } from "../store/transaction.ts";

/** A key and, this once, its secret. */
export type NewApiKey = { key: ApiKey; secret: string };

/** Who asks: what a key may do at most is what its maker may. */
export type KeyMaker = { scopes: Scope[]; program: string | null };

/** The maker that may do everything: the owner at the machine itself. */
export const OWNER: KeyMaker = { scopes: ["*"], program: null };

/** A key that may manage keys manages those that can do no more than itself, or it could make itself an owner's. */
function refuseMoreThanMaker(maker: KeyMaker, wanted: { scopes: Scope[]; program: string | null }): void {
  const beyond = maker.scopes.includes("*")
    ? undefined
    : wanted.scopes.find((scope) => !maker.scopes.includes(scope));
  if (beyond !== undefined) {
    throw new ActionError(
      "scope-missing",
      `A key can make and revoke only keys that do no more than itself, and this one lacks ${beyond}: use a key that has it.`,
      { scope: beyond },
    );
  }
  if (maker.program !== null && wanted.program !== maker.program) {
    throw new ActionError(
      "scope-missing",
      `This key is for the program ${maker.program} alone: make keys for that program, or use a key for all programs.`,
      { program: maker.program },
    );
  }
}

/**
 * Makes an API key. The secret is in the answer and nowhere else. Throws ActionError `scope-missing` when the key would
 * do more than its maker may, and `program-unknown`.
 */
export async function createApiKey(
  deps: { pool: pg.Pool },
  input: { name: string; scopes: Scope[]; program: string | null; maker: KeyMaker; dryRun?: boolean },
): Promise<NewApiKey> {
  refuseMoreThanMaker(input.maker, input);
  if (input.program !== null && !(await programExists(deps.pool, input.program))) {
    throw new ActionError("program-unknown", `There is no program ${input.program} to limit the key to.`);
  }
  const secret = makeSecret();
  const row = {
    id: randomId("key_"),
    name: input.name,
    hash: hashSecret(secret),
    scopes: input.scopes,
    program: input.program,
  };
  const key = await inTransaction(deps.pool, (client) => insertApiKey(client, row), {
    dryRun: input.dryRun ?? false,
  });
  return { key, secret };
}

/**
 * The owner's key, made on the first start of a database and on no later one; null when there has been one. Any number
 * of processes may start at once: the row in `setting` is taken by one of them.
 */
export async function createOwnerKey(deps: { pool: pg.Pool }): Promise<NewApiKey | null> {
  return inTransaction(deps.pool, async (client) => {
    const id = randomId("key_");
    const taken = await client.query(
      "INSERT INTO setting (key, value) VALUES ('owner-key', $1) ON CONFLICT (key) DO NOTHING",
      [id],
    );
    if (taken.rowCount !== 1) return null;
    const secret = makeSecret();
    const hash = hashSecret(secret);
    const key = await insertApiKey(client, { id, name: "Owner", hash, scopes: ["*"], program: null });
    return { key, secret };
  });
}

/** The keys that the asker may see: all, or those of its program. */
export const listApiKeys = (deps: { pool: pg.Pool }, asker: KeyMaker): Promise<ApiKey[]> =>
  readApiKeys(deps.pool, asker.program);

/**
 * Ends a key for good. Throws ActionError `key-unknown`, also for a key of a program that the asker is not for, and
 * `scope-missing` for a key that may do more than the asker.
 */
export async function revokeApiKey(
  deps: { pool: pg.Pool },
  input: { id: string; asker: KeyMaker; dryRun?: boolean },
): Promise<ApiKey> {
  const known = await readApiKey(deps.pool, input.id);
  if (!known || (input.asker.program !== null && known.program !== input.asker.program)) {
    throw new ActionError("key-unknown", "There is no such key; list the keys to find its id.");
  }
  refuseMoreThanMaker(input.asker, known);
  const ended = await inTransaction(deps.pool, (client) => endApiKey(client, input.id), {
    dryRun: input.dryRun ?? false,
  });
  return ended ?? known;
}
