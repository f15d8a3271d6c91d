/** Activity: what keeps an account and its units alive. */
import { levelOf } from "./account.ts";
import { expiryOf, periodOf } from "./calendar.ts";
import type { Draft } from "./draft.ts";
import type { Fact } from "./fact.ts";
import { changeLots, levelOn } from "./lots.ts";
import type { Expiry, Instant, Unit, Version } from "./program.ts";

const keepsByPeriod = (expiry: Expiry): boolean =>
  expiry.kind === "tier"
    ? [...Object.values(expiry.levels), expiry.otherwise].some(keepsByPeriod)
    : expiry.kind === "after" && expiry.keptBy !== null;

/** The units whose last activity is kept for each of them. */
const tracked = new WeakMap<Version, Unit[]>();

function trackedIn(version: Version): Unit[] {
  let units = tracked.get(version);
  if (!units) {
    units = Object.values(version.units).filter(
      ({ activity, expiry }) => activity !== null || keepsByPeriod(expiry),
    );
    tracked.set(version, units);
  }
  return units;
}

/** The account's last activity as far as a unit is concerned; the end of an exemption may stand in for one. */
export function lastActivity({ state, version }: Draft, unit: string): Instant {
  const ended = state.exempt?.[unit] ?? Number.NEGATIVE_INFINITY;
  const own = version.units[unit]?.activity;
  return Math.max(ended, own ? (state.active?.[unit] ?? state.openedAt) : state.activeAt);
}

/** The terms of expiry that hold for a unit now, by the level held where they depend on one. */
export function expiryNow(draft: Draft, unit: string): Exclude<Expiry, { kind: "tier" }> | null {
  const expiry = draft.version.units[unit]?.expiry;
  if (expiry?.kind !== "tier") return expiry ?? null;
  const level = expiry.levels[levelOf(draft.state, expiry.ladder)] ?? expiry.otherwise;
  return level.kind === "tier" ? null : level;
}

/** Counts a fact of `at` as activity where it is of a type that does. Time passing never is, or the sweep would keep accounts alive. */
export function noteActivity(draft: Draft, fact: Fact, at: Instant): void {
  if (fact.type === "time") return;
  const { state, version } = draft;
  if (version.activity.has(fact.type)) state.activeAt = Math.max(state.activeAt, at);
  for (const { id, activity } of trackedIn(version)) {
    const counts =
      activity === "earned" ? givesUnit(draft, fact, id) : (activity ?? version.activity).has(fact.type);
    if (counts) noteUnitActivity(draft, id, at);
  }
}

/** Whether the fact itself, and not time on the way to it, has given the account some of a unit. */
const givesUnit = ({ postings }: Draft, { type }: Fact, id: string): boolean =>
  postings.some(
    ({ unit, from, to, cause }) =>
      unit === id &&
      to !== "given" &&
      (from === "issued" || from === "adjusted") &&
      (cause === type || cause === "referred"),
  );

/** Begins the time without activity anew, of the account and of each of its units. */
export function restartActivity(draft: Draft, at: Instant): void {
  draft.state.activeAt = Math.max(draft.state.activeAt, at);
  for (const { id, activity } of trackedIn(draft.version)) if (activity) noteUnitActivity(draft, id, at);
}

function noteUnitActivity(draft: Draft, unit: string, at: Instant): void {
  const { state } = draft;
  const last = state.active?.[unit];
  const terms = expiryNow(draft, unit);
  if (terms?.kind === "after" && terms.keptBy !== null) keepLots(draft, unit, { terms, at, last });
  state.active ??= {};
  state.active[unit] = Math.max(last ?? state.openedAt, at);
}

/** Moves the expiry of what was earned before the present period, once for each period. */
function keepLots(
  draft: Draft,
  unit: string,
  { terms, at, last }: { terms: Extract<Expiry, { kind: "after" }>; at: Instant; last: Instant | undefined },
): void {
  const { zone } = draft.program;
  const period = (instant: Instant): string => periodOf(zone, terms.keptBy!, instant);
  const now = period(at);
  if (last !== undefined && period(last) >= now) return;
  changeLots(draft, unit, (lot) => {
    if (period(lot.earnedAt) >= now) return lot;
    const kept = (lot.kept ?? 0) + 1;
    if (lot.expiresAt === undefined) return { ...lot, kept };
    const expiresAt = expiryOf(zone, terms, { at: lot.earnedAt, levelOf: levelOn(draft), kept })!;
    return { ...lot, kept, expiresAt: Math.max(lot.expiresAt, expiresAt) };
  });
}

/** What a version that begins to ask for a unit's own activity starts from: the account's last activity. */
export function adoptActivity({ program, state, version }: Draft, previous: number): void {
  const before = trackedIn(program.versions[previous - 1]!);
  for (const { id } of trackedIn(version)) {
    if (before.some((unit) => unit.id === id)) continue;
    state.active = { ...state.active, [id]: state.activeAt };
  }
}
