/** Compiles the terms of revenue accounting. */
import type { AccountingTerms } from "../terms-accounting.ts";
import type { VersionCompiler } from "./compile-parts.ts";
import { emptyRecord } from "./shape.ts";

export function compileAccounting({ definition }: VersionCompiler): Record<string, AccountingTerms> {
  const all = emptyRecord<AccountingTerms>();
  for (const unit of Object.keys(definition.accounting)) all[unit] = { unit };
  return all;
}
