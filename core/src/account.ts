/** An account's state as a value: opening, copying, reading. */
import { deadline } from "./calendar.ts";
import type { AccountView, Balance } from "./decision.ts";
import type { Instant, Program, Version } from "./program.ts";
import type { AccountState, LadderState, Lot, ReferralState } from "./state.ts";

/** The version in force at an instant; before the first one, the first. */
export function versionAt(program: Program, at: Instant): Version {
  let found = program.versions[0]!;
  for (const version of program.versions) {
    if (version.from > at) break;
    found = version;
  }
  return found;
}

/** The version of that number. Throws RangeError when there is none: a state or a journal of another program. */
export function versionNumbered(program: Program, number: number): Version {
  const version = program.versions[number - 1];
  if (!version) throw new RangeError(`The program ${program.id} has no version ${number}.`);
  return version;
}

/** A shallow copy with its keys in order: the order in which they were first set is history, not state. */
function inKeyOrder<T>(record: Record<string, T>): Record<string, T> {
  let last = "";
  for (const key in record) {
    if (key < last) return sorted(record);
    last = key;
  }
  return { ...record };
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  const copy: Record<string, T> = {};
  for (const key of Object.keys(record).sort()) copy[key] = record[key]!;
  return copy;
}

/** The parts that are records of their own; an account may lack some. Those of `PLAIN` are never gone through in order. */
const ORDERED = [
  "units",
  "ladders",
  "carried",
  "member",
  "vouchers",
  "plans",
  "charges",
  "cards",
  "forfeited",
  "impact",
  "deferred",
  "recurred",
  "active",
  "exempt",
  "decayed",
] as const satisfies (keyof AccountState)[];
const PLAIN = ["counters", "holds", "returned"] as const satisfies (keyof AccountState)[];

/**
 * A copy that shares nothing that the engine changes. Lots are replaced, never written into, so they are shared. Keys
 * are put in order, so that a state read back from its text is decided on in the same order as the one in memory.
 */
export function copyState(state: AccountState): AccountState {
  const copy = { ...state };
  const parts = copy as Record<(typeof ORDERED | typeof PLAIN)[number], Record<string, unknown>>;
  for (const part of ORDERED) if (parts[part]) parts[part] = inKeyOrder(parts[part]);
  for (const part of PLAIN) parts[part] = { ...parts[part] };
  const { units, ladders } = copy;
  for (const unit in units) units[unit] = { debt: units[unit]!.debt, lots: units[unit]!.lots.slice() };
  for (const id in ladders) ladders[id] = { ...ladders[id]! };
  return copy;
}

/** What the unit's lots and holds add up to, in steps. */
export function balanceOf(state: AccountState, unit: string): Balance {
  const of = state.units[unit];
  const balance = { available: 0, pending: 0, held: 0, debt: of?.debt ?? 0 };
  for (const lot of of?.lots ?? []) {
    if (lot.pendingUntil === undefined) balance.available += lot.left;
    else balance.pending += lot.left;
  }
  for (const id in state.holds) {
    const hold = state.holds[id]!;
    if (hold.unit === unit) balance.held += hold.amount;
  }
  return balance;
}

/** Every unit that the account ever held, with its balance. */
export function balances(state: AccountState): Record<string, Balance> {
  const all: Record<string, Balance> = {};
  for (const unit in state.units) all[unit] = balanceOf(state, unit);
  return all;
}

/** The level held: the one that a condition holds up, or the one climbed to. */
export const levelHeld = ({ level, granted }: LadderState): string => granted ?? level;

/** Ladder → level held. */
export function tiersOf(state: AccountState): Record<string, string> {
  const tiers: Record<string, string> = {};
  for (const id in state.ladders) tiers[id] = levelHeld(state.ladders[id]!);
  return tiers;
}

/** What conditions see of the account at its present, for a fact of `at`: whether the member had joined by then. */
export function accountView(program: Program, state: AccountState, at: Instant = state.at): AccountView {
  const balance: Record<string, number> = {};
  const { units } = versionNumbered(program, state.programVersion);
  for (const unit in state.units) {
    const { available, debt } = balanceOf(state, unit);
    balance[unit] = (available - debt) / 10 ** (units[unit]?.scale ?? 0);
  }
  const days = program.zone.local(state.at).days - program.zone.local(state.openedAt).days;
  const view: AccountView = { balance, tier: tiersOf(state), visits: state.visits.days, days };
  const { joinedAt, purchases, earningPurchases, cards, plans, life, jurisdiction, referral } = state;
  if (joinedAt !== undefined && joinedAt <= at) view.joined = true;
  if (purchases !== undefined) view.purchases = purchases;
  if (earningPurchases !== undefined) view.earningPurchases = earningPurchases;
  if (cards) view.cards = Object.values(cards).filter(({ closedAt }) => closedAt === undefined).length;
  if (plans)
    view.plan = Object.fromEntries(Object.entries(plans).map(([plan, { status }]) => [plan, status]));
  if (life) view.status = life.status;
  if (jurisdiction !== undefined) view.jurisdiction = jurisdiction;
  if (referral?.status === "open" && isInTime(program, state, referral)) view.referred = true;
  return view;
}

/** Whether a referral can still count at the account's present. */
function isInTime(program: Program, state: AccountState, { at }: ReferralState): boolean {
  const within = versionNumbered(program, state.programVersion).referrals?.qualifies.within;
  return !within || state.at < deadline(program.zone, at, within);
}

/** The order in which lots are spent: earliest expiry first, then oldest, then the order of making. */
export function compareLots(a: Lot, b: Lot): number {
  return (
    (a.expiresAt ?? Number.POSITIVE_INFINITY) - (b.expiresAt ?? Number.POSITIVE_INFINITY) ||
    a.earnedAt - b.earnedAt ||
    Number.parseInt(a.id, 10) - Number.parseInt(b.id, 10) ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

/** The state's canonical text: what the ledger stores and what a replay must give again byte for byte. */
export const stateBytes = (state: AccountState): string => JSON.stringify(inOrder(state));

/** The value with the keys of every object in order; itself where they are already, as most of a state's are. */
function inOrder(value: unknown): unknown {
  if (isInOrder(value)) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const source = value as Record<string, unknown>;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(source).sort()) copy[key] = inOrder(source[key]);
  return copy;
}

function isInOrder(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let last = "";
  for (const key in value) {
    if (key < last || !isInOrder((value as Record<string, unknown>)[key])) return false;
    last = key;
  }
  return true;
}
