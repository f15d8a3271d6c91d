import type pg from "pg";
import { type EventRow, parseEventCursor, readEvents } from "../store/events.ts";

/** The cursor before everything. */
const BEGINNING = "0.0";

export type EventPage = { events: EventRow[]; next: string };

/** Effects after a cursor (null: from the beginning), at most `limit`; null when the cursor is none. */
export async function listEvents(
  deps: { pool: pg.Pool },
  input: { program: string; after: string | null; limit: number },
): Promise<EventPage | null> {
  const cursor = input.after ?? BEGINNING;
  const after = parseEventCursor(cursor);
  if (!after) return null;
  const events = await readEvents(deps.pool, { program: input.program, after, limit: input.limit });
  return { events, next: events.at(-1)?.cursor ?? cursor };
}
