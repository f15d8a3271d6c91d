/** Finds, in an account's journal, the purchases that a return may be of. */
import type { Instant } from "@tallystick/core";
import type { Queryable } from "../db/queryable.ts";

/** One line of a purchase; pieces in thousandths. */
export type PurchaseLine = {
  fact: string;
  line: string;
  sku: string;
  /** What was bought. */
  pieces: number;
  /** What had come back of it. */
  returned: number;
};

export type PurchaseSearch = {
  account: { shard: number; id: string };
  /** Purchases up to this instant. */
  until: Instant;
  /** Only lines of these articles. */
  skus: string[];
  /** Only this purchase; null: all. */
  fact: string | null;
  /** Returns whose ids begin so are those of the caller: the journal is looked at as it stood before the first one. */
  ownPrefix: string;
};

/**
 * The lines that were bought, the latest purchase first, with what has come back of each. The account's state says what
 * has come back by now; what came back since the caller's own first return is taken off again.
 */
export async function findPurchaseLines(db: Queryable, search: PurchaseSearch): Promise<PurchaseLine[]> {
  const { account, until, skus, fact, ownPrefix } = search;
  const { rows } = await db.query<{
    fact: string;
    line: string;
    sku: string;
    pieces: string;
    returned: string;
  }>({
    name: "purchase-lines",
    text: `WITH own AS (
        SELECT min(version) AS first FROM journal
         WHERE shard = $1 AND account = $2 AND fact_type = 'return' AND starts_with(fact_id, $4)
      ), since AS (
        SELECT later.fact->>'of' AS fact, part->>'line' AS line, sum(round((part->>'quantity')::numeric * 1000)) AS pieces
          FROM own JOIN journal later ON later.version >= own.first, json_array_elements(later.fact->'lines') part
         WHERE later.shard = $1 AND later.account = $2 AND later.fact_type = 'return'
           AND later.outcome->'refusal' IS NULL AND json_typeof(later.fact->'lines') = 'array'
         GROUP BY 1, 2
      )
      SELECT j.fact_id AS fact, bought->>'id' AS line, bought->>'sku' AS sku,
             round(coalesce((bought->>'quantity')::numeric, 1) * 1000)::text AS pieces,
             (coalesce((a.state->'returned'->j.fact_id->'lines'->(bought->>'id')->>'pieces')::numeric, 0)
               - coalesce(since.pieces, 0))::bigint::text AS returned
        FROM own
       CROSS JOIN account a
        JOIN journal j ON j.shard = a.shard AND j.account = a.id
       CROSS JOIN LATERAL json_array_elements(
               CASE WHEN json_typeof(j.fact->'lines') = 'array' THEN j.fact->'lines' ELSE '[]'::json END
             ) WITH ORDINALITY AS lines (bought, position)
        LEFT JOIN since ON since.fact = j.fact_id AND since.line = bought->>'id'
       WHERE a.shard = $1 AND a.id = $2 AND j.fact_type = 'purchase' AND j.outcome->'refusal' IS NULL
         AND j.occurred_at <= to_timestamp($3 / 1000.0) AND (own.first IS NULL OR j.version < own.first)
         AND bought->>'sku' = ANY($5::text[]) AND ($6::text IS NULL OR j.fact_id = $6)
       ORDER BY j.occurred_at DESC, j.version DESC, position`,
    values: [account.shard, account.id, until, ownPrefix, skus, fact],
  });
  return rows.map((row) => ({ ...row, pieces: Number(row.pieces), returned: Number(row.returned) }));
}
