/** API keys: the key itself is shown once and never kept, only its SHA-256. */
import { createHash, randomBytes } from "node:crypto";
import type { Instant } from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";

/** What a key may do. `*` is everything. */
export const SCOPES = [
  "*",
  "facts:write",
  "redeem",
  "adjust",
  "accounts:read",
  "members:read",
  "members:write",
  "programs:read",
  "programs:write",
  "keys:write",
  "metrics:read",
] as const;

export type Scope = (typeof SCOPES)[number];

export type ApiKey = {
  id: string;
  name: string;
  scopes: Scope[];
  /** The only program that the key is for; null: every program. */
  program: string | null;
  createdAt: Instant;
  revokedAt: Instant | null;
};

type Row = {
  id: string;
  name: string;
  scopes: Scope[];
  program: string | null;
  created_at: number;
  revoked_at: number | null;
};

const COLUMNS = "id, name, scopes, program, created_at, revoked_at";

const toKey = (row: Row): ApiKey => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  program: row.program,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
});

/** A new key of 256 random bits: `tsk_` and 43 characters. */
export const makeSecret = (): string => `tsk_${randomBytes(32).toString("base64url")}`;

/** What is kept of a key. */
export const hashSecret = (secret: string): Buffer => createHash("sha256").update(secret).digest();

export async function insertApiKey(
  db: Queryable,
  key: { id: string; name: string; hash: Buffer; scopes: Scope[]; program: string | null },
): Promise<ApiKey> {
  const { rows } = await db.query<Row>(
    `INSERT INTO api_key (id, name, hash, scopes, program) VALUES ($1, $2, $3, $4, $5) RETURNING ${COLUMNS}`,
    [key.id, key.name, key.hash, key.scopes, key.program],
  );
  return toKey(rows[0]!);
}

/** The key with this hash and the hash as it is kept, or null; a revoked key is not found. */
export async function findApiKey(db: Queryable, hash: Buffer): Promise<{ key: ApiKey; hash: Buffer } | null> {
  const { rows } = await db.query<Row & { hash: Buffer }>({
    name: "api-key-find",
    text: `SELECT hash, ${COLUMNS} FROM api_key WHERE hash = $1 AND revoked_at IS NULL`,
    values: [hash],
  });
  return rows[0] ? { key: toKey(rows[0]), hash: rows[0].hash } : null;
}

/** Keys, newest first; those of one program only where it is given. */
export async function readApiKeys(db: Queryable, program: string | null): Promise<ApiKey[]> {
  const { rows } = await db.query<Row>(
    `SELECT ${COLUMNS} FROM api_key WHERE $1::text IS NULL OR program = $1 ORDER BY created_at DESC, id LIMIT 1000`,
    [program],
  );
  return rows.map(toKey);
}

export async function readApiKey(db: Queryable, id: string): Promise<ApiKey | null> {
  const { rows } = await db.query<Row>(`SELECT ${COLUMNS} FROM api_key WHERE id = $1`, [id]);
  return rows[0] ? toKey(rows[0]) : null;
}

/** Ends a key; one that has ended keeps its first instant. Null when there is none of that id. */
export async function endApiKey(db: Queryable, id: string): Promise<ApiKey | null> {
  const { rows } = await db.query<Row>(
    `UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1 RETURNING ${COLUMNS}`,
    [id],
  );
  return rows[0] ? toKey(rows[0]) : null;
}
