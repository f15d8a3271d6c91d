/** Compiles plans and entitlements. */
import type { Entitlement, EntitlementPeriod, Plan } from "../terms/plans-terms.ts";
import { compileSchedule, stepsOf, type VersionCompiler } from "./compile-parts.ts";
import type { EntitlementDefinition, PlanDefinition } from "./plans-shape.ts";
import { emptyRecord } from "./shape.ts";

export function compilePlans(compiler: VersionCompiler): Record<string, Plan> {
  const all = emptyRecord<Plan>();
  for (const [id, plan] of Object.entries(compiler.definition.plans))
    all[id] = compilePlan(id, plan, compiler);
  return all;
}

function compilePlan(id: string, written: PlanDefinition, compiler: VersionCompiler): Plan {
  const { report, conditions, currencyDecimals, definition } = compiler;
  const path = ["plans", id];
  const money = { scale: currencyDecimals, what: `the currency ${definition.currency}`, zero: true, report };
  const replaces = written.replaces ?? [];
  if (replaces.includes(id)) {
    const because = "a plan cannot take its own place";
    const advice = `Take “${id}” out of the list.`;
    report("key-out-of-place", [...path, "replaces"], { key: "replaces", because, advice });
  }
  return {
    id,
    name: written.name,
    price: stepsOf(written.price, [...path, "price"], { ...money, advice: "Write an amount of 0 or more." }),
    every: written.every,
    trial: written.trial ?? null,
    trialOnce: written.trial_once,
    trialIdentity: conditions.compileText(written.trial_identity, [...path, "trial_identity"]),
    pastDue: written.past_due,
    priceChange: written.price_change,
    remind: written.remind ?? null,
    when: conditions.compile(written.when, [...path, "when"], { lines: false }),
    schedule: compileSchedule(written.schedule, [...path, "schedule"], compiler),
    replaces,
  };
}

export function compileEntitlements(compiler: VersionCompiler): Record<string, Entitlement> {
  const all = emptyRecord<Entitlement>();
  for (const [id, entitlement] of Object.entries(compiler.definition.entitlements))
    all[id] = compileEntitlement(id, entitlement, compiler);
  return all;
}

const OF_PLANS = ["period", "billing_month"] as const;
const OF_CALENDAR = ["fact", "day", "week", "month", "year", "lifetime"] as const;
const PERIODS: readonly EntitlementPeriod[] = [...OF_CALENDAR, ...OF_PLANS];

function compileEntitlement(
  id: string,
  written: EntitlementDefinition,
  compiler: VersionCompiler,
): Entitlement {
  const { conditions, report } = compiler;
  const path = ["entitlements", id];
  for (const key of OF_PLANS) {
    if (written.limits[key] === undefined || written.plans !== undefined) continue;
    const because = "a billing period is one of a plan, and none is named";
    const advice = "Name the plans that entitle under “plans”, or write a limit per month.";
    report("key-out-of-place", [...path, "limits", key], { key, because, advice }, "key");
  }
  return {
    id,
    name: written.name,
    plans: written.plans ?? [],
    when: conditions.compile(written.when, [...path, "when"], { lines: false }),
    covers: conditions.compile(written.covers, [...path, "covers"], { lines: false }),
    againAfter: written.again_after ?? null,
    limits: compileLimits(written),
    schedule: compileSchedule(written.schedule, [...path, "schedule"], compiler),
  };
}

/** What cannot be had again for a while is had one at a time, unless it is said otherwise. */
function compileLimits({ limits, again_after }: EntitlementDefinition): Entitlement["limits"] {
  const fact = limits.fact ?? (again_after === undefined ? undefined : 1);
  return PERIODS.flatMap((per) => {
    const max = per === "fact" ? fact : limits[per];
    return max === undefined ? [] : [{ max, per }];
  });
}
