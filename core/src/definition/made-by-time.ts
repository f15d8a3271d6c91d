/** Rules that listen to days which come by themselves. */
import type { VersionCompiler } from "./compile-parts.ts";
import type { Path } from "./definition-tree.ts";

/** Days that come by themselves; rules on them cannot ask what accounts share, for nobody stands there to be refused. */
const MADE_BY_TIME = ["birthday", "anniversary"] as const;

/** Reports what a rule on a day that time makes cannot have, and a birthday that nobody tells. */
export function checkMadeByTime(
  written: {
    on: string[];
    budget?: unknown;
    once?: unknown;
    stock?: unknown;
    rate?: unknown;
    multiply?: unknown;
  },
  { path, compiler }: { path: Path; compiler: VersionCompiler },
): void {
  const { definition, report } = compiler;
  const byTime = written.on.filter((type) => (MADE_BY_TIME as readonly string[]).includes(type));
  if (byTime.length === 0) return;
  if (byTime.includes("birthday") && definition.member["birthday"] !== "date")
    report("birthday-unknown", [...path, "on"]);
  for (const key of ["budget", "once", "stock"] as const) {
    if (written[key] === undefined) continue;
    const because = `a ${byTime[0]} comes by itself, when what accounts share is not at hand`;
    report(
      "key-out-of-place",
      [...path, key],
      { key, because, advice: "Take it out; limit it with “times”." },
      "key",
    );
  }
}
