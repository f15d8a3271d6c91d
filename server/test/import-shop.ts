import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { expect } from "vitest";
import { auditProgram } from "../src/actions/audit-program.ts";
import { type ImportInput, type ImportSummary, importPurchases } from "../src/actions/import-purchases.ts";
import { publishProgram } from "../src/actions/publish-program.ts";
import { loadMapping } from "../src/import/load-mapping.ts";
import { type Ledger, openLedger } from "../src/ledger/open-ledger.ts";

/** What an import test says of its import; the rest has its usual values. */
export type ImportTest = Partial<Omit<ImportInput, "mapping" | "program">> & {
  pool: pg.Pool;
  /** The texts of the definition and of the mapping. */
  definition: string;
  mapping: string;
  /** Puts something between the import and the ledger, such as a fault. */
  throughLedger?: (ledger: Ledger) => Ledger;
};

/** A new folder for files of a test; the caller removes it. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), "tallystick-import-"));

/** Publishes the definition and imports the file at `path` on a ledger of its own. */
export async function runImport({
  pool,
  definition,
  mapping,
  throughLedger = (ledger) => ledger,
  ...input
}: ImportTest): Promise<ImportSummary> {
  const { program } = await publishProgram(
    { pool },
    { text: definition, program: null, by: null, now: Date.parse("2025-06-01T00:00:00Z") },
  );
  const loaded = loadMapping(mapping);
  expect(loaded.problems).toEqual([]);
  const ledger = openLedger({ pool });
  try {
    const path = input.path ?? "-";
    const rejectedPath = `${path}.rejected.csv`;
    return await importPurchases(
      { pool, ledger: throughLedger(ledger) },
      { path, rejectedPath, ...input, program, mapping: loaded.mapping! },
    );
  } finally {
    await ledger.close();
  }
}

/** Writes rows to a file of the folder and gives its path. */
export function writeRows(folder: string, text: string): string {
  const path = join(folder, "rows.csv");
  writeFileSync(path, text);
  return path;
}

/** The rows of a file of rejected rows, each as its cells, without the header. */
export const rejectedRows = (path: string): string[] =>
  readFileSync(path, "utf8").trimEnd().split("\n").slice(1);

/** Every account's state and journal, without when it was booked: what two imports must agree on. */
export async function fingerprint(pool: pg.Pool): Promise<unknown[]> {
  const { rows } = await pool.query(
    `SELECT (SELECT count(*) FROM member)::int AS members, (SELECT count(*) FROM identifier)::int AS identifiers,
            (SELECT md5(string_agg(id || state::text, '' ORDER BY id)) FROM account) AS states,
            (SELECT md5(string_agg(account || version || fact::text || outcome::text, '' ORDER BY account, version))
               FROM journal) AS journal,
            (SELECT md5(string_agg(account || version || n || unit || source || target || amount, ''
                                   ORDER BY account, version, n)) FROM posting) AS postings`,
  );
  return rows;
}

/** The books are right, and no lease of the import is left. */
export async function expectSound(pool: pg.Pool): Promise<void> {
  const report = await auditProgram({ pool }, { program: null });
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
  const { rows } = await pool.query("SELECT id FROM program WHERE importing_until IS NOT NULL");
  expect(rows).toEqual([]);
}
