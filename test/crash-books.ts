import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { readPostmaster } from "../server/src/db/postmaster.ts";

/** Looks into the embedded database of a data folder without holding it: it may be killed, and nobody starts it here. */
export type Watch = {
  /** The process id of PostgreSQL's first process; null when there is none. */
  postgres: () => number | null;
  /** The rows of a query; null when the database cannot be asked at the moment. */
  ask: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[] | null>;
  close: () => Promise<void>;
};

export function openWatch(dataDir: string): Watch {
  const cluster = join(dataDir, "postgres");
  let client: pg.Client | null = null;

  const connect = async (): Promise<pg.Client | null> => {
    const running = readPostmaster(cluster);
    const passwordFile = join(cluster, "tallystick.password");
    if (running?.status !== "ready" || !existsSync(passwordFile)) return null;
    const fresh = new pg.Client({
      host: "127.0.0.1",
      port: running.port,
      user: "tallystick",
      password: readFileSync(passwordFile, "utf8").trim(),
      database: "tallystick",
      application_name: "crash-watch",
      connectionTimeoutMillis: 3000,
    });
    fresh.on("error", () => {});
    await fresh.connect();
    return fresh;
  };
  const drop = async (): Promise<void> => {
    const old = client;
    client = null;
    await old?.end().catch(() => {});
  };
  return {
    postgres: () => readPostmaster(cluster)?.pid ?? null,
    ask: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) => {
      try {
        client ??= await connect();
        return client && (await client.query<Row>(text, values)).rows;
      } catch {
        await drop();
        return null;
      }
    },
    close: drop,
  };
}

/** What an import has left of one fact: whose it is, its content, and what it moved. */
export type ImportedFact = { fact: string; customer: string; hash: string; moved: string };

/** Where to read: a pool, or a watch whose database runs. */
export type Ask = <Row extends pg.QueryResultRow>(text: string, values: unknown[]) => Promise<Row[] | null>;

/** Every fact that came from the file, in the order of their ids, without what depends on when it was booked. */
export async function readImported(ask: Ask, program: string): Promise<ImportedFact[]> {
  const rows = await ask<ImportedFact>(
    `SELECT j.fact_id AS fact, i.value AS customer, encode(j.fact_hash, 'hex') AS hash,
            coalesce((SELECT string_agg(p.unit || ' ' || p.source || ' ' || p.target || ' ' || p.total, ', ' ORDER BY p.unit, p.source, p.target)
                        FROM (SELECT unit, source, target, sum(amount) AS total FROM posting
                               WHERE shard = j.shard AND account = j.account AND version = j.version
                               GROUP BY unit, source, target) p), '') AS moved
       FROM journal j JOIN identifier i ON i.program = j.program AND i.account = j.account AND i.kind = 'customer'
      WHERE j.program = $1 AND j.fact_id NOT LIKE 'till-%'
      ORDER BY j.fact_id COLLATE "C"`,
    [program],
  );
  if (rows === null) throw new Error("The database cannot be asked.");
  return rows;
}

/** How two imports differ, in words; the first few differences. */
export function differences(expected: ImportedFact[], found: ImportedFact[]): string[] {
  const text = (one: ImportedFact): string => JSON.stringify(one);
  const wanted = new Set(expected.map(text));
  const there = new Set(found.map(text));
  const missing = expected.filter((one) => !there.has(text(one))).map((one) => `Missing: ${text(one)}`);
  const added = found.filter((one) => !wanted.has(text(one))).map((one) => `Not expected: ${text(one)}`);
  const doubled = found.length - there.size;
  return [
    ...missing.slice(0, 10),
    ...added.slice(0, 10),
    ...(doubled > 0 ? [`${doubled} facts are there twice.`] : []),
  ];
}
