import { type Cause, type Instant, type Program, versionAt } from "@tallystick/core";
import type pg from "pg";
import type { Ledger } from "../ledger/open-ledger.ts";
import { countRedeemers, type GivenRow, readGiven } from "../store/giving.ts";
import { readProgram } from "./list-rewards.ts";

/** What one rule, or members by redeeming, gave of one unit to one cause, with the cause's own terms. */
export type CauseLine = GivenRow & {
  /** Null for a cause that no version has any more. */
  terms: Cause | null;
  /** Minor units that one whole unit is worth; null where the program does not say. */
  perUnit: number | null;
};

export type CausesReport = {
  program: Program;
  lines: CauseLine[];
  /** How many accounts redeemed anything, and how many of these gave some of it to a cause. */
  redeemers: number;
  donors: number;
};

type Deps = { pool: pg.Pool; ledger: Pick<Ledger, "programs"> };

/** The causes of the version in force at an instant. Throws ActionError `program-unknown`. */
export async function listCauses(deps: Deps, input: { program: string; at: Instant }): Promise<Cause[]> {
  const program = await readProgram(deps, input.program);
  return Object.values(versionAt(program, input.at).causes);
}

/**
 * What was given to each cause in a period (null: open on that side), as those ask for it who receive it or watch over
 * it. Reads all of the program's postings. Throws ActionError `program-unknown`.
 */
export async function reportCauses(
  deps: Deps,
  input: { program: string; from: Instant | null; until: Instant | null },
): Promise<CausesReport> {
  const program = await readProgram(deps, input.program);
  const given = await readGiven(deps.pool, input);
  const lines = given.map((row): CauseLine => {
    const terms = causeNamed(program, row.cause);
    const perUnit = terms?.worth[row.unit] ?? null;
    return { ...row, terms, perUnit, worth: row.worth ?? worthOf(program, row, perUnit) };
  });
  return { program, lines, ...(await countRedeemers(deps.pool, input)) };
}

/** A cause as the latest version that has it knows it. */
const causeNamed = ({ versions }: Program, id: string): Cause | null =>
  versions.findLast(({ causes }) => id in causes)?.causes[id] ?? null;

/** Units times what one is worth, to the nearest minor unit, half up. */
function worthOf({ versions }: Program, { unit, given }: GivenRow, perUnit: number | null): number | null {
  if (perUnit === null) return null;
  const scale = versions.findLast(({ units }) => unit in units)?.units[unit]?.scale ?? 0;
  const whole = 10n ** BigInt(scale);
  return Number((2n * BigInt(given) * BigInt(perUnit) + whole) / (2n * whole));
}
