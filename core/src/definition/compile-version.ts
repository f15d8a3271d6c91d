/** One checked version of a definition to the compiled form that the engine runs. */

import { currencyDecimals as decimalsOf } from "../currency.ts";
import type { Condition, FieldType, Ladder, Unit, Version } from "../program.ts";
import type { Zone } from "../zone.ts";
import { compileAccounting } from "./compile-accounting.ts";
import { compileBatches, compileCards, compileProducts } from "./compile-cards.ts";
import { compileCauses } from "./compile-causes.ts";
import { type ConditionCompilers, compileConditions } from "./compile-conditions.ts";
import { compileEarn, compileSharedCaps } from "./compile-earn.ts";
import { compileExpiry } from "./compile-expiry.ts";
import { compileGates } from "./compile-gates.ts";
import { compileJurisdictions } from "./compile-law.ts";
import { compileLife } from "./compile-life.ts";
import { compilePartners } from "./compile-partners.ts";
import { checkLevels, stepsOf, type VersionCompiler } from "./compile-parts.ts";
import { compileEntitlements, compilePlans } from "./compile-plans.ts";
import { compileReferrals } from "./compile-referrals.ts";
import { compileRewards } from "./compile-rewards.ts";
import { compileConversions, compileIssueRules, compileVouchers } from "./compile-vouchers.ts";
import type { Path } from "./definition-tree.ts";
import { emptyRecord, type Reader } from "./shape.ts";
import { instantOf } from "./shape-values.ts";
import type { LadderDefinition, UnitDefinition, VersionDefinition } from "./version-shape.ts";
import { FACT_TYPES_WITH_FIELDS, KNOWN_FACT_TYPES } from "./version-shape.ts";

export type VersionInput = {
  number: number;
  plain: Record<string, unknown>;
  definition: VersionDefinition;
  zone: Zone;
  currencyDecimals: number;
  reader: Reader;
  compilers: ConditionCompilers;
};

/** Compiles a version; reports everything that is wrong with it. The result is only good when nothing was reported. */
export function compileVersion(input: VersionInput): Version {
  const { definition, zone, currencyDecimals, reader } = input;
  const { report } = reader;
  const units = emptyRecord<Unit>();
  if (Object.keys(definition.units).length === 0 && reader.known.unit.size === 0)
    report("units-missing", ["units"], {}, "key");
  checkFacts(definition, report);
  checkAtPar(definition, currencyDecimals, report);
  const conditions = compileConditions({ definition, currencyDecimals, report, compilers: input.compilers });
  const compiler: VersionCompiler = { definition, zone, currencyDecimals, report, conditions, units };
  for (const [id, unit] of Object.entries(definition.units)) units[id] = compileUnit(id, unit, compiler);
  const ladders = emptyRecord<Ladder>();
  for (const [id, ladder] of Object.entries(definition.tiers))
    ladders[id] = compileLadder(id, ladder, compiler);
  const within = definition.returns.within;
  return {
    number: input.number,
    from: instantOf(definition.from, zone),
    note: definition.note ?? null,
    units,
    spend: {
      kinds: new Set(definition.spend.kinds),
      tax: definition.spend.tax === "included",
      discounts: definition.spend.discounts,
      paidWithPoints: definition.spend.paid_with_points === "included",
      excludedCategories: new Set(definition.spend.excluded_categories),
      atPar: new Set(definition.spend.at_par),
    },
    earn: compileEarn(compiler),
    groups: definition.groups,
    caps: compileSharedCaps(compiler),
    ladders,
    rewards: compileRewards(compiler),
    holds: { lapse: definition.holds.lapse },
    returns: {
      within: within === undefined || within === "none" ? null : within,
      lines: conditions.compile(definition.returns.lines, ["returns", "lines"], { lines: true }),
      fromOtherLots: definition.returns.other_lots,
      shortfall: definition.returns.shortfall,
    },
    vouchers: compileVouchers(compiler),
    issue: compileIssueRules(compiler),
    conversions: compileConversions(compiler),
    plans: compilePlans(compiler),
    entitlements: compileEntitlements(compiler),
    partners: compilePartners(compiler),
    causes: compileCauses(compiler),
    products: compileProducts(compiler),
    cards: compileCards(compiler),
    batches: compileBatches(compiler),
    gates: compileGates(compiler),
    jurisdictions: compileJurisdictions(compiler),
    life: compileLife(compiler),
    referrals: compileReferrals(compiler),
    accounting: compileAccounting(compiler),
    activity: new Set(definition.activity),
    facts: definition.facts,
    member: definition.member,
    definition: input.plain,
  };
}

type Report = Reader["report"];

function checkFacts(definition: VersionDefinition, report: Report): void {
  const types = new Map<string, { type: FieldType; fact: string }>();
  for (const [fact, fields] of Object.entries(definition.facts)) {
    if (
      KNOWN_FACT_TYPES.includes(fact) &&
      !FACT_TYPES_WITH_FIELDS.includes(fact) &&
      !["join", "visit", "referral", "referred"].includes(fact)
    ) {
      report("fact-fields-fixed", ["facts", fact], { id: fact }, "key");
    }
    for (const [field, type] of Object.entries(fields)) {
      const before = types.get(field);
      if (!before) types.set(field, { type, fact });
      else if (before.type !== type) {
        report("field-conflict", ["facts", fact, field], {
          field,
          type,
          other: before.type,
          fact: before.fact,
        });
      }
    }
  }
}

/** An amount counts as it is only where minor units are of one size. */
function checkAtPar({ spend, currency }: VersionDefinition, ours: number, report: Report): void {
  for (const [index, other] of spend.at_par.entries()) {
    const theirs = decimalsOf(other);
    if (theirs === ours) continue;
    report("at-par-decimals", ["spend", "at_par", index], { other, theirs: theirs ?? 0, currency, ours });
  }
}

function compileUnit(id: string, unit: UnitDefinition, compiler: VersionCompiler): Unit {
  const { definition, report } = compiler;
  const { name, pending, expires, scale } = unit;
  if (expires && typeof expires === "object" && "by" in expires) {
    checkLevels({ ladder: expires.by, levels: expires.levels, definition, report }, [
      "units",
      id,
      "expires",
      "levels",
    ]);
  }
  const many = typeof name === "string" ? name : name.many;
  const steps = { scale, what: many, report: compiler.report };
  const advance = unit.advance === undefined ? 0 : stepsOf(unit.advance, ["units", id, "advance"], steps);
  return {
    id,
    one: typeof name === "string" ? name : name.one,
    many,
    scale,
    pending: pending === undefined || pending === "none" ? null : pending,
    expiry: compileExpiry(expires, ["units", id, "expires"], { many, scale, compiler }),
    cleared: unit.cleared.map((one) => ({
      at: instantOf(one.at, compiler.zone),
      earnedBefore: instantOf(one.earned_before, compiler.zone),
    })),
    activity: Array.isArray(unit.activity) ? new Set(unit.activity) : (unit.activity ?? null),
    debt: unit.debt === "allowed",
    ...(advance > 0 && { advance }),
    storedValue: unit.stored_value,
  };
}

function compileLadder(id: string, written: LadderDefinition, compiler: VersionCompiler): Ladder {
  const path = ["tiers", id];
  const { by, window, valid } = written;
  const levels = compileLevels(id, written, { path: [...path, "levels"], compiler });
  return {
    id,
    by: typeof by === "object" ? { kind: "earned", unit: by.earned } : { kind: by },
    window: typeof window === "object" ? { kind: "rolling", length: window.rolling } : { kind: window },
    valid: compileValidity(valid),
    grace: written.grace ?? null,
    drop: written.drop,
    returnsUndo: written.returns === "undo",
    firstByYearBefore: written.first === "previous-year",
    levels,
    grants: levels.some(({ when }) => when !== null),
  };
}

function compileValidity(valid: LadderDefinition["valid"]): Ladder["valid"] {
  if (typeof valid === "string") return { kind: "window" };
  if ("for" in valid) return { kind: "for", length: valid.for };
  return { kind: "end-of-year", years: valid.until === "end-of-year" ? 0 : 1 };
}

/** What a level's condition may not read: it is looked at without a fact, and must not depend on levels. */
const NOT_LASTING = [
  "fact",
  "time",
  "account.tier",
  "account.balance",
  "account.days",
  "account.joined_days",
];

type LevelTerms = { from?: string | undefined; when?: string | undefined; name?: string | undefined };

function compileLevelWhen(
  level: string,
  { when }: LevelTerms,
  { path, compiler }: { path: Path; compiler: VersionCompiler },
): Condition | null {
  const condition = compiler.conditions.compile(when, path, { lines: false });
  const root = NOT_LASTING.find((name) => condition?.uses.has(name));
  if (root !== undefined) compiler.report("level-when-reads", path, { level, root });
  return condition;
}

function thresholdScale(
  by: LadderDefinition["by"],
  compiler: VersionCompiler,
): { scale: number; what: string } {
  if (by === "visits") return { scale: 0, what: "a count of days" };
  if (by === "spend")
    return { scale: compiler.currencyDecimals, what: `the currency ${compiler.definition.currency}` };
  return { scale: compiler.units[by.earned]?.scale ?? 6, what: `the unit “${by.earned}”` };
}

function compileLevels(
  ladder: string,
  written: LadderDefinition,
  at: { path: Path; compiler: VersionCompiler },
): Ladder["levels"] {
  const { path, compiler } = at;
  const { report } = compiler;
  const scale = thresholdScale(written.by, compiler);
  const levels = Object.entries(written.levels).map(([id, level]): Ladder["levels"][number] => {
    const terms: LevelTerms = typeof level === "string" ? { from: level } : level;
    const where = typeof level === "string" ? [...path, id] : [...path, id, "from"];
    if (terms.from === undefined && terms.when === undefined)
      report("level-without-terms", [...path, id], { level: id }, "key");
    const threshold =
      terms.from === undefined
        ? Number.POSITIVE_INFINITY
        : stepsOf(terms.from, where, { ...scale, zero: true, report });
    const name = terms.name ?? id;
    return {
      id,
      name,
      threshold,
      when: compileLevelWhen(id, terms, { path: [...path, id, "when"], compiler }),
    };
  });
  levels.sort((a, b) => a.threshold - b.threshold);
  if (levels[0]?.threshold !== 0) report("ladder-without-base", path, { ladder }, "key");
  for (const [index, level] of levels.entries()) {
    const before = levels[index - 1];
    if (before?.threshold !== level.threshold || level.threshold === Number.POSITIVE_INFINITY) continue;
    const params = { first: before.id, second: level.id, threshold: level.threshold / 10 ** scale.scale };
    report("thresholds-same", [...path, level.id], params);
  }
  return levels;
}
