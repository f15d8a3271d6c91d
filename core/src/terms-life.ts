/** Compiled terms of the life cycle and of referrals. */

export type LifeTerms = { note: string | null };

export type ReferralTerms = { note: string | null };
