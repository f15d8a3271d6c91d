/** Compiles referrals. */
import type { ReferralTerms } from "../terms/referrals-terms.ts";
import { FIXED_TYPES } from "./compile-earn.ts";
import { compileSchedule, type VersionCompiler } from "./compile-parts.ts";

export function compileReferrals(compiler: VersionCompiler): ReferralTerms | null {
  const { definition, conditions, report } = compiler;
  const written = definition.referrals;
  if (!written) return null;
  const { qualifies } = written;
  const path = ["referrals", "qualifies"];
  for (const [index, type] of qualifies.on.entries()) {
    if (FIXED_TYPES.has(type)) report("fact-type-fixed", [...path, "on", index], { id: type });
  }
  if (qualifies.first && !qualifies.on.includes("purchase")) {
    const because = "no purchase makes a referral count";
    const advice = "Take it out, or let purchases make it count.";
    report("key-out-of-place", [...path, "first"], { key: "first", because, advice }, "key");
  }
  return {
    schedule: compileSchedule(written.schedule, ["referrals", "schedule"], compiler),
    qualifies: {
      on: new Set(qualifies.on),
      when: conditions.compile(qualifies.when, [...path, "when"], { lines: false }),
      first: qualifies.first,
      within: qualifies.within ?? null,
      kept: qualifies.kept ?? null,
    },
    held: conditions.compile(written.held, ["referrals", "held"], { lines: false }),
  };
}
