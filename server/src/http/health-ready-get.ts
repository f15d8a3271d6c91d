import { Type } from "typebox";
import { ProblemError } from "./problems.ts";
import { defineRoute } from "./route.ts";
import { closed } from "./schemas.ts";

const PATIENCE_MS = 2000;

export const healthReadyGet = defineRoute({
  method: "GET",
  path: "/health/ready",
  operationId: "getReadiness",
  tag: "server",
  summary: "Whether it serves: the database answers",
  scope: null,
  responses: {
    200: {
      description: "It serves.",
      schema: closed({ status: Type.Literal("ready"), version: Type.String() }),
      example: { status: "ready", version: "0.1.0" },
    },
  },
  handle: async (app) => {
    const patience = new Promise<never>((_, reject) => {
      setTimeout(
        () => reject(new ProblemError("not-ready", "The database does not answer.")),
        PATIENCE_MS,
      ).unref();
    });
    try {
      await Promise.race([app.pool.query("SELECT 1"), patience]);
    } catch {
      throw new ProblemError(
        "not-ready",
        "The database does not answer: the server serves again when it does.",
      );
    }
    return { status: 200, body: { status: "ready", version: app.version } };
  },
});
