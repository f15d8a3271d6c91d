/** Compiles gates. */
import type { Gate } from "../terms/gates-terms.ts";
import { compileTimes } from "./compile-earn.ts";
import type { VersionCompiler } from "./compile-parts.ts";
import type { Path } from "./definition-tree.ts";
import type { GateDefinition } from "./gates-shape.ts";

export const compileGates = (compiler: VersionCompiler): Gate[] =>
  Object.entries(compiler.definition.gates).map(([id, gate]) => compileGate(id, gate, compiler));

/** What has to be taken whenever it comes: time itself, and what happened to money. */
const UNGATED = new Set(["time", "charge-paid", "charge-failed", "notice"]);

function compileGate(id: string, written: GateDefinition, compiler: VersionCompiler): Gate {
  const path = ["gates", id];
  const { conditions } = compiler;
  const limits = compileTimes(written.limits);
  checkGate(id, written, { path, compiler, limited: limits.length > 0 });
  return {
    id,
    on: new Set(written.on),
    when: conditions.compile(written.when, [...path, "when"], { lines: false }),
    age: compileAge(written, path, compiler),
    limits,
    limitsBy: conditions.compileText(written.limits_by, [...path, "limits_by"]),
    countedOn: conditions.compileText(written.counted_on, [...path, "counted_on"]),
    once: conditions.compileText(written.once, [...path, "once"]),
    unlessBought: compileBought(written, path, compiler),
    says: written.says ?? null,
  };
}

type Checking = { path: Path; compiler: VersionCompiler; limited: boolean };

function checkGate(id: string, written: GateDefinition, { path, compiler, limited }: Checking): void {
  const { report } = compiler;
  for (const [index, type] of written.on.entries()) {
    if (UNGATED.has(type)) report("fact-type-ungated", [...path, "on", index], { id: type });
  }
  const { when, age, once, unless_bought } = written;
  if (!limited && [when, age, once, unless_bought].every((terms) => terms === undefined))
    report("gate-without-terms", path, { gate: id }, "key");
  const misplaced = (key: string, because: string, advice: string): void =>
    report("key-out-of-place", [...path, key], { key, because, advice }, "key");
  for (const key of ["limits_by", "counted_on"] as const) {
    if (written[key] !== undefined && !limited)
      misplaced(key, "the gate has no limits", "Take it out, or write “limits”.");
  }
  if (unless_bought && !age)
    misplaced(
      "unless_bought",
      "nothing says how long sales are remembered",
      "Write “age” beside it, with how long ago the sale may be.",
    );
}

function compileAge({ age }: GateDefinition, path: Path, { conditions }: VersionCompiler): Gate["age"] {
  const of = conditions.compileText(age?.of, [...path, "age", "of"]);
  return age && of ? { of, most: age.most } : null;
}

function compileBought(
  { unless_bought: written }: GateDefinition,
  path: Path,
  { conditions }: VersionCompiler,
): Gate["unlessBought"] {
  if (!written) return null;
  const where = [...path, "unless_bought"];
  const on = conditions.compileText(written.on, [...where, "on"]);
  const channel = conditions.compileText(written.channel, [...where, "channel"]);
  const amount = conditions.compileNumber(written.amount, [...where, "amount"]);
  return on ? { on, channel, amount } : null;
}
