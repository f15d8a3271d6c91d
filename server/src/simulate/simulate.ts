/**
 * A program's members and what they do, from a plan and a seed: pure, so that the same plan gives the same facts on
 * every machine, and in time order, so that they can be fed to an engine as they come.
 *
 * What is held in memory is who is still coming and what is yet to happen to them; a member who has left is forgotten.
 */
import type { Fact, ProfileFact, Program } from "@tallystick/core";
import { exponential, gamma, happens, nextSorted } from "./distributions.ts";
import { type Heap, makeHeap } from "./heap.ts";
import { type AccountOf, makeMirror } from "./mirror.ts";
import { makeRandom, type Random } from "./random.ts";
import type { SimulationPlan } from "./simulation-plan.ts";
import { joinFacts, type Member, type TimedFact, visitFacts } from "./visit-facts.ts";
import { makeWorld, type World, type WorldSegment } from "./world.ts";

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** Nobody comes twice within ten minutes: a second basket so soon would be the same visit. */
const SHORTEST_GAP = 600_000;
/** Streams of members are numbered from 0; those of arrivals from here down. */
const ARRIVAL_STREAM = 4_294_967_295;

export type SimulatedFact = {
  /** The fact's instant, epoch milliseconds. */
  at: number;
  /** The member's number: 0 for the first to join, then 1 … */
  member: number;
  segment: string;
  fact: Fact;
};

type Event = { at: number } & (
  | { arrival: Arrivals }
  | Visiting
  | { guest: Member }
  | { happening: SimulatedFact; seen: boolean }
);

/** A member on the way: where on the segment's clock, and how often a busy day. */
type Visiting = { visitor: Member; busy: number; perDay: number };

type Arrivals = { segment: WorldSegment; random: Random; left: number; share: number };

/**
 * The facts of a plan's run in order of time, all of them from `start` and before `end`. Every member's first fact is
 * what the plan has `on_joining`, or a purchase. With a program its members see their accounts, and ask for what they
 * can have; without one they go by what the plan lets them guess. What is drawn for them goes by `accountOf`. Throws RangeError when the plan's zone or its dates make no sense.
 */
export function* simulate(
  plan: SimulationPlan,
  program: Program | null = null,
  accountOf?: AccountOf,
): Generator<SimulatedFact, void, undefined> {
  const world = makeWorld(plan, program && makeMirror(program, accountOf));
  const events = makeHeap<Event>();
  for (const segment of world.segments) {
    if (segment.members === 0) continue;
    const random = makeRandom(plan.seed, ARRIVAL_STREAM - segment.number);
    pushArrival(events, plan, { segment, random, left: segment.members, share: 0 });
  }
  let members = 0;
  for (let event = events.pop(); event && event.at < plan.end; event = events.pop()) {
    if ("happening" in event) {
      const { member, fact, at } = event.happening;
      if (!event.seen) world.mirror?.happened(member, fact, at);
      yield event.happening;
    } else if ("arrival" in event) {
      arrive(events, world, { segment: event.arrival.segment, number: members++, at: event.at });
      if (event.arrival.left > 0) pushArrival(events, plan, event.arrival);
    } else if ("guest" in event) {
      if (event.at < event.guest.leftAt) {
        const facts = visitFacts(world, event.guest, event.at);
        pushFacts(events, event.guest, { facts, seen: false });
      }
    } else visit(events, world, event);
  }
}

/** How many members and facts a plan's run has. Runs it, so it takes as long. */
export function countSimulated(plan: SimulationPlan): { members: number; facts: number } {
  let facts = 0;
  let members = 0;
  for (const { member } of simulate(plan)) {
    facts++;
    members = Math.max(members, member + 1);
  }
  return { members, facts };
}

function pushArrival(events: Heap<Event>, plan: SimulationPlan, arrivals: Arrivals): void {
  const { segment, random, left } = arrivals;
  const share = nextSorted(random, arrivals.share, left);
  const [from, to] = [segment.arrivals.busyAt(plan.start), segment.arrivals.busyAt(plan.end)];
  const at = segment.arrivals.instantAt(from + share * (to - from));
  const within = Math.min(Math.max(at, plan.start), plan.end - 1000);
  events.push({ at: within, arrival: { ...arrivals, share, left: left - 1 } });
}

function arrive(
  events: Heap<Event>,
  world: World,
  { segment, number, at }: { segment: WorldSegment; number: number; at: number },
): void {
  const random = makeRandom(world.plan.seed, number);
  const { visits, leaves } = segment.plan;
  const perWeek = visits.per_week * (visits.shape ? gamma(random, visits.shape) : 1);
  const stays = leaves?.weeks ? exponential(random) * leaves.weeks * WEEK : Number.POSITIVE_INFINITY;
  const leftAt = Math.min(at + stays, world.plan.end);
  const member: Member = { number, segment, random, home: "", facts: 0, guess: 0, lastAt: at, leftAt };
  const begun = joinFacts(world, member, at);
  // What a member begins with has happened when the first visit looks at the account.
  for (const { at: when, fact } of begun) world.mirror?.happened(number, fact, when);
  pushFacts(events, member, { facts: begun, seen: true });
  visit(events, world, {
    at,
    visitor: member,
    busy: segment.clock.busyAt(at),
    perDay: perWeek / 7,
  });
  if (visits.on_birthday) inviteOnBirthdays(events, world, { member, begun, chance: visits.on_birthday });
}

/** Has a member come on their birthdays too, whatever else brings them. */
function inviteOnBirthdays(
  events: Heap<Event>,
  { zone, plan }: World,
  { member, begun, chance }: { member: Member; begun: TimedFact[]; chance: number },
): void {
  const profile = begun.find(({ fact }) => fact.type === "profile")?.fact as ProfileFact | undefined;
  const [, month, dayOfMonth] = String(profile?.attributes["birthday"] ?? "").split("-");
  if (dayOfMonth === undefined) return;
  const { clock } = member.segment;
  for (let year = zone.local(member.lastAt).year; year <= zone.local(plan.end).year; year++) {
    const day = zone.startOfDay(Date.UTC(year, Number(month) - 1, Number(dayOfMonth)) / DAY);
    if (!(day > member.lastAt) || !happens(member.random, chance)) continue;
    const busy = clock.busyAt(day);
    const at = clock.instantAt(busy + member.random() * (clock.busyAt(day + DAY) - busy));
    if (at < plan.end) events.push({ at, guest: member });
  }
}

function visit(events: Heap<Event>, world: World, event: { at: number } & Visiting): void {
  const { at, visitor, perDay } = event;
  const { random, segment } = visitor;
  pushFacts(events, visitor, { facts: visitFacts(world, visitor, at), seen: false });
  if (happens(random, segment.plan.leaves?.after_visit ?? 0)) {
    visitor.leftAt = at;
    return;
  }
  const busy = event.busy + exponential(random) / perDay;
  const next = Math.max(segment.clock.instantAt(busy), at + SHORTEST_GAP);
  if (next < visitor.leftAt) events.push({ at: next, visitor, busy, perDay });
}

function pushFacts(
  events: Heap<Event>,
  member: Member,
  { facts, seen }: { facts: TimedFact[]; seen: boolean },
): void {
  for (const { at, fact } of facts) {
    events.push({ at, happening: { at, member: member.number, segment: member.segment.id, fact }, seen });
  }
}
