/** Compiles transfers. */
import { multiply, rational } from "../rational.ts";
import type { Partner, TransferFee } from "../terms/partners-terms.ts";
import { compileSchedule, stepsOf, type VersionCompiler } from "./compile-parts.ts";
import type { Path } from "./definition-tree.ts";
import type { PartnerDefinition } from "./partners-shape.ts";
import { emptyRecord } from "./shape.ts";
import { instantOf } from "./shape-values.ts";

export function compilePartners(compiler: VersionCompiler): Record<string, Partner> {
  const all = emptyRecord<Partner>();
  for (const [id, partner] of Object.entries(compiler.definition.partners)) {
    all[id] = compilePartner(id, partner, compiler);
  }
  return all;
}

const tenTo = (power: number): bigint => 10n ** BigInt(power);

function compilePartner(id: string, written: PartnerDefinition, compiler: VersionCompiler): Partner {
  const path = ["partners", id];
  const { report, units } = compiler;
  const scale = units[written.unit]?.scale ?? 6;
  const steps = (text: string, where: Path): number =>
    stepsOf(text, where, { scale, what: `the unit “${written.unit}”`, report });
  const { receives, minimum, step } = written;
  const arrives = typeof receives === "string" ? { name: receives, scale: 0 } : receives;
  const limits: Partner["limits"] = [];
  for (const per of ["day", "year"] as const) {
    const text = written.limits[per];
    if (text !== undefined) limits.push({ max: steps(text, [...path, "limits", per]), per });
  }
  return {
    id,
    name: written.name,
    unit: written.unit,
    receives: arrives,
    ratio: multiply(written.ratio, rational(tenTo(arrives.scale), tenTo(scale))),
    minimum: minimum === undefined ? 1 : steps(minimum, [...path, "minimum"]),
    step: step === undefined ? 1 : steps(step, [...path, "step"]),
    fee: compileFee(written, { path: [...path, "fee"], scale, compiler }),
    limits,
    when: compiler.conditions.compile(written.when, [...path, "when"], { lines: false }),
    schedule: compileSchedule(written.schedule, [...path, "schedule"], compiler),
  };
}

/** Minor units per step: each × 10^decimals of the currency / 10^scale of the unit. */
function compileFee(
  { fee }: PartnerDefinition,
  { path, scale, compiler }: { path: Path; scale: number; compiler: VersionCompiler },
): TransferFee | null {
  if (!fee) return null;
  const { currencyDecimals, definition, zone, report } = compiler;
  const money = { scale: currencyDecimals, what: `the currency ${definition.currency}`, report };
  const waived = fee.waived.map((window, index) => {
    const { from, until } = window;
    const at = {
      from: from === undefined ? null : instantOf(from, zone),
      until: until === undefined ? null : instantOf(until, zone),
    };
    if (at.from !== null && at.until !== null && at.until <= at.from) {
      report("schedule-reversed", [...path, "waived", index, "until"], { from: from!, until: until! });
    }
    return at;
  });
  return {
    perStep: multiply(fee.each, rational(tenTo(currencyDecimals), tenTo(scale))),
    most: fee.most === undefined ? null : stepsOf(fee.most, [...path, "most"], money),
    waived,
  };
}
