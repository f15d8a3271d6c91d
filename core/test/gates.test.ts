import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stateBytes } from "../src/account.ts";
import { advance } from "../src/advance.ts";
import { decide } from "../src/decide.ts";
import type { Outcome } from "../src/decision.ts";
import { loadProgram } from "../src/definition/load-program.ts";
import type { Fact } from "../src/fact.ts";
import { refusalMessage } from "../src/refusal.ts";
import { compile, type Definition } from "./arbitrary-program.ts";
import { beginWatch, watchedStep } from "./invariants.ts";
import { memberOf, millis, shop } from "./shop.ts";

const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

const fields: Definition = { on: "date", kind: "text", receipt: "text", total: "money" };
const gated = (gate: Definition, sections: Definition = {}): Definition =>
  shop({
    zone: "America/New_York",
    facts: { code: fields, purchase: {} },
    earn: {
      base: { on: "purchase", unit: "points", rate: 1 },
      code: { on: "code", unit: "points", amount: 1, count: "fact.data.total" },
    },
    gates: { codes: { on: "code", ...gate } },
    ...sections,
  });

const asking = (definition: Definition) => {
  const member = memberOf(definition);
  const claim = (at: string, data: Definition): Outcome =>
    member.happen("code", at, { data: { on: "2024-05-01", kind: "tickets", total: 1200, ...data } });
  return { ...member, claim };
};

/** "taken", or why it is not. */
const told = ({ refusal }: Outcome): unknown => (refusal ? refusal.params["reason"] : "taken");

describe("codes for a visit, within a week and one of each kind", () => {
  const definition = gated({
    age: { of: "fact.data.on", most: "7 days" },
    limits: { day: 1 },
    limits_by: "fact.data.kind",
    counted_on: "fact.data.on",
    says: "A visit can be claimed for seven days, once for each till.",
  });

  test("are taken on the seventh day and not on the eighth", () => {
    const member = asking(definition);
    expect(told(member.claim("2024-05-08T23:59:00-04:00", {}))).toBe("taken");
    expect(member.points()).toBe(1200);
    const late = asking(definition).claim("2024-05-09T00:00:00-04:00", {});
    expect(told(late)).toBe("age");
    expect(late.refusal).toMatchObject({ code: "gate-shut", params: { gate: "codes" } });
    expect(refusalMessage(late.refusal!)).toContain("A visit can be claimed for seven days");
  });

  test("are limited by the kind and by the day of the visit", () => {
    const member = asking(definition);
    expect(told(member.claim("2024-05-03", {}))).toBe("taken");
    expect(told(member.claim("2024-05-04", {}))).toBe("day");
    expect(told(member.claim("2024-05-04", { kind: "snacks" }))).toBe("taken");
    expect(told(member.claim("2024-05-04", { on: "2024-05-02" }))).toBe("taken");
    expect(member.points()).toBe(3600);
  });

  test("cannot be for tomorrow, nor for no day at all", () => {
    const member = asking(definition);
    expect(told(member.claim("2024-05-01T23:00:00-04:00", { on: "2024-05-02" }))).toBe("future");
    expect(told(member.claim("2024-05-02T00:30:00-04:00", { on: "2024-05-02" }))).toBe("taken");
    expect(told(member.claim("2024-05-03", { on: "the day before" }))).toBe("undated");
  });
});

describe("missed visits", () => {
  const definition = gated({
    age: { of: "fact.data.on", most: "30 days" },
    limits: { day: 1, week: 2, month: 4 },
  });

  test.each([
    ["a second on one day", ["03-04 08:00", "03-04 20:00"], ["taken", "day"]],
    ["a third in a week from Monday", ["03-04", "03-06", "03-10"], ["taken", "taken", "week"]],
    ["a third in seven days over a Sunday", ["03-09", "03-10", "03-11"], ["taken", "taken", "taken"]],
    [
      "a fifth in a month",
      ["03-01", "03-04", "03-11", "03-18", "03-25", "04-01"],
      ["taken", "taken", "taken", "taken", "month", "taken"],
    ],
  ])("%s", (_, days, expected) => {
    const member = asking(definition);
    const said = days.map((day) => told(member.claim(`2024-${day}`, { on: `2024-${day.slice(0, 5)}` })));
    expect(said).toEqual(expected);
  });

  test("pass when they are 30 days old and not when they are 31", () => {
    expect(told(asking(definition).claim("2024-03-31", { on: "2024-03-01" }))).toBe("taken");
    expect(told(asking(definition).claim("2024-04-01", { on: "2024-03-01" }))).toBe("age");
  });

  test("that are refused count towards nothing", () => {
    const member = asking(definition);
    member.claim("2024-03-04", { on: "2023-01-01" });
    member.claim("2024-03-04", { on: "2024-03-05" });
    expect(member.story.state.counters).toEqual({});
    expect(told(member.claim("2024-03-04", { on: "2024-03-04" }))).toBe("taken");
  });
});

describe("worn gear", () => {
  const definition = shop({
    facts: { worn: { bought_on: "date", outlet: "boolean" } },
    gates: {
      trial: {
        on: "worn",
        when: "!fact.data.outlet",
        age: { of: "fact.data.bought_on", most: "30 days" },
        limits: { year: 2 },
      },
    },
  });
  const bring = (member: ReturnType<typeof memberOf>, at: string, data: Definition = {}): unknown =>
    told(member.happen("worn", at, { data: { bought_on: "2024-01-01", ...data } }));

  test("comes back for thirty days, twice a year, and not from the outlet", () => {
    const member = memberOf(definition);
    expect(bring(member, "2024-01-31", { outlet: true })).toBe("when");
    expect(bring(member, "2024-01-31")).toBe("taken");
    expect(bring(member, "2024-02-01")).toBe("age");
    expect(bring(member, "2024-02-01", { bought_on: "2024-01-20" })).toBe("taken");
    expect(bring(member, "2024-02-02", { bought_on: "2024-01-20" })).toBe("year");
    expect(bring(member, "2025-01-02", { bought_on: "2025-01-01" })).toBe("taken");
  });
});

describe("a key that passes once", () => {
  const definition = gated({ once: "fact.data.receipt" });

  test("is claimed for the whole program, and refused where it is gone", () => {
    const { story, claim } = asking(definition);
    const { claims } = claim("2024-05-03", { receipt: "r1" });
    expect(claims).toEqual([{ resource: "once:gate codes:r1", amount: 1 }]);
    const fact = {
      id: "x",
      type: "code",
      occurredAt: "2024-05-04T10:00:00Z",
      data: { receipt: "r1" },
    } as Fact;
    const remaining = { "once:gate codes:r1": 0 };
    const { outcome } = decide(story.program, story.state, fact, { remaining });
    expect(told(outcome)).toBe("once");
    expect(outcome.short).toEqual(remaining);
  });
});

describe("a sale that is on the account already", () => {
  const definition = gated({
    age: { of: "fact.data.on", most: "7 days" },
    unless_bought: { on: "fact.data.on", channel: "fact.data.kind", amount: "fact.data.total" },
  });

  test("shuts the gate by its day, channel and amount", () => {
    const member = asking(definition);
    member.buy("2024-05-01T23:30:00-04:00", 1200, { channel: "tickets" });
    expect(told(member.claim("2024-05-03", {}))).toBe("bought");
    expect(told(member.claim("2024-05-03", { total: 1300 }))).toBe("taken");
    expect(told(member.claim("2024-05-03", { kind: "snacks" }))).toBe("taken");
    expect(told(member.claim("2024-05-03", { on: "2024-05-02" }))).toBe("taken");
  });

  test("can be any where it names no channel", () => {
    const member = asking(definition);
    member.buy("2024-05-01", 1200);
    expect(told(member.claim("2024-05-03", {}))).toBe("bought");
    expect(told(member.claim("2024-05-03", { kind: "snacks" }))).toBe("bought");
    expect(told(member.claim("2024-05-03", { total: 1300 }))).toBe("taken");
  });

  test("is remembered no longer than it can be asked for", () => {
    const member = asking(definition);
    member.buy("2024-05-01", 1200, { channel: "tickets" });
    member.buy("2024-05-01", 1200, { channel: "tickets" });
    member.buy("2024-05-08", 500);
    expect(member.story.state.sales).toHaveLength(2);
    member.buy("2024-05-09", 500);
    expect(member.story.state.sales).toMatchObject([{ amount: 500 }, { amount: 500 }]);
  });

  test("is not remembered where no gate asks", () => {
    const member = asking(gated({ limits: { day: 1 } }));
    member.buy("2024-05-01", 1200);
    expect(member.story.state.sales).toBeUndefined();
  });
});

describe("gates before other facts", () => {
  test("keep out purchases and redemptions, and leave nothing behind", () => {
    const member = memberOf(
      shop({
        gates: {
          small: { on: ["purchase", "redeem"], when: 'fact.amount < money("100.00")', limits: { day: 2 } },
        },
      }),
    );
    expect(told(member.buy("2024-05-01", 20_000))).toBe("when");
    expect(told(member.buy("2024-05-01", 5_000))).toBe("taken");
    expect(told(member.redeem("2024-05-01", "10"))).toBe("taken");
    expect(told(member.redeem("2024-05-01", "10"))).toBe("day");
    expect(member.points()).toBe(40);
  });

  test("follow the version of the fact's own day", () => {
    const { gates, ...rest } = gated({ when: "false" }) as Record<string, Definition>;
    const member = asking({
      ...rest,
      versions: [{ from: "2024-06-01", gates: gates! }],
    });
    expect(told(member.claim("2024-05-31", {}))).toBe("taken");
    expect(told(member.claim("2024-06-02", {}))).toBe("when");
  });
});

describe("a definition", () => {
  const codes = (gate: Definition): string[] => {
    const { problems } = loadProgram(JSON.stringify(gated(gate)));
    return problems.map(({ code }) => code);
  };

  test("of a gate without terms, or with terms that hang in the air, is a problem", () => {
    expect(codes({})).toEqual(["gate-without-terms"]);
    expect(codes({ when: "true", limits_by: "fact.data.kind" })).toEqual(["key-out-of-place"]);
    expect(codes({ unless_bought: { on: "fact.data.on" } })).toEqual(["key-out-of-place"]);
    expect(codes({ on: "time", when: "true" })).toEqual(["fact-type-ungated"]);
    expect(codes({ when: "true" })).toEqual([]);
  });
});

describe("any order of facts", () => {
  const program = compile(
    gated({
      age: { of: "fact.data.on", most: "10 days" },
      limits: { day: 1, week: 2, month: 4 },
      counted_on: "fact.data.on",
      unless_bought: { on: "fact.data.on" },
    }),
  );
  const day = (count: number): string => new Date(Date.UTC(2024, 2, 1 + count)).toISOString().slice(0, 10);
  const step = fc.record({
    buys: fc.boolean(),
    at: fc.nat(40),
    ago: fc.integer({ min: -1, max: 12 }),
    idle: fc.boolean(),
  });

  test("passes no more than the limits, and idle time changes nothing", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const watch = beginWatch(program, millis("2024-01-01"));
        const passed: Record<string, number> = {};
        steps.forEach(({ buys, at, ago, idle }, index) => {
          const base = { id: `s${index}`, occurredAt: `${day(at)}T17:00:00Z` };
          const on = day(at - ago);
          const fact = (
            buys ? { ...base, type: "purchase", amount: 100 } : { ...base, type: "code", data: { on } }
          ) as Fact;
          if (idle) {
            const { state } = advance(program, watch.story.state, watch.story.state.at);
            expect(stateBytes(state)).toBe(stateBytes(watch.story.state));
          }
          const { outcome } = watchedStep(watch, fact);
          if (!buys && !outcome.refusal) {
            expect(ago >= 0 && ago <= 10).toBe(true);
            passed[on] = (passed[on] ?? 0) + 1;
          }
        });
        const months: Record<string, number> = {};
        for (const [on, count] of Object.entries(passed)) {
          expect(count).toBeLessThanOrEqual(1);
          months[on.slice(0, 7)] = (months[on.slice(0, 7)] ?? 0) + count;
        }
        for (const count of Object.values(months)) expect(count).toBeLessThanOrEqual(4);
      }),
      { seed, numRuns: 80 },
    );
  });
});
