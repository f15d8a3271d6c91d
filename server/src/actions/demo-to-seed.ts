import type pg from "pg";
import { readPrograms } from "../store/programs.ts";
import { readSetting } from "../store/settings.ts";
import { DEMO_PROGRAM, findUnfinishedDemo, isDemoFinished } from "./seed-demo.ts";

/**
 * The demo that a start shall make: the ready-made program that was asked for, if it is not there yet; else one that was
 * begun and not ended, or the café on the very first start of a database, before its owner has a key; null otherwise.
 */
export async function demoToSeed(pool: pg.Pool, asked?: string): Promise<string | null> {
  if (asked !== undefined) return (await isDemoFinished(pool, asked)) ? null : asked;
  const unfinished = await findUnfinishedDemo(pool);
  if (unfinished !== null) return unfinished;
  const started = (await readSetting(pool, "owner-key")) !== null;
  return started || (await readPrograms(pool, null)).length > 0 ? null : DEMO_PROGRAM;
}
