/** Says when notices are to be sent, once for each deadline that needs one. */
import type { Clock, Draft } from "./draft.ts";
import { endingsOf } from "./expiry.ts";
import { endingsOfLife } from "./life-cycle.ts";
import { type Ending, jurisdictionOf, lawfulDue, mayTakeEffect, needsNotice } from "./notices.ts";
import type { Instant } from "./program.ts";
import type { Jurisdiction } from "./terms/law-terms.ts";

/** A notice that is wanted: about what, for which deadline, and when that is to be said. */
type Wanted = { ending: Ending; key: string; effective: Instant; from: Instant };

/** Says, at the start of the time in which it can be sent, that a notice is wanted. */
export const noticeClock: Clock = {
  due: (draft) => nextWanted(draft)?.from ?? null,
  apply: (draft) => {
    for (let next = nextWanted(draft); next && next.from <= draft.state.at; next = nextWanted(draft))
      announce(draft, next);
  },
};

/** Where it is kept up to which deadline of a kind notices have been asked for. */
const keyOf = ({ about, unit = "" }: Ending): string => `notice:${about}:${unit}`;

function nextWanted(draft: Draft): Wanted | null {
  const law = jurisdictionOf(draft.version, draft.state);
  if (!law?.notice || law.exempt) return null;
  let next = wantedOf(draft, law, endingsOfLife(draft));
  for (const unit in draft.state.units) {
    const wanted = wantedOf(draft, law, endingsOf(draft, unit));
    if (wanted && (next === null || wanted.from < next.from)) next = wanted;
  }
  return next;
}

/** The earliest ending that no valid notice covers and for which none has been asked yet. */
function wantedOf(draft: Draft, law: Jurisdiction, endings: Ending[]): Wanted | null {
  const open = endings.flatMap((ending) => {
    const due = needsNotice(law, ending) ? lawfulDue(draft, law, ending) : null;
    return due === null ? [] : [{ ending, due }];
  });
  if (open.length === 0) return null;
  const key = keyOf(open[0]!.ending);
  const asked = draft.state.recurred?.[key];
  // What was asked for counts while that deadline stands: activity moves deadlines, and then it is asked again.
  const upTo = open.some(({ due }) => due === asked) ? asked! : Number.NEGATIVE_INFINITY;
  let first: (typeof open)[number] | null = null;
  for (const one of open) {
    if (one.due <= upTo || (first && one.due >= first.due)) continue;
    if (mayTakeEffect(draft, one.ending) === null) first = one;
  }
  if (!first) return null;
  const { zone } = draft.program;
  const from = zone.minus(first.due, law.notice!.earliest);
  return { ending: first.ending, key, effective: first.due, from };
}

function announce(draft: Draft, { ending, key, effective: due }: Wanted): void {
  const { state, program, version } = draft;
  const { earliest, latest } = jurisdictionOf(version, state)!.notice!;
  const { zone } = program;
  const today = zone.startOfDay(zone.dayOf(state.at));
  // Too late for the deadline itself, the notice announces the first day for which a whole window is left.
  const missed = zone.dayOf(zone.minus(due, latest)) < zone.dayOf(state.at);
  const effective = missed ? Math.max(due, zone.plus(today, earliest)) : due;
  state.recurred = { ...state.recurred, [key]: due };
  draft.effects.push({
    type: "notice-due",
    about: ending.about as "expiry" | "closure",
    for: ending.unit ?? "account",
    at: state.at,
    effective,
    earliest: zone.minus(effective, earliest),
    latest: zone.minus(effective, latest),
  });
}
