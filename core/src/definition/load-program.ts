/** A definition's text to the program that the engine runs, or to everything that is wrong with it. */

import { currencyDecimals } from "../currency.ts";
import type { EarnRule, Program, Version } from "../program.ts";
import { closest } from "./closest.ts";
import type { ConditionCompilers } from "./compile-conditions.ts";
import { compileVersion } from "./compile-version.ts";
import { DEFINITION_LIMITS } from "./definition-limits.ts";
import { type Tree, toPlain } from "./definition-tree.ts";
import { type Findings, makeFindings, makeReader } from "./findings.ts";
import { parseDefinition } from "./parse-definition.ts";
import type { Problem } from "./problem.ts";
import { describeTree, type Reader } from "./shape.ts";
import { findZone } from "./shape-values.ts";
import { KNOWN_FACT_TYPES, type VersionDefinition, versionShape } from "./version-shape.ts";
import { versionTrees } from "./version-trees.ts";

export type LoadedProgram = { program: Program; problems: [] } | { program: null; problems: Problem[] };

/**
 * Reads a program definition, YAML or JSON. Gives the compiled program, or every problem found, in the order of the
 * text. Never throws. `seed` is what draws are made from; the program's id, which everybody knows, when left out.
 */
export function loadProgram(text: string, options: { seed?: string } = {}): LoadedProgram {
  const findings = makeFindings(text);
  const { tree } = parseDefinition(text, findings.open);
  const program = tree ? compileProgram(tree, findings) : null;
  const problems = findings.problems();
  if (program && problems.length === 0)
    return { program: { ...program, seed: options.seed ?? program.id }, problems: [] };
  return { program: null, problems };
}

function compileProgram(root: Tree, findings: Findings): Program | null {
  if (root.kind !== "map") {
    const params = { key: "the definition", expected: "a group of settings", found: describeTree(root) };
    findings.add("type-wrong", root.at, { path: "", params: { ...params, sample: "tallystick: 1" } });
    return null;
  }
  const versions: Version[] = [];
  let program: Program | null = null;
  const compilers: ConditionCompilers = new Map();
  for (const [index, tree] of versionTrees(root, findings).entries()) {
    const reader = makeReader({ findings, tree, factTypes: KNOWN_FACT_TYPES });
    const definition = versionShape.read(tree, [], reader);
    program ??= readHead(definition, reader);
    if (tooManyRules(definition, reader)) continue;
    const { zone, currencyDecimals: decimals } = program;
    const plain = toPlain(tree) as Record<string, unknown>;
    const input = {
      number: index + 1,
      plain,
      definition,
      zone,
      currencyDecimals: decimals,
      reader,
      compilers,
    };
    const version = compileVersion(input);
    checkOrder(versions.at(-1), version, reader);
    checkKept(versions, version, reader);
    versions.push(version);
  }
  return program && { ...program, versions };
}

function readHead(definition: VersionDefinition, { report }: Reader): Program {
  const zone = findZone(definition.zone);
  if (!zone) {
    const near = closest(definition.zone, Intl.supportedValuesOf("timeZone"));
    report("zone-unknown", ["zone"], {
      zone: definition.zone.slice(0, 64),
      example: near ?? "Europe/Lisbon",
    });
  }
  return {
    id: definition.program,
    name: definition.name,
    currency: definition.currency,
    currencyDecimals: currencyDecimals(definition.currency) ?? 2,
    zone: zone ?? findZone("UTC")!,
    seed: "",
    versions: [],
  };
}

function tooManyRules(definition: VersionDefinition, { report }: Reader): boolean {
  const count = Object.keys(definition.earn).length;
  const limit = DEFINITION_LIMITS.rulesPerVersion;
  if (count > limit) report("rules-too-many", ["earn"], { count, limit }, "key");
  return count > limit;
}

function checkOrder(before: Version | undefined, version: Version, { report }: Reader): void {
  if (!before) return;
  const from = String(version.definition.from);
  if (version.from === before.from) report("versions-overlap", ["from"], { from });
  if (version.from < before.from)
    report("version-order", ["from"], { from, before: String(before.definition.from) });
}

/**
 * What amounts are counted in must not move under them: a unit keeps its scale through all the versions that have it,
 * and so does a rule with caps or a budget its unit. Balances, caps and budgets are kept in steps, under these names.
 */
function checkKept(earlier: Version[], version: Version, { report }: Reader): void {
  for (const { id, scale } of Object.values(version.units)) {
    const before = earlier.find(({ units }) => units[id] && units[id].scale !== scale)?.units[id]?.scale;
    if (before !== undefined) report("unit-scale-fixed", ["units", id, "scale"], { id, scale, before });
  }
  const counted = ({ caps, budget }: EarnRule): boolean => caps.length > 0 || budget !== null;
  const rules = earlier.flatMap(({ earn }) => earn).filter(counted);
  for (const { id, unit } of version.earn.filter(counted)) {
    const before = rules.find((rule) => rule.id === id && rule.unit !== unit)?.unit;
    if (before !== undefined) report("rule-unit-fixed", ["earn", id, "unit"], { id, unit, before });
  }
}
