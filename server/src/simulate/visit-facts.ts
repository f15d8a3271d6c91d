/** What one member does in one visit, as facts. */
import {
  BUILT_IN_FACT_TYPES,
  type Fact,
  formatInstant,
  type Json,
  type Line,
  type PurchaseFact,
} from "@tallystick/core";
import { choose, exponential, happens, logNormal, makeChoices } from "./distributions.ts";
import type { Random } from "./random.ts";
import type { Product } from "./simulation-plan.ts";
import type { BasketEntry, DayBetween, HourSpan, Scalar, Template, World, WorldSegment } from "./world.ts";

const SECOND = 1000;
const DAY = 86_400_000;

export type TimedFact = { at: number; fact: Fact };

/** A member as far as the simulation knows: where they go and what they believe they have. */
export type Member = {
  number: number;
  segment: WorldSegment;
  random: Random;
  /** The place they mostly go to; "" where the plan has no places. */
  home: string;
  /** Facts made so far: numbers the ids. */
  facts: number;
  /** What the member believes the balance to be, in units. Not the engine's balance, which nobody here knows. */
  guess: number;
  lastAt: number;
  /** From when on they do not come any more. */
  leftAt: number;
};

type Where = { channel?: string; place?: string };
/** What every fact of this world begins with. */
type Head = { id: string; occurredAt: string; source: string };

/** What a member does on joining: settles on a place, then what the plan has `on_joining`, then the profile. */
export function joinFacts(world: World, member: Member, at: number): TimedFact[] {
  const { plan, places } = world;
  const { random, segment } = member;
  member.home = choose(random, places) ?? "";
  const facts: TimedFact[] = (plan.on_joining ?? []).map((type) => ({
    at,
    fact: { ...head(world, member, at), type, ...(member.home && { place: member.home }) },
  }));
  for (const type of plan.on_joining ?? []) member.guess += plan.guess?.facts?.[type] ?? 0;
  for (const begin of segment.begins) {
    facts.push({
      at,
      fact: { ...head(world, member, at), ...fill(begin, member, wordsOf(world, at, member.home)) } as Fact,
    });
  }
  if (segment.attributes.length > 0) {
    const attributes: Record<string, Scalar> = {};
    for (const [name, values] of segment.attributes)
      attributes[name] = "from" in values ? dayOf(random, values) : (choose(random, values) ?? "");
    facts.push({ at, fact: { ...head(world, member, at), type: "profile", attributes } });
  }
  return facts;
}

/** A visit: other facts (a check-in comes before the till), the purchase, a redemption, a return days later. */
export function visitFacts(world: World, member: Member, at: number): TimedFact[] {
  const { plan } = world;
  const { random, segment } = member;
  const forgets = plan.guess?.forgets_after_days;
  if (forgets && at - member.lastAt > forgets * DAY) member.guess = 0;
  member.lastAt = at;
  const facts: TimedFact[] = [];
  const where = chooseWhere(world, member);
  for (const habit of segment.facts) {
    const done = happens(random, habit.chance) ? otherFact(world, member, { habit, at, where }) : null;
    if (!done) continue;
    facts.push({ at, fact: done });
    member.guess += plan.guess?.facts?.[habit.type] ?? 0;
  }
  const paidAt = at + (20 + Math.floor(random() * 40)) * SECOND;
  const purchase = segment.basket.length > 0 ? makePurchase(world, member, { at: paidAt, where }) : null;
  const total = purchase ? buy(world, member, { purchase, facts }) : 0;
  facts.push(...voucherUse(world, member, { at: paidAt, total, data: purchase?.data }));
  return [...facts, ...redemption(world, member, { at: paidAt, total })];
}

/** Puts a purchase, and its return where there is one, among the visit's facts. @returns what was charged. */
function buy(
  world: World,
  member: Member,
  { purchase, facts }: { purchase: PurchaseFact & { lines: Line[] }; facts: TimedFact[] },
): number {
  const { plan } = world;
  const { random, segment } = member;
  const { lines } = purchase;
  facts.push({ at: Date.parse(purchase.occurredAt), fact: purchase });
  const spent = lines.reduce((sum, { amount, kind }) => sum + ((kind ?? "item") === "item" ? amount : 0), 0);
  const believed = plan.guess ? Math.floor(spent / plan.guess.per) * plan.guess.gives : 0;
  if (segment.plan.returns && happens(random, segment.plan.returns.chance)) {
    facts.push(makeReturn(world, member, purchase));
  } else member.guess += believed;
  return lines.reduce((sum, { amount, tax }) => sum + amount + (tax ?? 0), 0);
}

/** A fact of the segment's habit; null where it is only done when it would be taken, and would not be. */
function otherFact(
  world: World,
  member: Member,
  { habit, at, where }: { habit: WorldSegment["facts"][number]; at: number; where: Where },
): Fact | null {
  const { type, data, ifTaken } = habit;
  const words = wordsOf(world, at, where.place);
  const fields = fill(data, member, words);
  const fact = {
    ...head(world, member, at),
    type,
    ...(PLACED.has(type) || !BUILT_IN.has(type) ? where : {}),
    ...fill(habit.with, member, words),
    ...(data.length > 0 && { data: fields }),
  } as Fact;
  return ifTaken && world.mirror && !world.mirror.wouldTake(member.number, fact) ? null : fact;
}

const BUILT_IN = new Set<string>(BUILT_IN_FACT_TYPES);
/** Built-in facts that say where they happened. */
const PLACED = new Set(["purchase", "use"]);

/** What texts of a plan can name besides the member. */
type Words = { place: string; day: () => string };
const wordsOf = (world: World, at: number, place = ""): Words => ({ place, day: () => world.dateOf(at) });

/** Members of a fact as they are drawn for this member, place and day. */
function fill(template: Template, member: Member, words: Words): Record<string, Json> {
  const filled: Record<string, Json> = {};
  for (const [name, values] of template) {
    if (Array.isArray(values)) {
      filled[name] = fill(values, member, words);
      continue;
    }
    const value = choose(member.random, values) ?? "";
    filled[name] =
      typeof value === "string"
        ? value
            .replaceAll("{place}", words.place)
            .replaceAll("{member}", String(member.number))
            .replaceAll("{day}", words.day)
        : value;
  }
  return filled;
}

function dayOf(random: Random, { from, until }: DayBetween): string {
  const day = from + Math.floor(random() * (until - from));
  return formatInstant(day * DAY).slice(0, 10);
}

/** Of the vouchers that the member can see, the one that ends first and would be taken. */
function voucherUse(
  world: World,
  member: Member,
  { at, total, data }: { at: number; total: number; data: PurchaseFact["data"] },
): TimedFact[] {
  const { mirror } = world;
  const habit = member.segment.plan.vouchers;
  if (!mirror || !habit || !happens(member.random, habit.chance)) return [];
  const open = Object.entries(mirror.look(member.number, at)?.vouchers ?? {});
  open.sort(([, a], [, b]) => (a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity));
  const usedAt = at + SECOND;
  for (const [voucher] of open) {
    const used = { type: "use", of: { voucher }, basket: total, ...(data && { data }) } as const;
    const fact: Fact = { ...head(world, member, usedAt), ...used };
    if (mirror.wouldTake(member.number, fact)) return [{ at: usedAt, fact }];
  }
  return [];
}

function makePurchase(
  world: World,
  member: Member,
  { at, where }: { at: number; where: Where },
): PurchaseFact & { lines: Line[] } {
  const { random, segment } = member;
  const begin = head(world, member, at);
  const hour = world.hourOf(at);
  const discounts = segment.plan.discounts;
  const percent = discounts && happens(random, discounts.chance) ? discounts.percent : 0;
  const wanted = segment.basket.filter(({ chance, hours }) => happens(random, chance) && within(hours, hour));
  const entries = wanted.length > 0 ? wanted : segment.basket.slice(0, 1);
  const made = entries.map((entry, index) =>
    makeLine(world, random, { id: String(index + 1), entry, percent }),
  );
  const lines = made.map(({ line }) => line);
  const total = lines.reduce((sum, { amount, tax }) => sum + amount + (tax ?? 0), 0);
  const tender = choose(random, segment.tenders);
  const { purchase } = segment;
  const words = wordsOf(world, at, where.place);
  const data = {
    ...fill(purchase.data, member, words),
    ...Object.assign({}, ...made.map((one) => one.data)),
  };
  return {
    ...begin,
    type: "purchase",
    ...where,
    ...fill(purchase.with, member, words),
    lines,
    ...(tender && total > 0 && { tenders: [{ type: tender, amount: total }] }),
    ...(Object.keys(data).length > 0 && { data }),
  };
}

function makeLine(
  world: World,
  random: Random,
  { id, entry, percent }: { id: string; entry: BasketEntry; percent: number },
): { line: Line; data: Record<string, Scalar> } {
  const product = choose(random, world.products.get(entry.category)!)!;
  const counts = entry.counts ?? product.counts;
  const quantity = counts ? choose(random, counts)! : 1;
  const gross = Math.round(priceOf(random, product.price) * quantity);
  const discount = Math.floor((gross * percent) / 100);
  const amount = gross - discount;
  const tax = Math.round((amount * (world.plan.tax_percent ?? 0)) / 100);
  const line: Line = {
    id,
    sku: product.sku,
    category: product.category,
    ...(product.kind && product.kind !== "item" && { kind: product.kind }),
    ...(quantity !== 1 && { quantity }),
    amount,
    ...(discount > 0 && { discount }),
    ...(tax > 0 && { tax }),
  };
  return { line, data: product.data ?? {} };
}

function priceOf(random: Random, price: Product["price"]): number {
  if (typeof price === "number") return price;
  const { median, spread, least = 0, most = Number.MAX_SAFE_INTEGER, step = 1 } = price;
  const drawn = Math.round(logNormal(random, median, spread) / step) * step;
  return Math.min(Math.max(drawn, least), most);
}

/** Some days later: all of the purchase, or one of its lines. */
function makeReturn(world: World, member: Member, purchase: PurchaseFact & { lines: Line[] }): TimedFact {
  const { random, segment, lastAt } = member;
  const { days, whole = 1 } = segment.plan.returns!;
  const at = lastAt + (300 + Math.floor(exponential(random) * days * 86_400)) * SECOND;
  const all = happens(random, whole);
  const line = purchase.lines[Math.floor(random() * purchase.lines.length)]!;
  const begin = head(world, member, at);
  return {
    at,
    fact: { ...begin, type: "return", of: purchase.id, ...(!all && { lines: [{ line: line.id }] }) },
  };
}

/**
 * A member who believes to have enough for a reward asks for one of those, with the segment's chance. Belief is what
 * the plan says under `guess`; where it is wrong, the engine refuses, as it happens at a till.
 */
function redemption(world: World, member: Member, { at, total }: { at: number; total: number }): TimedFact[] {
  const { random, segment } = member;
  const habit = segment.plan.redeems;
  if (!habit) return [];
  const askedAt = at + (10 + Math.floor(random() * 50)) * SECOND;
  const choices = makeChoices(affordable(world, member, { at, total }).map((id) => [id, habit.rewards[id]!]));
  if (choices.total === 0 || !happens(random, habit.chance)) return [];
  const reward = choose(random, choices)!;
  const known = world.rewards.get(reward)!;
  const { cost } = known;
  const what = { of: { reward }, basket: total, ...fill(known.with, member, wordsOf(world, askedAt)) };
  const { mirror } = world;
  if (mirror) {
    const asked: Fact = { ...head(world, member, askedAt), type: "redeem", ...what };
    if (!mirror.wouldTake(member.number, asked)) return [];
  }
  if (!happens(random, habit.held ?? 0)) {
    member.guess -= cost;
    return [{ at: askedAt, fact: { ...head(world, member, askedAt), type: "redeem", ...what } }];
  }
  const hold: Fact = { ...head(world, member, askedAt), type: "hold", ...what };
  const endsAt = askedAt + (60 + Math.floor(random() * 420)) * SECOND;
  const cancelled = happens(random, habit.cancelled ?? 0);
  if (!cancelled) member.guess -= cost;
  const end: Fact = {
    ...head(world, member, endsAt),
    type: cancelled ? "cancel" : "complete",
    hold: hold.id,
  };
  return [
    { at: askedAt, fact: hold },
    { at: endsAt, fact: end },
  ];
}

/** The rewards that the member believes to be able to have; with an account to look at, all that they like. */
function affordable(world: World, member: Member, { at, total }: { at: number; total: number }): string[] {
  const hour = world.hourOf(at);
  return member.segment.rewards.items.filter((id) => {
    const { cost, hours, basket } = world.rewards.get(id)!;
    return (world.mirror || cost <= member.guess) && basket <= total && within(hours, hour);
  });
}

const within = (hours: HourSpan | null, hour: number): boolean =>
  !hours || (hour >= hours.from && hour < hours.until);

function chooseWhere(world: World, member: Member): Where {
  const { random, segment, home } = member;
  const channel = choose(random, segment.channels);
  const elsewhere = !happens(random, segment.plan.loyal_to_place ?? 1);
  const place = elsewhere ? (choose(random, world.places) ?? home) : home;
  return { ...(channel && { channel }), ...(place && { place }) };
}

const head = (world: World, member: Member, at: number): Head => ({
  id: `${world.plan.prefix}-${member.number}-${++member.facts}`,
  occurredAt: formatInstant(at),
  source: "simulator",
});
