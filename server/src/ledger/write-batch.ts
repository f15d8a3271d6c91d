import { formatInstant, type Instant, stateBytes } from "@tallystick/core";
import type pg from "pg";
import type { Queryable } from "../db/queryable.ts";
import type { Changed, DecidedBatch, Entry } from "./batch.ts";
import { columnsOf } from "./load-accounts.ts";
import { type ResourceKey, resourceName } from "./resources.ts";
import { resourceShard } from "./shard.ts";

/** A statement that writes a set, and how many rows it must touch where that can differ. */
type Write = { statement: pg.QueryConfig; rows?: number };

/**
 * Writes what a batch has decided, as sets: one statement a table, whatever the batch's size. Each statement is made
 * ready while the one before it runs. An account's new version is only accepted on top of the one that was decided on.
 */
export async function writeBatch(
  db: Queryable,
  { entries, changed }: DecidedBatch,
  now: Instant,
): Promise<void> {
  const makers = [
    () => journalRows(entries, now),
    () => postingRows(entries),
    () => outboxRows(entries),
    () => resourceRows(entries),
    () => accountRows([...changed.values()]),
  ];
  let running: Promise<pg.QueryResult> | null = null;
  let expected: number | undefined;
  for (const make of makers) {
    const write = make();
    if (!write) continue;
    confirm(await running, expected);
    running = db.query(write.statement);
    // Should the next statement fail to be made, this one's own failure must not go unheard.
    running.catch(() => {});
    expected = write.rows;
  }
  confirm(await running, expected);
}

function confirm(result: pg.QueryResult | null, expected: number | undefined): void {
  if (result && expected !== undefined && result.rowCount !== expected) {
    throw new Error(
      `A set statement touched ${result.rowCount} rows and not ${expected}, while they were locked.`,
    );
  }
}

/**
 * JSON documents travel joined by U+001E, which no JSON text contains. Three hundred documents of 600 bytes cost this
 * process 0.7 ms so, and 3 ms with every quote escaped for an array literal.
 */
const joinJson = (texts: string[]): string => texts.join("\u001e");

function journalRows(entries: Entry[], now: Instant): Write {
  const statement = {
    name: "ledger-insert-journal",
    text: `INSERT INTO journal (shard, account, version, program, fact_id, fact_type, fact, fact_hash, outcome,
                                program_version, occurred_at, booked_at)
           SELECT shard, account, version, program, fact_id, fact_type, fact::json, decode(fact_hash, 'hex'),
                  outcome::json, program_version, occurred_at, $12::timestamptz
             FROM unnest($1::smallint[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::text[],
                         string_to_array($7::text, E'\\x1e'), $8::text[], string_to_array($9::text, E'\\x1e'),
                         $10::integer[], $11::timestamptz[])
               AS n (shard, account, version, program, fact_id, fact_type, fact, fact_hash, outcome,
                     program_version, occurred_at)`,
    values: [
      entries.map(({ shard }) => shard),
      entries.map(({ account }) => account),
      entries.map(({ version }) => version),
      entries.map(({ program }) => program.id),
      entries.map(({ prepared }) => prepared.fact.id),
      entries.map(({ prepared }) => prepared.fact.type),
      joinJson(entries.map(({ prepared }) => prepared.json)),
      entries.map(({ prepared }) => prepared.hash),
      joinJson(entries.map(({ outcome }) => JSON.stringify(outcome))),
      entries.map(({ programVersion }) => programVersion),
      entries.map(({ prepared }) => formatInstant(prepared.occurredAt)),
      formatInstant(now),
    ],
  };
  return { statement };
}

function postingRows(entries: Entry[]): Write | null {
  const rows = entries.flatMap((entry) =>
    entry.outcome.postings.map((posting, n) => ({ entry, posting, n })),
  );
  if (rows.length === 0) return null;
  const statement = {
    name: "ledger-insert-postings",
    text: `INSERT INTO posting (shard, account, version, n, program, unit, source, target, amount, lot, rule, cause, at,
                                beneficiary)
           SELECT * FROM unnest($1::smallint[], $2::text[], $3::integer[], $4::integer[], $5::text[], $6::text[],
                                $7::text[], $8::text[], $9::bigint[], $10::text[], $11::text[], $12::text[],
                                $13::timestamptz[], $14::text[])`,
    values: [
      rows.map(({ entry }) => entry.shard),
      rows.map(({ entry }) => entry.account),
      rows.map(({ entry }) => entry.version),
      rows.map(({ n }) => n),
      rows.map(({ entry }) => entry.program.id),
      rows.map(({ posting }) => posting.unit),
      rows.map(({ posting }) => posting.from),
      rows.map(({ posting }) => posting.to),
      rows.map(({ posting }) => posting.amount),
      rows.map(({ posting }) => posting.lot ?? null),
      rows.map(({ posting }) => posting.rule ?? null),
      rows.map(({ posting }) => posting.cause),
      rows.map(({ posting }) => formatInstant(posting.at)),
      rows.map(({ posting }) => posting.beneficiary ?? null),
    ],
  };
  return { statement };
}

function outboxRows(entries: Entry[]): Write | null {
  const rows = entries.flatMap((entry) => entry.outcome.effects.map((effect) => ({ entry, effect })));
  if (rows.length === 0) return null;
  const statement = {
    name: "ledger-insert-outbox",
    text: `INSERT INTO outbox (shard, program, account, version, effect)
           SELECT shard, program, account, version, effect::json
             FROM unnest($1::smallint[], $2::text[], $3::text[], $4::integer[], string_to_array($5::text, E'\\x1e'))
               AS n (shard, program, account, version, effect)`,
    values: [
      rows.map(({ entry }) => entry.shard),
      rows.map(({ entry }) => entry.program.id),
      rows.map(({ entry }) => entry.account),
      rows.map(({ entry }) => entry.version),
      joinJson(rows.map(({ effect }) => JSON.stringify(effect))),
    ],
  };
  return { statement };
}

/** Adds the batch's claims to the resources, whose rows exist and are locked. */
function resourceRows(entries: Entry[]): Write | null {
  const sums = new Map<string, ResourceKey & { amount: number }>();
  for (const { program, outcome } of entries) {
    for (const { resource: key, amount } of outcome.claims ?? []) {
      const of = { program: program.id, key };
      const name = resourceName(of);
      sums.set(name, { ...of, amount: (sums.get(name)?.amount ?? 0) + amount });
    }
  }
  const rows = [...sums.values()].filter(({ amount }) => amount !== 0);
  if (rows.length === 0) return null;
  const statement = {
    name: "ledger-update-resources",
    text: `UPDATE resource r SET used = r.used + n.amount
             FROM unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[]) AS n (shard, program, key, amount)
            WHERE r.shard = n.shard AND r.program = n.program AND r.key = n.key`,
    values: [
      rows.map(({ program, key }) => resourceShard(program, key)),
      rows.map(({ program }) => program),
      rows.map(({ key }) => key),
      rows.map(({ amount }) => amount),
    ],
  };
  return { statement, rows: rows.length };
}

function accountRows(changed: Changed[]): Write {
  const columns = changed.map(({ program, state }) => columnsOf(program, state));
  const statement = {
    name: "ledger-update-accounts",
    text: `UPDATE account a
              SET version = n.version, state = n.state::json, at = n.at, due_at = n.due_at, tier = n.tier
             FROM unnest($1::smallint[], $2::text[], $3::integer[], $4::integer[],
                         string_to_array($5::text, E'\\x1e'), $6::timestamptz[], $7::timestamptz[], $8::text[])
               AS n (shard, id, before, version, state, at, due_at, tier)
            WHERE a.shard = n.shard AND a.id = n.id AND a.version = n.before`,
    values: [
      changed.map(({ shard }) => shard),
      changed.map(({ id }) => id),
      changed.map(({ before }) => before),
      changed.map(({ state }) => state.version),
      joinJson(changed.map(({ state }) => stateBytes(state))),
      changed.map(({ state }) => formatInstant(state.at)),
      columns.map(({ dueAt }) => dueAt),
      columns.map(({ tier }) => tier),
    ],
  };
  return { statement, rows: changed.length };
}
