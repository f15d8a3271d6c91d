import { formatInstant, type Instant } from "@tallystick/core";
import type pg from "pg";
import { ActionError } from "../action-error.ts";
import { inSnapshot } from "../store/audit-pages.ts";
import { type ExportedAccount, type ExportedEntry, readExportPage } from "../store/export-pages.ts";
import { readPrograms, readVersions } from "../store/programs.ts";

/** One line of an export. Documents that the ledger keeps as text are passed on as they are. */
export type ExportRecord =
  | { type: "program"; id: string; name: string; currency: string; zone: string; exportedAt: string }
  | {
      type: "version";
      number: number;
      from: string;
      note: string | null;
      definition: unknown;
      source: string | null;
    }
  | ({ type: "account" } & Omit<ExportedAccount, "shard">)
  | ({ type: "entry"; account: string } & ExportedEntry);

/**
 * Tells everything of a program, as of one instant: the program, its versions, and each account with its identifiers,
 * its state and its journal from the first entry on. Waits for `tell`, so a slow reader costs no memory. Throws
 * ActionError `program-unknown`.
 */
export async function exportProgram(
  deps: { pool: pg.Pool },
  input: { program: string; now: Instant; tell: (record: ExportRecord) => Promise<void> },
): Promise<void> {
  const { tell } = input;
  await inSnapshot(deps.pool, async (db) => {
    const [program] = await readPrograms(db, input.program);
    if (!program)
      throw new ActionError("program-unknown", `There is no program ${input.program}: check its id.`);
    const { id, name, currency, zone } = program;
    await tell({ type: "program", id, name, currency, zone, exportedAt: formatInstant(input.now) });
    for (const { number, from, note, definition, source } of await readVersions(db, id)) {
      await tell({
        type: "version",
        number,
        from: formatInstant(from),
        note,
        definition: JSON.parse(definition),
        source,
      });
    }
    for (let after: string | null = ""; after !== null; ) {
      const page = await readExportPage(db, { program: id, after });
      for (const { account, entries } of page) {
        const { shard: _shard, ...rest } = account;
        await tell({ type: "account", ...rest });
        for (const entry of entries) await tell({ type: "entry", account: account.id, ...entry });
      }
      after = page.at(-1)?.account.id ?? null;
    }
  });
}
