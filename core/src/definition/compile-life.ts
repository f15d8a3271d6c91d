/** Compiles the life cycle. */
import { multiply, rational, ZERO } from "../rational.ts";
import type { Closing, LifeTerms, ReinstatementFee } from "../terms/life-terms.ts";
import { compileExemption } from "./compile-lasting.ts";
import { feeOf, stepsOf, type VersionCompiler } from "./compile-parts.ts";
import type { ClosingDefinition, FeeDefinition } from "./life-shape.ts";
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
    reinstate: reinstate ? { within: reinstate.within, fee: compileFee(reinstate.fee, compiler) } : null,
    purge: life.purge?.after ?? null,
    reasons,
  };
}

const closingOf = (reason: ClosingDefinition): Closing =>
  typeof reason === "string"
    ? { kind: "at-once" }
    : { kind: "spend-within", within: reason.spend_within, earns: reason.earns };

function compileFee(written: FeeDefinition, compiler: VersionCompiler): ReinstatementFee {
  const path = ["life", "reinstate", "fee"];
  if (typeof written === "string") return { plain: feeOf(written, path, compiler), by: null, tax: ZERO };
  const { plain, unit, each, by_balance, tax } = written;
  const { currencyDecimals, units, report } = compiler;
  const scale = units[unit]?.scale ?? 0;
  const perStep = rational(10n ** BigInt(currencyDecimals), 10n ** BigInt(scale));
  const sizes = by_balance.map(({ up_to, fee }, index) => {
    const at = [...path, "by_balance", index];
    const what = `the unit “${unit}”`;
    const upTo = up_to === undefined ? null : stepsOf(up_to, [...at, "up_to"], { scale, what, report });
    return { upTo, fee: feeOf(fee, [...at, "fee"], compiler) };
  });
  sizes.sort((a, b) => (a.upTo ?? Number.MAX_VALUE) - (b.upTo ?? Number.MAX_VALUE));
  return {
    plain: feeOf(plain, [...path, "plain"], compiler),
    by: { unit, each: multiply(each, perStep), sizes },
    tax,
  };
}
