/**
 * When visits happen: a Poisson process whose intensity follows the season, the weekday and the hour of a place.
 *
 * A clock maps instants to *busy days* and back. One busy day is the traffic of a day of average business, so that a
 * process that is uneven in time is even in busy days, and a visit is found by moving on by an exponential number of
 * them: exact, and two look-ups whatever the gap.
 */
import { makeZone } from "@tallystick/core";
import type { Segment, SimulationPlan } from "./simulation-plan.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const ALMOST_1 = 1 - Number.EPSILON;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** A day of the program's calendar. */
export type Day = {
  startsAt: number;
  /** 0 Monday … 6 Sunday. */
  weekday: number;
  /** 0 January … 11 December. */
  month: number;
  shut: boolean;
  /** Milliseconds that the day is longer than 24 hours, where the clocks change. */
  longer: number;
};

/** On a day on which the clocks change they have done so by this hour. */
const CHANGED_BY = 4 * HOUR;

export type VisitClock = {
  /** Busy days from the run's first midnight to an instant. */
  busyAt: (instant: number) => number;
  /** The instant, in whole seconds, at which so many busy days have passed; Infinity past the last day. */
  instantAt: (busy: number) => number;
};

/** The days that a run touches, in the plan's zone, and one more. Throws RangeError on a zone that does not exist. */
export function makeDays(plan: Pick<SimulationPlan, "zone" | "start" | "end" | "shut">): Day[] {
  const zone = makeZone(plan.zone);
  const shut = new Set(plan.shut ?? []);
  const last = zone.local(plan.end).days + 1;
  const days: Day[] = [];
  for (let day = zone.local(plan.start).days; day <= last; day++) {
    const startsAt = zone.startOfDay(day);
    const date = zone.local(startsAt);
    const named = `${String(date.month).padStart(2, "0")}-${String(date.day).padStart(2, "0")}`;
    days.push({
      startsAt,
      weekday: (day + 3) % 7,
      month: date.month - 1,
      shut: shut.has(named),
      longer: zone.startOfDay(day + 1) - startsAt - DAY,
    });
  }
  return days;
}

/**
 * The clock of a segment. `perDay` scales the traffic of single days further (by index), as arrivals do; the mean over
 * weekdays and months is one busy day per day before it.
 */
export function makeVisitClock(
  plan: Pick<SimulationPlan, "season">,
  segment: Pick<Segment, "weekdays" | "hours" | "weekend_hours">,
  { days, perDay }: { days: Day[]; perDay?: number[] },
): VisitClock {
  const weekdays = levelled(WEEKDAYS, segment.weekdays);
  const months = levelled(MONTHS, plan.season);
  const workday = hourProfile(segment.hours);
  const weekend = segment.weekend_hours ? hourProfile(segment.weekend_hours) : workday;
  const before = [0];
  days.forEach((day, index) => {
    const traffic = day.shut ? 0 : weekdays[day.weekday]! * months[day.month]! * (perDay?.[index] ?? 1);
    before.push(before[index]! + traffic);
  });
  const profileOf = (day: Day): number[] => (day.weekday >= 5 ? weekend : workday);

  function busyAt(instant: number): number {
    const index = lastNotAbove(days, instant);
    const day = days[index]!;
    const passed = instant - day.startsAt;
    const clock = Math.min((passed >= CHANGED_BY + day.longer ? passed - day.longer : passed) / HOUR, 24);
    const hour = Math.min(Math.floor(clock), 23);
    const profile = profileOf(day);
    const share = profile[hour]! + (clock - hour) * (profile[hour + 1]! - profile[hour]!);
    return before[index]! + share * (before[index + 1]! - before[index]!);
  }

  function instantAt(busy: number): number {
    if (busy >= before[days.length]!) return Number.POSITIVE_INFINITY;
    const index = lastUpTo(before, busy);
    const day = days[index]!;
    const share = Math.min((busy - before[index]!) / (before[index + 1]! - before[index]!), ALMOST_1);
    const profile = profileOf(day);
    const hour = lastUpTo(profile, share);
    const clock = hour + (share - profile[hour]!) / (profile[hour + 1]! - profile[hour]!);
    const passed = Math.floor(clock * 3600) * 1000;
    return day.startsAt + passed + (passed >= CHANGED_BY ? day.longer : 0);
  }

  return { busyAt, instantAt };
}

/** Weights by name, scaled to a mean of 1; names left out weigh 0, no weights at all are even. */
function levelled(names: string[], given: Record<string, number> | undefined): number[] {
  if (!given) return names.map(() => 1);
  const sum = names.reduce((total, name) => total + (given[name] ?? 0), 0);
  return names.map((name) => ((given[name] ?? 0) * names.length) / sum);
}

/** The share of a day's traffic before each full hour, 25 numbers from 0 to 1. */
function hourProfile(hours: Record<string, number> | undefined): number[] {
  const weights = Array.from({ length: 24 }, (_, hour) => (hours ? (hours[String(hour)] ?? 0) : 1));
  const upTo = [0];
  for (const weight of weights) upTo.push(upTo.at(-1)! + weight);
  return upTo.map((sum) => sum / upTo[24]!);
}

/** The index of the last number not above `value`, which is below the greatest of them. */
function lastUpTo(ascending: number[], value: number): number {
  let low = 0;
  let high = ascending.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ascending[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function lastNotAbove(days: Day[], instant: number): number {
  const guess = Math.floor((instant - days[0]!.startsAt) / DAY);
  let index = Math.max(0, Math.min(guess, days.length - 1));
  while (index > 0 && days[index]!.startsAt > instant) index--;
  while (index < days.length - 1 && days[index + 1]!.startsAt <= instant) index++;
  return index;
}
