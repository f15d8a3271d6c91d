import { Type } from "typebox";
import { defineRoute } from "./route.ts";

export const metricsGet = defineRoute({
  method: "GET",
  path: "/metrics",
  operationId: "getMetrics",
  tag: "server",
  summary: "Counters for Prometheus",
  scope: "metrics:read",
  responses: {
    200: { description: "The Prometheus text format.", schema: Type.String(), contentType: "text/plain" },
  },
  handle: async (app) => ({
    status: 200,
    contentType: app.metrics.contentType,
    body: await app.metrics.text(),
  }),
});
