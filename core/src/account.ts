/** An account's state as a value: opening, copying, reading. */
import { deadline } from "./calendar.ts";
import type { AccountView, Balance } from "./decision.ts";
import type { Fact } from "./fact.ts";
import { own } from "./own.ts";
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

/**
 * A copy that shares nothing that the engine changes. Lots are replaced, never written into, so they are shared. Keys
 * are put in order, so that a state read back from its text is decided on in the same order as the one in memory; those
 * of counters, holds and returns are never gone through in order. Part by part and not in a loop: every decision begins
 * with this.
 */
export function copyState(state: AccountState): AccountState {
  const copy = { ...state };
  copy.units = inKeyOrder(copy.units);
  for (const unit in copy.units) {
    const { debt, lots } = copy.units[unit]!;
    copy.units[unit] = { debt, lots: lots.slice() };
  }
  copy.ladders = inKeyOrder(copy.ladders);
  for (const id in copy.ladders) copy.ladders[id] = { ...copy.ladders[id]! };
  copy.counters = { ...copy.counters };
  copy.holds = { ...copy.holds };
  copy.returned = { ...copy.returned };
  copy.carried = inKeyOrder(copy.carried);
  copy.member = inKeyOrder(copy.member);
  if (copy.vouchers) copy.vouchers = inKeyOrder(copy.vouchers);
  if (copy.plans) copy.plans = inKeyOrder(copy.plans);
  if (copy.charges) copy.charges = inKeyOrder(copy.charges);
  if (copy.cards) copy.cards = inKeyOrder(copy.cards);
  if (copy.forfeited) copy.forfeited = inKeyOrder(copy.forfeited);
  if (copy.impact) copy.impact = inKeyOrder(copy.impact);
  if (copy.deferred) copy.deferred = inKeyOrder(copy.deferred);
  if (copy.recurred) copy.recurred = inKeyOrder(copy.recurred);
  if (copy.active) copy.active = inKeyOrder(copy.active);
  if (copy.exempt) copy.exempt = inKeyOrder(copy.exempt);
  if (copy.decayed) copy.decayed = inKeyOrder(copy.decayed);
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

/** The level held on one ladder, now or at an instant before; "": the account is on no level of it. */
export function levelOf({ ladders, at: now }: AccountState, ladder: string, at: Instant = now): string {
  const state = ladders[ladder];
  if (state === undefined) return "";
  const then = at < now ? state.past?.find(([, ended]) => at < ended) : undefined;
  return then ? then[0] : levelHeld(state);
}

/** Ladder → level held, now or at an instant before. */
export function tiersOf(state: AccountState, at: Instant = state.at): Record<string, string> {
  const tiers: Record<string, string> = {};
  for (const id in state.ladders) tiers[id] = levelOf(state, id, at);
  return tiers;
}

/** What of each unit can be spent, less the debt, in units and not in steps. */
export function unitsInHand(program: Program, state: AccountState): Record<string, number> {
  const balance: Record<string, number> = {};
  const { units } = versionNumbered(program, state.programVersion);
  for (const unit in state.units) {
    const { available, debt } = balanceOf(state, unit);
    balance[unit] = (available - debt) / 10 ** (units[unit]?.scale ?? 0);
  }
  return balance;
}

/** Whether an account is given anything by itself: while it is open, and while it is under notice. */
export const canEarn = ({ life }: AccountState): boolean => !life || life.earns === true;

/** Local days from one instant to another; none where the other comes first. */
export const daysSince = ({ zone }: Program, from: Instant, to: Instant): number =>
  Math.max(0, zone.dayOf(to) - zone.dayOf(from));

/** Plan → status of the membership. */
export function planStatuses({ plans }: AccountState): Record<string, string> | undefined {
  if (!plans) return undefined;
  const statuses: Record<string, string> = {};
  for (const plan in plans) statuses[plan] = plans[plan]!.status;
  return statuses;
}

/** The card that a fact names as the one it was made with. */
export const cardOf = (fact: Fact): string | undefined =>
  "card" in fact && fact.type !== "card-opened" && fact.type !== "card-closed"
    ? (fact.card as string | undefined)
    : undefined;

/** The product of the card that a fact names; undefined when it names none that the account knows. */
export function productOf({ cards }: AccountState, fact: Fact): string | undefined {
  const card = cards && cardOf(fact);
  return card === undefined ? undefined : own(cards!, card)?.product;
}

/** How many cards are open. */
export function openCards({ cards }: AccountState): number | undefined {
  return cards && Object.values(cards).filter(({ closedAt }) => closedAt === undefined).length;
}

/**
 * What conditions see of the account at its present, for a fact of `at`: its age, the levels held and whether the member
 * had joined are those of then.
 */
export function accountView(program: Program, state: AccountState, at: Instant = state.at): AccountView {
  const view: AccountView = {
    balance: unitsInHand(program, state),
    tier: tiersOf(state, at),
    visits: state.visits.days,
    days: daysSince(program, state.openedAt, at),
  };
  const { joinedAt, purchases, earningPurchases, cards, plans, life, jurisdiction } = state;
  if (joinedAt !== undefined && joinedAt <= at) {
    view.joined = true;
    view.joinedDays = daysSince(program, joinedAt, at);
  }
  if (purchases !== undefined) view.purchases = purchases;
  if (earningPurchases !== undefined) view.earningPurchases = earningPurchases;
  if (cards) view.cards = openCards(state)!;
  if (plans) view.plan = planStatuses(state)!;
  if (life) view.status = life.status;
  if (jurisdiction !== undefined) view.jurisdiction = jurisdiction;
  if (isReferred(program, state)) view.referred = true;
  return view;
}

/** Whether a referral is open and can still count at the account's present. */
export const isReferred = (program: Program, state: AccountState): boolean =>
  state.referral?.status === "open" && isInTime(program, state, state.referral);

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
