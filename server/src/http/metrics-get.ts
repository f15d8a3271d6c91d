import { Type } from "typebox";
import { ProblemError } from "./problems.ts";
import { defineRoute } from "./route.ts";

export const metricsGet = defineRoute({
  method: "GET",
  path: "/metrics",
  operationId: "getMetrics",
  tag: "server",
  summary: "Counters for Prometheus",
  description: "Of the whole server, so a key that is for one program alone may not read them.",
  scope: "metrics:read",
  responses: {
    200: { description: "The Prometheus text format.", schema: Type.String(), contentType: "text/plain" },
  },
  handle: async (app, { caller }) => {
    if (caller.program !== null) {
      throw new ProblemError(
        "program-not-allowed",
        `The metrics are of all programs and this key is for ${caller.program} alone: use a key for all programs.`,
      );
    }
    return { status: 200, contentType: app.metrics.contentType, body: await app.metrics.text() };
  },
});
