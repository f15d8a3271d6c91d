/** Small balances of stored value that the law lets members have in cash. */
import { balanceOf, versionAt } from "./account.ts";
import { formatDecimal } from "./decimal.ts";
import { type Clock, type Draft, refuse } from "./draft.ts";
import type { CashOutFact } from "./fact.ts";
import { jurisdictionOf } from "./notices.ts";
import { own } from "./own.ts";
import type { Instant, Version } from "./program.ts";
import type { AccountState } from "./state.ts";
import { takeUnits } from "./take-units.ts";
import type { Jurisdiction } from "./terms/law-terms.ts";

/** Minor units below which a balance is paid out at an instant; 0 where none is. */
function thresholdAt({ cashOut }: Jurisdiction, at: Instant): number {
  let below = 0;
  for (const threshold of cashOut) if (threshold.from <= at) below = threshold.below;
  return below;
}

/** All that the account holds of a unit, whether it can be spent now or not, less its debt. */
function totalOf(state: AccountState, unit: string): number {
  const { available, pending, held, debt } = balanceOf(state, unit);
  return available + pending + held - debt;
}

/**
 * Pays a small balance of stored value out, all that can be spent of it. Refuses with unit-unknown, not-offered (no
 * stored value, or no law that asks for it) and cash-out-not-due.
 */
export function cashOut(draft: Draft, { unit, type: cause }: CashOutFact, at: Instant): void {
  const { state, program } = draft;
  const version = versionAt(program, at);
  const terms =
    own(version.units, unit) ??
    refuse("unit-unknown", { unit, known: Object.keys(version.units).join(", ") });
  const law = jurisdictionOf(version, state);
  const threshold = law && terms.storedValue ? thresholdAt(law, at) : 0;
  if (threshold === 0) refuse("not-offered", { what: cause });
  const balance = totalOf(state, unit);
  const { available, debt } = balanceOf(state, unit);
  const amount = available - debt;
  if (amount <= 0 || balance >= threshold) {
    const shown = (minor: number): string => formatDecimal(minor, program.currencyDecimals);
    refuse("cash-out-not-due", {
      threshold: shown(threshold),
      balance: shown(balance),
      unit: terms.many,
    });
  }
  takeUnits(draft, { unit, amount, to: "redeemed", cause });
  draft.effects.push({ type: "paid-out", unit, amount, at: state.at });
}

/**
 * Offers cash once each time that a balance of stored value falls below the threshold or the threshold rises above it.
 * That it was offered is kept until the balance is no longer one to pay out.
 */
export const cashOutClock: Clock = { due: offerDue, apply: offer };

const keyOf = (unit: string): string => `cash-out:${unit}`;

const storedUnits = ({ units }: Version, state: AccountState): string[] =>
  Object.keys(state.units).filter((unit) => own(units, unit)?.storedValue);

function offerDue({ state, version }: Draft): Instant | null {
  const law = jurisdictionOf(version, state);
  if (!law || (law.cashOut.length === 0 && !state.recurred)) return null;
  let due = Number.POSITIVE_INFINITY;
  for (const unit of storedUnits(version, state)) {
    const balance = totalOf(state, unit);
    const isSmall = balance > 0 && balance < thresholdAt(law, state.at);
    if (isSmall !== (state.recurred?.[keyOf(unit)] !== undefined)) due = state.at;
    if (isSmall || balance <= 0) continue;
    const rise = law.cashOut.find(({ from, below }) => from > state.at && balance < below);
    if (rise) due = Math.min(due, rise.from);
  }
  return due === Number.POSITIVE_INFINITY ? null : due;
}

function offer({ state, version, effects }: Draft): void {
  const law = jurisdictionOf(version, state);
  if (!law || (law.cashOut.length === 0 && !state.recurred)) return;
  for (const unit of storedUnits(version, state)) {
    const key = keyOf(unit);
    const amount = totalOf(state, unit);
    const isSmall = amount > 0 && amount < thresholdAt(law, state.at);
    const { [key]: offered, ...others } = state.recurred ?? {};
    if (isSmall && offered === undefined) {
      state.recurred = { ...others, [key]: state.at };
      effects.push({ type: "cash-out-offered", unit, amount, at: state.at });
    } else if (!isSmall && offered !== undefined) {
      if (Object.keys(others).length > 0) state.recurred = others;
      else delete state.recurred;
    }
  }
}
