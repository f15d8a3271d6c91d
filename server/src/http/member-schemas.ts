/** Members as they are shown. */
import { formatInstant } from "@tallystick/core";
import { type Static, Type } from "typebox";
import type { Identifier as StoredIdentifier } from "../identifier.ts";
import type { Member as StoredMember } from "../store/members.ts";
import { AccountId, closed, Identifier, InstantText, MemberId } from "./schemas.ts";

export const Member = closed(
  {
    id: MemberId,
    account: AccountId,
    joinedAt: InstantText,
    identifiers: Type.Array(Identifier, { description: "In the one form under which they are kept." }),
  },
  {
    "x-component": "Member",
    description: "A person in a program, and the account that holds what they have.",
  },
);

export const MEMBER_EXAMPLE = {
  id: "mem_4kq6ivbn7y2sfd3gxo5a",
  account: "acc_4kq6ivbn7y2sfd3gxo5a",
  joinedAt: "2024-05-02T08:12:00.000Z",
  identifiers: [
    { kind: "card", value: "2000417" },
    { kind: "email", value: "ana@example.org" },
  ],
};

export const presentMember = (
  member: StoredMember,
  identifiers: StoredIdentifier[],
): Static<typeof Member> => ({
  id: member.id,
  account: member.account,
  joinedAt: formatInstant(member.createdAt),
  identifiers: identifiers.map(({ kind, value }) => ({ kind, value })),
});
