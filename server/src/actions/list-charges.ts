import type pg from "pg";
import { type OpenCharge, readOpenCharges } from "../store/charges.ts";
import { parseEventCursor } from "../store/events.ts";

/** Open charges after a cursor (null: from the first), at most `limit`; null when the cursor is none. */
export async function listCharges(
  deps: { pool: pg.Pool },
  input: { program: string; after: string | null; limit: number },
): Promise<{ charges: OpenCharge[]; next: string | null } | null> {
  const after = parseEventCursor(input.after ?? "0.0");
  if (!after) return null;
  const { program, limit } = input;
  const charges = await readOpenCharges(deps.pool, { program, after, limit });
  return { charges, next: charges.length < limit ? null : charges.at(-1)!.cursor };
}
