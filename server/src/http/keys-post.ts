import { Type } from "typebox";
import { createApiKey } from "../actions/create-api-key.ts";
import { SCOPES } from "../store/api-keys.ts";
import { KEY_EXAMPLE, keyMembers, presentKey } from "./key-schemas.ts";
import { defineRoute } from "./route.ts";
import { closed, DryRunQuery, nullable, oneOf, ProgramId, text } from "./schemas.ts";

export const keysPost = defineRoute({
  method: "POST",
  path: "/v1/keys",
  operationId: "createKey",
  tag: "keys",
  summary: "Make an API key",
  description:
    "The key is in the answer this once; only its hash is kept. A key gives no more than its maker has.",
  scope: "keys:write",
  repeatable: false,
  query: DryRunQuery,
  body: closed({
    name: text(100, "What the key is for."),
    scopes: Type.Array(oneOf(SCOPES), { minItems: 1, maxItems: SCOPES.length, uniqueItems: true }),
    program: Type.Optional(nullable(ProgramId)),
  }),
  example: { name: "Till 3", scopes: ["facts:write", "redeem", "accounts:read"], program: "corner-cafe" },
  responses: {
    200: {
      description: "A dry run; there is no key.",
      schema: closed({ ...keyMembers, key: Type.Null() }, { "x-component": "KeyDryRun" }),
      example: { ...KEY_EXAMPLE, key: null },
    },
    201: {
      description: "Made.",
      schema: closed(
        { ...keyMembers, key: Type.String({ description: "Keep it; it is not shown again." }) },
        { "x-component": "NewApiKey" },
      ),
      example: { ...KEY_EXAMPLE, key: `tsk_${"…".repeat(43)}` },
    },
  },
  handle: async (app, { query, body, caller }) => {
    const dryRun = query.dry_run === true;
    const { name, scopes, program = null } = body;
    const made = await createApiKey(app, { name, scopes, program, maker: caller, dryRun });
    return {
      status: dryRun ? 200 : 201,
      body: { ...presentKey(made.key), key: dryRun ? null : made.secret },
    };
  },
});
