/** Exemptions that end: the time without activity begins anew then, where the program says so. */
import { expiryNow } from "./activity.ts";
import type { Draft } from "./draft.ts";
import { isExempt } from "./exemption.ts";
import type { Condition, Expiry, Version } from "./program.ts";

/** The name under which the end of the exemption from closing is kept; units go by their own, which no unit has with a space. */
export const CLOSING = "the account";

const restarts = (expiry: Expiry): boolean =>
  expiry.kind === "tier"
    ? [...Object.values(expiry.levels), expiry.otherwise].some(restarts)
    : "restarts" in expiry && expiry.restarts;

const watched = new WeakMap<Version, { closing: boolean; units: string[] }>();

function watchedIn(version: Version): { closing: boolean; units: string[] } {
  let known = watched.get(version);
  if (!known) {
    const units = Object.values(version.units).filter(({ expiry }) => restarts(expiry));
    known = { closing: version.life?.closes?.restarts === true, units: units.map(({ id }) => id) };
    watched.set(version, known);
  }
  return known;
}

/** Notes at the account's present which exemptions hold, and which have ended since this was last looked at. */
export function noteExemptions(draft: Draft): void {
  const { closing, units } = watchedIn(draft.version);
  if (closing) note(draft, CLOSING, draft.version.life!.closes!.unless);
  for (const unit of units) {
    const terms = expiryNow(draft, unit);
    if (terms && "restarts" in terms && terms.restarts) note(draft, unit, terms.unless);
  }
}

function note(draft: Draft, name: string, unless: Condition | null): void {
  const { state } = draft;
  const wasExempt = state.exempt?.[name] === null;
  const isNow = isExempt(draft, unless);
  if (wasExempt !== isNow) state.exempt = { ...state.exempt, [name]: isNow ? null : state.at };
}
