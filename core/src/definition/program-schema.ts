/** The JSON Schema (2020-12) of a program definition. */

import type { JsonSchema } from "./shape.ts";
import { changeShape, versionShape } from "./version-shape.ts";

/** The schema of a whole definition, made from the same description as the check. Plain JSON, ready to write to a file. */
export function programSchema(): JsonSchema {
  const defs: Record<string, JsonSchema> = {};
  const version = versionShape.schema({ patch: false, defs });
  const change = changeShape.schema({ patch: true, defs });
  const versions = {
    description:
      "Later versions, in order of “from”: each is a JSON merge patch (RFC 7396) over the one before it. Null takes a setting out.",
    type: "array",
    items: { ...change, required: ["from"] },
  };
  const properties = { ...(version.properties as JsonSchema), versions };
  return JSON.parse(
    JSON.stringify({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: "urn:tallystick:program:1",
      title: "Tallystick program definition",
      ...version,
      properties,
      $defs: Object.fromEntries(Object.entries(defs).sort(([a], [b]) => (a < b ? -1 : 1))),
    }),
  ) as JsonSchema;
}
