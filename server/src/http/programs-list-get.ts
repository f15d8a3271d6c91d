import { Type } from "typebox";
import { listPrograms } from "../actions/list-programs.ts";
import { PROGRAM_EXAMPLE, Program, presentProgram } from "./program-schemas.ts";
import { defineRoute } from "./route.ts";
import { closed } from "./schemas.ts";

export const programsListGet = defineRoute({
  method: "GET",
  path: "/v1/programs",
  operationId: "listPrograms",
  tag: "programs",
  summary: "The programs that this key may see",
  scope: "programs:read",
  responses: {
    200: {
      description: "By id.",
      schema: closed({ programs: Type.Array(Program) }, { "x-component": "Programs" }),
      example: { programs: [PROGRAM_EXAMPLE] },
    },
  },
  handle: async (app, { caller }) => {
    const programs = await listPrograms(app, caller.program);
    return { status: 200, body: { programs: programs.map(presentProgram) } };
  },
});
