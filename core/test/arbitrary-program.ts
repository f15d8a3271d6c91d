/** Random program definitions, written as people would write them and compiled by `loadProgram`. */
import fc from "fast-check";
import { formatDecimal } from "../src/decimal.ts";
import { loadProgram } from "../src/definition/load-program.ts";
import type { Json } from "../src/fact.ts";
import type { Program } from "../src/program.ts";
import { books, booksOf } from "./arbitrary-books.ts";
import { batches, cards, life, lifeOf, meltingExpiry } from "./arbitrary-life.ts";
import { type Definition, dayOf, type Head, PERIODS, present, schedule } from "./arbitrary-parts.ts";
import { partner, partnerOf, reward, rewardOf } from "./arbitrary-spending.ts";

export type { Definition } from "./arbitrary-parts.ts";

/** Compiles a definition that is meant to be right; throws with every problem when it is not. */
export function compile(definition: Definition): Program {
  const { program, problems } = loadProgram(JSON.stringify(definition));
  if (program) return program;
  throw new Error(`${JSON.stringify(problems, null, 1)}\n${JSON.stringify(definition, null, 1)}`);
}

const ZONES = [
  "UTC",
  "Europe/Lisbon",
  "America/New_York",
  "Asia/Tokyo",
  "Australia/Lord_Howe",
  "America/Havana",
  "Africa/Cairo",
  "America/Sao_Paulo",
];
const DECIMALS: Record<string, number> = { EUR: 2, JPY: 0, KWD: 3 };
const COARSE = ["1 day", "10 days", "3 weeks", "1 month", "2 months", "6 months", "12 months"];
const LENGTHS = ["90 minutes", "20 hours", ...COARSE];

const plainExpiry = fc.oneof(
  fc.constant("never"),
  fc.record({ after: fc.constantFrom(...LENGTHS) }),
  fc.record({ after: fc.constantFrom(...COARSE), end: fc.constantFrom("month", "quarter", "year") }),
  fc.record({ on: fc.constantFrom("12-31", "02-28", "06-30", "10-26") }),
  fc.record(
    { inactive: fc.constantFrom(...COARSE), counted: fc.constantFrom("to-the-day", "through-the-day") },
    { requiredKeys: ["inactive"] },
  ),
  meltingExpiry,
);

const expiry = fc.oneof(
  { weight: 3, arbitrary: plainExpiry },
  {
    weight: 1,
    arbitrary: fc.record({
      by: fc.constant("status"),
      levels: fc.record({ silver: plainExpiry, gold: plainExpiry }, { requiredKeys: [] }),
      otherwise: plainExpiry,
      judged: fc.constantFrom("when-earned", "while-held"),
    }),
  },
);

const unitTerms = fc.record(
  {
    pending: fc.constantFrom("none", "2 hours", "3 days", "14 days", "1 month", "release"),
    activity: fc.constantFrom<string[] | "earned">(["visit"], ["purchase", "check-in"], "earned"),
    expires: expiry,
    debt: fc.constantFrom("allowed", "allowed", "refused"),
    advance: fc.constantFrom(5, 40),
    cleared: fc.record({ at: dayOf(2025), earned_before: dayOf(2024) }),
  },
  { requiredKeys: [] },
);

const spend = fc.record(
  {
    kinds: fc.constantFrom(["item"], ["item", "shipping"], ["item", "tip", "tax"]),
    tax: fc.constantFrom("excluded", "included"),
    discounts: fc.constantFrom("net", "gross"),
    paid_with_points: fc.constantFrom("excluded", "included"),
    excluded_categories: fc.constantFrom([], ["tobacco"]),
  },
  { requiredKeys: [] },
);

const RULE_CONDITIONS = [
  'fact.channel != "web"',
  'fact.spend >= money("5")',
  'fact.amount < money("900")',
  "account.visits > 1",
  'account.tier.status != "gold"',
  "account.balance.points < 500.0",
  "member.staff",
  "!member.staff",
  "time.weekday <= 5",
  "fact.data.party > 1",
];
const LINE_CONDITIONS = [
  'line.category != "tobacco"',
  'line.category == "coffee"',
  'line.amount > money("2")',
  "!member.staff",
];
const capAmounts = fc.record(
  Object.fromEntries(PERIODS.map((per) => [per, fc.integer({ min: 1, max: 400 })])),
  { requiredKeys: [] },
);

const rule = fc.record({
  unit: fc.constantFrom("points", "points", "stars"),
  kind: fc.constantFrom("rate", "rate", "rate", "fixed", "fixed", "multiply"),
  rate: fc.constantFrom("1", "1.25", "1.7", "0.8", "5/3", "10", "0"),
  per: fc.constantFrom(undefined, undefined, "10", "3"),
  amountSteps: fc.integer({ min: 1, max: 60 }),
  each: fc.constantFrom("fact", "line", "piece"),
  factor: fc.constantFrom("2", "3/2", "1.1"),
  ofFirst: fc.boolean(),
  tiered: fc.option(fc.constantFrom(["1", "2"], ["1.5", "3"], ["0", "4"])),
  on: fc.constantFrom("purchase", "purchase", "purchase", "visit", "check-in", "join"),
  when: fc.option(fc.constantFrom(...RULE_CONDITIONS), { freq: 3 }),
  lines: fc.option(fc.constantFrom(...LINE_CONDITIONS), { freq: 3 }),
  rounding: fc.constantFrom("floor", "half-even", "half-up", "exact", "carry", "carry"),
  roundEach: fc.constantFrom("fact", "fact", "line"),
  caps: fc.option(capAmounts, { freq: 2 }),
  tenders: fc.option(
    fc.constantFrom('tender.type == "card"', 'tender.type != "card"', "tender.amount > 500"),
    {
      freq: 4,
    },
  ),
  upTo: fc.option(
    fc.record({
      spend: fc.integer({ min: 1, max: 60 }),
      per: fc.constantFrom("day", "month", "year", "lifetime"),
      beyond: fc.constantFrom(undefined, "0", "1", "1/3"),
    }),
    { freq: 4 },
  ),
  times: fc.option(
    fc.record({ day: fc.integer({ min: 1, max: 2 }), month: fc.integer({ min: 1, max: 4 }) }),
    {
      freq: 4,
    },
  ),
  once: fc.option(fc.constantFrom("fact.channel", "fact.place", '""'), { freq: 6 }),
  counted: fc.option(fc.constantFrom("fact.data.party", "fact.amount / 3", "1.5"), { freq: 5 }),
  crossing: fc.constantFrom("before", "before", "after"),
  budget: fc.option(fc.integer({ min: 1, max: 300 }), { freq: 5 }),
  schedule: fc.option(schedule, { freq: 4 }),
  group: fc.option(fc.constantFrom("one", "two"), { freq: 3 }),
  priority: fc.integer({ min: 0, max: 2 }),
});

const ladder = fc.record({
  by: fc.constantFrom("spend", "spend", "earned", "visits"),
  window: fc.oneof(
    fc.constantFrom("calendar-year", "membership-year"),
    fc.record({ rolling: fc.constantFrom("10 days", "1 month", "6 months", "12 months") }),
  ),
  valid: fc.oneof(
    fc.constantFrom("window", "window"),
    fc.record({ until: fc.constantFrom("end-of-year", "end-of-next-year") }),
    fc.record({ for: fc.constantFrom("20 days", "3 months", "12 months") }),
  ),
  grace: fc.option(fc.constantFrom("1 day", "30 days", "2 months")),
  drop: fc.constantFrom("one-level", "to-qualified"),
  returns: fc.constantFrom("undo", "undo", "keep"),
  silver: fc.integer({ min: 1, max: 4 }),
  gold: fc.integer({ min: 1, max: 6 }),
});

/** What one version may say; a later version takes some of it from another draw. */
const versionDraw = fc.record({
  terms: fc.tuple(unitTerms, unitTerms),
  spend,
  rules: fc.array(rule, { minLength: 1, maxLength: 6 }),
  sharedCap: fc.option(
    fc.record({
      max: fc.integer({ min: 2, max: 300 }),
      per: fc.constantFrom(...PERIODS),
      count: fc.integer({ min: 1, max: 4 }),
    }),
    { freq: 2 },
  ),
  groups: fc.record({ one: fc.constantFrom("best", "first"), two: fc.constantFrom("best", "first") }),
  ladders: fc.array(ladder, { minLength: 1, maxLength: 2 }),
  rewards: fc.array(reward, { maxLength: 5 }),
  partners: fc.array(partner, { maxLength: 2 }),
  life,
  batches,
  cards,
  books: fc.option(books),
  lapse: fc.constantFrom("15 minutes", "1 day", "1 month"),
  returns: fc.record(
    {
      within: fc.constantFrom("none", "none", "60 days"),
      other_lots: fc.boolean(),
      shortfall: fc.constantFrom("debt", "debt", "forgive"),
    },
    { requiredKeys: [] },
  ),
  activity: fc.constantFrom(undefined, ["purchase"], ["purchase", "redeem", "complete", "visit", "hold"]),
});
type VersionDraw = typeof versionDraw extends fc.Arbitrary<infer T> ? T : never;

/** Whether every minor unit gives whole steps, as the rounding `exact` asks. */
function isExact(
  rate: string,
  { per, scale, decimals }: { per: string; scale: number; decimals: number },
): boolean {
  const [num, den] = rate.includes("/") ? rate.split("/").map(Number) : [Math.round(Number(rate) * 100), 100];
  return (num! * 10 ** scale) % (den! * Number(per) * 10 ** decimals) === 0;
}

function ruleOf(draw: VersionDraw["rules"][number], first: Record<string, string>, head: Head): Definition {
  const scale = head.scales[draw.unit === "points" ? 0 : 1]!;
  const decimals = DECIMALS[head.currency]!;
  const steps = (amount: number): string => formatDecimal(amount, scale);
  // Without a rate rule of its unit there is nothing to multiply.
  const kind = draw.kind === "multiply" && first[draw.unit] === undefined ? "fixed" : draw.kind;
  const onPurchase = kind !== "fixed" || draw.on === "purchase";
  const at = { per: draw.per ?? "1", scale, decimals };
  const rate = draw.rate === "0" && !draw.tiered ? "1" : draw.rate;
  const rates = [rate, ...(draw.tiered ?? [])];
  const exactly = kind === "fixed" || (kind === "rate" && rates.every((one) => isExact(one, at)));
  const tiered = draw.tiered && kind !== "multiply" ? draw.tiered : null;
  const levels = tiered && kind === "fixed" ? tiered.map((t) => String(Math.floor(Number(t)))) : tiered;
  const counts = kind === "rate" && draw.counted?.startsWith("fact.") ? draw.counted : null;
  // Where no fraction may arise, the rate beyond has to be exact too; leaving it out is the simplest way.
  const exact = draw.rounding !== "exact" || !exactly;
  return present({
    on: onPurchase ? "purchase" : draw.on,
    unit: draw.unit,
    rate: kind === "rate" ? rate : null,
    per: kind === "rate" ? draw.per : null,
    amount: kind === "fixed" ? steps(draw.amountSteps) : null,
    each: kind === "fixed" && onPurchase ? draw.each : null,
    multiply: kind === "multiply" ? draw.factor : null,
    of: kind === "multiply" && draw.ofFirst ? first[draw.unit] : null,
    by_tier: levels && { ladder: "status", levels: { silver: levels[0]!, gold: levels[1]! } },
    tenders: onPurchase && kind !== "fixed" && !counts ? draw.tenders : null,
    up_to:
      kind === "rate" && exact
        ? draw.upTo && present({ ...draw.upTo, spend: String(draw.upTo.spend) })
        : null,
    counts,
    count: kind === "fixed" ? draw.counted : null,
    times: draw.times,
    once: draw.once,
    when: draw.when,
    lines: onPurchase && !counts ? draw.lines : null,
    rounding: draw.rounding === "exact" && !exactly ? "half-up" : draw.rounding,
    round_each: draw.roundEach,
    caps: draw.caps && Object.fromEntries(Object.entries(draw.caps).map(([per, max]) => [per, steps(max!)])),
    budget: draw.budget === null ? null : steps(draw.budget),
    schedule: draw.schedule,
    group: draw.group,
    priority: draw.priority,
  });
}

function ladderOf(draw: VersionDraw["ladders"][number], head: Head): Definition {
  const factor = draw.by === "visits" ? 1 : 25;
  // Thresholds count money in the currency, units in whole units, visits in days.
  const silver = draw.silver * factor;
  return present({
    by: draw.by === "earned" ? { earned: head.scales[0] > 3 ? "stars" : "points" } : draw.by,
    window: draw.window,
    valid: draw.valid,
    grace: draw.grace,
    drop: draw.drop,
    returns: draw.returns,
    levels: { base: 0, silver, gold: { from: silver + draw.gold * factor, name: "Golden" } },
  });
}

/** A rule of one name gives the same unit in every version. */
const ruleId = ({ unit }: { unit: string }, index: number): string => `${unit}-${index}`;

function bodyOf(draw: VersionDraw, head: Head): Definition {
  const [pointScale, starScale] = head.scales;
  const first: Record<string, string> = {};
  draw.rules.forEach((one, index) => {
    if (one.kind === "rate") first[one.unit] ??= ruleId(one, index);
  });
  const rules = draw.rules.map((one, index) => [ruleId(one, index), ruleOf(one, first, head)] as const);
  const capped = rules.filter(([, { unit }]) => unit === "points").map(([id]) => id);
  const { sharedCap } = draw;
  const shared = sharedCap && capped.length > 0;
  return present({
    facts: { "check-in": {}, purchase: { party: "integer" } },
    member: { staff: "boolean", city: "text" },
    units: {
      points: { name: { one: "point", many: "points" }, scale: pointScale, ...draw.terms[0] } as Json,
      stars: { name: "stars", scale: starScale, ...draw.terms[1] } as Json,
    },
    spend: draw.spend,
    earn: Object.fromEntries(rules),
    groups: draw.groups,
    caps: shared
      ? {
          extras: {
            unit: "points",
            max: formatDecimal(sharedCap.max, pointScale),
            per: sharedCap.per,
            rules: capped.slice(0, sharedCap.count),
          },
        }
      : null,
    tiers: Object.fromEntries(
      draw.ladders.map((one, index) => [index === 0 ? "status" : "circle", ladderOf(one, head)]),
    ),
    rewards: Object.fromEntries(
      draw.rewards.map((one, index) => [`reward-${index}`, rewardOf(one, index, head)]),
    ),
    partners: Object.fromEntries(
      draw.partners.map((one, index) => [`partner-${index}`, partnerOf(one, index, head)]),
    ),
    life: draw.life && lifeOf(draw.life),
    batches: draw.batches,
    cards: draw.cards,
    products: { gold: { name: "Gold" } },
    accounting: draw.books && { points: booksOf(draw.books, rules[0]!), stars: booksOf(draw.books) },
    causes: { meals: { name: "Warm meals" } },
    holds: { lapse: draw.lapse },
    returns: draw.returns,
    activity: draw.activity,
  });
}

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The JSON merge patch that makes `to` of `from`. */
export function mergePatch(from: Definition, to: Definition): Definition {
  const patch: Definition = {};
  for (const key of Object.keys(from)) if (!(key in to)) patch[key] = null;
  for (const [key, value] of Object.entries(to)) {
    const before = from[key];
    if (isObject(before) && isObject(value)) {
      const inner = mergePatch(before, value);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (JSON.stringify(before) !== JSON.stringify(value)) patch[key] = value;
  }
  return patch;
}

const SECTIONS = [
  "terms",
  "spend",
  "rules",
  "sharedCap",
  "groups",
  "ladders",
  "rewards",
  "partners",
  "books",
  "returns",
  "life",
  "batches",
  "cards",
] as const;
const later = fc.record({ draw: versionDraw, sections: fc.subarray([...SECTIONS], { minLength: 1 }) });

/** A definition of up to three versions, each later one a merge patch over the one before. */
export const arbitraryDefinition: fc.Arbitrary<Definition> = fc
  .record({
    currency: fc.constantFrom("EUR", "EUR", "JPY", "KWD"),
    zone: fc.constantFrom(...ZONES),
    scales: fc.tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom(0, 1, 2)),
    first: versionDraw,
    later: fc.array(later, { maxLength: 2 }),
    dates: fc.tuple(dayOf(2024), dayOf(2025)),
  })
  .map(({ currency, zone, scales, first, later: changes, dates }) => {
    const head: Head = { currency, scales };
    let draw = first;
    let body = bodyOf(draw, head);
    const versions = changes.map(({ draw: other, sections }, index) => {
      draw = { ...draw, ...Object.fromEntries(sections.map((section) => [section, other[section]])) };
      const next = bodyOf(draw, head);
      const patch = mergePatch(body, next);
      body = next;
      return { from: dates[index]!, note: `Change ${index + 1}`, ...patch };
    });
    const start = { tallystick: 1, program: "any", name: "Any program", currency, zone, from: "2023-01-01" };
    return { ...start, ...bodyOf(first, head), ...(versions.length > 0 ? { versions } : {}) };
  });
