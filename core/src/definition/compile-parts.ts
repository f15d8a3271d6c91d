/** What the compilers of units, rules, tiers and rewards share: amounts, schedules and references to levels. */

import { parseDecimal } from "../decimal.ts";
import type { Schedule, Unit, Window } from "../program.ts";
import type { Zone } from "../zone.ts";
import type { ConditionSource } from "./compile-conditions.ts";
import type { Path } from "./definition-tree.ts";
import { type ScheduleDefinition, WEEKDAYS } from "./earn-shape.ts";
import { adviseId, type Reader } from "./shape.ts";
import { instantOf } from "./shape-values.ts";
import type { VersionDefinition } from "./version-shape.ts";

type Report = Reader["report"];

/** What compiling any part of a version needs at hand. */
export type VersionCompiler = {
  definition: VersionDefinition;
  zone: Zone;
  currencyDecimals: number;
  report: Reader["report"];
  conditions: ConditionSource;
  units: Record<string, Unit>;
};

/** Reports levels that the ladder does not have. */
export function checkLevels(
  input: { ladder: string; levels: Record<string, unknown>; definition: VersionDefinition; report: Report },
  path: Path,
): void {
  const { ladder, levels, definition, report } = input;
  const known = definition.tiers[ladder]?.levels;
  if (!known) return;
  for (const id of Object.keys(levels)) {
    if (id in known) continue;
    report(
      "level-unknown",
      [...path, id],
      { ladder, id, advice: adviseId("level", id, Object.keys(known)) },
      "key",
    );
  }
}

type AmountOptions = { scale: number; what: string; zero?: boolean; advice?: string; most?: number };

/** The steps of an amount written at `path`: more than zero (or zero where allowed) and not finer than the scale. */
export function stepsOf(written: string, path: Path, options: AmountOptions & { report: Report }): number {
  const { scale, what, report, most = MOST_STEPS } = options;
  const key = String(path.at(-1));
  const negative = written.startsWith("-") && !/^-0+(\.0+)?$/.test(written);
  const zero = /^-?0+(\.0+)?$/.test(written);
  if (negative || (zero && !options.zero)) {
    const advice = options.advice ?? `Write an amount above zero, or take “${key}” out.`;
    report("amount-not-positive", path, { key, found: written, advice });
    return 1;
  }
  const steps = parseDecimal(written, scale);
  if (steps !== null && steps <= most) return steps;
  const places = written.split(".")[1]?.replace(/0+$/, "").length ?? 0;
  if (places <= scale) {
    report("amount-too-large", path, {
      key,
      found: written,
      limit: String(Math.floor(most / 10 ** scale)),
    });
    return 1;
  }
  const rounded = decimalsAtMost(scale);
  const orScale = what.startsWith("the unit") && places <= 6 ? `, or give ${what} “scale: ${places}”` : "";
  report("amount-too-fine", path, {
    key,
    found: written,
    scale,
    what,
    advice: `Write ${rounded}${orScale}.`,
  });
  return 1;
}

/** The minor units of a fee written at `path`, which may be nothing. */
export const feeOf = (written: string, path: Path, compiler: VersionCompiler): number =>
  stepsOf(written, path, {
    scale: compiler.currencyDecimals,
    what: `the currency ${compiler.definition.currency}`,
    zero: true,
    report: compiler.report,
  });

/** What an amount at a scale may look like. */
export const decimalsAtMost = (scale: number): string =>
  scale === 0 ? "a whole number" : `at most ${scale} ${scale === 1 ? "decimal" : "decimals"}`;

/** Leaves room for sums of a few thousand such amounts within exact integers. */
export const MOST_STEPS = 1_000_000_000_000;

export function compileSchedule(
  written: ScheduleDefinition[] | undefined,
  path: Path,
  compiler: VersionCompiler,
): Schedule | null {
  if (!written) return null;
  // A window that stands alone has no index in the text; the reader of paths knows that of words, not of groups.
  const many = written.length > 1;
  return written.map((window, index) => compileWindow(window, many ? [...path, index] : path, compiler));
}

function compileWindow(written: ScheduleDefinition, path: Path, compiler: VersionCompiler): Window {
  const { zone, report } = compiler;
  const from = written.from === undefined ? null : instantOf(written.from, zone);
  const until = written.until === undefined ? null : instantOf(written.until, zone);
  if (from !== null && until !== null && until <= from) {
    report("schedule-reversed", [...path, "until"], { from: written.from!, until: written.until! });
  }
  if (written.hours && written.hours.end <= written.hours.start) {
    report("hours-reversed", [...path, "hours"], { found: written.hours.text });
  }
  const days = written.days ? new Set(written.days.map((day) => WEEKDAYS.indexOf(day) + 1)) : null;
  const hours = written.hours ? { start: written.hours.start, end: written.hours.end } : null;
  return { from, until, days, hours };
}
