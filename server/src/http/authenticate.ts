import { timingSafeEqual } from "node:crypto";
import type pg from "pg";
import { type ApiKey, findApiKey, hashSecret, type Scope } from "../store/api-keys.ts";
import { ProblemError } from "./problems.ts";

/** Who asks. */
export type Caller = { key: string; scopes: Scope[]; program: string | null };

/** Finds who asks by the header `Authorization`. Throws the problem `unauthenticated`. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

/** How long a key that was found is believed without asking again: a revoked one ends after this at the latest. */
const BELIEVED_MS = 3000;
const MOST_REMEMBERED = 10_000;

const BEARER = /^Bearer +(tsk_[A-Za-z0-9_-]{43}) *$/i;

/** Holds keys against the hashes in the database; `now` is a clock in milliseconds that only goes forward. */
export function openAuthenticator(pool: pg.Pool, now: () => number = () => performance.now()): Authenticate {
  const remembered = new Map<string, { caller: Caller; until: number }>();

  return async (authorization) => {
    const secret = BEARER.exec(authorization ?? "")?.[1];
    if (secret === undefined) {
      throw unauthenticated(
        authorization === undefined
          ? "This address needs an API key: send the header `Authorization: Bearer tsk_…`."
          : "The header `Authorization` does not hold an API key: write it as `Bearer tsk_…`.",
      );
    }
    const hash = hashSecret(secret);
    const name = hash.toString("base64");
    const known = remembered.get(name);
    if (known && known.until > now()) return known.caller;
    remembered.delete(name);
    const found = await findApiKey(pool, hash);
    // The index finds the row; the comparison that counts takes the same time whatever differs.
    if (!found || !timingSafeEqual(found.hash, hash)) {
      throw unauthenticated("The API key is not known or has been revoked: check it, or make a new one.");
    }
    const caller = callerOf(found.key);
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(name, { caller, until: now() + BELIEVED_MS });
    return caller;
  };
}

const callerOf = ({ id, scopes, program }: ApiKey): Caller => ({ key: id, scopes, program });

const unauthenticated = (detail: string): ProblemError =>
  new ProblemError("unauthenticated", detail, { headers: { "www-authenticate": "Bearer" } });

/** Throws the problem `scope-missing`, which names the scope, unless the caller has it. */
export function requireScope(caller: Caller, scope: Scope): void {
  if (caller.scopes.includes("*") || caller.scopes.includes(scope)) return;
  throw new ProblemError(
    "scope-missing",
    `This key lacks the scope ${scope}: use a key that has it, or make one with it.`,
    { members: { scope } },
  );
}

/** Throws the problem `program-not-allowed` for a key that is for another program. */
export function requireProgram(caller: Caller, program: string | undefined): void {
  if (program === undefined || caller.program === null || caller.program === program) return;
  throw new ProblemError(
    "program-not-allowed",
    `This key is for the program ${caller.program} alone: use a key of ${program} or one for all programs.`,
  );
}
