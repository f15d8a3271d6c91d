/** Compiles giving. */
import type { Cause } from "../terms-causes.ts";
import type { VersionCompiler } from "./compile-parts.ts";
import { emptyRecord } from "./shape.ts";

export function compileCauses({ definition }: VersionCompiler): Record<string, Cause> {
  const all = emptyRecord<Cause>();
  for (const [id, { name }] of Object.entries(definition.causes)) all[id] = { id, name };
  return all;
}
