import { parseInstant } from "@tallystick/core";
import { Type } from "typebox";
import { enrolMember } from "../actions/enrol-member.ts";
import { normaliseIdentifier } from "../store/normalise-identifier.ts";
import { requireAccountRef } from "./incoming-fact.ts";
import { MEMBER_EXAMPLE, Member, presentMember } from "./member-schemas.ts";
import { defineRoute } from "./route.ts";
import { accountRefMembers, closed, DryRunQuery, Identifier, InstantText, ProgramId } from "./schemas.ts";

export const membersPost = defineRoute({
  method: "POST",
  path: "/v1/programs/{program}/members",
  operationId: "enrolMember",
  tag: "members",
  summary: "Enrol a member",
  description: [
    "The first identifier opens the account; the fact `join` is recorded and earns what the program gives for it.",
    "Enrolling by an identifier that is known answers with its member and adds the identifiers that are new.",
    "An e-mail is kept in lower case and a phone number as its digits; the answer has them so.",
  ].join(" "),
  scope: "members:write",
  params: closed({ program: ProgramId }),
  query: DryRunQuery,
  body: closed({
    identifiers: Type.Array(Identifier, { minItems: 1, maxItems: 10 }),
    joinedAt: Type.Optional({
      ...InstantText,
      description: "When they joined; now when left out.",
    } as typeof InstantText),
    referrer: Type.Optional(
      closed(accountRefMembers, {
        description: "The member who referred them, named in one way. Counts with their first join only.",
      }),
    ),
  }),
  example: {
    identifiers: [
      { kind: "card", value: "2000417" },
      { kind: "email", value: "Ana@Example.org" },
    ],
  },
  responses: {
    200: { description: "Enrolled already, or a dry run.", schema: Member, example: MEMBER_EXAMPLE },
    201: { description: "Enrolled.", schema: Member, example: MEMBER_EXAMPLE },
  },
  handle: async (app, { params, query, body }) => {
    const dryRun = query.dry_run === true;
    const at = body.joinedAt === undefined ? app.now() : parseInstant(body.joinedAt)!;
    const { program } = params;
    const referrer = body.referrer && requireAccountRef(body.referrer);
    const { member, created } = await enrolMember(app, {
      program,
      identifiers: body.identifiers,
      at,
      dryRun,
      ...(referrer && { referrer }),
    });
    // Only what was sent is shown: what else finds this member is for keys that may read members.
    const identifiers = body.identifiers.map(normaliseIdentifier);
    return { status: created && !dryRun ? 201 : 200, body: presentMember(member, identifiers) };
  },
});
