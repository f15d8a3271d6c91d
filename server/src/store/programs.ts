/** Programs and their published versions. A version is a whole definition; its number is its place in time. */
import type { Instant } from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";

export type ProgramRow = {
  id: string;
  name: string;
  currency: string;
  zone: string;
  /** Counts publications, so that a process notices one by comparing a number. */
  revision: number;
  createdAt: Instant;
};

export type VersionRow = {
  number: number;
  from: Instant;
  note: string | null;
  /** JSON text of the whole definition of this version. */
  definition: string;
  /** The text as it was published; null on all but one row of a publication. */
  source: string | null;
  publishedAt: Instant;
  /** The id of the key that published it; null when it was done at the machine itself. */
  publishedBy: string | null;
};

const PROGRAM = "id, name, currency, zone, revision, created_at";

const toProgram = (row: Omit<ProgramRow, "createdAt"> & { created_at: number }): ProgramRow => ({
  id: row.id,
  name: row.name,
  currency: row.currency,
  zone: row.zone,
  revision: row.revision,
  createdAt: row.created_at,
});

export async function programExists(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "program-exists",
    text: "SELECT 1 FROM program WHERE id = $1",
    values: [id],
  });
  return rowCount === 1;
}

/** All programs by id, or the one named. */
export async function readPrograms(db: Queryable, only: string | null): Promise<ProgramRow[]> {
  const { rows } = await db.query<Omit<ProgramRow, "createdAt"> & { created_at: number }>(
    `SELECT ${PROGRAM} FROM program WHERE $1::text IS NULL OR id = $1 ORDER BY id`,
    [only],
  );
  return rows.map(toProgram);
}

/** Makes the program if it is not there, and locks its row until the transaction ends. */
export async function lockProgram(
  db: Queryable,
  program: Pick<ProgramRow, "id" | "name" | "currency" | "zone">,
): Promise<{ row: ProgramRow; created: boolean }> {
  const made = await db.query(
    "INSERT INTO program (id, name, currency, zone) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING",
    [program.id, program.name, program.currency, program.zone],
  );
  const { rows } = await db.query<Omit<ProgramRow, "createdAt"> & { created_at: number }>(
    `SELECT ${PROGRAM} FROM program WHERE id = $1 FOR NO KEY UPDATE`,
    [program.id],
  );
  return { row: toProgram(rows[0]!), created: made.rowCount === 1 };
}

/** Writes what a publication may change of a program, and the revision that tells everybody to read it again. */
export async function updateProgram(
  db: Queryable,
  program: Pick<ProgramRow, "id" | "name" | "currency" | "zone" | "revision">,
): Promise<void> {
  await db.query("UPDATE program SET name = $2, currency = $3, zone = $4, revision = $5 WHERE id = $1", [
    program.id,
    program.name,
    program.currency,
    program.zone,
    program.revision,
  ]);
}

/** Whether any fact of the program has been decided: from then on its past is fixed. */
export async function programHasFacts(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query("SELECT 1 FROM account WHERE program = $1 AND version > 0 LIMIT 1", [
    id,
  ]);
  return rowCount === 1;
}

/** The versions of a program by number. */
export async function readVersions(db: Queryable, program: string): Promise<VersionRow[]> {
  const { rows } = await db.query<{
    number: number;
    starts_at: number;
    note: string | null;
    definition: string;
    source: string | null;
    published_at: number;
    published_by: string | null;
  }>(
    `SELECT number, starts_at, note, definition::text AS definition, source, published_at, published_by
     FROM program_version WHERE program = $1 ORDER BY number`,
    [program],
  );
  return rows.map((row) => ({
    number: row.number,
    from: row.starts_at,
    note: row.note,
    definition: row.definition,
    source: row.source,
    publishedAt: row.published_at,
    publishedBy: row.published_by,
  }));
}

/** Puts `versions` in the place of all versions of the program that are not among the first `kept`. */
export async function replaceVersions(
  db: Queryable,
  program: string,
  input: { kept: number; versions: Omit<VersionRow, "publishedAt">[]; at: Instant },
): Promise<void> {
  await db.query("DELETE FROM program_version WHERE program = $1 AND number > $2", [program, input.kept]);
  for (const { number, from, note, definition, source, publishedBy } of input.versions) {
    await db.query(
      `INSERT INTO program_version (program, number, starts_at, note, definition, source, published_at, published_by)
       VALUES ($1, $2, to_timestamp($3 / 1000.0), $4, $5, $6, to_timestamp($7 / 1000.0), $8)`,
      [program, number, from, note, definition, source, input.at, publishedBy],
    );
  }
}

/** Keeps the published text with a version that is there already. */
export async function keepSource(
  db: Queryable,
  { program, number, source }: { program: string; number: number; source: string },
): Promise<void> {
  await db.query("UPDATE program_version SET source = $3 WHERE program = $1 AND number = $2", [
    program,
    number,
    source,
  ]);
}
