/** Paid memberships: how they are taken out, changed and cancelled, and what their charges mean for them. */

import { versionAt } from "./account.ts";
import { isOpen } from "./calendar.ts";
import { withdrawCharges } from "./charges.ts";
import { claim, leftOf, noteShort, onceKey } from "./claims.ts";
import { count } from "./counters.ts";
import { type Draft, refuse } from "./draft.ts";
import type { SubscribeFact, UnsubscribeFact } from "./fact.ts";
import { factContext } from "./fact-context.ts";
import { own } from "./own.ts";
import { beginPlan, endPlan, periodStarts, planTerms, setPlan, tellChange } from "./plan-periods.ts";
import type { Instant, Version } from "./program.ts";
import type { Charge, PlanState } from "./state.ts";
import type { Plan } from "./terms/plans-terms.ts";

/**
 * Begins a membership at the account's present, on the terms of the fact's instant: one that is told late is not charged
 * for days on which it could not be used. Of a plan that is about to end, takes the ending back.
 */
export function subscribe(draft: Draft, fact: SubscribeFact, at: Instant): void {
  const version = versionAt(draft.program, at);
  const plan = own(version.plans, fact.plan) ?? refuse("plan-unknown", { plan: fact.plan });
  const held = heldPlan(draft, plan.id);
  if (held) {
    if (!held.ends) refuse("plan-active", { plan: plan.id });
    goOn(draft, plan.id, held);
    return;
  }
  const subscription = { fact, at, version };
  requireOffered(draft, plan, subscription);
  const before = plan.replaces.find((id) => heldPlan(draft, id));
  if (before !== undefined) changePlan(draft, before, plan);
  else beginPlan(draft, plan, takeTrial(draft, plan, subscription));
}

const heldPlan = ({ state }: Draft, id: string): PlanState | undefined => own(state.plans ?? {}, id);

/** A membership goes on that was about to end. */
function goOn(draft: Draft, id: string, { ends: _, next: __, ...held }: PlanState): void {
  setPlan(draft, id, held);
}

type Subscription = { fact: SubscribeFact; at: Instant; version: Version };

function requireOffered(draft: Draft, plan: Plan, subscription: Subscription): void {
  const { id, schedule, when } = plan;
  if (schedule && !isOpen(draft.program.zone, schedule, subscription.at))
    refuse("plan-not-available", { plan: id });
  if (when && !when.test(factContext(draft, subscription.fact, subscription.at)))
    refuse("plan-not-eligible", { plan: id, condition: when.source });
}

/** The trial that a new membership begins with; null: none, because there is none or it was had before. */
function takeTrial(draft: Draft, plan: Plan, subscription: Subscription): Plan["trial"] {
  if (!plan.trial || hadTrial(draft, plan)) return null;
  if (plan.trialIdentity !== null) {
    const who = plan.trialIdentity.value(factContext(draft, subscription.fact, subscription.at));
    if (who === "") return null;
    const resource = onceKey(`trial.${plan.id}`, who);
    if ((leftOf(draft, resource) ?? 1) < 1) {
      noteShort(draft, resource);
      return null;
    }
    claim(draft, resource, 1);
  }
  noteTrial(draft, plan, subscription.at);
  return plan.trial;
}

const trialKey = (plan: string): string => `trial:${plan}`;

/** Whether the account has had its trial, of the plan or of one that it replaces. */
const hadTrial = ({ state }: Draft, { id, trialOnce, replaces }: Plan): boolean =>
  trialOnce && [id, ...replaces].some((plan) => own(state.counters, trialKey(plan)) !== undefined);

const noteTrial = (draft: Draft, { id }: Plan, at: Instant): void =>
  count(draft, { key: trialKey(id), per: "lifetime" }, { amount: 1, at });

/**
 * From one plan of a family to another: at the end of what is paid for. During a trial at once, with what is left of the
 * trial; past due at once too, since nothing is paid for.
 */
function changePlan(draft: Draft, before: string, plan: Plan): void {
  const held = heldPlan(draft, before)!;
  if (held.status === "active") {
    if (held.next === plan.id) refuse("plan-active", { plan: plan.id });
    setPlan(draft, before, { ...held, ends: true, next: plan.id });
    return;
  }
  endPlan(draft, before);
  if (held.status === "past-due" || !plan.trial) {
    beginPlan(draft, plan, null);
    return;
  }
  const { status, since, anchor, from, until, periods } = held;
  const taken: PlanState = { status, since, anchor, from, until, periods };
  if (plan.priceChange === "keep") taken.price = plan.price;
  setPlan(draft, plan.id, taken);
  tellChange(draft, plan.id, { from: "none", to: status, until });
  noteTrial(draft, plan, draft.state.at);
}

/**
 * Ends a membership: with what is paid for, or at once when past due. A cancellation from before the present period that
 * is told only now ends it at once: nothing is collected for what began after it, and what was is to be paid back.
 */
export function unsubscribe(draft: Draft, { plan: id }: UnsubscribeFact, at: Instant): void {
  const { state, effects } = draft;
  const held = heldPlan(draft, id);
  if (!held) {
    dropNext(draft, id);
    return;
  }
  const late = at < held.from && held.from > held.since;
  if (!late && held.status !== "past-due") {
    const { next: _, ...kept } = held;
    setPlan(draft, id, { ...kept, ends: true });
    return;
  }
  const takenBack = late ? periodsAfter(draft, { id, held, at }) : [];
  // Before the charges of one that is past due are withdrawn with it: then they would look as if they had been paid.
  const paid = takenBack.filter((period) => period.paid);
  endPlan(draft, id, takenBack[0]?.begun);
  for (const { amount } of paid) effects.push({ type: "refund-due", for: id, amount, at: state.at });
  if (late) withdrawCharges(draft, { plan: id, after: at });
}

/** The periods that began after an instant, oldest first, and whether their charges were collected: the others are open. */
function periodsAfter(
  draft: Draft,
  { id, held, at }: { id: string; held: PlanState; at: Instant },
): { begun: Instant; amount: number; paid: boolean }[] {
  const charges = Object.values(draft.state.charges ?? {}).filter(({ plan }) => plan === id);
  return periodStarts(draft, id, held)
    .filter((begun) => begun > at)
    .map((begun) => {
      const amount = held.price ?? own(versionAt(draft.program, begun).plans, id)?.price ?? 0;
      return { begun, amount, paid: amount > 0 && !charges.some(({ dueAt }) => dueAt === begun) };
    });
}

/**
 * Lets no membership outlast the closing of its account: each ends with what is paid for, and one that is past due, or
 * whose period begins with the closing, at once. With `atOnce` all do, and nobody is to collect for them any more.
 */
export function stopPlans(draft: Draft, atOnce: boolean): void {
  for (const id of Object.keys(draft.state.plans ?? {}).sort()) {
    const { next: _, ...held } = draft.state.plans![id]!;
    const begins = held.from === draft.state.at;
    if (!atOnce && !begins && held.status !== "past-due") setPlan(draft, id, { ...held, ends: true });
    else {
      endPlan(draft, id);
      const all = atOnce || held.status === "past-due";
      withdrawCharges(draft, { plan: id, after: (all ? held.since : held.from) - 1 });
    }
  }
}

/** Takes back a change to a plan that has not begun yet: the present one goes on. */
function dropNext(draft: Draft, plan: string): void {
  const plans = draft.state.plans ?? {};
  const before = Object.keys(plans).find((id) => plans[id]!.next === plan);
  if (before === undefined) refuse("plan-not-held", { plan });
  else goOn(draft, before, plans[before]!);
}

/** A charge was collected: a membership is no longer past due once none of its charges has failed. */
export function planPaid(draft: Draft, of: Charge): void {
  const held = of.plan === undefined ? undefined : heldPlan(draft, of.plan);
  if (held?.status !== "past-due") return;
  const owing = Object.values(draft.state.charges ?? {}).some(
    ({ plan, failed, dueAt }) => plan === of.plan && failed && dueAt >= held.since,
  );
  if (owing) return;
  const { lapsesAt: _, ...kept } = held;
  setPlan(draft, of.plan!, { ...kept, status: "active" });
  tellChange(draft, of.plan!, { from: "past-due", to: "active", until: held.until });
}

/** A charge of the present membership could not be collected: from now on it is past due, for as long as its plan says. */
export function planUnpaid(draft: Draft, of: Charge): void {
  const held = of.plan === undefined ? undefined : heldPlan(draft, of.plan);
  if (!held || held.status === "past-due" || of.dueAt < held.since) return;
  const pastDue = planTerms(draft, of.plan!)?.pastDue;
  if (!pastDue) return;
  const lapsesAt = draft.program.zone.plus(draft.state.at, pastDue);
  setPlan(draft, of.plan!, { ...held, status: "past-due", lapsesAt });
  tellChange(draft, of.plan!, { from: held.status, to: "past-due", until: lapsesAt });
}
