/** Compiles the life cycle. */
import type { Closing, LifeTerms } from "../terms-life.ts";
import { compileExemption } from "./compile-lasting.ts";
import { feeOf, type VersionCompiler } from "./compile-parts.ts";
import type { ClosingDefinition } from "./life-shape.ts";
import { emptyRecord } from "./shape.ts";

export function compileLife(compiler: VersionCompiler): LifeTerms | null {
  const { life } = compiler.definition;
  if (!life) return null;
  const { closes, reinstate } = life;
  const reasons = emptyRecord<Closing>();
  for (const [id, reason] of Object.entries(life.reasons)) reasons[id] = closingOf(reason);
  return {
    closes: closes
      ? {
          after: closes.after,
          unless: compileExemption(closes.unless, ["life", "closes", "unless"], compiler),
          restarts: closes.exemption_ends === "restarts",
        }
      : null,
    takes: new Set(life.takes),
    expiry: life.expiry,
    reinstate: reinstate
      ? { within: reinstate.within, fee: feeOf(reinstate.fee, ["life", "reinstate", "fee"], compiler) }
      : null,
    purge: life.purge?.after ?? null,
    reasons,
  };
}

const closingOf = (reason: ClosingDefinition): Closing =>
  typeof reason === "string" ? { kind: "at-once" } : { kind: "spend-within", within: reason.spend_within };
