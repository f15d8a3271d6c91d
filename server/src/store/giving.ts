/** What was given to causes, added up from the postings. */
import { formatInstant, type Instant } from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";

/** What one rule (null: members themselves, by redeeming) gave of one unit to one cause. */
export type GivenRow = {
  cause: string;
  rule: string | null;
  unit: string;
  /** Steps, less what came back with returned goods. */
  given: number;
  /** Accounts of which something given has not come back. */
  givers: number;
  first: Instant;
  last: Instant;
  /** Minor units that members' gifts stood for; null for rules. */
  worth: number | null;
};

export type Period = { program: string; from: Instant | null; until: Instant | null };

const valuesOf = ({ program, from, until }: Period): (string | null)[] => [
  program,
  from === null ? null : formatInstant(from),
  until === null ? null : formatInstant(until),
];

/** Everything that was given in a period by the instants of its postings, in the order of causes, rules and units. */
export async function readGiven(db: Queryable, period: Period): Promise<GivenRow[]> {
  const { rows } = await db.query<GivenRow>({
    name: "giving-read",
    text: `WITH by_account AS (
        SELECT beneficiary AS cause, rule, unit, account,
          sum(CASE WHEN source = 'given' THEN -amount ELSE amount END) AS given, min(at) AS first, max(at) AS last
        FROM posting
        WHERE program = $1 AND beneficiary IS NOT NULL AND at >= coalesce($2::timestamptz, '-infinity')
          AND at < coalesce($3::timestamptz, 'infinity')
        GROUP BY beneficiary, rule, unit, account
      ), donated AS (
        SELECT effect ->> 'cause' AS cause, effect ->> 'unit' AS unit, sum((effect ->> 'worth')::bigint) AS worth
        FROM outbox
        WHERE program = $1 AND effect ->> 'type' = 'donated'
          AND (effect ->> 'at')::float8 / 1000 >= coalesce(extract(epoch FROM $2::timestamptz), '-infinity'::float8)
          AND (effect ->> 'at')::float8 / 1000 < coalesce(extract(epoch FROM $3::timestamptz), 'infinity'::float8)
        GROUP BY 1, 2
      )
      SELECT a.cause, a.rule, a.unit, sum(a.given)::bigint AS given,
        (count(*) FILTER (WHERE a.given > 0))::bigint AS givers, min(a.first) AS first, max(a.last) AS last,
        CASE WHEN a.rule IS NULL THEN min(d.worth)::bigint END AS worth
      FROM by_account a LEFT JOIN donated d ON d.cause = a.cause AND d.unit = a.unit
      GROUP BY a.cause, a.rule, a.unit ORDER BY a.cause, a.rule NULLS LAST, a.unit`,
    values: valuesOf(period),
  });
  return rows;
}

/** How many accounts redeemed anything in a period, and how many of these gave some of it to a cause. */
export async function countRedeemers(
  db: Queryable,
  period: Period,
): Promise<{ redeemers: number; donors: number }> {
  const { rows } = await db.query<{ redeemers: number; donors: number }>({
    name: "giving-redeemers",
    text: `SELECT count(DISTINCT account)::bigint AS redeemers,
        (count(DISTINCT account) FILTER (WHERE beneficiary IS NOT NULL))::bigint AS donors
      FROM posting
      WHERE program = $1 AND target = 'redeemed' AND at >= coalesce($2::timestamptz, '-infinity')
        AND at < coalesce($3::timestamptz, 'infinity')`,
    values: valuesOf(period),
  });
  return rows[0]!;
}
