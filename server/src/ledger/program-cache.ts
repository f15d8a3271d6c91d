import { type Instant, loadProgram, type Program, type Version } from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";
import { LedgerError } from "./ledger-error.ts";

/** A compiled program, and the revision of its row that it was compiled from. */
export type CachedProgram = { revision: number; program: Program };

/** Compiled programs by id. One cache serves all lanes and all actions of a process. */
export type ProgramCache = {
  /**
   * The programs of those ids, compiled again where a publication has moved their revision; ids that do not exist are
   * left out. Throws LedgerError `program-broken` when a stored definition does not compile.
   */
  read: (db: Queryable, ids: readonly string[]) => Promise<Map<string, CachedProgram>>;
};

type VersionRow = {
  program: string;
  number: number;
  starts_at: Instant;
  note: string | null;
  definition: string;
};

export function openProgramCache(): ProgramCache {
  const cached = new Map<string, CachedProgram>();

  async function read(db: Queryable, ids: readonly string[]): Promise<Map<string, CachedProgram>> {
    const { rows } = await db.query<{ id: string; revision: number; seed: string }>({
      name: "ledger-program-revisions",
      text: "SELECT id, revision, seed FROM program WHERE id = ANY($1::text[])",
      values: [ids],
    });
    const moved = rows.filter(({ id, revision }) => cached.get(id)?.revision !== revision);
    // The revision is read before the versions: a publication in between is noticed at the next reading, never missed.
    if (moved.length > 0) {
      const versions = await readVersions(
        db,
        moved.map(({ id }) => id),
      );
      for (const { id, revision, seed } of moved) {
        cached.set(id, { revision, program: compile(id, versions.get(id) ?? [], seed) });
      }
    }
    return new Map(rows.map(({ id }) => [id, cached.get(id)!]));
  }

  return { read };
}

async function readVersions(db: Queryable, ids: string[]): Promise<Map<string, VersionRow[]>> {
  const { rows } = await db.query<VersionRow>({
    text: `SELECT program, number, starts_at, note, definition::text AS definition
             FROM program_version WHERE program = ANY($1::text[]) ORDER BY program, number`,
    values: [ids],
  });
  const byProgram = new Map<string, VersionRow[]>();
  for (const row of rows) {
    const list = byProgram.get(row.program);
    if (list) list.push(row);
    else byProgram.set(row.program, [row]);
  }
  return byProgram;
}

/** Each stored version is a whole definition, so each is compiled by itself and they are put in a row. */
function compile(id: string, rows: VersionRow[], seed: string): Program {
  let first: Program | null = null;
  const versions: Version[] = [];
  for (const row of rows) {
    const { program, problems } = loadProgram(row.definition, { seed });
    if (!program) {
      throw new LedgerError(
        "program-broken",
        `Version ${row.number} of the program “${id}” does not load: ${problems[0]?.message ?? "it is empty."} Publish it again.`,
      );
    }
    first ??= program;
    versions.push({ ...program.versions[0]!, number: row.number, from: row.starts_at, note: row.note });
  }
  if (!first)
    throw new LedgerError("program-broken", `The program “${id}” has no version. Publish its definition.`);
  return { ...first, versions };
}
