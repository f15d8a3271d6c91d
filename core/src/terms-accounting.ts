/** Compiled terms of revenue accounting. */

export type AccountingTerms = { unit: string };
