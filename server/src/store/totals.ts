import type pg from "pg";
import { inTransaction } from "./transaction.ts";

/** What there is of one program. Amounts are in steps of the unit. */
export type ProgramTotals = {
  program: string;
  name: string;
  members: number;
  facts: number;
  units: { unit: string; issued: number; outstanding: number }[];
};

/**
 * Counts everything there is, by reading all of it: what asks must not ask often. Gives up after ten seconds with an
 * error of the database.
 */
export const readTotals = (pool: pg.Pool): Promise<ProgramTotals[]> =>
  inTransaction(pool, async (db) => {
    await db.query("SET LOCAL statement_timeout = '10s'");
    const { rows } = await db.query<ProgramTotals>(TOTALS);
    return rows;
  });

const TOTALS = `
    WITH members AS (SELECT program, count(*) AS n FROM member GROUP BY program),
    facts AS (SELECT program, sum(version) AS n FROM account GROUP BY program),
    units AS (
      SELECT program, unit,
        sum(amount) FILTER (WHERE source = 'issued') AS issued,
        coalesce(sum(amount) FILTER (WHERE target IN ('pending', 'available', 'held')), 0)
          - coalesce(sum(amount) FILTER (WHERE source IN ('pending', 'available', 'held')), 0) AS outstanding
      FROM posting GROUP BY program, unit
    )
    SELECT p.id AS program, p.name, coalesce(m.n, 0)::bigint AS members, coalesce(f.n, 0)::bigint AS facts,
      coalesce((
        SELECT jsonb_agg(jsonb_build_object(
          'unit', u.unit, 'issued', coalesce(u.issued, 0), 'outstanding', u.outstanding) ORDER BY u.unit)
        FROM units u WHERE u.program = p.id), '[]') AS units
    FROM program p LEFT JOIN members m ON m.program = p.id LEFT JOIN facts f ON f.program = p.id
    ORDER BY p.created_at, p.id`;
