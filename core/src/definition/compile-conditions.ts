/** All conditions of one version, compiled with what its declarations let them see. */

import { dataFields } from "../condition-context.ts";
import type { Condition } from "../program.ts";
import { type ConditionCompiler, type ConditionScope, makeConditionCompiler } from "./compile-condition.ts";
import type { Path } from "./definition-tree.ts";
import type { Reader } from "./shape.ts";
import type { VersionDefinition } from "./version-shape.ts";

export type ConditionSource = {
  /** Null when nothing is written or when it is wrong, which is reported. */
  compile: (source: string | undefined, path: Path, options: { lines: boolean }) => Condition | null;
};

/** Compilers by what they may see; versions that declare the same share one. */
export type ConditionCompilers = Map<string, ConditionCompiler>;

type Input = {
  definition: VersionDefinition;
  currencyDecimals: number;
  report: Reader["report"];
  compilers: ConditionCompilers;
};

export function compileConditions(input: Input): ConditionSource {
  const { definition, currencyDecimals, report, compilers } = input;
  const ladders = Object.entries(definition.tiers).map(([id, ladder]) => [id, Object.keys(ladder.levels)]);
  const scope = (lines: boolean): ConditionScope => ({
    fields: Object.fromEntries(dataFields(definition)),
    member: definition.member,
    units: Object.keys(definition.units),
    plans: Object.keys(definition.plans),
    ladders: Object.fromEntries(ladders),
    currencyDecimals,
    lines,
  });

  function compilerFor(lines: boolean): ConditionCompiler {
    const seen = scope(lines);
    const key = JSON.stringify(seen);
    const compiler = compilers.get(key) ?? makeConditionCompiler(seen);
    compilers.set(key, compiler);
    return compiler;
  }
  const own = new Map<boolean, ConditionCompiler>();

  return {
    compile(source, path, { lines }) {
      if (source === undefined) return null;
      const compiler = own.get(lines) ?? compilerFor(lines);
      own.set(lines, compiler);
      const { condition, problem } = compiler.compile(source);
      if (problem) report(problem.code, path, problem.params, problem.position);
      return condition;
    },
  };
}
