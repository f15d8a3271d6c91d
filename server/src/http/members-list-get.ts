import { formatInstant } from "@tallystick/core";
import { Type } from "typebox";
import { listMembers } from "../actions/find-member.ts";
import { MEMBER_EXAMPLE } from "./member-schemas.ts";
import { invalidRequest } from "./problems.ts";
import { defineRoute } from "./route.ts";
import {
  AccountId,
  Cursor,
  closed,
  InstantText,
  MemberId,
  nullable,
  PageLimit,
  ProgramId,
} from "./schemas.ts";

const { identifiers: _, ...listed } = MEMBER_EXAMPLE;

const Page = closed(
  {
    members: Type.Array(closed({ id: MemberId, account: AccountId, joinedAt: InstantText })),
    next: nullable(Type.String({ description: "The cursor of the next page; null on the last." })),
  },
  { "x-component": "MemberPage" },
);

function readCursor(text: string | undefined): { account: string; id: string } {
  if (text === undefined) return { account: "", id: "" };
  const match = /^([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{1,64})$/.exec(text);
  if (match) return { account: match[1]!, id: match[2]! };
  throw invalidRequest([{ in: "query", pointer: "cursor", message: "must be `next` of the page before" }]);
}

export const membersListGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}/members",
  operationId: "listMembers",
  tag: "members",
  summary: "List members",
  description: "In the order of their accounts, without their identifiers.",
  scope: "members:read",
  params: closed({ program: ProgramId }),
  query: closed({ cursor: Cursor, limit: PageLimit }),
  responses: { 200: { description: "A page.", schema: Page, example: { members: [listed], next: null } } },
  handle: async (app, { params, query }) => {
    const page = await listMembers(app, {
      program: params.program,
      after: readCursor(query.cursor),
      limit: query.limit ?? 100,
    });
    const members = page.members.map(({ id, account, createdAt }) => ({
      id,
      account,
      joinedAt: formatInstant(createdAt),
    }));
    return {
      status: 200,
      body: { members, next: page.next ? `${page.next.account}.${page.next.id}` : null },
    };
  },
});
