import { ActionError } from "../action-error.ts";
import type { Identifier } from "../identifier.ts";
import type { AccountRef } from "../ledger/account-ref.ts";
import { shardOf } from "../ledger/shard.ts";
import { findByIdentifiers, type PlacedIdentifier, readMember } from "../store/members.ts";
import { normaliseIdentifier } from "../store/normalise-identifier.ts";
import type { Queryable } from "../store/transaction.ts";

/** An identifier in its one form, with the shard of its row. Throws ActionError `identifier-invalid`. */
export function placeIdentifier(program: string, identifier: Identifier): PlacedIdentifier {
  const { kind, value } = normaliseIdentifier(identifier);
  return { kind, value, shard: shardOf(`${program}\n${kind}\n${value}`) };
}

/** The shard of a member's row: that of the account which the same identifier opened. */
export const memberShard = (member: string): number => shardOf(`acc_${member.slice("mem_".length)}`);

/**
 * The account ids that references name, in their order; null where no member has that identifier. One query for all
 * identifiers. An account id is taken as it is: whether there is such an account is for the ledger to say.
 */
export async function resolveAccounts(
  db: Queryable,
  program: string,
  refs: AccountRef[],
): Promise<(string | null)[]> {
  const placed: PlacedIdentifier[] = [];
  for (const ref of refs) if ("identifier" in ref) placed.push(placeIdentifier(program, ref.identifier));
  const found = await findByIdentifiers(db, program, placed);
  let next = 0;
  const accounts: (string | null)[] = [];
  for (const ref of refs) {
    if ("account" in ref) accounts.push(ref.account);
    else if ("identifier" in ref) accounts.push(found[next++]?.account ?? null);
    else {
      const member = await readMember(db, { program, id: ref.member, shard: memberShard(ref.member) });
      accounts.push(member?.account ?? null);
    }
  }
  return accounts;
}

/** The account id that a reference names. Throws ActionError `member-unknown` when no member has that identifier. */
export async function resolveAccount(db: Queryable, program: string, ref: AccountRef): Promise<string> {
  const [account] = await resolveAccounts(db, program, [ref]);
  if (account) return account;
  throw new ActionError(
    "member-unknown",
    "identifier" in ref
      ? `No member of ${program} has that identifier of kind ${ref.identifier.kind}: enrol the member first, or check the identifier.`
      : `${program} has no member ${"member" in ref ? ref.member : ""}: check the id, or find the member by an identifier.`,
  );
}
