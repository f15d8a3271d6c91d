/** Compiles cards and batches. */
import type { BatchReinstatement, BatchTerms, CardTerms, Product } from "../terms-cards.ts";
import { feeOf, type VersionCompiler } from "./compile-parts.ts";
import { adviseId, emptyRecord } from "./shape.ts";

export function compileProducts({ definition }: VersionCompiler): Record<string, Product> {
  const all = emptyRecord<Product>();
  for (const [id, { name }] of Object.entries(definition.products)) all[id] = { id, name };
  return all;
}

export function compileCards({ definition }: VersionCompiler): CardTerms {
  const closed = definition.cards?.last_closed ?? "kept";
  if (typeof closed === "string") return { lastClosed: { kind: closed } };
  return { lastClosed: { kind: "after", after: closed.after } };
}

export function compileBatches(compiler: VersionCompiler): BatchTerms {
  const { definition, report } = compiler;
  const written = definition.batches?.reinstate;
  if (!written) return { reinstate: null };
  const path = ["batches", "reinstate"];
  const byProduct = emptyRecord<BatchReinstatement>();
  for (const [id, { within, fee }] of Object.entries(written.by_product)) {
    const at = [...path, "by_product", id];
    byProduct[id] = { within, fee: feeOf(fee, [...at, "fee"], compiler) };
    if (!(id in definition.products)) {
      const advice = adviseId("product", id, Object.keys(definition.products));
      report("product-unknown", at, { id, advice }, "key");
    }
  }
  const fee = feeOf(written.fee, [...path, "fee"], compiler);
  return { reinstate: { within: written.within, fee, byProduct } };
}
