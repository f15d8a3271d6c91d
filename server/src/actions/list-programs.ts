import type { Instant } from "@tallystick/core";
import type pg from "pg";
import { ActionError } from "../action-error.ts";
import { type ProgramRow, readPrograms, readVersions, type VersionRow } from "../store/programs.ts";

/** All programs, or the one that the asker is limited to. */
export const listPrograms = (deps: { pool: pg.Pool }, only: string | null): Promise<ProgramRow[]> =>
  readPrograms(deps.pool, only);

/** A program by id. Throws ActionError `program-unknown`. */
export async function getProgram(deps: { pool: pg.Pool }, id: string): Promise<ProgramRow> {
  const [program] = await readPrograms(deps.pool, id);
  if (program) return program;
  throw new ActionError("program-unknown", `There is no program ${id}: publish it first, or check its id.`);
}

/** Whether a version has ended, holds, or is to come. */
export type VersionStanding = "past" | "in-force" | "future";

/** The versions of a program with their standing at `now`. Throws ActionError `program-unknown`. */
export async function listVersions(
  deps: { pool: pg.Pool },
  input: { program: string; now: Instant },
): Promise<(VersionRow & { standing: VersionStanding })[]> {
  await getProgram(deps, input.program);
  const versions = await readVersions(deps.pool, input.program);
  const begun = versions.filter(({ from }) => from <= input.now).length;
  const current = Math.max(begun - 1, 0);
  return versions.map((version, i) => ({
    ...version,
    standing: i < current ? "past" : i === current ? "in-force" : "future",
  }));
}
