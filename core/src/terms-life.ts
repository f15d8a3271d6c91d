/** Compiled terms of the life cycle. */

export type LifeTerms = { note: string | null };
