import { Type } from "typebox";
import { compareVersions } from "../actions/compare-versions.ts";
import { getProgram } from "../actions/list-programs.ts";
import { VersionNumber } from "./program-schemas.ts";
import { defineRoute } from "./route.ts";
import { closed, ProgramId } from "./schemas.ts";

export const Change = closed(
  {
    path: Type.String({ description: "A JSON Pointer into the definition." }),
    before: Type.Optional(Type.Unknown({ description: "Left out where the setting was not there." })),
    after: Type.Optional(Type.Unknown({ description: "Left out where the setting is there no more." })),
  },
  { "x-component": "Change" },
);

export const versionsCompareGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}/versions/compare",
  operationId: "compareVersions",
  tag: "programs",
  summary: "What changes from one version to another",
  scope: "programs:read",
  params: closed({ program: ProgramId }),
  query: closed({ before: VersionNumber, after: VersionNumber }),
  responses: {
    200: {
      description: "Every setting that differs.",
      schema: closed({ changes: Type.Array(Change) }, { "x-component": "Changes" }),
      example: { changes: [{ path: "/earn/base/rate", before: 1, after: 1.25 }] },
    },
  },
  handle: async (app, { params, query }) => {
    await getProgram(app, params.program);
    return { status: 200, body: { changes: await compareVersions(app, { ...params, ...query }) } };
  },
});
