/** Compiles transfers. */
import type { Partner } from "../terms-partners.ts";
import type { VersionCompiler } from "./compile-parts.ts";
import { emptyRecord } from "./shape.ts";

export function compilePartners({ definition }: VersionCompiler): Record<string, Partner> {
  const all = emptyRecord<Partner>();
  for (const [id, { name }] of Object.entries(definition.partners)) all[id] = { id, name };
  return all;
}
