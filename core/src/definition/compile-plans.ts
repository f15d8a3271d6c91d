/** Compiles plans and entitlements. */
import type { Entitlement, Plan } from "../terms-plans.ts";
import type { VersionCompiler } from "./compile-parts.ts";
import { emptyRecord } from "./shape.ts";

export function compilePlans({ definition }: VersionCompiler): Record<string, Plan> {
  const all = emptyRecord<Plan>();
  for (const [id, { name }] of Object.entries(definition.plans)) all[id] = { id, name };
  return all;
}

export function compileEntitlements({ definition }: VersionCompiler): Record<string, Entitlement> {
  const all = emptyRecord<Entitlement>();
  for (const [id, { name }] of Object.entries(definition.entitlements)) all[id] = { id, name };
  return all;
}
