import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { loadProgram, makeReplayer, makeZone, type PurchaseFact } from "@tallystick/core";
import { describe, expect, test } from "vitest";
import { parseSimulation, readSimulation } from "../src/simulate/read-simulation.ts";
import { countSimulated, type SimulatedFact, simulate } from "../src/simulate/simulate.ts";
import { type SimulationPlan, simulationFileSchema } from "../src/simulate/simulation-plan.ts";
import { apportion } from "../src/simulate/world.ts";

const SEED = 20_240_601;
const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 1);
const ZONE = "Europe/Lisbon";
const cafe = readFileSync(new URL("../../programs/corner-cafe/simulation.yaml", import.meta.url), "utf8");
const cafeProgram = readFileSync(new URL("../../programs/corner-cafe/program.yaml", import.meta.url), "utf8");

/** A plan of one segment whose members all join in the first part of 104 weeks and stay. */
function planOf(segment: Partial<SimulationPlan["segments"][string]>, rest: Partial<SimulationPlan> = {}) {
  const plan: SimulationPlan = {
    zone: ZONE,
    members: 500,
    seed: SEED,
    prefix: "sim",
    start: START,
    end: START + 728 * DAY,
    products: { cup: { category: "coffee", price: 200 }, bun: { category: "pastry", price: 150 } },
    segments: {
      all: {
        share: 1,
        arrivals: [1, ...Array<number>(727).fill(0)],
        visits: { per_week: 2 },
        basket: [{ category: "coffee", chance: 1 }],
        ...segment,
      },
    },
    ...rest,
  };
  return plan;
}

const purchases = (plan: SimulationPlan): (SimulatedFact & { fact: PurchaseFact })[] =>
  [...simulate(plan)].filter(
    (one): one is SimulatedFact & { fact: PurchaseFact } => one.fact.type === "purchase",
  );

function perMember(plan: SimulationPlan): { mean: number; variance: number } {
  const counts = Array<number>(plan.members).fill(0);
  for (const { member } of purchases(plan)) counts[member]! += 1;
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
  return { mean, variance };
}

/** How often each answer is given, as a share of all. */
function shares<T>(items: T[], answer: (item: T) => string | number | undefined): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[String(answer(item))] = (counts[String(answer(item))] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, count / items.length]));
}

const digest = (plan: SimulationPlan): string => {
  const hash = createHash("sha256");
  for (const one of simulate(plan)) hash.update(`${JSON.stringify(one)}\n`);
  return hash.digest("hex");
};

describe(`a simulation (seed ${SEED})`, () => {
  test("is the same bytes for the same seed and other bytes for another", () => {
    const plan = readSimulation(cafe, { end: START, members: 60 });
    expect(digest(plan)).toBe(digest(plan));
    expect(digest({ ...plan, seed: plan.seed + 1 })).not.toBe(digest(plan));
  });

  test("comes in order of time, within its run, with ids of their own and the members asked for", () => {
    const plan = readSimulation(cafe, { end: START, members: 300 });
    const facts = [...simulate(plan)];
    for (const [index, { at, fact }] of facts.entries()) {
      expect(at).toBeGreaterThanOrEqual(index === 0 ? plan.start : facts[index - 1]!.at);
      expect(Date.parse(fact.occurredAt)).toBe(at);
    }
    expect(facts.at(-1)!.at).toBeLessThan(plan.end);
    expect(new Set(facts.map(({ fact }) => fact.id)).size).toBe(facts.length);
    expect(new Set(facts.map(({ member }) => member)).size).toBe(300);
    expect(countSimulated(plan)).toEqual({ members: 300, facts: facts.length });
  });

  test("begins every member with what the plan has on joining", () => {
    const seen = new Set<number>();
    for (const { member, fact } of simulate(readSimulation(cafe, { end: START, members: 100 }))) {
      if (!seen.has(member)) expect(fact.type).toBe("join");
      seen.add(member);
    }
  });

  test("visits as often as planned: a Poisson process, wider where rates are gamma-mixed", () => {
    const even = perMember(planOf({ visits: { per_week: 2 } }));
    // 208 visits a member: the mean of 500 has a standard error of 0.64, the variance one of about 13.
    expect(even.mean).toBeGreaterThan(205);
    expect(even.mean).toBeLessThan(212);
    expect(even.variance / even.mean).toBeGreaterThan(0.8);
    expect(even.variance / even.mean).toBeLessThan(1.2);
    const mixed = perMember(planOf({ visits: { per_week: 0.2, shape: 1.5 } }, { members: 4000 }));
    // Negative binomial: variance / mean = 1 + mean / shape.
    expect(mixed.mean / 21.8).toBeGreaterThan(0.95);
    expect(mixed.mean / 21.8).toBeLessThan(1.05);
    const ratio = mixed.variance / mixed.mean / (1 + mixed.mean / 1.5);
    expect(ratio).toBeGreaterThan(0.88);
    expect(ratio).toBeLessThan(1.12);
  });

  test("brings members on their birthdays, where the plan says so and while they stay", () => {
    const attributes = { birthday: { between: ["1990-02-20", "1990-03-10"] } };
    const visits = { per_week: 1e-6, on_birthday: 1 };
    const later = purchases(planOf({ visits, leaves: { weeks: 78 }, attributes })).slice(500);
    expect(Math.abs(later.length - 500 * (Math.exp(-8.5 / 78) + Math.exp(-60.6 / 78)))).toBeLessThan(60);
    expect(later.every(({ at }) => [2, 3].includes(new Date(at).getUTCMonth() + 1))).toBe(true);
  });

  test("follows the season, the weekday and the hour of the plan's zone, also where the clocks change", () => {
    const zone = makeZone(ZONE);
    const plan = planOf(
      {
        visits: { per_week: 0.2 },
        weekdays: { mon: 1, sun: 3 },
        hours: { 8: 1, 9: 3 },
        weekend_hours: { 20: 1 },
        facts: { visit: { chance: 1 } },
      },
      { season: { mar: 1, jul: 3, oct: 2 }, shut: ["07-07"], members: 3000 },
    );
    const local = [...simulate({ ...plan, segments: { all: { ...plan.segments.all!, arrivals: [1] } } })]
      .filter(({ fact }) => fact.type === "visit")
      .map(({ at }) => zone.local(at));
    const months = shares(local, ({ month }) => month);
    expect(Object.keys(months).sort()).toEqual(["10", "3", "7"]);
    expect(months[7]! / months[3]!).toBeGreaterThan(2.2);
    const weekdays = shares(local, ({ days }) => (((days + 3) % 7) + 7) % 7);
    expect(Object.keys(weekdays)).toEqual(["0", "6"]);
    const sundays = local.filter(({ days }) => (days + 3) % 7 === 6);
    // Some come ten minutes after their last visit, and so after the hour.
    const changes = sundays.filter(({ month, day }) =>
      month === 3 ? day === 31 : month === 10 && day === 27,
    );
    expect(shares(changes, ({ month }) => month)).toEqual({ 3: expect.any(Number), 10: expect.any(Number) });
    for (const some of [sundays, changes]) {
      expect(shares(some, ({ minutes }) => Math.floor(minutes / 60))[20]).toBeGreaterThan(0.96);
    }
    const mondays = local.filter(({ days }) => (days + 3) % 7 === 0);
    const hours = shares(mondays, ({ minutes }) => Math.floor(minutes / 60));
    expect(Math.abs(hours[9]! - 0.75)).toBeLessThan(0.05);
    expect(hours[8]! + hours[9]!).toBeGreaterThan(0.99);
    expect(local.filter(({ month, day }) => month === 7 && day === 7)).toEqual([]);
  });

  test("lets members leave: a geometric number of visits, an exponential stay", () => {
    const visits = perMember(
      planOf({ visits: { per_week: 7 }, leaves: { after_visit: 0.1 } }, { members: 4000 }),
    );
    expect(Math.abs(visits.mean - 10)).toBeLessThan(0.6);
    expect(Math.abs(visits.variance - 90)).toBeLessThan(14);
    const weeks = perMember(planOf({ visits: { per_week: 1 }, leaves: { weeks: 20 } }, { members: 4000 }));
    // The visit of joining and one a week for 20 weeks.
    expect(Math.abs(weeks.mean - 21)).toBeLessThan(1.2);
  });

  test("spreads arrivals as planned and splits segments by their shares to the member", () => {
    const segment = planOf({}).segments.all!;
    const plan = planOf(
      {},
      {
        members: 3001,
        end: START + 100 * DAY,
        segments: {
          early: { ...segment, share: 2, arrivals: [3, 1], leaves: { after_visit: 1 } },
          late: { ...segment, share: 1, arrivals: [0, 1], leaves: { after_visit: 1 } },
        },
      },
    );
    const facts = purchases(plan);
    const early = facts.filter((one) => one.segment === "early");
    expect(early).toHaveLength(2001);
    expect(facts.length - early.length).toBe(1000);
    const middle = START + 50 * DAY;
    expect(Math.abs(early.filter(({ at }) => at < middle).length / 2001 - 0.75)).toBeLessThan(0.03);
    expect(facts.filter((one) => one.segment === "late" && one.at < middle - DAY)).toEqual([]);
    expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3]);
  });

  test("fills baskets, channels, places and tenders in proportion", () => {
    const plan = planOf(
      {
        basket: [
          { category: "coffee", chance: 1, quantities: { 1: 1, 3: 1 } },
          { category: "pastry", chance: 0.25 },
        ],
        channels: { counter: 3, app: 1 },
        loyal_to_place: 0,
        tenders: { card: 4, cash: 1 },
        discounts: { chance: 0.5, percent: 10 },
      },
      { places: { north: 1, south: 4 }, tax_percent: 5, members: 100 },
    );
    const facts = purchases(plan).map(({ fact }) => fact);
    const near = (share: number | undefined, wanted: number) =>
      expect(Math.abs(share! - wanted), `${share} should be near ${wanted}`).toBeLessThan(0.015);
    near(facts.filter(({ lines }) => lines!.length === 2).length / facts.length, 0.25);
    near(shares(facts, ({ lines }) => lines![0]!.quantity ?? 1)[3], 0.5);
    near(shares(facts, ({ channel }) => channel).app, 0.25);
    near(shares(facts, ({ place }) => place).south, 0.8);
    near(shares(facts, ({ tenders }) => tenders![0]!.type).card, 0.8);
    near(facts.filter(({ lines }) => lines![0]!.discount).length / facts.length, 0.5);
    for (const { lines, tenders } of facts.slice(0, 500)) {
      const total = lines!.reduce((sum, { amount, tax }) => sum + amount + (tax ?? 0), 0);
      expect(tenders![0]!.amount).toBe(total);
      for (const { amount, tax } of lines!) expect(tax).toBe(Math.round(amount * 0.05));
    }
  });

  test("draws prices, returns and other facts by their distributions", () => {
    const plan = planOf(
      {
        basket: [{ category: "coat", chance: 1 }],
        returns: { chance: 0.2, days: 5, whole: 1 },
        facts: { "check-in": { chance: 0.3, data: { mood: { one_of: { good: 1, bad: 1 } }, guests: 2 } } },
      },
      {
        members: 100,
        products: {
          coat: {
            category: "coat",
            price: { median: 9000, spread: 0.4, step: 100, least: 3000, most: 30_000 },
          },
        },
      },
    );
    const facts = [...simulate(plan)].map(({ fact }) => fact);
    const bought = facts.filter((fact) => fact.type === "purchase") as PurchaseFact[];
    const amounts = bought.map(({ lines }) => lines![0]!.amount).sort((a, b) => a - b);
    expect(Math.abs(amounts[amounts.length >> 1]! - 9000)).toBeLessThanOrEqual(200);
    expect(amounts.every((amount) => amount % 100 === 0 && amount >= 3000 && amount <= 30_000)).toBe(true);
    const returned = facts.filter(({ type }) => type === "return");
    expect(Math.abs(returned.length / bought.length - 0.2)).toBeLessThan(0.015);
    const checkIns = facts.filter(({ type }) => type === "check-in") as { data?: Record<string, unknown> }[];
    expect(Math.abs(checkIns.length / bought.length - 0.3)).toBeLessThan(0.015);
    expect(checkIns[0]!.data!.guests).toBe(2);
    expect(Math.abs(shares(checkIns, ({ data }) => String(data!.mood)).good! - 0.5)).toBeLessThan(0.03);
  });

  test("redeems only what a member may believe to have, and ends every hold", () => {
    const plan = planOf(
      { redeems: { chance: 0.5, rewards: { mug: 1 }, held: 0.5, cancelled: 0.2 } },
      { members: 50, rewards: { mug: 20 }, guess: { gives: 1, per: 100 } },
    );
    const balance = Array<number>(50).fill(0);
    let taken = 0;
    const open = new Set<string>();
    for (const { member, fact } of simulate(plan)) {
      if (fact.type === "purchase") balance[member]! += 2;
      if (fact.type === "redeem" || fact.type === "complete") {
        balance[member]! -= 20;
        taken++;
        expect(balance[member]).toBeGreaterThanOrEqual(0);
      }
      if (fact.type === "hold") open.add(fact.id);
      if (fact.type === "complete" || fact.type === "cancel") {
        expect(open.delete((fact as { hold: string }).hold)).toBe(true);
      }
    }
    expect(taken).toBeGreaterThan(800);
  });
});

describe("members who see their accounts", () => {
  const program = loadProgram(cafeProgram).program!;
  const plan = readSimulation(cafe, { end: Date.UTC(2026, 0, 1), members: 80 });

  /** Decides what a simulation gives and counts the redemptions and how many were refused. */
  function redeemed(facts: Iterable<SimulatedFact>): { asked: number; refused: number } {
    const accounts = new Map<number, ReturnType<typeof makeReplayer>>();
    const count = { asked: 0, refused: 0 };
    for (const { member, at, fact } of facts) {
      const account = accounts.get(member) ?? makeReplayer(program, `acc_${member}`, at);
      accounts.set(member, account);
      const outcome = account.next({ fact, outcome: { postings: [], effects: [], balances: {}, tiers: {} } });
      if (fact.type !== "redeem" && fact.type !== "hold") continue;
      count.asked++;
      if (outcome.refusal) count.refused++;
    }
    return count;
  }

  test("ask for what they can have", () => {
    const seen = redeemed(simulate(plan, program));
    expect(seen.asked).toBeGreaterThan(50);
    expect(seen.refused / seen.asked).toBeLessThan(0.01);
  });

  test("are the same bytes again", () => {
    const once = JSON.stringify([...simulate(plan, program)]);
    expect(JSON.stringify([...simulate(plan, program)])).toBe(once);
  });

  test("begin with facts of their own, and buy and do with what the plan says", () => {
    const facts = [
      ...simulate(
        planOf({
          begins: [{ type: "card-opened", card: "{member}-1", product: { one_of: { gold: 1 } } }],
          purchase: { with: { card: "{member}-1" }, data: { mcc: { one_of: { dining: 1 } } } },
          facts: { use: { chance: 1, with: { of: { entitlement: "a-cup" } }, data: { item: "tea {day}" } } },
          attributes: { birthday: { between: ["1990-01-01", "1990-01-03"] } },
        }),
      ),
    ].filter(({ member }) => member === 7);
    const [card, profile, use, purchase] = facts.map(({ fact }) => fact);
    const day = purchase!.occurredAt.slice(0, 10);
    expect(card).toMatchObject({ type: "card-opened", card: "7-1", product: "gold" });
    expect(JSON.stringify(profile)).toMatch(/"birthday":"1990-01-0[12]"/);
    expect(use).toMatchObject({ type: "use", of: { entitlement: "a-cup" }, data: { item: `tea ${day}` } });
    expect(purchase).toMatchObject({ type: "purchase", card: "7-1", data: { mcc: "dining" } });
  });
});

describe("a simulation file", () => {
  test("of the café gives a year of life", () => {
    const { members, facts } = countSimulated(readSimulation(cafe, { end: Date.UTC(2026, 5, 1) }));
    expect(members).toBe(2000);
    expect(facts).toBeGreaterThan(60_000);
    expect(facts).toBeLessThan(80_000);
  });

  test.each([
    ["price: 110", "price: dear", "“products.ESPRESSO.price”"],
    ["simulation: 1", "simulation: 9", "“simulation”"],
    ["members: 2000", "members: 0", "“members”"],
    ["category: tea, chance", "category: juice, chance", "“juice”, a category that no product has"],
    ["tue: 10", "tuesday: 10", "it can have mon, tue"],
    ["  coffee: 30\n", "", "give its cost"],
    ["  commuters:", "\tcommuters:", "is not YAML at line"],
    ["1: 19, 2: 1", "1: 0", "needs a weight above 0"],
    ["1: 19, 2: 1", "0: 1", "a quantity is above 0"],
    [
      "zone: Europe/Lisbon",
      "zone: Europe/Lisbon\nzoo: 1",
      "“zoo” is not a setting. What can stand there: simulation, ",
    ],
    ["returns: { chance: 0.001, days: 0.1 }", "returns: 0.001", "must be settings: chance, days, whole."],
  ])("with %s turned into %s says so", (from, to, sentence) => {
    expect(cafe).toContain(from);
    expect(() => parseSimulation(cafe.replace(from, to))).toThrow(sentence);
  });

  test("with a zone that does not exist, or an empty run, is refused when it is run", () => {
    expect(() => [...simulate(planOf({}, { zone: "Mars/Base" }))]).toThrow(RangeError);
    expect(() => [...simulate(planOf({}, { end: START }))]).toThrow("start must lie before its end");
  });

  test("has every field explained in docs/guides/simulator.md", () => {
    const guide = readFileSync(new URL("../../docs/guides/simulator.md", import.meta.url), "utf8");
    const fields = [...new Set(fieldsOf(simulationFileSchema))];
    expect(fields.length).toBeGreaterThan(40);
    expect(fields.filter((field) => !guide.includes(`\`${field}\``))).toEqual([]);
  });
});

/** The names of all properties of a JSON Schema, at any depth. */
function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === "properties"
      ? [...Object.keys(value as object), ...Object.values(value as object).flatMap(fieldsOf)]
      : fieldsOf(value),
  );
}
