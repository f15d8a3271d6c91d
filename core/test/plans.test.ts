import { describe, expect, test } from "vitest";
import { advance } from "../src/advance.ts";
import { decide } from "../src/decide.ts";
import type { Effect, Outcome } from "../src/decision.ts";
import { explain } from "../src/explain.ts";
import type { Fact } from "../src/fact.ts";
import type { Definition } from "./arbitrary-program.ts";
import { instant, type Member, memberOf, millis, shop } from "./shop.ts";

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

const dueIn = (effects: Effect[]): [on: string, amount: number][] =>
  effects.flatMap((effect) => (effect.type === "charge-due" ? [[day(effect.at), effect.amount]] : []));

/** What was charged and not taken back, by the account's journal and then by time alone. */
function charged({ story }: Member, until: string): [on: string, amount: number][] {
  const coming = advance(story.program, story.state, millis(until)).effects;
  const all = [...story.journal.flatMap(({ outcome }) => outcome.effects), ...coming];
  const gone = new Set(all.flatMap((effect) => (effect.type === "charge-withdrawn" ? [effect.charge] : [])));
  return dueIn(all.filter((effect) => effect.type !== "charge-due" || !gone.has(effect.charge)));
}

const statuses = (effects: Effect[]): string[] =>
  effects.flatMap((effect) => (effect.type === "plan-changed" ? [`${effect.from}→${effect.to}`] : []));

const ofClub = (terms: Definition = {}, sections: Definition = {}): Definition =>
  shop({
    currency: "USD",
    plans: { club: { name: "Sip Club", price: 10.99, every: "1 month", ...terms } },
    ...sections,
  });

const subscriber = (terms: Definition = {}, sections: Definition = {}): Member =>
  memberOf(ofClub(terms, sections));

const subscribe = (member: Member, at: string, plan = "club"): Outcome =>
  member.happen("subscribe", at, { plan });
const cancel = (member: Member, at: string, plan = "club"): Outcome =>
  member.happen("unsubscribe", at, { plan });

const chargeIn = ({ effects }: { effects: Effect[] }): string =>
  effects.flatMap((effect) => (effect.type === "charge-due" ? [effect.charge] : []))[0]!;

describe("trials", () => {
  test("a month free, then the price; cancelled before that, nothing", () => {
    const member = subscriber({ trial: "1 month" });
    const begun = subscribe(member, "2022-05-10");
    expect([dueIn(begun.effects), statuses(begun.effects)]).toEqual([[], ["none→trial"]]);
    expect(charged(member, "2022-06-09")).toEqual([]);
    expect(charged(member, "2022-06-10")).toEqual([["2022-06-10", 1099]]);
    cancel(member, "2022-06-09");
    expect(charged(member, "2023-06-10")).toEqual([]);
    expect(statuses(advance(member.story.program, member.story.state, millis("2022-07-01")).effects)).toEqual(
      ["trial→none"],
    );
  });

  test("a cancellation that is told after charges were collected says what is to be paid back", () => {
    const dearer = { versions: [{ from: "2022-07-01", plans: { club: { price: 11.99 } } }] };
    const told = (at: string): Outcome => {
      const member = subscriber({ trial: "1 month" }, dearer);
      subscribe(member, "2022-05-10");
      for (const day of ["2022-06-11", "2022-07-11"]) {
        member.happen("time", day);
        const [due] = Object.keys(member.story.state.charges!);
        member.happen("charge-paid", day, { charge: due! });
      }
      member.happen("time", "2022-08-11");
      return cancel(member, at);
    };
    const july = { type: "refund-due", for: "club", amount: 1199 };
    const august = { type: "charge-withdrawn", for: "club", amount: 1199 };
    const ended = { type: "plan-changed", from: "active", to: "none" };
    expect(told("2022-06-09").effects).toMatchObject([
      ended,
      { type: "refund-due", for: "club", amount: 1099 },
      july,
      august,
    ]);
    expect(told("2022-06-20").effects).toMatchObject([ended, july, august]);
    expect(told("2022-08-09").effects).toMatchObject([ended, august]);
    expect(told("2022-08-10 12:00").effects).toEqual([]);
  });

  test("and of a charge that failed nothing is to be paid back", () => {
    const member = subscriber({ trial: "1 month" });
    subscribe(member, "2022-05-10");
    member.happen("time", "2022-06-11");
    const [due] = Object.keys(member.story.state.charges!);
    member.happen("charge-failed", "2022-06-11", { charge: due! });
    expect(cancel(member, "2022-06-09").effects.map(({ type }) => type)).toEqual([
      "plan-changed",
      "charge-withdrawn",
    ]);
  });

  test("a cancellation of the day before that is told after the charge takes it back", () => {
    const member = subscriber({ trial: "1 month" });
    subscribe(member, "2022-05-10");
    member.happen("time", "2022-06-11");
    const told = cancel(member, "2022-06-09");
    expect(told.effects.map(({ type }) => type)).toEqual(["plan-changed", "charge-withdrawn"]);
    expect(charged(member, "2023-06-10")).toEqual([]);
    expect(member.story.state.charges).toBeUndefined();
  });

  test("one per account for ever, unless said otherwise", () => {
    const again = (terms: Definition): Outcome => {
      const member = subscriber({ trial: "1 month", ...terms });
      subscribe(member, "2022-05-10");
      cancel(member, "2022-05-11");
      return subscribe(member, "2024-01-01");
    };
    expect(statuses(again({}).effects)).toEqual(["trial→none", "none→active"]);
    expect(statuses(again({ trial_once: false }).effects)).toEqual(["trial→none", "none→trial"]);
  });

  test("one per identity in the whole program", () => {
    const definition = ofClub(
      { trial: "1 month", trial_identity: "member.phone" },
      { member: { phone: "text" } },
    );
    const join = (phone: string | null, left: number): Outcome => {
      const member = memberOf(definition);
      if (phone !== null) member.happen("profile", "2022-05-01", { attributes: { phone } });
      const { program, state } = member.story;
      const fact = { id: "s", type: "subscribe", occurredAt: instant("2022-05-10"), plan: "club" } as Fact;
      return decide(program, state, fact, { remaining: { "once:trial.club:555": left } }).outcome;
    };
    expect(join("555", 1)).toMatchObject({ claims: [{ resource: "once:trial.club:555", amount: 1 }] });
    const second = join("555", 0);
    expect([statuses(second.effects), second.short]).toEqual([["none→active"], { "once:trial.club:555": 0 }]);
    expect(statuses(join(null, 1).effects)).toEqual(["none→active"]);
  });
});

describe("periods", () => {
  test("twelve months at 14.99 are 179.88, a year is 119.99", () => {
    const plans = {
      monthly: { name: "Monthly", price: 14.99, every: "1 month" },
      annual: { name: "Annual", price: 119.99, every: "1 year" },
    };
    const total = (plan: string): number => {
      const member = subscriber({}, { plans });
      subscribe(member, "2024-01-15", plan);
      return charged(member, "2025-01-14").reduce((sum, [, amount]) => sum + amount, 0);
    };
    expect([total("monthly"), total("annual")]).toEqual([17_988, 11_999]);
  });

  test("billing days are clamped to the month and come back", () => {
    const days = (from: string, every: string, until: string): string[] => {
      const member = subscriber({ every });
      subscribe(member, from);
      return charged(member, until).map(([on]) => on);
    };
    expect(days("2023-01-31", "1 month", "2023-05-01")).toEqual([
      "2023-01-31",
      "2023-02-28",
      "2023-03-31",
      "2023-04-30",
    ]);
    expect(days("2024-01-31", "1 month", "2024-03-01")).toEqual(["2024-01-31", "2024-02-29"]);
    expect(days("2024-02-29", "1 year", "2028-03-01")).toEqual([
      "2024-02-29",
      "2025-02-28",
      "2026-02-28",
      "2027-02-28",
      "2028-02-29",
    ]);
    expect(days("2024-01-01", "30 days", "2024-03-05")).toEqual(["2024-01-01", "2024-01-31", "2024-03-01"]);
  });

  test("a new price holds from the next period on, or never for those who keep theirs", () => {
    const prices = (terms: Definition): number[] => {
      const dearer = { plans: { club: { name: "Club", price: 11.99, every: "1 month", ...terms } } };
      const member = subscriber(terms, { versions: [{ from: "2022-11-01", ...dearer }] });
      subscribe(member, "2022-09-20");
      return charged(member, "2022-12-01").map(([, amount]) => amount);
    };
    expect(prices({})).toEqual([1099, 1099, 1199]);
    expect(prices({ price_change: "keep" })).toEqual([1099, 1099, 1099]);
  });

  test("another billing period is counted from where the last one ended", () => {
    const yearly = { plans: { club: { name: "Club", price: 99, every: "1 year" } } };
    const member = subscriber({}, { versions: [{ from: "2022-02-10", ...yearly }] });
    subscribe(member, "2022-01-31");
    expect(charged(member, "2024-02-28")).toEqual([
      ["2022-01-31", 1099],
      ["2022-02-28", 9900],
      ["2023-02-28", 9900],
      ["2024-02-28", 9900],
    ]);
  });

  test("a plan that a version takes out ends with its period", () => {
    const member = subscriber({}, { versions: [{ from: "2022-02-10", plans: null }] });
    subscribe(member, "2022-01-31");
    expect(charged(member, "2024-01-01")).toEqual([["2022-01-31", 1099]]);
    expect(advance(member.story.program, member.story.state, millis("2022-02-27")).state.plans).toBeDefined();
    expect(
      advance(member.story.program, member.story.state, millis("2022-02-28")).state.plans,
    ).toBeUndefined();
  });

  test("renewals and conversions are announced once", () => {
    const member = subscriber({ trial: "14 days", remind: "3 days" });
    subscribe(member, "2022-05-01");
    const { effects } = advance(member.story.program, member.story.state, millis("2022-06-14"));
    const notices = effects.flatMap((effect) =>
      effect.type === "notice-due" ? [[effect.about, effect.for, day(effect.at), day(effect.effective)]] : [],
    );
    expect(notices).toEqual([
      ["renewal", "club", "2022-05-12", "2022-05-15"],
      ["renewal", "club", "2022-06-12", "2022-06-15"],
    ]);
    cancel(member, "2022-05-02");
    expect(charged(member, "2022-07-01")).toEqual([]);
  });
});

describe("subscribing and cancelling", () => {
  test("cancelled, it goes on for what is paid; subscribing again takes the ending back", () => {
    const member = subscriber();
    subscribe(member, "2022-05-10");
    expect(subscribe(member, "2022-05-11").refusal?.code).toBe("plan-active");
    cancel(member, "2022-05-20");
    expect(member.story.state.plans?.["club"]).toMatchObject({ ends: true, status: "active" });
    expect(subscribe(member, "2022-06-01").effects).toEqual([]);
    expect(charged(member, "2022-06-10").map(([on]) => on)).toEqual(["2022-05-10", "2022-06-10"]);
    cancel(member, "2022-06-02");
    expect(charged(member, "2022-12-10")).toHaveLength(1);
    expect(cancel(member, "2022-12-11").refusal?.code).toBe("plan-not-held");
  });

  test("only those may subscribe whom the plan is for, and when it is offered", () => {
    const member = subscriber(
      { when: "member.age >= 18", schedule: { until: "2023-01-01" } },
      { member: { age: "integer" } },
    );
    expect(subscribe(member, "2022-05-10").refusal?.code).toBe("plan-not-eligible");
    member.happen("profile", "2022-05-10", { attributes: { age: 18 } });
    expect(subscribe(member, "2023-05-10").refusal?.code).toBe("plan-not-available");
    expect(subscribe(member, "2022-05-10").refusal).toBeUndefined();
    expect(subscribe(member, "2022-05-10", "clubb").refusal?.code).toBe("plan-unknown");
  });

  const family = {
    plans: {
      monthly: { name: "Monthly", price: 14.99, every: "1 month", trial: "1 month", replaces: "annual" },
      annual: { name: "Annual", price: 119.99, every: "1 year", trial: "1 month", replaces: "monthly" },
    },
  };

  test("within a family one plan follows another at the end of what is paid", () => {
    const member = subscriber({}, family);
    subscribe(member, "2022-05-10", "monthly");
    member.happen("time", "2022-06-20");
    expect(subscribe(member, "2022-06-21", "annual").effects).toEqual([]);
    expect(subscribe(member, "2022-06-21", "annual").refusal?.code).toBe("plan-active");
    expect(charged(member, "2023-07-10")).toEqual([
      ["2022-06-10", 1499],
      ["2022-07-10", 11_999],
      ["2023-07-10", 11_999],
    ]);
    cancel(member, "2022-06-22", "annual");
    expect(charged(member, "2022-08-09").map(([, amount]) => amount)).toEqual([1499, 1499]);
  });

  test("during a trial at once, with what is left of it and no second one", () => {
    const member = subscriber({}, family);
    subscribe(member, "2022-05-10", "monthly");
    expect(statuses(subscribe(member, "2022-05-20", "annual").effects)).toEqual(["trial→none", "none→trial"]);
    expect(charged(member, "2022-07-10")).toEqual([["2022-06-10", 11_999]]);
    cancel(member, "2022-05-21", "annual");
    expect(statuses(subscribe(member, "2022-07-01", "monthly").effects)).toEqual([
      "trial→none",
      "none→active",
    ]);
  });
});

describe("answers to charges", () => {
  test("past due goes on for its days; paid within them, all is well; else it ends without further charges", () => {
    const begin = (): [Member, string] => {
      const member = subscriber();
      return [member, chargeIn(subscribe(member, "2022-05-10"))];
    };
    const [paying, first] = begin();
    const failed = paying.happen("charge-failed", "2022-05-11", { charge: first });
    expect(statuses(failed.effects)).toEqual(["active→past-due"]);
    expect(statuses(paying.happen("charge-paid", "2022-05-15", { charge: first }).effects)).toEqual([
      "past-due→active",
    ]);
    expect(paying.story.state.charges).toBeUndefined();
    expect(charged(paying, "2022-06-10")).toHaveLength(2);
    expect(paying.happen("charge-paid", "2022-05-15", { charge: first }).refusal?.code).toBe(
      "charge-unknown",
    );

    const [owing, second] = begin();
    owing.happen("charge-failed", "2022-05-11", { charge: second });
    owing.happen("charge-failed", "2022-05-14", { charge: second });
    const { effects, state } = advance(owing.story.program, owing.story.state, millis("2023-01-01"));
    expect(effects.map(({ type, at }) => [type, day(at)])).toEqual([
      ["plan-changed", "2022-05-18"],
      ["charge-withdrawn", "2022-05-18"],
    ]);
    expect([state.plans, state.charges, charged(owing, "2023-01-01")]).toEqual([undefined, undefined, []]);
  });

  test("nobody answering leaves it active; cancelling past due ends it at once", () => {
    const member = subscriber();
    const first = chargeIn(subscribe(member, "2022-05-10"));
    expect(charged(member, "2022-07-10")).toHaveLength(3);
    member.happen("charge-failed", "2022-05-11", { charge: first });
    expect(cancel(member, "2022-05-12").effects.map(({ type }) => type)).toEqual([
      "plan-changed",
      "charge-withdrawn",
    ]);
    expect(member.story.state.plans).toBeUndefined();
  });

  test("the failure of an earlier membership's charge does not touch the present one", () => {
    const member = subscriber();
    const first = chargeIn(subscribe(member, "2022-05-10"));
    cancel(member, "2022-05-11");
    subscribe(member, "2022-09-01");
    expect(member.happen("charge-failed", "2022-09-02", { charge: first }).effects).toEqual([]);
    expect(member.story.state.plans?.["club"]?.status).toBe("active");
  });

  test("explained in words", () => {
    const member = subscriber();
    const fact = { id: "f1", type: "subscribe", occurredAt: instant("2022-05-10"), plan: "club" } as Fact;
    expect(explain(member.story.program, member.story.state, fact).sentences.slice(1)).toEqual([
      "Plan “Sip Club”: from none to active, until 2022-06-10T12:00:00.000Z.",
      "10.99 USD is due for “club” (charge 1.club).",
    ]);
  });
});

describe("an account that is closed", () => {
  const life = {
    closes: { after: "12 months" },
    reasons: { fraud: "at-once", other: { spend_within: "90 days" } },
  };

  test("forfeited at once, its memberships end with it, and nothing that is open is collected", () => {
    const member = memberOf(ofClub({}, { life }), "2022-05-01");
    subscribe(member, "2022-05-10");
    expect(statuses(member.happen("close", "2022-06-20", { reason: "fraud" }).effects)).toEqual([
      "active→none",
    ]);
    expect(charged(member, "2023-06-10")).toHaveLength(0);
  });

  test("where it may be spent empty, they go on for what is paid for; a trial ends without a charge", () => {
    const member = memberOf(ofClub({ trial: "1 month" }, { life }), "2022-05-01");
    subscribe(member, "2022-05-10");
    member.happen("close", "2022-06-20", { reason: "other" });
    expect(member.lookedAt("2022-07-10T11:59:59Z").plans?.["club"]?.ends).toBe(true);
    expect(member.lookedAt("2022-07-10").plans).toBeUndefined();
    expect(charged(member, "2023-06-10")).toEqual([["2022-06-10", 1099]]);
  });

  test("closed for want of activity at the instant of a renewal: that one is not collected", () => {
    const member = memberOf(ofClub({}, { life }), "2022-05-01");
    member.buy("2022-05-10T00:00:00Z", 100);
    subscribe(member, "2022-05-10T00:00:00Z");
    expect(charged(member, "2024-01-01")).toHaveLength(12);
    expect(member.lookedAt("2023-05-10T00:00:00Z").charges).not.toHaveProperty("2.club.13");
    expect(member.lookedAt("2023-05-10T00:00:00Z").plans).toBeUndefined();
  });
});
