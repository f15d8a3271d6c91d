/** API keys as they are shown: never the key itself, but once. */
import { formatInstant } from "@tallystick/core";
import { type Static, Type } from "typebox";
import { SCOPES, type ApiKey as StoredKey } from "../store/api-keys.ts";
import { closed, InstantText, nullable, oneOf, ProgramId } from "./schemas.ts";

export const keyMembers = {
  id: Type.String({ examples: ["key_ab3m5rk2wq7tzc4xn6vd"] }),
  name: Type.String(),
  scopes: Type.Array(oneOf(SCOPES)),
  program: nullable(ProgramId),
  createdAt: InstantText,
  revokedAt: nullable(InstantText),
};

export const ApiKey = closed(keyMembers, { "x-component": "ApiKey" });

export const KEY_EXAMPLE = {
  id: "key_ab3m5rk2wq7tzc4xn6vd",
  name: "Till 3",
  scopes: ["facts:write", "redeem", "accounts:read"],
  program: "corner-cafe",
  createdAt: "2025-03-01T08:00:00.000Z",
  revokedAt: null,
};

export const presentKey = (key: StoredKey): Static<typeof ApiKey> => ({
  ...key,
  createdAt: formatInstant(key.createdAt),
  revokedAt: key.revokedAt === null ? null : formatInstant(key.revokedAt),
});
