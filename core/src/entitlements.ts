/** Entitlements: what a member may have, how often and how soon again. */

import { versionAt } from "./account.ts";
import { isOpen, periodEnd, periodOf } from "./calendar.ts";
import { countIn, PERIODS_KEPT, roomIn } from "./counters.ts";
import { type Draft, refuse } from "./draft.ts";
import { formatDuration } from "./duration.ts";
import type { UseFact } from "./fact.ts";
import { factContext } from "./fact-context.ts";
import { formatInstant, parseInstant } from "./instant.ts";
import { own } from "./own.ts";
import { monthOfPlan, periodStarts } from "./plan-periods.ts";
import type { Instant } from "./program.ts";
import type { PastPlan } from "./state.ts";
import type { Entitlement, EntitlementPeriod } from "./terms/plans-terms.ts";

/** What of a membership tells its periods; of one that is over too. */
type Periods = Omit<PastPlan, "ended">;

/** A use as it is judged: of what, when and of how many, and by which plan where one is needed. */
type Use = {
  entitlement: Entitlement;
  at: Instant;
  quantity: number;
  by: { id: string; held: Periods } | null;
};

/**
 * Uses an entitlement, which costs nothing: on the terms of the fact's instant, and of the plans that were held then. A use
 * that is told late counts in the periods in which it happened, and keeps its distance from the later uses too.
 */
export function useEntitlement(draft: Draft, fact: UseFact, at: Instant): void {
  const asked = "entitlement" in fact.of ? fact.of : refuse("entitlement-unknown", { entitlement: "" });
  const { entitlement: id, quantity = 1 } = asked;
  const version = versionAt(draft.program, at);
  const entitlement = own(version.entitlements, id) ?? refuse("entitlement-unknown", { entitlement: id });
  const use: Use = { entitlement, at, quantity, by: entitledBy(draft, entitlement, at) };
  if (entitlement.schedule && !isOpen(draft.program.zone, entitlement.schedule, at))
    refuse("entitlement-not-available", { entitlement: id });
  requireConditions(draft, fact, use);
  requireDistance(draft, use);
  requireRoom(draft, use);
  countUse(draft, use);
  draft.effects.push({ type: "entitlement-used", entitlement: id, quantity, at: draft.state.at });
}

/** The first of the entitlement's plans that was held at the use; null where none is needed. */
function entitledBy({ state }: Draft, entitlement: Entitlement, at: Instant): Use["by"] {
  const { plans, id } = entitlement;
  if (plans.length === 0) return null;
  for (const plan of plans) {
    const held = own(state.plans ?? {}, plan);
    if (held && held.since <= at) return { id: plan, held };
    const past = own(state.past ?? {}, plan);
    if (past && past.since <= at && at < past.ended) return { id: plan, held: past };
  }
  return refuse("entitlement-not-held", { entitlement: id, plans: plans.join(", ") });
}

function requireConditions(draft: Draft, fact: UseFact, { entitlement, at }: Use): void {
  const { id, when, covers } = entitlement;
  if (!when && !covers) return;
  const context = factContext(draft, fact, at);
  if (when && !when.test(context))
    refuse("entitlement-not-eligible", { entitlement: id, condition: when.source });
  if (covers && !covers.test(context))
    refuse("entitlement-not-covered", { entitlement: id, condition: covers.source });
}

const limitKey = (entitlement: string, per: EntitlementPeriod): string => `entitlement:${entitlement}:${per}`;
const usesKey = (entitlement: string): string => `entitlement:${entitlement}:uses`;

/** Instants name uses and billing periods: written out, they sort in order of time. */
const nameOf = formatInstant;

/**
 * Refuses a use too close to another, before it or after it. The latest `PERIODS_KEPT` uses are known; one from before
 * all of them cannot be judged and is refused.
 */
function requireDistance({ state, program: { zone } }: Draft, { entitlement, at }: Use): void {
  const { againAfter: after, id } = entitlement;
  if (!after) return;
  const uses = (own(state.counters, usesKey(id)) ?? []).map(([name]) => parseInstant(name)!);
  let again = at;
  const free = (): boolean =>
    uses.every((use) => again >= zone.plus(use, after) || zone.plus(again, after) <= use);
  const forgotten = uses.length >= PERIODS_KEPT && uses.every((use) => at < use);
  if (!forgotten && free()) return;
  // The next free instant is right after one of the uses.
  const ends = uses.map((use) => zone.plus(use, after)).sort((a, b) => a - b);
  for (const end of ends) {
    if (end < at) continue;
    again = end;
    if (free()) break;
  }
  refuse("entitlement-too-soon", {
    entitlement: id,
    after: formatDuration(after),
    again: formatInstant(again),
  });
}

function requireRoom(draft: Draft, use: Use): void {
  const { entitlement, quantity } = use;
  const { id } = entitlement;
  for (const { max, per } of entitlement.limits) {
    if (per === "fact") {
      if (quantity > max) refuse("entitlement-too-many", { entitlement: id, max, wanted: quantity });
      continue;
    }
    const left = roomIn(draft, { key: limitKey(id, per), max }, periodName(draft, use, per));
    if (left >= quantity) continue;
    const again = endOf(draft, use, per);
    refuse("entitlement-limit", {
      entitlement: id,
      max,
      per: per.replace("_", " "),
      left,
      again: again === null ? "never" : formatInstant(again),
    });
  }
}

function countUse(draft: Draft, use: Use): void {
  const { entitlement, at, quantity } = use;
  const { id } = entitlement;
  for (const { per } of entitlement.limits) {
    if (per !== "fact")
      countIn(draft, { key: limitKey(id, per), period: periodName(draft, use, per) }, quantity);
  }
  if (entitlement.againAfter) countIn(draft, { key: usesKey(id), period: nameOf(at) }, quantity);
}

type CountedPeriod = Exclude<EntitlementPeriod, "fact">;

/** The name of the period in which the use lies; a billing period and a month of a plan go by their beginning. */
function periodName(draft: Draft, { at, by }: Use, per: CountedPeriod): string {
  if (per !== "period" && per !== "billing_month") return periodOf(draft.program.zone, per, at);
  if (!by) return "ever";
  const { held, id } = by;
  if (per === "billing_month") return nameOf(monthOfPlan(draft, held, at).from);
  if (at >= held.from) return nameOf(held.from);
  // From before the first billing day, it was in the trial.
  return nameOf(periodStarts(draft, id, held).findLast((begun) => begun <= at) ?? held.since);
}

/** When the next period begins after the one in which the use lies; null: never. */
function endOf(draft: Draft, { at, by }: Use, per: CountedPeriod): Instant | null {
  if (per !== "period" && per !== "billing_month") return periodEnd(draft.program.zone, per, at);
  if (by && per === "billing_month") return monthOfPlan(draft, by.held, at).until;
  return by && (at < by.held.from ? by.held.from : by.held.until);
}
