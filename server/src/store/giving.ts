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

/**
 * When what is booked happened. A fact that is told late is booked later than it happened, and what time did before a fact is
 * booked with it; a campaign is accounted for by what happened while it ran.
 */
const HAPPENED = "least(p.at, j.occurred_at)";
const WITHIN = `${HAPPENED} >= coalesce($2::timestamptz, '-infinity') AND ${HAPPENED} < coalesce($3::timestamptz, 'infinity')`;

/** Everything that was given in a period, in the order of causes, rules and units. */
export async function readGiven(db: Queryable, period: Period): Promise<GivenRow[]> {
  const { rows } = await db.query<GivenRow>({
    name: "giving-read",
    text: `WITH by_account AS (
        SELECT p.beneficiary AS cause, p.rule, p.unit, p.account,
          sum(CASE WHEN p.source = 'given' THEN -p.amount ELSE p.amount END) AS given,
          min(${HAPPENED}) AS first, max(${HAPPENED}) AS last
        FROM posting p JOIN journal j USING (shard, account, version)
        WHERE p.program = $1 AND p.beneficiary IS NOT NULL AND ${WITHIN}
        GROUP BY p.beneficiary, p.rule, p.unit, p.account
      ), donated AS (
        SELECT effect ->> 'cause' AS cause, effect ->> 'unit' AS unit, sum((effect ->> 'worth')::bigint) AS worth
        FROM outbox o JOIN journal j USING (shard, account, version)
        WHERE o.program = $1 AND effect ->> 'type' = 'donated'
          AND j.occurred_at >= coalesce($2::timestamptz, '-infinity') AND j.occurred_at < coalesce($3::timestamptz, 'infinity')
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
    text: `SELECT count(DISTINCT p.account)::bigint AS redeemers,
        (count(DISTINCT p.account) FILTER (WHERE p.beneficiary IS NOT NULL))::bigint AS donors
      FROM posting p JOIN journal j USING (shard, account, version)
      WHERE p.program = $1 AND p.target = 'redeemed' AND ${WITHIN}`,
    values: valuesOf(period),
  });
  return rows[0]!;
}
