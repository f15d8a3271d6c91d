import { findMember, listIdentifiers } from "../actions/find-member.ts";
import { MEMBER_EXAMPLE, Member, presentMember } from "./member-schemas.ts";
import { defineRoute } from "./route.ts";
import { closed, Identifier, ProgramId } from "./schemas.ts";

export const membersFindPost = defineRoute({
  method: "POST",
  path: "/v1/programs/{program}/members/find",
  operationId: "findMember",
  tag: "members",
  summary: "Find a member by an identifier",
  description: "A POST, so that no e-mail or phone number stands in an address, which logs and proxies keep.",
  scope: "members:read",
  params: closed({ program: ProgramId }),
  body: Identifier,
  example: { kind: "email", value: "ana@example.org" },
  responses: { 200: { description: "The member.", schema: Member, example: MEMBER_EXAMPLE } },
  handle: async (app, { params, body }) => {
    const member = await findMember(app, { program: params.program, identifier: body });
    const identifiers = await listIdentifiers(app, { program: params.program, member: member.id });
    return { status: 200, body: presentMember(member, identifiers) };
  },
});
