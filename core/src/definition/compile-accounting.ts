/** Compiles the terms of revenue accounting. */
import { compare, formatRational, multiply, type Rational, rational } from "../rational.ts";
import type { AccountingTerms } from "../terms/accounting-terms.ts";
import type { VersionCompiler } from "./compile-parts.ts";
import { adviseId, emptyRecord } from "./shape.ts";

const ONE = rational(1n);

export function compileAccounting({
  definition,
  units,
  currencyDecimals,
  report,
}: VersionCompiler): Record<string, AccountingTerms> {
  const all = emptyRecord<AccountingTerms>();
  for (const [unit, { value, redeemed, rounding, funded }] of Object.entries(definition.accounting)) {
    const path = ["accounting", unit];
    if (!units[unit])
      report("unit-unknown", path, { id: unit, advice: adviseId("unit", unit, Object.keys(units)) }, "key");
    if (redeemed.num === 0n || compare(redeemed, ONE) > 0)
      report("share-out-of-range", [...path, "redeemed"], {
        key: "redeemed",
        found: formatRational(redeemed),
      });
    const minorPerStep = (each: Rational): Rational => {
      const scale = units[unit]?.scale ?? 0;
      return multiply(each, rational(10n ** BigInt(currencyDecimals), 10n ** BigInt(scale)));
    };
    const terms: AccountingTerms = {
      unit,
      perStep: minorPerStep(value),
      redeemed,
      rounding,
      funded: emptyRecord(),
    };
    const rules = Object.keys(definition.earn).filter((id) => definition.earn[id]!.unit === unit);
    for (const [id, { by, price }] of Object.entries(funded)) {
      if (!rules.includes(id)) {
        const advice = adviseId("rule", id, rules);
        report("rule-unknown", [...path, "funded", id], { id, advice }, "key");
      }
      terms.funded[id] = { by, perStep: minorPerStep(price) };
    }
    all[unit] = terms;
  }
  return all;
}
