import { Type } from "typebox";
import { revokeApiKey } from "../actions/create-api-key.ts";
import { ApiKey, KEY_EXAMPLE, presentKey } from "./key-schemas.ts";
import { defineRoute } from "./route.ts";
import { closed, DryRunQuery } from "./schemas.ts";

export const keysDelete = defineRoute({
  method: "DELETE",
  path: "/v1/keys/{key}",
  operationId: "revokeKey",
  tag: "keys",
  summary: "Revoke an API key",
  description: "It ends within three seconds, on every server. Revoking it again changes nothing.",
  scope: "keys:write",
  params: closed({ key: Type.String({ pattern: "^[A-Za-z0-9_-]{1,64}$", description: "The key's id." }) }),
  query: DryRunQuery,
  responses: {
    200: {
      description: "Revoked.",
      schema: ApiKey,
      example: { ...KEY_EXAMPLE, revokedAt: "2025-03-11T08:00:00.000Z" },
    },
  },
  handle: async (app, { params, query, caller }) => {
    const key = await revokeApiKey(app, { id: params.key, asker: caller, dryRun: query.dry_run === true });
    return { status: 200, body: presentKey(key) };
  },
});
