/**
 * Random programs in which the mechanisms that a member meets beside earning stand together: vouchers, conversions,
 * memberships, entitlements, giving, gates, referrals, laws, days that come again, and an end of the account. And random
 * facts for them.
 */
import fc from "fast-check";
import type { Fact, Json } from "../src/fact.ts";
import { formatInstant } from "../src/instant.ts";
import type { Instant } from "../src/program.ts";
import type { Story } from "./account-story.ts";
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
  }),
  gate: fc.record({ limits: times, once: maybe(fc.constant("fact.data.receipt")) }),
  first: fc.boolean(),
  held: maybe(fc.constant('fact.channel == "web"')),
  cause: maybe(fc.constantFrom("floor", "carry", "half-up"), 1),
  life: maybe(
    fc.record({
      after: fc.constantFrom("4 months", "8 months"),
      within: maybe(fc.constantFrom("20 days", "6 months"), 1),
      purge: maybe(fc.constant("20 months")),
      expiry: fc.constantFrom("paused", "goes-on"),
    }),
    2,
  ),
  law: fc.boolean(),
});
type Draw = typeof draw extends fc.Arbitrary<infer T> ? T : never;

const bodyOf = (of: Draw): Definition => {
  const earn: Record<string, Definition> = {
    base: { on: "purchase", unit: "points", rate: 1 },
    hello: { on: "join", unit: "points", amount: 5, once: "member.phone" },
    day: { on: "birthday", unit: "points", amount: 7, when: "account.joined" },
    thanks: { on: "referral", unit: "points", amount: 20, times: { month: 2 } },
    welcome: { on: "referred", unit: "points", amount: 10 },
    load: { on: "load", unit: "cash", amount: 1, count: "fact.data.cents" },
  };
  if (of.cause)
    earn["given"] = { on: "purchase", unit: "points", rate: "1/3", for: "water", rounding: of.cause };
  return present({
    facts: {
      "missed-visit": { receipt: "text" },
      load: { cents: "integer" },
      use: { item: "text" },
    },
    member: { birthday: "date", phone: "text" },
    units: {
      points: present({
        name: { one: "point", many: "points" },
        pending: of.pending,
        expires: of.expires,
        debt: of.debt,
      }),
      cash: { name: "cash", scale: 2, stored_value: true },
    },
    earn: earn,
    causes: { water: { name: "Water", until: "2025-02-01" } },
    tiers: {
      status: {
        by: "spend",
        levels: { base: 0, gold: { from: 60 }, club: { from: 300, when: 'account.plan.club != ""' } },
      },
    },
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
    plans: {
      club: present({
        name: "Club",
        price: 10.99,
        every: of.plan.every,
        trial: of.plan.trial,
        past_due: of.plan.pastDue,
        remind: of.plan.remind,
        trial_identity: of.plan.trial && of.plan.identity,
      }),
      year: { name: "Year", price: 99, every: "1 year", replaces: "club" },
    },
    entitlements: {
      cup: present({
        name: "Cup",
        plans: ["club", "year"],
        again_after: of.cup.again,
        limits: present({ fact: 3, period: of.cup.period, month: 9 }),
      }),
    },
    gates: {
      missed: present({
        on: "missed-visit",
        limits: of.gate.limits,
        once: of.gate.once,
        when: "account.joined",
      }),
    },
    referrals: present({
      qualifies: { on: "purchase", when: 'fact.spend >= money("5")', first: of.first },
      held: of.held,
    }),
    life:
      of.life &&
      present({
        closes: { after: of.life.after },
        reinstate: of.life.within && { within: of.life.within, fee: 10 },
        purge: of.life.purge && { after: of.life.purge },
        expiry: of.life.expiry,
        reasons: { fraud: "at-once", bored: { spend_within: "20 days" } },
      }),
    jurisdictions: of.law ? { quebec: "standard", california: "standard", alberta: {} } : null,
    holds: { lapse: "1 day" },
  });
};

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
  "held",
  "life",
  "expires",
  "issueTimes",
  "law",
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

const KINDS = [
  ...Array<"purchase">(6).fill("purchase"),
  ...["return", "return", "visit", "visit", "join", "join", "profile", "profile", "profile", "missed-visit"],
  ...["missed-visit", "load", "load", "use-voucher", "use-voucher", "use-voucher", "use-cup", "use-cup"],
  ...["subscribe", "subscribe", "unsubscribe", "charge-paid", "charge-failed", "redeem", "redeem", "hold"],
  ...[
    "complete",
    "cancel",
    "notice",
    "cash-out",
    "referral-review",
    "reinstate",
    "close",
    "time",
    "referral",
    "adjust",
  ],
] as const;
const OF_WHAT_IS_HELD = new Set<string>([
  "return",
  "use-voucher",
  "use-cup",
  "charge-paid",
  "charge-failed",
  "complete",
  "cancel",
  "close",
  "reinstate",
]);

const step = fc.record({
  kind: fc.constantFrom<string>(...KINDS),
  hours: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 60 }) },
    { weight: 4, arbitrary: fc.integer({ min: 24, max: 24 * 40 }) },
    { weight: 1, arbitrary: fc.integer({ min: 24 * 40, max: 24 * 250 }) },
    { weight: 2, arbitrary: fc.integer({ min: -24 * 40, max: -1 }) },
  ),
  pick: fc.nat(999),
  amount: fc.integer({ min: 0, max: 9000 }),
  flag: fc.boolean(),
});
export type MixStep = typeof step extends fc.Arbitrary<infer T> ? T : never;
export const arbitraryMixHistory = (maxLength: number): fc.Arbitrary<MixStep[]> =>
  fc.array(step, { maxLength, minLength: 1, size: "max" });

type Scene = { step: MixStep; base: { id: string; occurredAt: string }; story: Story };

/** What is done to what the account has of a kind; a purchase where it has none. */
const about = (names: string[], pick: number): string | null =>
  names.sort()[pick % Math.max(1, names.length)] ?? null;

/** Facts that say nothing of the account but what was drawn. */
function plainFact({ kind, pick, amount, flag }: MixStep): object {
  switch (kind) {
    case "join":
      return flag ? { referrer: "acc_friend" } : {};
    case "visit":
      return flag ? { channel: "web" } : {};
    case "missed-visit":
      return { data: { receipt: `r${pick % 9}` } };
    case "load":
      return { data: { cents: amount % 2000 } };
    case "subscribe":
    case "unsubscribe":
      return { plan: pick % 3 ? "club" : "year" };
    case "cash-out":
      return { unit: "cash" };
    case "referral-review":
      return { approved: flag, actor: "Ana" };
    case "adjust":
      return { unit: flag ? "points" : "cash", amount: pick % 2 ? "-3" : "4", reason: "Sorry", actor: "Ana" };
    default:
      return {};
  }
}

const profileOf = ({ pick, flag }: MixStep): object => {
  const month = String((pick % 12) + 1).padStart(2, "0");
  const all = [
    { attributes: { birthday: `1990-${month}-${flag ? "28" : "02"}` } },
    { attributes: { phone: flag ? `p${pick % 3}` : null } },
    { attributes: {}, jurisdiction: [null, "quebec", "california", "alberta"][pick % 4]! },
  ];
  return all[pick % all.length]!;
};

/** Facts about what the account has; null where it has nothing of the kind. */
function heldFact({ step, story }: Scene): object | null {
  const { kind, pick, amount, flag } = step;
  const { state, purchases } = story;
  switch (kind) {
    case "return": {
      const bought = purchases[pick % Math.max(1, purchases.length)];
      if (!bought) return null;
      return { of: bought.id, ...(flag && { amount: Math.max(1, Math.floor((bought.amount ?? 0) / 2)) }) };
    }
    case "use-voucher": {
      const voucher = about(Object.keys(state.vouchers ?? {}), pick);
      const part = flag ? { amount: Math.max(1, amount % 400) } : {};
      return voucher === null ? null : { type: "use", of: { voucher, ...part }, basket: amount };
    }
    case "use-cup":
      return state.plans ? { type: "use", of: { entitlement: "cup", quantity: 1 + (pick % 2) } } : null;
    case "charge-paid":
    case "charge-failed": {
      const charge = about(Object.keys(state.charges ?? {}), pick);
      return charge === null ? null : { charge };
    }
    case "complete":
    case "cancel": {
      const hold = about(Object.keys(state.holds), pick);
      return hold === null ? null : { hold };
    }
    case "close":
      return pick < 150 ? { reason: flag ? "fraud" : "bored" } : null;
    case "reinstate":
      return state.life ? {} : null;
    default:
      return null;
  }
}

/** Facts that spend or announce. */
function otherFact({ step, base }: Scene): object {
  const { kind, pick, flag } = step;
  const few = String((pick % 9) + 1);
  if (kind === "redeem")
    return pick % 2 ? { of: { reward: "big" } } : { of: { reward: "gift", amount: few }, cause: "water" };
  if (kind === "hold") {
    const of = pick % 3 === 0 ? { reward: "big" } : { unit: pick % 3 === 1 ? "points" : "cash", amount: few };
    return { of, for: flag ? "40 days" : "2 hours" };
  }
  const announces = formatInstant(Date.parse(base.occurredAt) + (30 + (pick % 31)) * 86_400_000);
  return { about: flag ? "expiry" : "closure", announces: announces.slice(0, 10) };
}

/** The fact that a step comes to, in sight of the account; one that makes no sense there becomes a purchase. */
export function mixFact(step: MixStep, story: Story): Fact {
  const { kind, hours, pick, amount, flag } = step;
  const at: Instant = story.state.at + hours * 3_600_000 + (pick % 60) * 60_000;
  const base = { id: `f${story.journal.length}`, occurredAt: formatInstant(at) };
  const scene: Scene = { step, base, story };
  const bought = { type: "purchase", amount, ...(flag && { channel: "web" }) };
  const said = (): object => {
    if (kind === "purchase") return bought;
    if (kind === "profile") return profileOf(step);
    if (OF_WHAT_IS_HELD.has(kind)) return heldFact(scene) ?? bought;
    return ["redeem", "hold", "notice"].includes(kind) ? otherFact(scene) : plainFact(step);
  };
  return { ...base, type: kind, ...said() } as Fact;
}
