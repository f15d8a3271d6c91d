/** The periods of paid memberships: how one begins, renews and ends, and what time does to it. */
import { versionAt } from "./account.ts";
import { charge, withdrawCharges } from "./charges.ts";
import type { Clock, Draft } from "./draft.ts";
import type { Duration } from "./duration.ts";
import { own } from "./own.ts";
import type { Instant, Version } from "./program.ts";
import type { PastPlan, PlanState } from "./state.ts";
import type { Plan } from "./terms/plans-terms.ts";

/** So many periods in one length: counted from the anchor, 31 January is followed by 28 February and then 31 March. */
const times = ({ count, unit }: Duration, n: number): Duration => ({ count: count * n, unit });

/** The beginning of the period of that number, counted from 1 at the anchor. */
const periodStart = (
  { program: { zone } }: Draft,
  { anchor, every }: { anchor: Instant; every: Duration },
  number: number,
): Instant => (number === 1 ? anchor : zone.plus(anchor, times(every, number - 1)));

/**
 * The month of a membership in which an instant lies: counted from its first billing day, however long its periods are,
 * and before that, in a trial, from its beginning.
 */
export function monthOfPlan(
  { program: { zone } }: Draft,
  { since, anchor, firstBilled: billed = anchor }: Pick<PlanState, "since" | "anchor" | "firstBilled">,
  at: Instant,
): { from: Instant; until: Instant } {
  const first = at < billed ? since : billed;
  const start = (months: number): Instant =>
    months === 0 ? first : zone.plus(first, { count: months, unit: "month" });
  const [begun, now] = [zone.local(first), zone.local(at)];
  let months = (now.year - begun.year) * 12 + now.month - begun.month;
  if (start(months) > at) months -= 1;
  const until = start(months + 1);
  return { from: start(months), until: at < billed ? Math.min(until, billed) : until };
}

/** The terms of a plan in a version, or at the account's present; of one that is no longer offered, those that it had last. */
export function planTerms({ program, version }: Draft, id: string, of: Version = version): Plan | undefined {
  for (let number = of.number; number > 0; number--) {
    const plan = own(program.versions[number - 1]!.plans, id);
    if (plan) return plan;
  }
  return undefined;
}

type Billed = Pick<PlanState, "anchor" | "firstBilled" | "from">;

/**
 * When the periods of a membership began, from its first billing day to the present one, oldest first. A membership that
 * was told late began with a period of the terms of then: where that makes the periods before a change unknown, its
 * first day stands for them.
 */
export function periodStarts(draft: Draft, id: string, held: Billed): Instant[] {
  const { anchor, firstBilled, from } = held;
  if (firstBilled === undefined) return periodsBetween(draft, id, [anchor, from]).starts;
  const all = periodsBetween(draft, id, [firstBilled, from]);
  if (all.anchor === anchor && all.starts.at(-1) === from) return all.starts;
  return [firstBilled, ...periodsBetween(draft, id, [anchor, from]).starts];
}

/** The beginnings of periods from one on to another, each as long as the version of its first day says, and the last anchor. */
function periodsBetween(
  draft: Draft,
  id: string,
  [first, last]: [first: Instant, last: Instant],
): { anchor: Instant; starts: Instant[] } {
  const starts: Instant[] = [];
  let [anchor, number] = [first, 1];
  for (let begun = first; begun <= last; ) {
    const { every } = planTerms(draft, id, versionAt(draft.program, begun))!;
    if (periodStart(draft, { anchor, every }, number) !== begun) [anchor, number] = [begun, 1];
    starts.push(begun);
    number += 1;
    begun = periodStart(draft, { anchor, every }, number);
  }
  return { anchor, starts };
}

export function setPlan({ state }: Draft, id: string, held: PlanState): void {
  state.plans = { ...state.plans, [id]: held };
}

/** Says how a membership changes; `until` is when that status ends unless something is done. */
export function tellChange(
  draft: Draft,
  plan: string,
  change: { from: string; to: string; until?: Instant },
): void {
  draft.effects.push({ type: "plan-changed", plan, ...change, at: draft.state.at });
}

/** Begins a membership at the account's present: with a trial, which costs nothing, or charged from the start. */
export function beginPlan(draft: Draft, plan: Plan, trial: Duration | null): void {
  const { state, program } = draft;
  const at = state.at;
  const until = program.zone.plus(at, trial ?? plan.every);
  const held: PlanState = trial
    ? { status: "trial", since: at, anchor: until, from: at, until, periods: 0 }
    : { status: "active", since: at, anchor: at, from: at, until, periods: 1 };
  if (plan.priceChange === "keep") held.price = plan.price;
  setPlan(draft, plan.id, held);
  tellChange(draft, plan.id, { from: "none", to: held.status, until });
  if (!trial) charge(draft, { for: plan.id, amount: plan.price, plan: plan.id });
}

/** Begins the next period at the end of the present one, and charges it. */
function renew(draft: Draft, plan: Plan, held: PlanState): void {
  let { anchor, periods, firstBilled } = held;
  const { every, id } = plan;
  if (periods > 0 && periodStart(draft, { anchor, every }, periods + 1) !== held.until) {
    // A version has given the plan another billing period: its days are counted from here.
    firstBilled ??= anchor;
    anchor = held.until;
    periods = 0;
  }
  const { reminded: _, ...kept } = held;
  const status = held.status === "trial" ? "active" : held.status;
  const until = periodStart(draft, { anchor, every }, periods + 2);
  const next: PlanState = { ...kept, status, anchor, periods: periods + 1, from: held.until, until };
  if (firstBilled !== undefined) next.firstBilled = firstBilled;
  setPlan(draft, id, next);
  if (status !== held.status) tellChange(draft, id, { from: held.status, to: status, until });
  charge(draft, { for: id, amount: held.price ?? plan.price, plan: id });
}

/**
 * Ends a membership at the account's present, or as of an instant before it. One that is past due owes nothing any more: its
 * charges are withdrawn.
 */
export function endPlan(draft: Draft, id: string, ended: Instant = draft.state.at): void {
  const { state } = draft;
  const { [id]: held, ...others } = state.plans ?? {};
  if (!held) return;
  const { since, anchor, firstBilled, from, until, periods } = held;
  const past: PastPlan = { since, anchor, from, until, periods, ended };
  if (firstBilled !== undefined) past.firstBilled = firstBilled;
  state.past = { ...state.past, [id]: past };
  if (Object.keys(others).length > 0) state.plans = others;
  else delete state.plans;
  tellChange(draft, id, { from: held.status, to: "none" });
  if (held.status === "past-due") withdrawCharges(draft, { plan: id, after: held.since - 1 });
}

/** When the end of a period is to be announced; null: it need not be, or has been. */
function remindAt({ program, version }: Draft, id: string, held: PlanState): Instant | null {
  if (held.reminded || held.ends || held.status === "past-due") return null;
  const remind = own(version.plans, id)?.remind;
  return remind ? Math.max(held.from, program.zone.minus(held.until, remind)) : null;
}

/** Converts trials, renews periods, announces both, and ends what is to end. */
export const planClock: Clock = { due: plansDue, apply: passPlans };

function plansDue(draft: Draft): Instant | null {
  const { plans } = draft.state;
  if (!plans) return null;
  let due = Number.POSITIVE_INFINITY;
  for (const id in plans) {
    const held = plans[id]!;
    due = Math.min(due, held.until, held.lapsesAt ?? due, remindAt(draft, id, held) ?? due);
  }
  return due;
}

function passPlans(draft: Draft): void {
  if (!draft.state.plans) return;
  for (const id of Object.keys(draft.state.plans).sort()) {
    while (passPeriod(draft, id)) {
      // One period after another, until the present lies within one.
    }
  }
}

/** @returns whether the period or the membership is over, so that there may be more to do. */
function passPeriod(draft: Draft, id: string): boolean {
  const { state } = draft;
  const held = own(state.plans ?? {}, id);
  if (!held) return false;
  if (held.lapsesAt !== undefined && held.lapsesAt <= state.at) {
    endPlan(draft, id);
    return false;
  }
  if (held.until > state.at) {
    if ((remindAt(draft, id, held) ?? Number.POSITIVE_INFINITY) <= state.at) announceEnd(draft, id, held);
    return false;
  }
  const plan = own(draft.version.plans, id);
  if (plan && !held.ends) renew(draft, plan, held);
  else {
    endPlan(draft, id);
    const next = held.next === undefined ? undefined : own(draft.version.plans, held.next);
    if (next && !own(state.plans ?? {}, next.id)) beginPlan(draft, next, null);
  }
  return true;
}

function announceEnd(draft: Draft, id: string, held: PlanState): void {
  const { at } = draft.state;
  draft.effects.push({ type: "notice-due", about: "renewal", for: id, at, effective: held.until });
  setPlan(draft, id, { ...held, reminded: true });
}
