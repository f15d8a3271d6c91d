import { Type } from "typebox";
import { getMember, listIdentifiers } from "../actions/find-member.ts";
import { MEMBER_EXAMPLE } from "./member-schemas.ts";
import { defineRoute } from "./route.ts";
import { closed, Identifier, MemberId, ProgramId } from "./schemas.ts";

export const Identifiers = closed({ identifiers: Type.Array(Identifier) }, { "x-component": "Identifiers" });

export const identifiersGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}/members/{member}/identifiers",
  operationId: "listIdentifiers",
  tag: "members",
  summary: "The identifiers of a member",
  scope: "members:read",
  params: closed({ program: ProgramId, member: MemberId }),
  responses: {
    200: {
      description: "Oldest first.",
      schema: Identifiers,
      example: { identifiers: MEMBER_EXAMPLE.identifiers },
    },
  },
  handle: async (app, { params }) => {
    await getMember(app, params);
    const identifiers = await listIdentifiers(app, params);
    return { status: 200, body: { identifiers: identifiers.map(({ kind, value }) => ({ kind, value })) } };
  },
});
