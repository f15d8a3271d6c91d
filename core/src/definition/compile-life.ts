/** Compiles the life cycle and referrals. */
import type { LifeTerms, ReferralTerms } from "../terms-life.ts";
import type { VersionCompiler } from "./compile-parts.ts";

export const compileLife = ({ definition: { life } }: VersionCompiler): LifeTerms | null =>
  life ? { note: life.note ?? null } : null;

export const compileReferrals = ({ definition: { referrals } }: VersionCompiler): ReferralTerms | null =>
  referrals ? { note: referrals.note ?? null } : null;
