/** Conditions that exempt an account from what time does: they are looked at without a fact. */
import type { Condition } from "../program.ts";
import type { VersionCompiler } from "./compile-parts.ts";
import type { Path } from "./definition-tree.ts";

/** What moves by itself, with nothing happening, or is there for one fact only. */
const NOT_LASTING = ["fact", "time", "account.days", "account.joined_days"];

/** Compiles an exemption; null without one. Reports what it may not read. */
export function compileExemption(
  source: string | undefined,
  path: Path,
  { conditions, report }: VersionCompiler,
): Condition | null {
  const condition = conditions.compile(source, path, { lines: false });
  const root = NOT_LASTING.find((name) => condition?.uses.has(name));
  if (root !== undefined) report("unless-reads", path, { root });
  return condition;
}
