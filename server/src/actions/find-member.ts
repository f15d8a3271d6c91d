import type pg from "pg";
import { ActionError } from "../action-error.ts";
import type { Identifier } from "../identifier.ts";
import {
  findByIdentifiers,
  type Member,
  readIdentifiers,
  readMember,
  readMembers,
  type StoredIdentifier,
} from "../store/members.ts";
import { getProgram } from "./list-programs.ts";
import { memberShard, placeIdentifier } from "./resolve-account.ts";

type Deps = { pool: pg.Pool };

/** A member by id. Throws ActionError `member-unknown`. */
export async function getMember(
  deps: Deps,
  { program, member: id }: { program: string; member: string },
): Promise<Member> {
  const member = await readMember(deps.pool, { program, id, shard: memberShard(id) });
  if (member) return member;
  throw new ActionError(
    "member-unknown",
    `There is no member ${id} in ${program}: check the id, or find the member by an identifier.`,
  );
}

/** The member that an identifier finds. Throws ActionError `member-unknown` and `identifier-invalid`. */
export async function findMember(
  deps: Deps,
  { program, identifier }: { program: string; identifier: Identifier },
): Promise<Member> {
  const [found] = await findByIdentifiers(deps.pool, program, [placeIdentifier(program, identifier)]);
  if (found) return getMember(deps, { program, member: found.member });
  throw new ActionError(
    "member-unknown",
    `No member of ${program} has that identifier of kind ${identifier.kind}: enrol the member, or check the identifier.`,
  );
}

/** The identifiers of a member, oldest first; none for a member who is not there. */
export const listIdentifiers = (
  deps: Deps,
  { program, member }: { program: string; member: string },
): Promise<StoredIdentifier[]> => readIdentifiers(deps.pool, program, member);

export type MemberPlace = { account: string; id: string };

/** A page of a program's members by account. Throws ActionError `program-unknown`. */
export async function listMembers(
  deps: Deps,
  input: { program: string; after: MemberPlace; limit: number },
): Promise<{ members: Member[]; next: MemberPlace | null }> {
  await getProgram(deps, input.program);
  const found = await readMembers(deps.pool, { ...input, limit: input.limit + 1 });
  const members = found.slice(0, input.limit);
  const last = members.at(-1);
  return {
    members,
    next: last && found.length > input.limit ? { account: last.account, id: last.id } : null,
  };
}
