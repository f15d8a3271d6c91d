import { Type } from "typebox";
import { defineRoute } from "./route.ts";
import { closed } from "./schemas.ts";

export const healthLiveGet = defineRoute({
  method: "GET",
  path: "/health/live",
  operationId: "getLiveness",
  tag: "server",
  summary: "Whether the process runs",
  scope: null,
  responses: {
    200: {
      description: "It runs.",
      schema: closed({ status: Type.Literal("live") }),
      example: { status: "live" },
    },
  },
  handle: () => ({ status: 200, body: { status: "live" } }),
});
