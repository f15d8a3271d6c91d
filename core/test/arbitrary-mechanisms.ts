/**
 * Random programs in which the mechanisms that a member meets beside earning stand together: vouchers, conversions,
 * memberships, entitlements, giving, gates, referrals, laws, days that come again, and an end of the account.
 */
import fc from "fast-check";
import type { Json } from "../src/fact.ts";
import { books, booksOf } from "./arbitrary-books.ts";
import { type Definition, present } from "./arbitrary-parts.ts";
import { mergePatch } from "./arbitrary-program.ts";

const ends = fc.constantFrom<Json>(
  { after: "20 days" },
  { after: "2 months", end: "month" },
  { after: "11 months" },
  { on: "12-31" },
  { after: "30 days", counted: "from-next-day" },
  { by: "status", levels: { gold: { after: "7 days" } }, otherwise: { after: "1 day" } },
  "never",
);

const times = fc.record(
  {
    day: fc.integer({ min: 1, max: 2 }),
    month: fc.integer({ min: 1, max: 3 }),
    year: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: [] },
);

const maybe = <T>(of: fc.Arbitrary<T>, freq = 2): fc.Arbitrary<T | null> => fc.option(of, { freq });

const draw = fc.record({
  zone: fc.constantFrom("UTC", "America/New_York", "Europe/Lisbon", "Australia/Lord_Howe"),
  pending: maybe(fc.constantFrom("none", "3 days"), 1),
  expires: fc.constantFrom<Json>("never", { after: "3 months" }, { inactive: "5 months" }),
  debt: fc.constantFrom("allowed", "refused"),
  value: fc.record({
    ends,
    parts: fc.boolean(),
    least: maybe(fc.integer({ min: 1, max: 9 })),
    times: maybe(times),
  }),
  thing: fc.record({ ends, times: maybe(times, 1) }),
  issueTimes: maybe(times),
  issueOnce: maybe(fc.constantFrom("fact.channel", "member.phone")),
  issueStock: maybe(fc.integer({ min: 1, max: 6 })),
  chance: fc.constantFrom("1/2", "1", "1/10"),
  every: fc.integer({ min: 5, max: 60 }),
  books: maybe(books),
  windows: maybe(
    fc.constantFrom<Json[]>(
      [{ closes: "05-31", issues: "06-15" }, { closes: "12-31" }],
      [{ closes: "02-28" }, { closes: "09-30", issues: "01-15" }],
    ),
    3,
  ),
  limits: fc.record(
    { window: fc.integer({ min: 1, max: 4 }), year: fc.integer({ min: 1, max: 6 }) },
    { requiredKeys: [] },
  ),
  plan: fc.record({
    every: fc.constantFrom("1 month", "30 days", "1 year"),
    trial: maybe(fc.constantFrom("1 month", "10 days")),
    pastDue: fc.constantFrom("7 days", "40 days"),
    remind: maybe(fc.constantFrom("3 days", "45 days")),
    identity: maybe(fc.constant("member.phone")),
  }),
  cup: fc.record({
    again: maybe(fc.constantFrom("2 hours", "1 day")),
    period: maybe(fc.integer({ min: 1, max: 4 })),
    month: maybe(fc.integer({ min: 1, max: 4 })),
  }),
  gate: fc.record({ limits: times, once: maybe(fc.constant("fact.data.receipt")) }),
  first: fc.boolean(),
  kept: maybe(fc.constantFrom("3 days", "20 days"), 1),
  atPar: fc.boolean(),
  held: maybe(fc.constant('fact.channel == "web"')),
  cause: maybe(fc.constantFrom("floor", "carry", "half-up"), 1),
  life: maybe(
    fc.record({
      after: fc.constantFrom("4 months", "8 months"),
      within: maybe(fc.constantFrom("20 days", "6 months"), 1),
      purge: maybe(fc.constant("20 months")),
      expiry: fc.constantFrom("paused", "goes-on"),
      earns: fc.boolean(),
    }),
    2,
  ),
  law: maybe(
    fc.record(
      {
        least: fc.constantFrom("5 months", "2 years"),
        exempt: fc.constant("points"),
        expiry: fc.constantFrom<Json>({ inactivity: "blocked" }, { time: "blocked" }, { least: "7 months" }),
      },
      { requiredKeys: [] },
    ),
    1,
  ),
});
type Draw = typeof draw extends fc.Arbitrary<infer T> ? T : never;

/** What is earned and given, and the levels that come of it. */
const earning = (of: Draw): Definition => ({
  units: {
    points: present({
      name: { one: "point", many: "points" },
      pending: of.pending,
      expires: of.expires,
      debt: of.debt,
    }),
    cash: { name: "cash", scale: 2, stored_value: true },
  },
  earn: present({
    base: { on: "purchase", unit: "points", rate: 1 },
    hello: { on: "join", unit: "points", amount: 5, once: "member.phone" },
    day: { on: "birthday", unit: "points", amount: 7, when: "account.joined" },
    thanks: { on: "referral", unit: "points", amount: 20, times: { month: 2 } },
    welcome: { on: "referred", unit: "points", amount: 10 },
    faithful: { on: "visit", unit: "points", amount: 1, when: "account.joined_days >= 10" },
    load: { on: "load", unit: "cash", amount: 1, count: "fact.data.cents" },
    given: of.cause && { on: "purchase", unit: "points", rate: "1/3", for: "water", rounding: of.cause },
  }),
  causes: { water: { name: "Water", until: "2025-02-01" } },
  tiers: {
    status: {
      by: "spend",
      levels: { base: 0, gold: { from: 60 }, club: { from: 300, when: 'account.plan.club != ""' } },
    },
  },
});

/** Vouchers, and all that issues them. */
const giving = (of: Draw): Definition => ({
  vouchers: {
    value: present({
      name: "5 off",
      worth: 5,
      expires: of.value.ends,
      in_parts: of.value.parts,
      minimum_basket: of.value.least,
      limits: of.value.times,
    }),
    thing: present({ name: "A thing", expires: of.thing.ends, limits: of.thing.times }),
  },
  issue: {
    buying: present({
      on: "purchase",
      voucher: "thing",
      times: of.issueTimes,
      once: of.issueOnce,
      stock: of.issueStock,
    }),
    cake: { on: ["birthday", "anniversary"], voucher: "thing", when: "account.joined" },
    surprise: { on: "visit", draw: { chance: of.chance, of: { value: 2, thing: 1 } } },
  },
  conversions: {
    season: present({
      unit: "points",
      every: of.every,
      voucher: "value",
      windows: of.windows,
      limits: of.windows ? of.limits : present({ year: of.limits.year }),
    }),
  },
  rewards: {
    big: { name: "Big", unit: "points", cost: 15, gives: { voucher: "value", count: 2 } },
    gift: { name: "Gift", unit: "points", pays: { value: 0.05 }, donates: true },
  },
});

/** Memberships, and what they entitle to. */
const belonging = ({ plan, cup }: Draw): Definition => ({
  plans: {
    club: present({
      name: "Club",
      price: 10.99,
      every: plan.every,
      trial: plan.trial,
      past_due: plan.pastDue,
      remind: plan.remind,
      trial_identity: plan.trial && plan.identity,
    }),
    year: { name: "Year", price: 99, every: "1 year", replaces: "club" },
  },
  entitlements: {
    cup: present({
      name: "Cup",
      plans: ["club", "year"],
      again_after: cup.again,
      limits: present({ fact: 3, period: cup.period, billing_month: cup.month, month: 9 }),
    }),
  },
});

const lifeOf = (life: NonNullable<Draw["life"]>): Definition =>
  present({
    closes: { after: life.after },
    reinstate: life.within && { within: life.within, fee: 10 },
    purge: life.purge && { after: life.purge },
    expiry: life.expiry,
    reasons: { fraud: "at-once", bored: { spend_within: "20 days", earns: life.earns } },
  });

/** Laws that are ready-made, and one of the program's own. */
const lawOf = ({ least, exempt, expiry }: NonNullable<Draw["law"]>): Definition => ({
  quebec: "standard",
  california: "standard",
  alberta: present({
    stored_value: least && { least },
    expiry,
    exempt: exempt && { units: exempt },
  }),
});

const bodyOf = (of: Draw): Definition =>
  present({
    facts: { "missed-visit": { receipt: "text" }, load: { cents: "integer" }, use: { item: "text" } },
    member: { birthday: "date", phone: "text" },
    ...earning(of),
    ...giving(of),
    ...belonging(of),
    gates: {
      missed: present({
        on: "missed-visit",
        limits: of.gate.limits,
        once: of.gate.once,
        when: "account.joined",
      }),
    },
    referrals: present({
      qualifies: {
        on: "purchase",
        when: 'fact.spend >= money("5")',
        first: of.first,
        ...(of.kept && { kept: of.kept }),
      },
      held: of.held,
    }),
    life: of.life && lifeOf(of.life),
    jurisdictions: of.law && lawOf(of.law),
    spend: of.atPar ? { at_par: ["CAD"] } : null,
    holds: { lapse: "1 day" },
    accounting: of.books && { points: booksOf(of.books) },
  });

const SECTIONS = [
  "value",
  "thing",
  "every",
  "windows",
  "limits",
  "plan",
  "cup",
  "gate",
  "first",
  "kept",
  "atPar",
  "held",
  "life",
  "expires",
  "issueTimes",
  "law",
  "books",
] as const;

/** A definition of one version, or of two that differ in some of the sections. */
export const arbitraryMix: fc.Arbitrary<Definition> = fc
  .tuple(
    draw,
    maybe(
      fc.tuple(
        draw,
        fc.subarray([...SECTIONS], { minLength: 1 }),
        fc.constantFrom("2024-06-01", "2024-07-15", "2025-01-01"),
      ),
    ),
  )
  .map(([first, later]) => {
    const start = {
      tallystick: 1,
      program: "mix",
      name: "Mix",
      currency: "USD",
      zone: first.zone,
      from: "2023-01-01",
    };
    const body = bodyOf(first);
    if (!later) return { ...start, ...body };
    const [other, sections, from] = later;
    const next = bodyOf({
      ...first,
      ...Object.fromEntries(sections.map((section) => [section, other[section]])),
    } as Draw);
    return { ...start, ...body, versions: [{ from, note: "Changed", ...mergePatch(body, next) }] };
  });
