import { getMember, listIdentifiers } from "../actions/find-member.ts";
import { MEMBER_EXAMPLE, Member, presentMember } from "./member-schemas.ts";
import { defineRoute } from "./route.ts";
import { closed, MemberId, ProgramId } from "./schemas.ts";

export const membersGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}/members/{member}",
  operationId: "getMember",
  tag: "members",
  summary: "A member and what finds them",
  scope: "members:read",
  params: closed({ program: ProgramId, member: MemberId }),
  responses: { 200: { description: "The member.", schema: Member, example: MEMBER_EXAMPLE } },
  handle: async (app, { params }) => {
    const member = await getMember(app, params);
    return { status: 200, body: presentMember(member, await listIdentifiers(app, params)) };
  },
});
