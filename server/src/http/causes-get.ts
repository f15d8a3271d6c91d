import { formatInstant, parseInstant } from "@tallystick/core";
import { Type } from "typebox";
import { listCauses } from "../actions/report-causes.ts";
import { defineRoute } from "./route.ts";
import { closed, InstantText, nullable, ProgramId } from "./schemas.ts";

const CauseTerms = closed(
  {
    id: Type.String(),
    name: Type.String(),
    beneficiary: nullable(Type.String({ description: "Who receives what is given." })),
    from: nullable(InstantText),
    until: nullable(InstantText),
  },
  { "x-component": "Cause" },
);

export const causesGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}/causes",
  operationId: "listCauses",
  tag: "programs",
  summary: "The causes of the version in force",
  scope: "programs:read",
  params: closed({ program: ProgramId }),
  query: closed({
    at: Type.Optional({
      ...InstantText,
      description: "Of the version in force then; now when left out.",
    } as typeof InstantText),
  }),
  responses: {
    200: {
      description: "The causes.",
      schema: closed({ causes: Type.Array(CauseTerms) }, { "x-component": "Causes" }),
      example: {
        causes: [{ id: "water", name: "Clean water", beneficiary: "Water for All", from: null, until: null }],
      },
    },
  },
  handle: async (app, { params, query }) => {
    const at = query.at === undefined ? app.now() : parseInstant(query.at)!;
    const causes = await listCauses(app, { program: params.program, at });
    const instant = (of: number | null) => (of === null ? null : formatInstant(of));
    return {
      status: 200,
      body: {
        causes: causes.map(({ id, name, beneficiary, from, until }) => ({
          id,
          name,
          beneficiary,
          from: instant(from),
          until: instant(until),
        })),
      },
    };
  },
});
