/** Expiry: what time takes of what an account holds, by the terms of its units and by the law. */
import { expiryNow, lastActivity } from "./activity.ts";
import { deadline, expiryOf } from "./calendar.ts";
import { decayClock, decayNow } from "./decay.ts";
import type { Clock, Draft } from "./draft.ts";
import { isExempt } from "./exemption.ts";
import { changeLots, levelOn, removeLots } from "./lots.ts";
import { type Ending, jurisdictionOf, mayTakeEffect } from "./notices.ts";
import type { Expiry, Instant, Unit } from "./program.ts";
import type { Lot } from "./state.ts";

/** Expires lots whose time is over, whole balances after inactivity, and shares of balances that melt. */
export const expiryClock: Clock = {
  due: (draft) => {
    if (isPaused(draft)) return null;
    let due = decayClock.due(draft) ?? Number.POSITIVE_INFINITY;
    for (const unit in draft.state.units) {
      const { lots } = draft.state.units[unit]!;
      if (lots.length === 0) continue;
      const endOf = endOfLots(draft, unit);
      if (endOf) for (const lot of lots) due = Math.min(due, endOf(lot));
    }
    return due === Number.POSITIVE_INFINITY ? null : due;
  },
  apply: (draft) => {
    if (isPaused(draft)) return;
    for (const unit in draft.state.units) expireLots(draft, unit);
    decayClock.apply(draft);
  },
};

/** The time of units stands still while the account is closed for want of activity, where the program says so. */
function isPaused({ state: { life }, version }: Draft): boolean {
  return life?.status === "closed" && !life.spendable && version.life?.expiry !== "goes-on";
}

function expireLots(draft: Draft, unit: string): void {
  const { at } = draft.state;
  if (draft.state.units[unit]!.lots.length === 0) return;
  const endOf = endOfLots(draft, unit);
  if (!endOf) return;
  const gone = removeLots(draft, unit, {
    isMeant: (lot) => endOf(lot) <= at,
    to: "expired",
    cause: "expired",
  });
  const amount = gone.reduce((sum, { left }) => sum + left, 0);
  if (amount > 0) draft.effects.push({ type: "units-expired", unit, amount, at });
}

/** When a lot of the unit goes, by its terms and by the law; Infinity: not as things stand. Null: none of the unit does. */
export function endOfLots(draft: Draft, unit: string): ((lot: Lot) => Instant) | null {
  if (isPaused(draft)) return null;
  const terms = termsOfLots(draft, unit);
  if (!terms) return null;
  const law = jurisdictionOf(draft.version, draft.state);
  if (!law || law.exempt) return (lot) => firstEnd(terms, lot);
  return (lot) => {
    let end = Number.POSITIVE_INFINITY;
    for (const ending of endingsOfLot(terms, lot)) end = Math.min(end, mayTakeEffect(draft, ending) ?? end);
    return end;
  };
}

/** Every expiry that the terms set the lots of a unit, whatever the law says to it. */
export function endingsOf(draft: Draft, unit: string): Ending[] {
  const terms = isPaused(draft) ? null : termsOfLots(draft, unit);
  if (!terms) return [];
  const melting = decayNow(draft, unit);
  const endings = draft.state.units[unit]!.lots.flatMap((lot) => endingsOfLot(terms, lot));
  return melting ? [...endings, melting.ending] : endings;
}

/** What sets the lots of a unit an end, as things stand. */
type LotTerms = {
  unit: string;
  timed: (lot: Lot) => Instant | undefined;
  cleared: Unit["cleared"];
  silent: Silence | null;
};

const NEVER_CLEARED: Unit["cleared"] = [];

function termsOfLots(draft: Draft, unit: string): LotTerms | null {
  const terms = expiryNow(draft, unit);
  if (terms && "unless" in terms && isExempt(draft, terms.unless)) return null;
  const known = draft.version.units[unit];
  const whileHeld = known?.expiry.kind === "tier" && known.expiry.whileHeld;
  // Held on a level whose units never expire, not even what has a date from before lapses.
  if (whileHeld && terms?.kind === "never") return null;
  return {
    unit,
    timed: whileHeld && terms ? (lot) => lot.expiresAt ?? termOf(draft, terms, lot) : (lot) => lot.expiresAt,
    cleared: known?.cleared ?? NEVER_CLEARED,
    silent: terms ? silenceOf(draft, unit, terms) : null,
  };
}

function endingsOfLot({ unit, timed, cleared, silent }: LotTerms, lot: Lot): Ending[] {
  const all: Ending[] = [];
  const due = timed(lot);
  const { earnedAt: earned } = lot;
  if (due !== undefined) all.push({ about: "expiry", unit, kind: "time", due, earned });
  for (const { at, earnedBefore } of cleared)
    if (earned < earnedBefore) all.push({ about: "expiry", unit, kind: "time", due: at, earned });
  if (silent) all.push({ about: "expiry", unit, kind: "inactivity", ...silent(lot), earned });
  return all;
}

/** The first of a lot's ends where no law has a say. */
function firstEnd({ timed, cleared, silent }: LotTerms, lot: Lot): Instant {
  let end = timed(lot) ?? Number.POSITIVE_INFINITY;
  for (const { at, earnedBefore } of cleared) if (lot.earnedAt < earnedBefore) end = Math.min(end, at);
  return silent ? Math.min(end, silent(lot).due) : end;
}

function termOf(draft: Draft, terms: Expiry, { earnedAt, kept = 0 }: Lot): Instant | undefined {
  const { zone } = draft.program;
  return expiryOf(zone, terms, { at: earnedAt, levelOf: levelOn(draft), kept }) ?? undefined;
}

type Silence = (lot: Lot) => { since: Instant; due: Instant };

/**
 * When a unit's lots go for want of activity; null: not by these terms. The whole balance goes at once, but for what was
 * given after the account had already been silent for too long: that has a full term of its own.
 */
function silenceOf(draft: Draft, unit: string, terms: Expiry): Silence | null {
  const after = terms.kind === "inactivity" ? terms.after : terms.kind === "decay" ? terms.all : null;
  if (!after) return null;
  const { zone } = draft.program;
  const since = lastActivity(draft, unit);
  const throughDay = terms.kind === "inactivity" && terms.throughDay;
  const over = (from: Instant): Instant => {
    const end = deadline(zone, from, after);
    return throughDay ? zone.startOfDay(zone.dayOf(end) + 1) : end;
  };
  const account = { since, due: over(since) };
  return ({ earnedAt }) => (earnedAt < account.due ? account : { since: earnedAt, due: over(earnedAt) });
}

/** Lets the time of units go on that stood still from `since` to now: what was left of it then is left of it now. */
export function resumeExpiry(draft: Draft, since: Instant): void {
  const { zone } = draft.program;
  const { at, units } = draft.state;
  const later = (instant: Instant, stoodFrom: Instant): Instant => {
    const day = zone.dayOf(instant);
    const days = zone.dayOf(at) - zone.dayOf(stoodFrom);
    // A term that ends with a day ends with a day again.
    return zone.startOfDay(day) === instant ? zone.startOfDay(day + days) : instant + (at - stoodFrom);
  };
  for (const unit in units) {
    changeLots(draft, unit, (lot) => {
      const { earnedAt, expiresAt } = lot;
      if (expiresAt === undefined || expiresAt <= since) return lot;
      return { ...lot, expiresAt: later(expiresAt, Math.max(since, earnedAt)) };
    });
  }
}
