/** A plan made ready to draw from: weights as choices, days as clocks, shares as numbers of members. */
import { formatDate, makeZone, type Zone } from "@tallystick/core";
import { type Choices, makeChoices } from "./distributions.ts";
import type { Mirror } from "./mirror.ts";
import type { Product, Segment, SimulationPlan } from "./simulation-plan.ts";
import { type Day, makeDays, makeVisitClock, type VisitClock } from "./visit-clock.ts";

export type World = {
  plan: SimulationPlan;
  segments: WorldSegment[];
  /** Category → its products by their weight. */
  products: Map<string, Choices<WorldProduct>>;
  places: Choices<string>;
  /** What members know of the rewards. */
  rewards: Map<string, { cost: number; hours: HourSpan | null; basket: number; with: Template }>;
  /** What members see of their accounts; null where they only guess. */
  mirror: Mirror | null;
  zone: Zone;
  /** The local hour of an instant, 0 to 23. */
  hourOf: (at: number) => number;
  /** The local date of an instant, such as 2026-05-02. */
  dateOf: (at: number) => string;
};

/** Hours from `from` and before `until`. */
export type HourSpan = { from: number; until: number };

/** What a fact's field or a member's attribute can be. */
export type Scalar = string | number | boolean;

/** Members of a fact that are yet to be drawn: choices, or one more level of them. */
export type Template = [string, Choices<Scalar> | Template][];

export type WorldProduct = Product & { sku: string; counts: Choices<number> | null };

export type WorldSegment = {
  id: string;
  number: number;
  plan: Segment;
  members: number;
  clock: VisitClock;
  /** The clock by which members join. */
  arrivals: VisitClock;
  basket: BasketEntry[];
  channels: Choices<string>;
  tenders: Choices<string>;
  rewards: Choices<string>;
  attributes: [string, Choices<Scalar> | DayBetween][];
  /** Facts that a member of the segment begins with. */
  begins: Template[];
  /** What the segment's purchases carry besides lines. */
  purchase: { with: Template; data: Template };
  /** Fact types besides purchases with their chance, what they carry, and whether only what would be taken is done. */
  facts: { type: string; chance: number; with: Template; data: Template; ifTaken: boolean }[];
};

export type BasketEntry = {
  category: string;
  chance: number;
  counts: Choices<number> | null;
  hours: HourSpan | null;
};

/** Day numbers from the first and before the second. */
export type DayBetween = { from: number; until: number };

/** Throws RangeError when the zone does not exist, the run is empty or a segment has no open day to join on. */
export function makeWorld(plan: SimulationPlan, mirror: Mirror | null = null): World {
  if (!(plan.start < plan.end)) throw new RangeError("A simulation's start must lie before its end.");
  const days = makeDays(plan);
  const zone = makeZone(plan.zone);
  const shares = apportion(
    plan.members,
    Object.values(plan.segments).map(({ share }) => share),
  );
  return {
    plan,
    segments: Object.entries(plan.segments).map(([id, segment], number) =>
      makeSegment(plan, days, { id, number, plan: segment, members: shares[number]! }),
    ),
    products: productsByCategory(plan),
    places: makeChoices(Object.entries(plan.places ?? {})),
    rewards: new Map(
      Object.entries(plan.rewards ?? {}).map(([id, reward]) => {
        const known = typeof reward === "number" ? { cost: reward } : reward;
        const { cost, hours, basket = 0 } = known;
        return [id, { cost, hours: hourSpan(hours), basket, with: templateOf(known.with) }];
      }),
    ),
    mirror,
    zone,
    hourOf: (at) => Math.floor(zone.local(at).minutes / 60),
    dateOf: (at) => formatDate(zone.local(at)),
  };
}

function makeSegment(
  plan: SimulationPlan,
  days: Day[],
  part: Pick<WorldSegment, "id" | "number" | "plan" | "members">,
): WorldSegment {
  const segment = part.plan;
  const arrivals = makeVisitClock(plan, segment, { days, perDay: arrivalsPerDay(plan, segment, days) });
  if (part.members > 0 && !(arrivals.busyAt(plan.end) > arrivals.busyAt(plan.start))) {
    throw new RangeError(`Nobody of the segment “${part.id}” could ever join: every day of the run is shut.`);
  }
  return {
    ...part,
    clock: makeVisitClock(plan, segment, { days }),
    arrivals,
    basket: segment.basket.map(({ category, chance, quantities, hours }) => ({
      category,
      chance,
      counts: countChoices(quantities),
      hours: hourSpan(hours),
    })),
    channels: makeChoices(Object.entries(segment.channels ?? {})),
    tenders: makeChoices(Object.entries(segment.tenders ?? {})),
    rewards: makeChoices(Object.entries(segment.redeems?.rewards ?? {})),
    attributes: Object.entries(segment.attributes ?? {}).map(([name, values]) => [name, attributeOf(values)]),
    begins: (segment.begins ?? []).map(templateOf),
    purchase: { with: templateOf(segment.purchase?.with), data: templateOf(segment.purchase?.data) },
    facts: Object.entries(segment.facts ?? {}).map(([type, { chance, data, with: members, if_taken }]) => ({
      type,
      chance,
      with: templateOf(members),
      data: templateOf(data),
      ifTaken: if_taken ?? false,
    })),
  };
}

function productsByCategory({ products }: SimulationPlan): World["products"] {
  const byCategory = new Map<string, [WorldProduct, number][]>();
  for (const [sku, product] of Object.entries(products)) {
    const kept = byCategory.get(product.category) ?? [];
    kept.push([{ ...product, sku, counts: countChoices(product.quantities) }, product.weight ?? 1]);
    byCategory.set(product.category, kept);
  }
  return new Map([...byCategory].map(([category, pairs]) => [category, makeChoices(pairs)]));
}

const countChoices = (weights: Record<string, number> | undefined): Choices<number> | null =>
  weights ? makeChoices(Object.entries(weights).map(([count, weight]) => [Number(count), weight])) : null;

type Written = { [member: string]: Scalar | { one_of: Record<string, number> } | Written };

/** Written members of a fact, ready to draw from. */
function templateOf(written: Written | undefined): Template {
  return Object.entries(written ?? {}).map(([name, value]) => {
    if (typeof value !== "object") return [name, makeChoices([[value, 1]])];
    const weights = value["one_of"];
    return [
      name,
      typeof weights === "object"
        ? scalarChoices(weights as Record<string, number>)
        : templateOf(value as Written),
    ];
  });
}

function attributeOf(values: Record<string, number> | { between: string[] }): Choices<Scalar> | DayBetween {
  if (!Array.isArray(values.between)) return scalarChoices(values as Record<string, number>);
  const [from, until] = values.between.map((date) => Date.parse(date) / 86_400_000);
  return { from: from!, until: until! };
}

/** Texts as YAML reads them: `true` and `false` are booleans, what looks like a number is one. */
const scalarChoices = (weights: Record<string, number>): Choices<Scalar> =>
  makeChoices(Object.entries(weights).map(([text, weight]) => [readScalar(text), weight]));

function readScalar(text: string): Scalar {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function hourSpan(hours: string | undefined): HourSpan | null {
  const [from, until] = hours?.split("-").map(Number) ?? [];
  return from === undefined || until === undefined ? null : { from, until };
}

/** Per day of the run how busy joining is: the run is cut into as many equal parts as the plan has numbers. */
function arrivalsPerDay(plan: SimulationPlan, { arrivals }: Segment, days: Day[]): number[] {
  const parts = arrivals ?? [1];
  return days.map(({ startsAt }) => {
    const part = Math.floor(((startsAt - plan.start) / (plan.end - plan.start)) * parts.length);
    return parts[Math.min(Math.max(part, 0), parts.length - 1)]!;
  });
}

/** Whole numbers in proportion to the shares that add up to `total`: the largest remainders get what is left over. */
export function apportion(total: number, shares: number[]): number[] {
  const sum = shares.reduce((all, share) => all + share, 0);
  const exact = shares.map((share) => (total * share) / sum);
  const whole = exact.map(Math.floor);
  const left = total - whole.reduce((all, part) => all + part, 0);
  const byRemainder = exact
    .map((part, index) => ({ index, remainder: part - Math.floor(part) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) whole[index]! += 1;
  return whole;
}
