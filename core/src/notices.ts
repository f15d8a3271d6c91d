/**
 * Notices that the law asks for before something takes effect. A notice is a fact like any other: it says what it was
 * about and what it announced for when, and it is what lets an expiry, a closure or a price take effect.
 */
import { deadline } from "./calendar.ts";
import { type Draft, refuse } from "./draft.ts";
import type { NoticeFact } from "./fact.ts";
import { parseDate, parseInstant } from "./instant.ts";
import { own } from "./own.ts";
import type { Instant, Version } from "./program.ts";
import type { AccountState, Notice } from "./state.ts";
import type { Jurisdiction, NoticeWindow } from "./terms/law-terms.ts";

/** How many notices of one subject are kept; a valid one is not undone by a reminder or two that follow it. */
const NOTICES_KEPT = 4;

/** The law that holds for an account: the member's own, or the program's `default`; null where it states none. */
export function jurisdictionOf({ jurisdictions }: Version, state: AccountState): Jurisdiction | null {
  const stated = state.jurisdiction === undefined ? undefined : own(jurisdictions, state.jurisdiction);
  return stated ?? own(jurisdictions, "default") ?? null;
}

/** An expiry or a closure by the program's terms: for what reason, when it is due, and since when the silence lasts. */
export type Ending = {
  about: "expiry" | "closure";
  unit?: string;
  kind: "time" | "inactivity";
  due: Instant;
  /** Where the reason is inactivity: when it began; the account's last activity when absent. */
  since?: Instant;
  /** When what ends was earned, or paid in; absent where it is not one lot. */
  earned?: Instant;
};

/** Whether the law leaves a unit, or all there is, to the program's terms: the exemptions that the program claims. */
export const isLeftToTerms = ({ exempt, exemptUnits }: Jurisdiction, unit: string | undefined): boolean =>
  exempt || (unit !== undefined && exemptUnits.has(unit));

/**
 * When an expiry or closure that is due may take effect under the law that holds for the member: at once when due, on
 * the later date that a valid notice announces, or null: not as things stand, because the reason is not allowed or no
 * valid notice was sent.
 */
export function mayTakeEffect(draft: Draft, ending: Ending): Instant | null {
  const law = jurisdictionOf(draft.version, draft.state);
  if (!law || isLeftToTerms(law, ending.unit)) return ending.due;
  const due = lawfulDue(draft, law, ending);
  if (due === null || !needsNotice(law, ending)) return due;
  let announced: Instant | null = null;
  for (const notice of draft.state.notices ?? []) {
    const { announces, alone, unit } = notice;
    if (notice.about !== ending.about || announces === undefined || (law.notice!.alone && !alone)) continue;
    if (unit !== undefined && unit !== ending.unit) continue;
    if (!isOnOrAfter(draft, announces, due) || !isTimely(draft, law.notice!, { at: notice.at, announces }))
      continue;
    const takes = Math.max(announces, due);
    if (announced === null || takes < announced) announced = takes;
  }
  return announced;
}

/** Whether the law asks for a notice before such an ending. */
export const needsNotice = (law: Jurisdiction, { about, due, unit }: Ending): boolean =>
  !isLeftToTerms(law, unit) && due >= law.from && law.notice?.about.has(about) === true;

/** When an ending would be due if every notice were sent in time; null: the law does not allow its reason. */
export function lawfulDue(draft: Draft, law: Jurisdiction, ending: Ending): Instant | null {
  const { kind, due, since = draft.state.activeAt } = ending;
  const paidIn = paidInAt(draft, ending);
  if (paidIn !== null && !law.storedValueEnds) return null;
  if (due < law.from) return due;
  if (!law.expiry[kind]) return null;
  const { zone } = draft.program;
  let lawful = due;
  if (kind === "inactivity" && law.expiry.least)
    lawful = Math.max(lawful, deadline(zone, since, law.expiry.least));
  if (paidIn !== null && law.storedValueLasts)
    lawful = Math.max(lawful, deadline(zone, paidIn, law.storedValueLasts));
  return lawful;
}

/** When the stored value that an ending would take, or put out of reach, was paid in, the last of it; null: there is none. */
function paidInAt(draft: Draft, { unit, earned }: Ending): Instant | null {
  if (unit !== undefined) return isStored(draft, unit) ? (earned ?? lastPaidIn(draft, unit)) : null;
  let last: Instant | null = null;
  for (const id in draft.state.units) {
    const paidIn = isStored(draft, id) ? lastPaidIn(draft, id) : null;
    if (paidIn !== null) last = Math.max(last ?? paidIn, paidIn);
  }
  return last;
}

/** When the last of what an account has of a unit was earned, what is on hold included; null: it has none. */
function lastPaidIn({ state: { units, holds } }: Draft, unit: string): Instant | null {
  const held = Object.values(holds).flatMap((hold) => (hold.unit === unit ? hold.parts : []));
  const lots = [...units[unit]!.lots, ...held.map(({ lot }) => lot)];
  return lots.length === 0 ? null : Math.max(...lots.map(({ earnedAt }) => earnedAt));
}

const isStored = ({ version }: Draft, unit: string): boolean =>
  own(version.units, unit)?.storedValue === true;

/** An announced day counts as a whole: one that names the day on which something is due does not come before it. */
const isOnOrAfter = ({ program: { zone } }: Draft, announced: Instant, due: Instant): boolean =>
  announced >= due || zone.dayOf(announced) === zone.dayOf(due);

/** Whether a notice was sent within the window before what it announces; both ends are local days that count. */
export function isTimely(
  { program: { zone } }: Draft,
  { earliest, latest }: NoticeWindow,
  { at, announces }: { at: Instant; announces: Instant },
): boolean {
  const day = (instant: Instant): number => zone.dayOf(instant);
  const sent = day(at);
  return sent >= day(zone.minus(announces, earliest)) && sent <= day(zone.minus(announces, latest));
}

/**
 * Keeps that a notice was sent: it gates what it announces. Refuses with unit-unknown, notice-without-date (expiry and
 * closure) and notice-without-version (terms).
 */
export function recordNotice(draft: Draft, fact: NoticeFact, at: Instant): void {
  const { units } = draft.version;
  const { about, unit, version, alone = true } = fact;
  if (unit !== undefined && !own(units, unit))
    refuse("unit-unknown", { unit, known: Object.keys(units).join(", ") });
  const announces = fact.announces === undefined ? undefined : momentOf(draft, fact.announces);
  if (announces === undefined && (about === "expiry" || about === "closure"))
    refuse("notice-without-date", { about });
  if (version === undefined && about === "terms") refuse("notice-without-version");
  const notice: Notice = { about, alone, at };
  if (announces !== undefined) notice.announces = announces;
  if (unit !== undefined) notice.unit = unit;
  if (version !== undefined) notice.version = version;
  draft.state.notices = withNotice(draft.state.notices ?? [], notice);
}

function momentOf({ program: { zone } }: Draft, text: string): Instant {
  const days = parseDate(text);
  return days === null ? parseInstant(text)! : zone.startOfDay(days);
}

const subjectOf = ({ about, unit = "", version = 0 }: Notice): string => `${about} ${unit} ${version}`;

/** The notices in the order of being sent, with the latest few of each subject. */
function withNotice(known: Notice[], added: Notice): Notice[] {
  const subject = subjectOf(added);
  const same = known.filter((notice) => subjectOf(notice) === subject);
  const kept = same.length < NOTICES_KEPT ? known : known.filter((notice) => notice !== same[0]);
  return [...kept, added].sort((a, b) => a.at - b.at);
}
