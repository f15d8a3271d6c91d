/** While an import runs, `program.importing_until` lies ahead, and the sweep leaves the program's accounts alone. */
import type { Queryable } from "../db/queryable.ts";

/** Moves the lease to `seconds` from now unless another import has it further. Gives back what stands. */
export async function extendImportLease(
  db: Queryable,
  program: string,
  seconds: number,
): Promise<string | null> {
  const { rows } = await db.query<{ until: string }>(
    `UPDATE program SET importing_until = greatest(importing_until, now() + make_interval(secs => $2))
      WHERE id = $1 RETURNING importing_until::text AS until`,
    [program, seconds],
  );
  return rows[0]?.until ?? null;
}

/** Ends the lease, unless another import has moved it since. */
export async function endImportLease(db: Queryable, program: string, until: string): Promise<void> {
  await db.query(
    "UPDATE program SET importing_until = NULL WHERE id = $1 AND importing_until = $2::timestamptz",
    [program, until],
  );
}
