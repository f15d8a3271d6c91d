import { getProgram } from "../actions/list-programs.ts";
import { PROGRAM_EXAMPLE, Program, presentProgram } from "./program-schemas.ts";
import { defineRoute } from "./route.ts";
import { closed, ProgramId } from "./schemas.ts";

export const programsGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}",
  operationId: "getProgram",
  tag: "programs",
  summary: "A program",
  scope: "programs:read",
  params: closed({ program: ProgramId }),
  responses: { 200: { description: "The program.", schema: Program, example: PROGRAM_EXAMPLE } },
  handle: async (app, { params }) => ({
    status: 200,
    body: presentProgram(await getProgram(app, params.program)),
  }),
});
