/** Compiles cards. */
import type { Product } from "../terms-cards.ts";
import type { VersionCompiler } from "./compile-parts.ts";
import { emptyRecord } from "./shape.ts";

export function compileProducts({ definition }: VersionCompiler): Record<string, Product> {
  const all = emptyRecord<Product>();
  for (const [id, { name }] of Object.entries(definition.products)) all[id] = { id, name };
  return all;
}
