/** Compiles when units expire. */
import type { Expiry } from "../program.ts";
import { compileExemption } from "./compile-lasting.ts";
import { stepsOf, type VersionCompiler } from "./compile-parts.ts";
import type { Path } from "./definition-tree.ts";
import { emptyRecord } from "./shape.ts";
import type { ExpiryDefinition } from "./units-shape.ts";

/** The unit whose expiry is compiled: its name for people and its decimals. */
type Of = { many: string; scale: number; compiler: VersionCompiler };

export function compileExpiry(written: ExpiryDefinition | undefined, path: Path, of: Of): Expiry {
  if (written === undefined || typeof written === "string") return { kind: "never" };
  if ("on" in written) return { kind: "date", month: written.on.month, day: written.on.day };
  if ("by" in written) {
    const levels = emptyRecord<Expiry>();
    for (const [level, expiry] of Object.entries(written.levels))
      levels[level] = compileExpiry(expiry, [...path, "levels", level], of);
    const otherwise = compileExpiry(written.otherwise, [...path, "otherwise"], of);
    return {
      kind: "tier",
      ladder: written.by,
      levels,
      otherwise,
      whileHeld: written.judged === "while-held",
    };
  }
  const unless = compileExemption(written.unless, [...path, "unless"], of.compiler);
  if ("after" in written) {
    const { after, end = null, kept_by: keptBy = null } = written;
    return { kind: "after", after, end, keptBy, unless };
  }
  const restarts = written.exemption_ends === "restarts";
  if ("inactive" in written) {
    const throughDay = written.counted === "through-the-day";
    return { kind: "inactivity", after: written.inactive, throughDay, unless, restarts };
  }
  const { after, every, share, all = null } = written.decay;
  const least = stepsOf(written.decay.least, [...path, "decay", "least"], {
    scale: of.scale,
    what: `the unit “${of.many}”`,
    zero: true,
    report: of.compiler.report,
  });
  return { kind: "decay", after, every, share, least, all, unless, restarts };
}
