/** Compiles giving. */
import type { Cause } from "../terms/causes-terms.ts";
import type { CauseDefinition } from "./causes-shape.ts";
import { stepsOf, type VersionCompiler } from "./compile-parts.ts";
import { adviseId, emptyRecord } from "./shape.ts";
import { instantOf } from "./shape-values.ts";

export function compileCauses(compiler: VersionCompiler): Record<string, Cause> {
  const all = emptyRecord<Cause>();
  for (const [id, cause] of Object.entries(compiler.definition.causes)) {
    all[id] = compileCause(id, cause, compiler);
  }
  return all;
}

function compileCause(id: string, written: CauseDefinition, compiler: VersionCompiler): Cause {
  const { zone, report } = compiler;
  const { name, beneficiary = null, equivalents } = written;
  const from = written.from === undefined ? null : instantOf(written.from, zone);
  const until = written.until === undefined ? null : instantOf(written.until, zone);
  if (from !== null && until !== null && until <= from) {
    const params = { from: written.from!, until: written.until! };
    report("schedule-reversed", ["causes", id, "until"], params);
  }
  const paid = written.paid === undefined ? null : instantOf(written.paid, zone);
  const worth = compileWorth(id, written, compiler);
  return { id, name, beneficiary, from, until, paid, equivalents, worth };
}

function compileWorth(id: string, written: CauseDefinition, compiler: VersionCompiler): Cause["worth"] {
  const { currencyDecimals, definition, units, report } = compiler;
  const money = { scale: currencyDecimals, what: `the currency ${definition.currency}`, report };
  const worth = emptyRecord<number>();
  for (const [unit, amount] of Object.entries(written.worth)) {
    const path = ["causes", id, "worth", unit];
    if (!(unit in units)) {
      const advice = adviseId("unit", unit, Object.keys(units));
      report("unit-unknown", path, { id: unit, advice }, "key");
    }
    worth[unit] = stepsOf(amount, path, money);
  }
  return worth;
}
