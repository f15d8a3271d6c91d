/** Compiles the law of where members live. */
import type { Jurisdiction } from "../terms-law.ts";
import type { VersionCompiler } from "./compile-parts.ts";
import { emptyRecord } from "./shape.ts";

export function compileJurisdictions({ definition }: VersionCompiler): Record<string, Jurisdiction> {
  const all = emptyRecord<Jurisdiction>();
  for (const [id, { name }] of Object.entries(definition.jurisdictions)) all[id] = { id, name };
  return all;
}
