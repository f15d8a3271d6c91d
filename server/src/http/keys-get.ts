import { Type } from "typebox";
import { listApiKeys } from "../actions/create-api-key.ts";
import { ApiKey, KEY_EXAMPLE, presentKey } from "./key-schemas.ts";
import { defineRoute } from "./route.ts";
import { closed } from "./schemas.ts";

export const keysGet = defineRoute({
  method: "GET",
  path: "/v1/keys",
  operationId: "listKeys",
  tag: "keys",
  summary: "The API keys, revoked ones included",
  description: "Newest first, at most 1,000; a key of one program sees that program's.",
  scope: "keys:write",
  responses: {
    200: {
      description: "The keys, without what is secret.",
      schema: closed({ keys: Type.Array(ApiKey) }, { "x-component": "ApiKeys" }),
      example: { keys: [KEY_EXAMPLE] },
    },
  },
  handle: async (app, { caller }) => {
    const keys = await listApiKeys(app, caller);
    return { status: 200, body: { keys: keys.map(presentKey) } };
  },
});
