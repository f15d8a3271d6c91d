import type pg from "pg";
import { ActionError } from "../action-error.ts";
import type { Identifier } from "../identifier.ts";
import { shardOf } from "../ledger/shard.ts";
import { readAccountIdentifiers, readIdentifierKinds } from "../store/account-identifiers.ts";
import { readAccountProgram } from "../store/accounts.ts";
import { readPrograms } from "../store/programs.ts";
import { resolveAccount, resolveAccounts } from "./resolve-account.ts";

/** An account that a person named, with all that finds it. */
export type FoundAccount = { program: string; account: string; identifiers: Identifier[] };

/** The one program there is, or the one named. Throws ActionError `program-unknown`. */
export async function findProgram(deps: { pool: pg.Pool }, named: string | null): Promise<string> {
  const programs = await readPrograms(deps.pool, named);
  if (programs.length === 1) return programs[0]!.id;
  const all = programs.map(({ id }) => id).join(", ");
  throw new ActionError(
    "program-unknown",
    named !== null
      ? `There is no program ${named}: check its id, or publish it first.`
      : programs.length === 0
        ? "There is no program yet: publish one first."
        : `There are several programs (${all}): say which one with --program.`,
  );
}

/**
 * The account that a text names: an account's id, a member's id, an identifier written as kind:value, or the value of
 * one alone where no other kind has the same. Throws ActionError `program-unknown` and `member-unknown`.
 */
export async function findAccount(
  deps: { pool: pg.Pool },
  input: { who: string; program: string | null },
): Promise<FoundAccount> {
  const { pool } = deps;
  const { who } = input;
  const own =
    who.startsWith("acc_") && input.program === null
      ? await readAccountProgram(pool, { shard: shardOf(who), id: who })
      : null;
  const program = own ?? (await findProgram(deps, input.program));
  const account = await accountOf(pool, program, who);
  return { program, account, identifiers: await readAccountIdentifiers(pool, program, account) };
}

async function accountOf(pool: pg.Pool, program: string, who: string): Promise<string> {
  if (who.startsWith("acc_")) return who;
  if (who.startsWith("mem_")) return resolveAccount(pool, program, { member: who });
  const kinds = await readIdentifierKinds(pool, program);
  const colon = who.indexOf(":");
  const kind = colon > 0 ? who.slice(0, colon) : "";
  const refs = kinds.includes(kind)
    ? [{ identifier: { kind, value: who.slice(colon + 1) } }]
    : kinds.map((each) => ({ identifier: { kind: each, value: who } }));
  const found = new Map<string, string>();
  for (const ref of refs) {
    const [account] = await resolveAccounts(pool, program, [ref]).catch(onlyWellFormed);
    if (account) found.set(account, ref.identifier.kind);
  }
  const [first, second] = found;
  if (first && !second) return first[0];
  throw new ActionError(
    "member-unknown",
    first
      ? `Several members of ${program} have that identifier: write its kind before it, as in ${first[1]}:${who}.`
      : `No member of ${program} has that identifier${kinds.length === 0 ? "" : ` (kinds: ${kinds.join(", ")})`}: check it.`,
  );
}

/** What is no e-mail cannot be somebody's e-mail; it may still be a card number. */
function onlyWellFormed(error: unknown): (string | null)[] {
  if (error instanceof ActionError && error.code === "identifier-invalid") return [];
  throw error;
}
