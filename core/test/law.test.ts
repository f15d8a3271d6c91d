import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stateBytes } from "../src/account.ts";
import type { Effect, Outcome } from "../src/decision.ts";
import { loadProgram } from "../src/definition/load-program.ts";
import type { Fact } from "../src/fact.ts";
import type { AccountState } from "../src/state.ts";
import { beginStory, type Story, tell } from "./account-story.ts";
import { compile, type Definition } from "./arbitrary-program.ts";
import { type Member, memberOf, millis, shop } from "./shop.ts";

const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

const points = (expires: Definition): Definition => ({ points: { name: "points", expires } });
const everywhere: Definition = {
  ontario: "standard",
  quebec: "standard",
  california: "standard",
  alberta: {},
};

const living = (jurisdiction: string | null, sections: Definition): Member => {
  const member = memberOf(shop({ jurisdictions: everywhere, ...sections }));
  if (jurisdiction !== null) member.happen("profile", "2024-01-01", { attributes: {}, jurisdiction });
  return member;
};

const noticesIn = ({ effects }: Outcome): Extract<Effect, { type: "notice-due" }>[] =>
  effects.filter((effect) => effect.type === "notice-due");

describe("expiry by time", () => {
  test.each([
    ["ontario", 100],
    ["quebec", 100],
    ["alberta", 0],
    ["california", 0],
    [null, 0],
  ])("of a member in %s leaves %i points", (jurisdiction, left) => {
    const member = living(jurisdiction, { units: points({ after: "12 months" }) });
    member.buy("2024-02-10", 10_000);
    expect(member.points("2026-01-01")).toBe(left);
    member.happen("time", "2026-01-01");
    expect(member.points()).toBe(left);
    expect(member.story.state.dueAt).toBeNull();
  });

  test("holds again once the member lives where it may, and everywhere under a default that blocks it", () => {
    const member = living("ontario", { units: points({ after: "12 months" }) });
    member.buy("2024-02-10", 10_000);
    expect(member.points("2026-01-01")).toBe(100);
    const { postings } = member.happen("profile", "2026-01-01", { attributes: {}, jurisdiction: "alberta" });
    expect(postings).toMatchObject([{ from: "available", to: "expired", amount: 100 }]);
    const strict = memberOf(
      shop({ units: points({ after: "1 month" }), jurisdictions: { default: { like: "ontario" } } }),
    );
    strict.buy("2024-02-10", 10_000);
    expect(strict.points("2026-01-01")).toBe(100);
  });

  test("is not blocked in a program that is small enough and says so", () => {
    const coffee = { name: "A coffee", unit: "points", cost: 10, worth: "49.99" };
    const small = (worth: string): Member =>
      living("ontario", {
        units: points({ after: "12 months" }),
        rewards: { coffee: { ...coffee, worth } },
        jurisdictions: { ontario: { exempt: { under: 50 } } },
      });
    for (const [worth, left] of [
      ["49.99", 0],
      ["50.00", 100],
    ] as const) {
      const member = small(worth);
      member.buy("2024-02-10", 10_000);
      expect(member.points("2026-01-01")).toBe(left);
    }
  });
});

describe("expiry for inactivity", () => {
  test("is allowed in Ontario where the terms say so", () => {
    const member = living("ontario", { units: points({ inactive: "24 months" }) });
    member.buy("2024-02-10", 10_000);
    expect(member.points("2026-02-09 23:59")).toBe(100);
    expect(member.points("2026-02-10")).toBe(0);
  });

  const silent = (): Member => {
    const member = living("quebec", { units: points({ inactive: "365 days" }) });
    member.buy("2025-01-10", 10_000);
    return member;
  };
  const notify = (member: Member, at: string, said: Definition = {}): Outcome =>
    member.happen("notice", at, { about: "expiry", announces: "2026-01-10", alone: true, ...said } as never);

  // The deadline is 2026-01-10; 45, 30 and 60 days before it are 26 November, 11 December and 11 November.
  test.each([
    ["2025-11-26", {}, 0],
    ["2025-12-11", {}, 0],
    ["2025-11-11", {}, 0],
    ["2025-12-12", {}, 100],
    ["2025-11-10", {}, 100],
    ["2025-11-26", { alone: false }, 100],
    ["2025-11-26", { unit: "points" }, 0],
    ["2025-11-26", { about: "renewal" }, 100],
  ])("in Quebec after a notice of %s %j leaves %i points", (sent, said, left) => {
    const member = silent();
    notify(member, sent, said);
    expect(member.points("2026-01-09 23:59")).toBe(100);
    expect(member.points("2026-01-10")).toBe(left);
    expect(member.points("2027-06-01")).toBe(left);
  });

  test("in Quebec waits for a later notice, and takes effect on the day that it announces", () => {
    const member = silent();
    expect(member.points("2026-03-01")).toBe(100);
    notify(member, "2026-03-01", { announces: "2026-04-15" });
    expect(member.points("2026-04-14 23:59")).toBe(100);
    expect(member.points("2026-04-15")).toBe(0);
    member.buy("2026-04-01", 500);
    expect(member.points("2026-04-15")).toBe(105);
  });

  test("in Quebec is kept by a notice in time although a reminder follows it", () => {
    const member = silent();
    notify(member, "2025-11-26");
    notify(member, "2026-01-02", { alone: false });
    expect(member.points("2026-01-10")).toBe(0);
  });

  test("in Quebec takes a year of silence, whatever the terms say", () => {
    const member = living("quebec", { units: points({ inactive: "6 months" }) });
    member.buy("2025-01-10", 10_000);
    notify(member, "2025-06-01", { announces: "2025-07-10" });
    expect(member.points("2025-12-31")).toBe(100);
    notify(member, "2025-11-26");
    expect(member.points("2026-01-10")).toBe(0);
  });

  test("asks for the notice once, when it can first be sent, and again when activity has moved the deadline", () => {
    const member = silent();
    const [asked] = noticesIn(member.happen("time", "2025-11-20"));
    expect(asked).toMatchObject({
      about: "expiry",
      for: "points",
      at: millis("2025-11-11T00:00:00Z"),
      effective: millis("2026-01-10T00:00:00Z"),
      earliest: millis("2025-11-11T00:00:00Z"),
      latest: millis("2025-12-11T00:00:00Z"),
    });
    expect(noticesIn(member.happen("time", "2026-06-01"))).toEqual([]);
    member.buy("2026-06-02", 100);
    const [again] = noticesIn(member.happen("time", "2027-05-01"));
    expect(again).toMatchObject({
      at: millis("2027-04-03T00:00:00Z"),
      effective: millis("2027-06-02T00:00:00Z"),
    });
  });

  test("asks for a notice that leaves a whole window where its own is over", () => {
    const member = living(null, { units: points({ inactive: "24 months" }) });
    member.buy("2024-01-10", 10_000);
    const told = member.happen("profile", "2026-01-05", { attributes: {}, jurisdiction: "quebec" });
    expect(noticesIn(told)).toMatchObject([
      { effective: millis("2026-03-06T00:00:00Z"), earliest: millis("2026-01-05T00:00:00Z") },
    ]);
    notify(member, "2026-01-20", { announces: "2026-03-06" });
    expect(member.points("2026-03-05")).toBe(100);
    expect(member.points("2026-03-06")).toBe(0);
  });
});

describe("a price that rises", () => {
  const rewards = (cost: number): Definition => ({ mug: { name: "A mug", unit: "points", cost } });
  const raised = (jurisdiction: string | null): Member => {
    const member = living(jurisdiction, {
      rewards: rewards(200),
      versions: [
        { from: "2025-06-01", rewards: rewards(300) },
        { from: "2026-06-01", rewards: rewards(400) },
        { from: "2027-06-01", rewards: rewards(250) },
      ] as never,
    });
    member.adjust("2024-01-02", "5000");
    return member;
  };
  const paid = (member: Member, at: string): number | undefined =>
    member.happen("redeem", at, { of: { reward: "mug" } }).postings[0]?.amount;
  const announce = (member: Member, at: string, version: number): Outcome =>
    member.happen("notice", at, { about: "terms", version });

  test("without a notice does not hold in Quebec", () => {
    expect(paid(raised("quebec"), "2025-07-01")).toBe(200);
    expect(paid(raised("quebec"), "2026-07-01")).toBe(200);
    expect(paid(raised("ontario"), "2025-07-01")).toBe(300);
    expect(paid(raised(null), "2025-07-01")).toBe(300);
  });

  // 60 and 90 days before 2025-06-01 are 2 April and 3 March.
  test.each([
    ["2025-04-02", 300],
    ["2025-03-03", 300],
    ["2025-03-20", 300],
    ["2025-04-03", 200],
    ["2025-03-02", 200],
  ])("and was announced on %s costs %i", (sent, cost) => {
    const member = raised("quebec");
    announce(member, sent, 2);
    expect(paid(member, "2025-05-31")).toBe(200);
    expect(paid(member, "2025-07-01")).toBe(cost);
  });

  test("holds from the version that was announced, and a lower one at once", () => {
    const member = raised("quebec");
    announce(member, "2026-03-20", 3);
    expect(paid(member, "2026-05-01")).toBe(200);
    expect(paid(member, "2026-07-01")).toBe(400);
    expect(paid(member, "2027-07-01")).toBe(250);
  });

  test("holds for an account that was opened since", () => {
    const sections = {
      rewards: rewards(200),
      versions: [{ from: "2025-06-01", rewards: rewards(300) }] as never,
    };
    const member = memberOf(shop({ jurisdictions: everywhere, ...sections }), "2025-06-02");
    member.happen("profile", "2025-06-02", { attributes: {}, jurisdiction: "quebec" });
    member.adjust("2025-06-03", "5000");
    expect(paid(member, "2025-07-01")).toBe(300);
  });

  test("is also a unit that comes to be worth less", () => {
    const pays = (value: string): Definition => ({ off: { name: "Off", unit: "points", pays: { value } } });
    const versions = [{ from: "2025-06-01", rewards: pays("0.005") }] as never;
    const member = (jurisdiction: string | null): Member => {
      const one = living(jurisdiction, { rewards: pays("0.01"), versions });
      one.adjust("2024-01-02", "5000");
      return one;
    };
    const off = (one: Member, at: string): number | undefined =>
      one.happen("redeem", at, { of: { reward: "off", amount: "100" }, basket: 1000 }).discount;
    expect(off(member("quebec"), "2025-07-01")).toBe(100);
    expect(off(member(null), "2025-07-01")).toBe(50);
    const told = member("quebec");
    announce(told, "2025-03-20", 2);
    expect(off(told, "2025-07-01")).toBe(50);
  });
});

describe("facts about the law", () => {
  test("are refused where they say too little or what is not known", () => {
    const member = living(null, { units: points({ inactive: "1 year" }) });
    const refused = (type: string, said: Definition): string | undefined =>
      member.happen(type, "2025-01-01", said as never).refusal?.code;
    expect(refused("profile", { attributes: {}, jurisdiction: "atlantis" })).toBe("jurisdiction-unknown");
    expect(refused("notice", { about: "expiry" })).toBe("notice-without-date");
    expect(refused("notice", { about: "terms" })).toBe("notice-without-version");
    expect(refused("notice", { about: "expiry", announces: "2025-03-01", unit: "gold" })).toBe(
      "unit-unknown",
    );
  });

  test("set the jurisdiction, and null takes it back", () => {
    const member = living("quebec", {});
    expect(member.story.state.jurisdiction).toBe("quebec");
    member.happen("profile", "2025-01-01", { attributes: {} });
    expect(member.story.state.jurisdiction).toBe("quebec");
    member.happen("profile", "2025-01-01", { attributes: {}, jurisdiction: null });
    expect(member.story.state.jurisdiction).toBeUndefined();
  });
});

describe("a definition", () => {
  const problems = (sections: Definition): string[] =>
    loadProgram(JSON.stringify(shop(sections))).problems.map(({ code, path }) => `${path}: ${code}`);
  const card = (terms: Definition): Definition => ({
    units: { card: { name: "dollars", scale: 2, stored_value: true, ...terms }, points: { name: "points" } },
  });

  test.each([
    [{ jurisdictions: { alberta: "standard" } }, ["jurisdictions.alberta: jurisdiction-unknown"]],
    [{ jurisdictions: { quebec: { expiry: { least: "2 years" }, notice: "none" } } }, []],
    [
      { jurisdictions: { own: { notice: { earliest: "10 days", latest: "20 days" } } } },
      ["jurisdictions.own.notice.earliest: notice-reversed"],
    ],
    [card({ scale: 0 }), ["units.card: stored-value-scale"]],
    [{ ...card({ expires: { after: "1 year" } }), jurisdictions: { alberta: {} } }, []],
    [
      { ...card({ expires: { after: "1 year" } }), jurisdictions: { ontario: "standard" } },
      ["units.card.expires: stored-value-expires"],
    ],
    [
      { ...card({}), jurisdictions: { california: "standard" } },
      ["jurisdictions.california: jurisdiction-currency"],
    ],
    [
      { ...card({}), jurisdictions: { california: { cash_out: [{ from: "2026-04-01", below: "15.00" }] } } },
      [],
    ],
  ])("%j has the problems %j", (sections, found) => {
    expect(problems(sections as Definition)).toEqual(found);
  });
});

describe("of any history under a law", () => {
  const jurisdictions = fc.constantFrom("ontario", "quebec", "alberta", "strict", null);
  const day = fc.integer({ min: 0, max: 1500 });
  const step = fc.oneof(
    fc.record({ day, type: fc.constant("purchase"), amount: fc.integer({ min: 100, max: 9000 }) }),
    fc.record({ day, type: fc.constant("redeem") }),
    fc.record({ day, type: fc.constant("time") }),
    fc.record({ day, type: fc.constant("profile"), jurisdiction: jurisdictions }),
    fc.record({
      day,
      type: fc.constant("notice"),
      ahead: fc.integer({ min: 20, max: 70 }),
      alone: fc.boolean(),
    }),
  );
  const expires = fc.constantFrom(
    { after: "10 months" },
    { inactive: "8 months" },
    { inactive: "14 months" },
    { on: "12-31" },
  );
  const at = (days: number): string => new Date(millis("2022-01-01") + days * 86_400_000).toISOString();

  type Step = { day: number; type: string; [key: string]: unknown };

  const factOf = (said: Step, index: number): Fact => {
    const base = { id: `f${index}`, type: said.type, occurredAt: at(said.day) };
    const more: Record<string, object> = {
      purchase: { amount: said["amount"] },
      redeem: { of: { unit: "points", amount: "5" } },
      profile: { attributes: {}, jurisdiction: said["jurisdiction"] },
      notice: { about: "expiry", alone: said["alone"] },
    };
    if (said.type === "notice")
      more["notice"] = { ...more["notice"], announces: at(said.day + Number(said["ahead"])).slice(0, 10) };
    return { ...base, ...more[said.type] } as Fact;
  };

  /** What is held, under names that do not count facts. */
  const holding = ({ units, activeAt, jurisdiction }: AccountState): unknown => [
    units["points"]?.lots.map(({ left, earnedAt }) => [left, earnedAt]),
    activeAt,
    jurisdiction,
  ];

  test("nothing expires that the law protects, and time in any steps gives the same", () => {
    const input = fc.tuple(
      fc.array(step, { minLength: 1, maxLength: 25 }),
      expires,
      fc.array(day, { maxLength: 8 }),
    );
    const check = fc.property(input, ([steps, terms, stops]) => {
      const strict = { like: "quebec", expiry: { time: "allowed" } };
      const program = compile(shop({ units: points(terms), jurisdictions: { ...everywhere, strict } }));
      const told = [...steps].sort((a, b) => a.day - b.day).map((one, index) => factOf(one, index));
      const story = beginStory(program, millis("2022-01-01"));
      for (const fact of told) {
        const where = story.state.jurisdiction;
        const { postings } = tell(story, fact);
        expect(story.state.dueAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(story.state.at);
        expect(JSON.parse(stateBytes(story.state))).toEqual(story.state);
        const gone = postings.some(({ cause }) => cause === "expired") && fact.type !== "profile";
        if (gone && (where === "quebec" || where === "ontario")) expect("inactive" in terms).toBe(true);
        if (gone && (where === "quebec" || where === "strict"))
          expect(story.state.notices?.some(({ alone }) => alone)).toBe(true);
      }
      const stepped = beginStory(program, millis("2022-01-01"));
      const times = stops.map((stop, index) => factOf({ day: stop, type: "time" }, 1000 + index));
      const all = [...told, ...times].sort((a, b) => millis(a.occurredAt) - millis(b.occurredAt));
      for (const fact of all) tell(stepped, fact);
      const end = factOf({ day: 2500, type: "time" }, 2000);
      for (const one of [story, stepped]) tell(one, end);
      expect(holding(stepped.state)).toEqual(holding(story.state));
      const asked = (one: Story): unknown =>
        one.journal.flatMap(({ outcome }) => outcome.effects.filter(({ type }) => type === "notice-due"));
      expect(asked(stepped)).toEqual(asked(story));
    });
    fc.assert(check, { seed, numRuns: 150 });
  });
});
