import { Type } from "typebox";
import { listVersions } from "../actions/list-programs.ts";
import { presentVersion, VERSION_EXAMPLE, Version } from "./program-schemas.ts";
import { defineRoute } from "./route.ts";
import { closed, ProgramId } from "./schemas.ts";

export const versionsListGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}/versions",
  operationId: "listVersions",
  tag: "programs",
  summary: "The versions of a program",
  scope: "programs:read",
  params: closed({ program: ProgramId }),
  responses: {
    200: {
      description: "In the order of their beginnings.",
      schema: closed({ versions: Type.Array(Version) }, { "x-component": "Versions" }),
      example: { versions: [VERSION_EXAMPLE] },
    },
  },
  handle: async (app, { params }) => {
    const versions = await listVersions(app, { program: params.program, now: app.now() });
    return { status: 200, body: { versions: versions.map(presentVersion) } };
  },
});
