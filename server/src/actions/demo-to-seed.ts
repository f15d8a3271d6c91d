import type pg from "pg";
import { readPrograms } from "../store/programs.ts";
import { readSetting } from "../store/settings.ts";
import { DEMO_PROGRAM, findUnfinishedDemo } from "./seed-demo.ts";

/**
 * The demo that a start shall make: one that was begun and not ended, or the café on the very first start of a database,
 * before its owner has a key; null otherwise.
 */
export async function demoToSeed(pool: pg.Pool): Promise<string | null> {
  const unfinished = await findUnfinishedDemo(pool);
  if (unfinished !== null) return unfinished;
  const started = (await readSetting(pool, "owner-key")) !== null;
  return started || (await readPrograms(pool, null)).length > 0 ? null : DEMO_PROGRAM;
}
