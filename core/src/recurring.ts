/** Days that come again by themselves, birthdays and anniversaries, for rules that listen to them. */
import { canEarn } from "./account.ts";
import { anniversaryAfter } from "./calendar.ts";
import type { Clock, Draft } from "./draft.ts";
import { earn } from "./earn.ts";
import { rulesFor } from "./evaluate-rules.ts";
import type { Fact } from "./fact.ts";
import { civilFromDays, formatDate, formatInstant, parseDate } from "./instant.ts";
import { issueVouchers } from "./issue-vouchers.ts";
import type { Instant, Version } from "./program.ts";

const DAYS = ["birthday", "anniversary"] as const;
type DayType = (typeof DAYS)[number];

/** Gives at the start of such a day what the program's rules give. */
export const recurringClock: Clock = { due: nextDay, apply: keepDays };

const listening = new WeakMap<Version, DayType[]>();

/** The days that any rule of the version listens to. */
function daysOf(version: Version): DayType[] {
  let days = listening.get(version);
  if (!days) {
    days = DAYS.filter(
      (type) => rulesFor(version, type).length > 0 || version.issue.some(({ on }) => on.has(type)),
    );
    listening.set(version, days);
  }
  return days;
}

/** The month and day of a member's day; null where it is not known. 29 February is kept on the 28th of other years. */
function dateOf({ state, program }: Draft, type: DayType): { month: number; day: number } | null {
  if (type === "anniversary") return program.zone.local(state.joinedAt ?? state.openedAt);
  const told = state.member["birthday"];
  const days = typeof told === "string" ? parseDate(told) : null;
  return days === null ? null : civilFromDays(days);
}

function nextDay(draft: Draft): Instant | null {
  if (!canEarn(draft.state)) return null;
  let due: Instant | null = null;
  for (const type of daysOf(draft.version)) {
    const date = dateOf(draft, type);
    if (!date) continue;
    const next = anniversaryAfter(draft.program.zone, date, draft.state.at);
    due = due === null ? next : Math.min(due, next);
  }
  return due;
}

function keepDays(draft: Draft): void {
  const { state, program, version } = draft;
  if (!canEarn(state)) return;
  for (const type of daysOf(version)) {
    const date = dateOf(draft, type);
    const isToday = date !== null && anniversaryAfter(program.zone, date, state.at - 1) === state.at;
    if (!isToday || state.recurred?.[type] === state.at) continue;
    state.recurred = { ...state.recurred, [type]: state.at };
    const today = formatDate(program.zone.local(state.at));
    const fact: Fact = { id: `${type}:${today}`, type, occurredAt: formatInstant(state.at) };
    draft.mark = today;
    earn(draft, fact, state.at);
    issueVouchers(draft, fact, state.at);
    draft.mark = null;
  }
}
