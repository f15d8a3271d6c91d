/** All conditions of one version, compiled with what its declarations let them see. */

import { dataFields } from "../declared-fields.ts";
import type { Condition, Expression } from "../program.ts";
import type { Rational } from "../rational.ts";
import { type ConditionCompiler, makeConditionCompiler } from "./compile-condition.ts";
import type { Path } from "./definition-tree.ts";
import type { ConditionProblem, ConditionScope } from "./inspect-condition.ts";
import type { Reader } from "./shape.ts";
import type { VersionDefinition } from "./version-shape.ts";

export type ConditionSource = {
  /** Null when nothing is written or when it is wrong, which is reported. */
  compile: (source: string | undefined, path: Path, options: Sees) => Condition | null;
  compileText: (source: string | undefined, path: Path) => Expression<string> | null;
  compileNumber: (source: string | undefined, path: Path) => Expression<Rational> | null;
};

/** Whether a condition sees one line, or one tender, of a purchase. */
type Sees = { lines: boolean; tenders?: boolean };

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
  const scope = (sees: ConditionScope["sees"]): ConditionScope => ({
    fields: Object.fromEntries(dataFields(definition)),
    member: definition.member,
    units: Object.keys(definition.units),
    plans: Object.keys(definition.plans),
    ladders: Object.fromEntries(ladders),
    currencyDecimals,
    sees,
  });
  const own = new Map<ConditionScope["sees"], ConditionCompiler>();

  function compilerFor(sees: ConditionScope["sees"]): ConditionCompiler {
    const known = own.get(sees);
    if (known) return known;
    const seen = scope(sees);
    const key = JSON.stringify(seen);
    const compiler = compilers.get(key) ?? makeConditionCompiler(seen);
    compilers.set(key, compiler);
    own.set(sees, compiler);
    return compiler;
  }

  function told<T extends { problem: ConditionProblem | null }>(compiled: T, path: Path): T {
    const { problem } = compiled;
    if (problem) report(problem.code, path, problem.params, problem.position);
    return compiled;
  }

  return {
    compile(source, path, { lines, tenders }) {
      if (source === undefined) return null;
      const sees = lines ? "line" : tenders ? "tender" : "fact";
      return told(compilerFor(sees).compile(source), path).condition;
    },
    compileText: (source, path) =>
      source === undefined ? null : told(compilerFor("fact").compileText(source), path).expression,
    compileNumber: (source, path) =>
      source === undefined ? null : told(compilerFor("fact").compileNumber(source), path).expression,
  };
}
