/**
 * Transfers: units that leave for a partner's program, at its ratio, in its steps, for its fee.
 *
 * A transfer is final. No fact undoes one: the units are in the other program's books, and only that program could send
 * them back. What a person puts right later is an adjustment, with its reason.
 */

import { versionAt } from "./account.ts";
import { isOpen } from "./calendar.ts";
import { charge } from "./charges.ts";
import { count, roomOf } from "./counters.ts";
import { formatDecimal } from "./decimal.ts";
import { type Draft, refuse, safe } from "./draft.ts";
import type { TransferFact } from "./fact.ts";
import { factContext } from "./fact-context.ts";
import { own } from "./own.ts";
import type { Condition, Instant, Unit } from "./program.ts";
import { floor, multiply, type Rational, rational, roundHalfUp } from "./rational.ts";
import { amountOf, takeUnits } from "./take-units.ts";
import type { Partner, TransferFee } from "./terms/partners-terms.ts";

const times = (amount: number, by: Rational): Rational => multiply(rational(BigInt(amount)), by);

/** How many of its own steps the partner credits, rounded down. */
export const received = ({ ratio }: Partner, steps: number): number =>
  safe(Number(floor(times(steps, ratio))));

/** What a transfer costs at an instant in minor units: rounded half up, then held down to the ceiling. */
export function transferFee({ perStep, most, waived }: TransferFee, steps: number, at: Instant): number {
  const free = waived.some(
    ({ from, until }) => (from === null || from <= at) && (until === null || at < until),
  );
  if (free) return 0;
  const exact = safe(Number(roundHalfUp(times(steps, perStep))));
  return most === null ? exact : Math.min(exact, most);
}

const limitKey = (partner: string, per: string): string => `transfer:${partner}:${per}`;

/**
 * Sends units to a partner, for good. Refuses with partner-unknown, transfer-not-eligible, transfer-minimum,
 * transfer-step, transfer-limit and insufficient-balance.
 */
export function transfer(draft: Draft, fact: TransferFact, at: Instant): void {
  const version = versionAt(draft.program, at);
  const partner = partnerNamed(draft, fact.partner, at);
  if (partner.when && !meets(draft, fact, { at, when: partner.when })) {
    refuse("transfer-not-eligible", { partner: partner.id, condition: partner.when.source });
  }
  const { id, unit } = partner;
  const amount = amountOf(version, unit, fact.amount);
  const terms = version.units[unit]!;
  checkAmount(partner, amount, terms);
  checkLimits(draft, partner, { amount, at, terms });
  takeUnits(draft, { unit, amount, to: "transferred", cause: fact.type });
  for (const { per } of partner.limits) count(draft, { key: limitKey(id, per), per }, { amount, at });
  const arrives = formatDecimal(received(partner, amount), partner.receives.scale);
  draft.effects.push({
    type: "transferred",
    partner: id,
    unit,
    amount,
    received: arrives,
    at: draft.state.at,
  });
  if (partner.fee) charge(draft, { for: `transfer:${id}`, amount: transferFee(partner.fee, amount, at) });
}

function partnerNamed(draft: Draft, name: string, at: Instant): Partner {
  const partner = own(versionAt(draft.program, at).partners, name);
  const open = partner && (!partner.schedule || isOpen(draft.program.zone, partner.schedule, at));
  return partner && open ? partner : refuse("partner-unknown", { partner: name });
}

function meets(draft: Draft, fact: TransferFact, { at, when }: { at: Instant; when: Condition }): boolean {
  return when.test(factContext(draft, fact, at));
}

function checkLimits(
  draft: Draft,
  { id, limits }: Partner,
  { amount, at, terms }: { amount: number; at: Instant; terms: Unit },
): void {
  const shown = (steps: number): string => formatDecimal(steps, terms.scale);
  for (const { max, per } of limits) {
    const left = roomOf(draft, { key: limitKey(id, per), max, per }, at);
    if (left >= amount) continue;
    refuse("transfer-limit", {
      partner: id,
      max: shown(max),
      per,
      unit: terms.many,
      remaining: shown(left),
    });
  }
}

function checkAmount(partner: Partner, amount: number, unit: Unit): void {
  const { id, minimum, step, ratio } = partner;
  const shown = { partner: id, unit: unit.many, given: formatDecimal(amount, unit.scale) };
  // Fewer than one of the partner's steps takes would leave and never arrive.
  const arriving = safe(Number(-floor(rational(-ratio.den, ratio.num))));
  const least = Math.max(minimum, arriving);
  if (amount < least) refuse("transfer-minimum", { ...shown, minimum: formatDecimal(least, unit.scale) });
  if (amount % step !== 0) refuse("transfer-step", { ...shown, step: formatDecimal(step, unit.scale) });
}
