import { ActionError } from "../action-error.ts";
import { listVersions } from "../actions/list-programs.ts";
import { presentVersion, VERSION_EXAMPLE, VersionInFull, VersionNumber } from "./program-schemas.ts";
import { defineRoute } from "./route.ts";
import { closed, ProgramId } from "./schemas.ts";

export const versionsGet = defineRoute({
  method: "GET",
  path: "/v1/programs/{program}/versions/{version}",
  operationId: "getVersion",
  tag: "programs",
  summary: "A version with its definition",
  scope: "programs:read",
  params: closed({ program: ProgramId, version: VersionNumber }),
  responses: {
    200: {
      description: "The version.",
      schema: VersionInFull,
      example: {
        ...VERSION_EXAMPLE,
        definition: { tallystick: 1, program: "corner-cafe", units: { beans: { scale: 0 } } },
        source: null,
      },
    },
  },
  handle: async (app, { params }) => {
    const versions = await listVersions(app, { program: params.program, now: app.now() });
    const row = versions.find(({ number }) => number === params.version);
    if (!row) {
      const has = versions.length === 0 ? "none" : `1 to ${versions.length}`;
      throw new ActionError(
        "version-unknown",
        `The program ${params.program} has no version ${params.version}; it has ${has}.`,
      );
    }
    const definition: unknown = JSON.parse(row.definition);
    return { status: 200, body: { ...presentVersion(row), definition, source: row.source } };
  },
});
