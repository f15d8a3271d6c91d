/**
 * What must hold of an account between its mechanisms, whatever the program and whatever happens, counted from facts and
 * outcomes alone:
 *
 * 1. No rule of issue, voucher, gate, entitlement or conversion gives or takes oftener than its limits, in the period of the
 *    fact's own instant, in any order of facts; and no shared key, stock or budget is exceeded.
 * 2. A voucher takes off no more than it was worth, and what was issued was used, has ended or is open.
 * 3. What was given to causes is what postings say, and a referral counts once.
 * 4. A closed account is given nothing; of a forfeited one nothing is left.
 */
import { balances, versionAt } from "../src/account.ts";
import { makeDraft } from "../src/advance.ts";
import { endOfYearDay, periodOf } from "../src/calendar.ts";
import { resourceLimit } from "../src/claims.ts";
import type { Decision, Effect } from "../src/decision.ts";
import type { Fact, UseFact } from "../src/fact.ts";
import { parseInstant } from "../src/instant.ts";
import { periodStarts } from "../src/plan-periods.ts";
import type { Instant, LimitedPeriod, Version } from "../src/program.ts";
import type { AccountState } from "../src/state.ts";
import type { Conversion } from "../src/terms/vouchers-terms.ts";
import type { Story } from "./account-story.ts";
import { add, must, same } from "./watch.ts";

/** Sums made from facts and outcomes, to hold against the account. */
export type Tally = {
  /** What is limited, and period → how much. */
  used: Record<string, number>;
  /** Voucher → minor units left of it, or null where it stands for a thing; gone ones are not in it. */
  vouchers: Record<string, number | null>;
  /** "cause unit" → steps. */
  given: Record<string, number>;
  /** When cups were had. */
  cups: Instant[];
  referrals: number;
  /** Minor units that were collected for each plan and not paid back. */
  collected: Record<string, number>;
};

export const beginTally = (): Tally => ({
  used: {},
  vouchers: {},
  given: {},
  cups: [],
  referrals: 0,
  collected: {},
});

type Step = { story: Story; tally: Tally; fact: Fact; before: AccountState; decision: Decision };
type Limit = { max: number; per: LimitedPeriod };

/** Counts against limits in the period of an instant. */
function countWithin(
  step: Step,
  of: { name: string; limits: readonly Limit[]; at: Instant; amount?: number },
): void {
  const { name, limits, at, amount = 1 } = of;
  const { zone } = step.story.program;
  for (const { max, per } of limits) {
    const key = `${name} ${per} ${periodOf(zone, per, at)}`;
    add(step.tally.used, key, amount);
    must(step.tally.used[key]! <= max, `${key} is kept: ${step.tally.used[key]} of ${max}`);
  }
}

/** Checks a fact that was taken, before it is booked. */
export function checkMechanisms(step: Step): void {
  const { story, fact } = step;
  const at = parseInstant(fact.occurredAt)!;
  const version = versionAt(story.program, at);
  checkVouchers(step);
  checkIssued(step, version, at);
  checkUse(step, version, at);
  for (const { id, limits, on } of version.gates)
    if (on.has(fact.type)) countWithin(step, { name: `gate ${id}`, limits, at });
  checkGiving(step);
  checkShared(step, version);
  checkClosed(step);
  checkPeriods(step);
  checkCollected(step);
}

/** The beginnings of periods are found again from the first billing day on. */
function checkPeriods({ story, decision: { state } }: Step): void {
  const draft = makeDraft(story.program, state);
  for (const [id, held] of Object.entries(state.plans ?? {})) {
    if (held.periods === 0) continue;
    same(periodStarts(draft, id, held).at(-1), held.from, `the present period of ${id} is one of them`);
  }
}

function checkCollected(step: Step): void {
  const { fact, before, decision, tally } = step;
  if (fact.type === "charge-paid" && "charge" in fact) {
    must(!decision.state.charges?.[fact.charge as string], "what was paid is no longer due");
    // One that time made on the way to the fact is not known before it.
    const { for: what, amount } = before.charges?.[fact.charge as string] ?? { for: "", amount: 0 };
    add(tally.collected, what, amount);
  }
  for (const { for: what, amount } of effectsOf(step, "refund-due")) {
    add(tally.collected, what, -amount);
    must(tally.collected[what]! >= 0, `no more is paid back for ${what} than was collected`);
  }
}

const effectsOf = <T extends Effect["type"]>({ decision }: Step, type: T): Extract<Effect, { type: T }>[] =>
  decision.outcome.effects.filter((effect): effect is Extract<Effect, { type: T }> => effect.type === type);

function checkVouchers(step: Step): void {
  const { tally, decision } = step;
  const { vouchers } = tally;
  const fresh = effectsOf(step, "voucher-issued");
  for (const { voucher, worth } of fresh) vouchers[voucher] = worth ?? null;
  for (const { voucher, amount } of effectsOf(step, "voucher-used")) {
    must(voucher in vouchers, `the voucher ${voucher} was there to be used`);
    const left = vouchers[voucher] === null ? 0 : vouchers[voucher]! - (amount ?? 0);
    must(left >= 0, `the voucher ${voucher} takes off no more than is left`);
    if (decision.state.vouchers?.[voucher]) vouchers[voucher] = left;
    else delete vouchers[voucher];
  }
  for (const { voucher } of effectsOf(step, "voucher-expired")) {
    must(voucher in vouchers, `the voucher ${voucher} was there to end`);
    delete vouchers[voucher];
  }
  const open = Object.entries(decision.state.vouchers ?? {}).map(([id, { left }]) => [id, left ?? null]);
  same(Object.fromEntries(open), vouchers, "what was issued was used, has ended or is open");
}

function checkIssued(step: Step, version: Version, at: Instant): void {
  const { story } = step;
  const issued = effectsOf(step, "voucher-issued");
  for (const { id, times, on } of version.issue) {
    // What time gave on the way belongs to its own days.
    if (!on.has(step.fact.type)) continue;
    const gave = issued.some(({ by }) => by === id);
    if (gave) countWithin(step, { name: `issue ${id}`, limits: times, at });
  }
  const names = story.program.versions.flatMap(({ conversions }) => conversions.map(({ id }) => id));
  for (const name of new Set(names)) {
    const mine = issued.filter(({ by }) => by === name);
    for (const when of new Set(mine.map((effect) => effect.at))) {
      const times = mine.filter((effect) => effect.at === when).length;
      checkConverted(step, { name, when, times });
    }
  }
}

function checkConverted(
  step: Step,
  { name, when, times }: { name: string; when: Instant; times: number },
): void {
  const { program } = step.story;
  const termsAt = (instant: Instant): Conversion | undefined =>
    versionAt(program, instant).conversions.find(({ id }) => id === name);
  // A window that closes with a year, or with a version, belongs to it.
  const closed = termsAt(when - 1)?.windows.some(
    ({ closes }) => endOfYearDay(program.zone, closes, when - 1) === when,
  );
  // Where the next version begins at that instant and converts at once, the effects do not tell the two apart.
  if (closed && termsAt(when)?.windows.length === 0) return;
  const at = closed ? when - 1 : when;
  const { limits } = termsAt(at)!;
  must(times <= (limits.window ?? times), `no more than ${limits.window} conversions in a window`);
  const year: Limit[] = limits.year === null ? [] : [{ max: limits.year, per: "year" }];
  countWithin(step, { name, limits: year, at, amount: times });
}

function checkUse(step: Step, version: Version, at: Instant): void {
  const { tally, story, before } = step;
  if (step.fact.type !== "use") return;
  const { of } = step.fact as UseFact;
  if ("voucher" in of) {
    const kind = effectsOf(step, "voucher-used")[0]!.kind;
    countWithin(step, { name: `voucher ${kind}`, limits: version.vouchers[kind]!.limits, at });
    must(before.life === undefined || before.life.spendable === true, "a closed account uses nothing");
    return;
  }
  const { entitlement, quantity = 1 } = of;
  const { limits, againAfter } = version.entitlements[entitlement]!;
  const calendar = limits.filter(
    (limit): limit is Limit => !["fact", "period", "billing_month"].includes(limit.per),
  );
  countWithin(step, { name: `entitlement ${entitlement}`, limits: calendar, at, amount: quantity });
  if (againAfter) {
    const { zone } = story.program;
    const isFar = (use: Instant): boolean =>
      at >= zone.plus(use, againAfter) || zone.plus(at, againAfter) <= use;
    must(tally.cups.every(isFar), "uses keep their distance");
  }
  tally.cups.push(at);
}

function checkGiving(step: Step): void {
  const { tally, decision } = step;
  for (const { unit, to, from, amount, beneficiary } of decision.outcome.postings) {
    if (beneficiary === undefined) continue;
    if (to === "given" || to === "redeemed") add(tally.given, `${beneficiary} ${unit}`, amount);
    else if (from === "given") add(tally.given, `${beneficiary} ${unit}`, -amount);
  }
  const impact: Record<string, number> = {};
  for (const [cause, units] of Object.entries(decision.state.impact ?? {}))
    for (const [unit, steps] of Object.entries(units)) impact[`${cause} ${unit}`] = steps;
  const given = Object.entries(tally.given).filter(([, steps]) => steps !== 0);
  same(impact, Object.fromEntries(given), "what was given is what postings say");
  tally.referrals += effectsOf(step, "fact-sent").length;
  must(tally.referrals <= 1, "a referral counts once");
}

function checkShared({ story, decision }: Step, version: Version): void {
  const used = { ...story.used };
  for (const { resource, amount } of decision.outcome.claims ?? []) {
    add(used, resource, amount);
    must(used[resource]! >= 0, `no more of ${resource} is given back than was taken`);
    const most = resourceLimit(version, resource) ?? Number.POSITIVE_INFINITY;
    must(amount < 0 || used[resource]! <= most, `there is enough of ${resource}`);
  }
}

function checkClosed(step: Step): void {
  const { before, decision, fact } = step;
  const { state } = decision;
  const isShut = ({ life }: AccountState): boolean => life !== undefined && !life.spendable;
  if (isShut(before) && isShut(state))
    same(effectsOf(step, "voucher-issued"), [], "nothing is issued to a closed account");
  if (state.life?.status !== "forfeited" || fact.type === "adjust") return;
  const total = (of: AccountState): number =>
    Object.values(balances(of)).reduce(
      (sum, { available, pending, held }) => sum + available + pending + held,
      0,
    );
  const isNew = before.life?.status !== "forfeited";
  must(total(state) <= (isNew ? 0 : total(before)), "nothing comes to a forfeited account");
  same(
    [state.vouchers, state.plans],
    [undefined, undefined],
    "a forfeited account has no vouchers and plans",
  );
}
