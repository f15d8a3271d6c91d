import { formatInstant } from "@tallystick/core";
import { Type } from "typebox";
import { publishProgram } from "../actions/publish-program.ts";
import { invalidRequest } from "./problems.ts";
import { VersionNumber } from "./program-schemas.ts";
import { defineRoute } from "./route.ts";
import { closed, DryRunQuery, InstantText, nullable, oneOf, ProgramId } from "./schemas.ts";

const Publication = closed(
  {
    program: ProgramId,
    name: Type.String(),
    revision: Type.Integer(),
    created: Type.Boolean({ description: "Whether the program is new." }),
    changed: Type.Boolean({ description: "False when all of it was published already." }),
    dryRun: Type.Boolean(),
    versions: Type.Array(
      closed({
        number: VersionNumber,
        from: InstantText,
        note: nullable(Type.String()),
        change: oneOf(["kept", "added", "replaced", "withdrawn"] as const),
      }),
    ),
  },
  { "x-component": "Publication" },
);

const EXAMPLE = {
  program: "corner-cafe",
  name: "Corner Café Club",
  revision: 2,
  created: false,
  changed: true,
  dryRun: false,
  versions: [
    { number: 1, from: "2024-01-01T00:00:00.000Z", note: "First version", change: "kept" },
    { number: 2, from: "2025-03-01T00:00:00.000Z", note: "A bean and a quarter", change: "added" },
  ],
};

export const versionsPost = defineRoute({
  method: "POST",
  path: "/v1/programs/{program}/versions",
  operationId: "publishProgram",
  tag: "programs",
  summary: "Publish a definition",
  description: [
    "YAML or JSON, all versions in one. A version that has begun, or begins within two minutes, must be in it unchanged;",
    "later ones may be replaced or left out; a new one begins two minutes from now or later. A program without facts takes",
    "any definition. The same definition again changes nothing. A dry run tells what would change, or what is wrong.",
  ].join("\n"),
  scope: "programs:write",
  params: closed({ program: ProgramId }),
  query: DryRunQuery,
  body: Type.Record(Type.String(), Type.Unknown(), { description: "See /docs/program.schema.json." }),
  bodyKind: "definition",
  bodyLimit: 8_388_608,
  checkBody: false,
  example:
    "tallystick: 1\nprogram: corner-cafe\nname: Corner Café Club\ncurrency: EUR\nzone: Europe/Lisbon\nfrom: 2024-01-01\nunits:\n  beans: { scale: 0 }\nearn:\n  base: { on: purchase, unit: beans, rate: 1 }\n",
  responses: {
    200: {
      description: "Nothing changed, or a dry run.",
      schema: Publication,
      example: { ...EXAMPLE, changed: false },
    },
    201: { description: "Published.", schema: Publication, example: EXAMPLE },
  },
  handle: async (app, { params, query, body: sent, caller }) => {
    const body: unknown = sent;
    if (typeof body !== "string" || body.trim() === "") {
      throw invalidRequest([
        { in: "body", pointer: "", message: "must be a program definition, YAML or JSON" },
      ]);
    }
    const dryRun = query.dry_run === true;
    const { program } = params;
    const published = await publishProgram(app, {
      text: body,
      program,
      by: caller.key,
      now: app.now(),
      dryRun,
    });
    if (!dryRun) app.programs.forget(program);
    const versions = published.versions.map((version) => ({ ...version, from: formatInstant(version.from) }));
    return { status: published.changed && !dryRun ? 201 : 200, body: { ...published, versions, dryRun } };
  },
});
