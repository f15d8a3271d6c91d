import { programSchema } from "@tallystick/core";
import { Type } from "typebox";
import { defineRoute } from "./route.ts";

export const docsProgramSchemaGet = defineRoute({
  method: "GET",
  path: "/docs/program.schema.json",
  operationId: "getProgramSchema",
  tag: "server",
  summary: "The JSON Schema of program definitions",
  scope: null,
  responses: { 200: { description: "The schema.", schema: Type.Record(Type.String(), Type.Unknown()) } },
  handle: () => ({ status: 200, body: programSchema() }),
});
