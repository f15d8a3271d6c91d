/** Which identifiers find an account, and which kinds of them a program has. */
import type { Queryable } from "../db/queryable.ts";
import type { Identifier } from "../identifier.ts";

/** The identifiers of all members of an account, oldest first. */
export async function readAccountIdentifiers(
  db: Queryable,
  program: string,
  account: string,
): Promise<Identifier[]> {
  const { rows } = await db.query<Identifier>(
    `SELECT i.kind, i.value FROM member m JOIN identifier i ON i.member = m.id AND i.program = m.program
      WHERE m.program = $1 AND m.account = $2 ORDER BY i.created_at, i.kind, i.value`,
    [program, account],
  );
  return rows;
}

/** The kinds of identifiers that a program has, such as card and email; skips from one to the next by the key. */
export async function readIdentifierKinds(db: Queryable, program: string): Promise<string[]> {
  const { rows } = await db.query<{ kind: string }>(
    `SELECT DISTINCT found.kind FROM generate_series(0, 63) AS s (shard) CROSS JOIN LATERAL (
       WITH RECURSIVE step AS (
         SELECT (SELECT min(kind) FROM identifier WHERE shard = s.shard AND program = $1) AS kind
         UNION ALL
         SELECT (SELECT min(kind) FROM identifier WHERE shard = s.shard AND program = $1 AND kind > step.kind)
           FROM step WHERE step.kind IS NOT NULL
       ) SELECT kind FROM step WHERE kind IS NOT NULL
     ) AS found ORDER BY 1`,
    [program],
  );
  return rows.map(({ kind }) => kind);
}
