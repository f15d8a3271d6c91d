/** Compiles cards and batches. */

import type { Duration } from "../duration.ts";
import type {
  BatchReinstatement,
  BatchTerms,
  CardsClosed,
  CardTerms,
  Product,
} from "../terms/cards-terms.ts";
import { feeOf, type VersionCompiler } from "./compile-parts.ts";
import { adviseId, emptyRecord } from "./shape.ts";

export function compileProducts({ definition }: VersionCompiler): Record<string, Product> {
  const all = emptyRecord<Product>();
  for (const [id, { name }] of Object.entries(definition.products)) all[id] = { id, name };
  return all;
}

export function compileCards({ definition, report }: VersionCompiler): CardTerms {
  const written = definition.cards;
  const all = (map: Record<string, WrittenClosed> = {}): Record<string, CardsClosed> =>
    Object.assign(
      emptyRecord<CardsClosed>(),
      Object.fromEntries(Object.entries(map).map(([id, one]) => [id, closedOf(one)])),
    );
  for (const id of Object.keys(written?.by_product ?? {})) {
    if (id in definition.products) continue;
    const advice = adviseId("product", id, Object.keys(definition.products));
    report("product-unknown", ["cards", "by_product", id], { id, advice }, "key");
  }
  return {
    lastClosed: closedOf(written?.last_closed ?? "kept"),
    byProduct: all(written?.by_product),
    byReason: all(written?.by_reason),
  };
}

type WrittenClosed = "kept" | "at-once" | { after: Duration };

const closedOf = (written: WrittenClosed): CardsClosed =>
  typeof written === "string" ? { kind: written } : { kind: "after", after: written.after };

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
