/** Compiles giving. */
import type { Cause } from "../terms-causes.ts";
import type { CauseDefinition } from "./causes-shape.ts";
import type { VersionCompiler } from "./compile-parts.ts";
import { emptyRecord } from "./shape.ts";
import { instantOf } from "./shape-values.ts";

export function compileCauses(compiler: VersionCompiler): Record<string, Cause> {
  const all = emptyRecord<Cause>();
  for (const [id, cause] of Object.entries(compiler.definition.causes)) {
    all[id] = compileCause(id, cause, compiler);
  }
  return all;
}

function compileCause(id: string, written: CauseDefinition, { zone, report }: VersionCompiler): Cause {
  const { name, beneficiary = null, equivalents } = written;
  const from = written.from === undefined ? null : instantOf(written.from, zone);
  const until = written.until === undefined ? null : instantOf(written.until, zone);
  if (from !== null && until !== null && until <= from) {
    const params = { from: written.from!, until: written.until! };
    report("schedule-reversed", ["causes", id, "until"], params);
  }
  return { id, name, beneficiary, from, until, equivalents };
}
