/**
 * Revenue accounting for units that come with a sale. A part of the price is for the units: it is deferred when they are
 * given, and becomes revenue as they are redeemed.
 *
 * What was allocated to a lot never changes by an estimate; an estimate changes how much of it is revenue so far. Every
 * amount is in minor units, rounded as the terms say; what is left over by rounding comes with the last of the lot, so
 * that over its life what was deferred is what was released and reversed, to the cent.
 */
import type { AccountingEntry, LedgerAccount } from "./decision.ts";
import type { Draft } from "./draft.ts";
import type { Evaluated } from "./evaluate-rules.ts";
import { own } from "./own.ts";
import type { Version } from "./program.ts";
import {
  add,
  compare,
  floor,
  formatRational,
  multiply,
  type Rational,
  rational,
  roundHalfEven,
  roundHalfUp,
  subtract,
  ZERO,
} from "./rational.ts";
import type { Deferral } from "./state.ts";
import type { AccountingTerms, MoneyRounding } from "./terms/accounting-terms.ts";

const ONE = rational(1n);
const whole = (amount: number): Rational => rational(BigInt(amount));

/** An amount of money to whole minor units. */
export function roundMoney(exact: Rational, rounding: MoneyRounding): number {
  if (rounding === "floor") return Number(floor(exact));
  return Number(rounding === "half-up" ? roundHalfUp(exact) : roundHalfEven(exact));
}

/** What units would sell for by themselves: what they are worth, times how likely they are to be redeemed. */
export const standAlone = (granted: number, { perStep, redeemed }: AccountingTerms): Rational =>
  multiply(whole(granted), multiply(perStep, redeemed));

/** What was allocated, to whole minor units and exactly. */
export type Allocation = { amount: number; exact: Rational };

/**
 * The part of a price that is for each kind of unit given with a sale, by relative stand-alone selling price; what the
 * goods sell for by themselves is the price.
 *
 * @param price what was paid for the goods and the units together, in minor units.
 * @param units what each kind of unit would sell for by itself.
 */
export function allocateSale(
  price: number,
  units: readonly Rational[],
  rounding: MoneyRounding = "half-even",
): Allocation[] {
  const all = units.reduce(add, whole(price));
  let left = price;
  return units.map((alone) => {
    const exact =
      price === 0 ? ZERO : multiply(whole(price), rational(alone.num * all.den, alone.den * all.num));
    const amount = Math.min(left, roundMoney(exact, rounding));
    left -= amount;
    return { amount, exact };
  });
}

/**
 * A part of what was allocated to units: in minor units; `exact` the same before it was rounded, so that no rounding is
 * made on a rounding; `redeemed` steps so far, of `granted` in all.
 */
export type Progress = { allocated: number; exact?: Rational; redeemed: number; granted: number };

/**
 * How much of what was allocated to units is revenue by now, unrounded: in proportion to what has been redeemed of all that
 * is expected to be redeemed, which is not all that was granted. At most what was allocated.
 *
 * @param share of the granted that is expected to be redeemed in the end, as estimated now.
 */
function recogniseExactly(
  { allocated, exact = whole(allocated), redeemed, granted }: Progress,
  share: Rational,
): Rational {
  const expected = multiply(whole(granted), share);
  const progress =
    expected.num === 0n ? ONE : multiply(whole(redeemed), rational(expected.den, expected.num));
  if (compare(progress, ONE) >= 0) return whole(allocated);
  const part = multiply(exact, progress);
  return compare(part, whole(allocated)) > 0 ? whole(allocated) : part;
}

/** The same in whole minor units. */
export const recognise = (
  progress: Progress,
  share: Rational,
  rounding: MoneyRounding = "half-even",
): number => roundMoney(recogniseExactly(progress, share), rounding);

/**
 * What is revenue in all after a step that took its exact amount from one number to another: what the step itself rounds
 * to is added, as it is reported, unless roundings have by then added up to a whole minor unit.
 */
function addRounded(
  released: number,
  { from, to }: { from: Rational; to: Rational },
  rounding: MoneyRounding,
): number {
  const total = released + roundMoney(subtract(to, from), rounding);
  const off = subtract(whole(total), to);
  const isNear = compare(off, ONE) < 0 && compare(off, rational(-1n)) > 0;
  return isNear ? total : roundMoney(to, rounding);
}

function isEmpty(record: Record<string, unknown>): boolean {
  for (const _ in record) return false;
  return true;
}

/** Deferrals are kept by lot; what somebody else pays for has a key of its own. */
const fundedKey = (lot: string): string => `${lot} funded`;

/** Defers what of a sale is for the units that its rules gave, and notes what others owe for theirs. */
export function deferSale(
  draft: Draft,
  { version, price, all }: { version: Version; price: number; all: Evaluated[] },
): void {
  if (isEmpty(version.accounting)) return;
  const granted: Record<string, number> = {};
  const sold: Record<string, number> = {};
  const owed: Record<string, Rational> = {};
  for (const { rule, unit, given, for: cause } of all) {
    const terms = own(version.accounting, unit);
    // What goes to a cause is in no lot, and nothing is owed to the member for it.
    if (!terms || given <= 0 || cause !== undefined) continue;
    granted[unit] = (granted[unit] ?? 0) + given;
    const funding = own(terms.funded, rule);
    if (funding) owed[unit] = add(owed[unit] ?? ZERO, multiply(whole(given), funding.perStep));
    else sold[unit] = (sold[unit] ?? 0) + given;
  }
  const units = Object.keys(sold);
  const alone = units.map((unit) => standAlone(sold[unit]!, version.accounting[unit]!));
  const rounding = units.length > 0 ? version.accounting[units[0]!]!.rounding : "half-even";
  for (const [index, allocation] of allocateSale(price, alone, rounding).entries()) {
    const unit = units[index]!;
    const key = lotOf(draft, unit);
    begin(draft, { kind: "deferred", unit, ...allocation, granted: granted[unit]!, key });
  }
  for (const unit of Object.keys(owed)) {
    const exact = owed[unit]!;
    const amount = roundMoney(exact, version.accounting[unit]!.rounding);
    const key = fundedKey(lotOf(draft, unit));
    begin(draft, { kind: "partner-liability", unit, amount, exact, granted: granted[unit]!, key });
  }
}

/** The lot that the fact being decided makes of a unit. */
const lotOf = ({ state }: Draft, unit: string): string => `${state.version + 1}.${unit}`;

type Beginning = {
  kind: AccountingEntry["kind"];
  unit: string;
  granted: number;
  key: string;
} & Allocation;

function begin(draft: Draft, { kind, unit, amount, exact, granted, key }: Beginning): void {
  if (amount === 0) return;
  enter(draft, kind, { unit, amount, lot: lotOf(draft, unit) });
  const deferral: Deferral = { allocated: amount, granted, redeemed: 0, released: 0 };
  if (exact.den !== 1n) deferral.exact = formatRational(exact);
  draft.state.deferred ??= {};
  draft.state.deferred[key] = deferral;
}

/** An amount before it was rounded; what was kept is of any length. */
function exactOf(rounded: number, kept: string | undefined): Rational {
  const [num, den] = kept?.split("/") ?? [];
  return num === undefined ? whole(rounded) : rational(BigInt(num), BigInt(den ?? 1));
}

/** Releases what is revenue once more of a deferral has been redeemed. */
function release(now: Deferral, share: Rational, rounding: MoneyRounding): void {
  const from = exactOf(now.released, now.exactly);
  const exact = exactOf(now.allocated, now.exact);
  const to = recogniseExactly({ ...now, exact }, share);
  now.released = Math.min(now.allocated, addRounded(now.released, { from, to }, rounding));
  if (to.den === 1n && to.num === BigInt(now.released)) delete now.exactly;
  else now.exactly = formatRational(to);
}

function enter(
  { accounting }: Draft,
  kind: AccountingEntry["kind"],
  { unit, amount, lot }: { unit: string; amount: number; lot: string },
): void {
  if (amount !== 0) accounting.push({ kind, unit, amount, lot });
}

/** What became of units of a lot: they were used, lost, came back with the goods, or were brought back themselves. */
type Fate = "used" | "lost" | "returned" | "back";

const MEMBER: ReadonlySet<LedgerAccount> = new Set<LedgerAccount>(["pending", "available", "held"]);
const FATES: Partial<Record<LedgerAccount, Fate>> = {
  redeemed: "used",
  transferred: "used",
  given: "used",
  expired: "lost",
  forfeited: "lost",
  adjusted: "lost",
  returned: "returned",
};

export type Moved = {
  unit: string;
  from: LedgerAccount;
  to: LedgerAccount;
  amount: number;
  lot?: string | undefined;
  /** Set where they stand in for returned units that were used: then they count as used themselves. */
  standsIn?: boolean | undefined;
};

/** Accounts for a movement of a lot's units between the member and the program. */
export function accountFor(draft: Draft, { unit, from, to, amount, lot, standsIn }: Moved): void {
  if (lot === undefined || (!draft.state.deferred && !own(draft.version.accounting, unit))) return;
  if (MEMBER.has(from) === MEMBER.has(to)) return;
  const fate = MEMBER.has(to) ? (from === "issued" || from === "adjusted" ? undefined : "back") : FATES[to];
  if (fate) settleUnits(draft, { unit, lot, amount, fate: standsIn ? "used" : fate });
}

/** Accounts for units that filled a debt before they could be spent: they pay for what had been used already. */
export const accountForDebt = (draft: Draft, filled: { unit: string; lot: string; amount: number }): void => {
  if (!draft.state.deferred && !own(draft.version.accounting, filled.unit)) return;
  settleUnits(draft, { ...filled, fate: "used" });
};

/** Whether anything is to be accounted for when units of a lot go. */
export const keepsBooksOf = ({ state: { deferred }, version }: Draft, unit: string, lot: string): boolean =>
  own(version.accounting, unit) !== undefined ||
  (deferred !== undefined && [lot, fundedKey(lot)].some((key) => own(deferred, key) !== undefined));

type Settling = { unit: string; lot: string; amount: number; fate: Fate };

/** Accounts for what became of units of a lot. */
export function settleUnits(draft: Draft, settling: Settling): void {
  const { unit, lot, amount, fate } = settling;
  const terms = own(draft.version.accounting, unit);
  const sale = draft.state.deferred?.[lot];
  const funded = draft.state.deferred?.[fundedKey(lot)];
  if (sale) settleDeferral(draft, settling, { key: lot, deferral: sale, share: terms?.redeemed ?? ONE });
  if (funded) settleDeferral(draft, settling, { key: fundedKey(lot), deferral: funded, share: ONE });
  if (!sale && !funded && terms && fate === "used") {
    const cost = roundMoney(multiply(whole(amount), terms.perStep), terms.rounding);
    enter(draft, "promotional-cost", { unit, amount: cost, lot });
  }
}

function settleDeferral(
  draft: Draft,
  { unit, lot, amount, fate }: Settling,
  { key, deferral, share }: { key: string; deferral: Deferral; share: Rational },
): void {
  const rounding = own(draft.version.accounting, unit)?.rounding ?? "half-even";
  const isFunded = key !== lot;
  const used = isFunded ? "partner-settled" : "released";
  const now = { ...deferral };
  const put = (kind: AccountingEntry["kind"], money: number): void =>
    enter(draft, kind, { unit, amount: money, lot });
  if (fate === "back") now.granted += amount;
  else if (fate === "used") {
    now.redeemed += amount;
    release(now, share, rounding);
  } else {
    const part = roundMoney(rational(BigInt(now.allocated) * BigInt(amount), BigInt(now.granted)), rounding);
    // Where all that is left goes at once, all that is left of the money goes with it.
    const isLast = now.redeemed + amount >= now.granted && (fate === "lost" || now.redeemed === 0);
    const left = now.allocated - now.released;
    const money = isLast ? left : Math.min(left, part);
    now.allocated -= money;
    now.granted -= amount;
    delete now.exact;
    put(fate === "returned" ? "reversed" : "released", money);
  }
  if (now.redeemed >= now.granted) now.released = now.allocated;
  put(used, now.released - deferral.released);
  keep(draft, key, now);
}

function keep({ state }: Draft, key: string, deferral: Deferral): void {
  const deferred = state.deferred!;
  if (deferral.redeemed < deferral.granted) deferred[key] = deferral;
  else delete deferred[key];
  if (isEmpty(deferred)) delete state.deferred;
}
