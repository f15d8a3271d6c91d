import { addIdentifier } from "../actions/enrol-member.ts";
import { normaliseIdentifier } from "../store/normalise-identifier.ts";
import { defineRoute } from "./route.ts";
import { closed, DryRunQuery, Identifier, MemberId, ProgramId } from "./schemas.ts";

const KEPT = { kind: "phone", value: "351912345678" };

export const identifiersPost = defineRoute({
  method: "POST",
  path: "/v1/programs/{program}/members/{member}/identifiers",
  operationId: "addIdentifier",
  tag: "members",
  summary: "Give a member one more identifier",
  description: "Answers with the form under which it is kept.",
  scope: "members:write",
  params: closed({ program: ProgramId, member: MemberId }),
  query: DryRunQuery,
  body: Identifier,
  example: { kind: "phone", value: "+351 912 345 678" },
  responses: {
    200: { description: "The member had it already, or a dry run.", schema: Identifier, example: KEPT },
    201: { description: "Added.", schema: Identifier, example: KEPT },
  },
  handle: async (app, { params, query, body }) => {
    const dryRun = query.dry_run === true;
    const { program } = params;
    const { added } = await addIdentifier(app.pool, program, {
      member: params.member,
      identifier: body,
      dryRun,
    });
    return { status: added && !dryRun ? 201 : 200, body: normaliseIdentifier(body) };
  },
});
