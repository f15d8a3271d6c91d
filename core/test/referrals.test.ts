import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Outcome } from "../src/decision.ts";
import { loadProgram } from "../src/definition/load-program.ts";
import { explain } from "../src/explain.ts";
import type { Fact } from "../src/fact.ts";
import { compile, type Definition } from "./arbitrary-program.ts";
import { beginWatch, watchedStep } from "./invariants.ts";
import { type Member, memberOf, millis, shop } from "./shop.ts";

const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** The fact that a decision sends to the referrer's account. */
const sentBy = ({ effects }: Outcome): Fact | undefined =>
  effects.find((effect) => effect.type === "fact-sent")?.fact;
const changes = ({ effects }: Outcome): string[] =>
  effects.flatMap((effect) => (effect.type === "referral-changed" ? [effect.to] : []));

/** What the referrer gets for what a friend's fact sends. */
function deliver(definition: Definition, outcome: Outcome): Member {
  const referrer = memberOf(definition);
  const sent = sentBy(outcome);
  if (sent) {
    const { type, occurredAt, data } = sent as { type: string; occurredAt: string; data: Definition };
    referrer.happen(type, occurredAt, { data });
  }
  return referrer;
}

describe("referrals that count when the friend joins", () => {
  const special = { from: "2023-10-13", until: "2024-02-01" };
  const ordinary = [{ until: special.from }, { from: special.until }];
  const definition = shop({
    zone: "America/New_York",
    facts: { join: { reseller: "boolean" } },
    earn: {
      thanks: { on: "referral", unit: "points", amount: 25, schedule: ordinary as unknown as Definition },
      "more-thanks": { on: "referral", unit: "points", amount: 100, schedule: special },
      welcome: { on: "referred", unit: "points", amount: 100, schedule: special },
    },
    referrals: { qualifies: { on: "join", when: "!fact.data.reseller" } },
  });

  test.each([
    ["2023-10-12T20:00:00-04:00", {}, 25, 0],
    ["2023-10-13T00:00:01-04:00", {}, 100, 100],
    ["2024-01-31T23:59:59-05:00", {}, 100, 100],
    ["2024-02-01T00:00:00-05:00", {}, 25, 0],
    ["2023-11-01T12:00:00-04:00", { reseller: true }, 0, 0],
  ])("at %s with %o give %i to one and %i to the other", (at, data, referrer, friend) => {
    const member = memberOf(definition, "2023-01-01");
    const outcome = member.happen("join", at, { referrer: "acc_friend", data });
    expect(member.points()).toBe(friend);
    expect(deliver(definition, outcome).points()).toBe(referrer);
  });

  test("send a fact that carries everything by name", () => {
    const member = memberOf(definition);
    const outcome = member.happen("join", "2023-11-01", { referrer: "acc_r" });
    expect(outcome.effects).toContainEqual({
      type: "fact-sent",
      account: "acc_r",
      at: millis("2023-11-01"),
      fact: {
        id: "referral:acc_story",
        type: "referral",
        occurredAt: "2023-11-01T12:00:00.000Z",
        data: { friend: "acc_story", on: "join", spend: 0 },
      },
    });
  });

  test("pass on what the friend's fact says in declared fields, and nothing else", () => {
    const telling = shop({
      facts: { join: { age: "integer", phone: "text" }, referral: { age: "integer" } },
      earn: {
        thanks: { on: "referral", unit: "points", amount: 25, when: "fact.data.age >= 18" },
        welcome: { on: "referred", unit: "points", amount: 5, when: "fact.data.age >= 18" },
      },
      referrals: { qualifies: { on: "join" }, held: 'fact.data.phone == "held"' },
    });
    const joining = (data: Definition): [Member, Outcome] => {
      const member = memberOf(telling);
      return [member, member.happen("join", "2023-11-01", { referrer: "acc_r", data: data as never })];
    };
    const [adult, counted] = joining({ age: 18, phone: "1" });
    expect(sentBy(counted)).toMatchObject({ data: { friend: "acc_story", on: "join", spend: 0, age: 18 } });
    expect(sentBy(counted)).not.toHaveProperty("data.phone");
    expect([adult.points(), deliver(telling, counted).points()]).toEqual([5, 25]);
    const [minor, young] = joining({ age: 17 });
    expect([minor.points(), deliver(telling, young).points()]).toEqual([0, 0]);
    const [held] = joining({ age: 18, phone: "held" });
    const approved = held.happen("referral-review", "2023-11-02", { approved: true, actor: "ada" });
    expect([held.points(), deliver(telling, approved).points()]).toEqual([5, 25]);
  });

  test("are noted at the first join only, and by nobody oneself", () => {
    const again = memberOf(definition);
    again.happen("join", "2023-11-01");
    expect(sentBy(again.happen("join", "2023-11-02", { referrer: "acc_r" }))).toBeUndefined();
    const late = memberOf(definition);
    late.buy("2023-11-01", 500);
    expect(sentBy(late.happen("join", "2023-11-02", { referrer: "acc_r" }))).toBeUndefined();
    const own = memberOf(definition).happen("join", "2023-11-01", { referrer: "acc_story" });
    expect(own.refusal).toMatchObject({ code: "referral-self" });
    const none = memberOf(shop()).happen("join", "2023-11-01", { referrer: "acc_r" });
    expect(none.effects).toEqual([]);
  });
});

describe("referrals that count with a first order", () => {
  const definition = shop({
    currency: "USD",
    facts: { purchase: { same_device: "boolean" } },
    vouchers: { twenty: { name: "$20 off", worth: "20.00", minimum_basket: "75.00" } },
    issue: {
      friend: { on: "join", voucher: "twenty", when: "account.referred" },
      referrer: { on: "referral", voucher: "twenty" },
    },
    earn: { welcome: { on: "referred", unit: "points", amount: 7 } },
    referrals: {
      qualifies: { on: "purchase", when: 'fact.spend >= money("75.00")', first: true, within: "60 days" },
      held: "fact.data.same_device",
    },
  });
  const joined = (): Member => {
    const member = memberOf(definition, "2024-01-01");
    member.happen("join", "2024-01-01", { referrer: "acc_r" });
    return member;
  };
  const voucherOf = ({ story }: Member): string => Object.keys(story.state.vouchers ?? {})[0]!;
  const order = (member: Member, at: string, amount: number, data: Definition = {}): Outcome =>
    member.buy(at, amount, { tenders: [{ type: "voucher", amount: 2000 }], data });

  test("of the least amount take something off it, and thank the referrer", () => {
    const member = joined();
    const used = member.happen("use", "2024-01-10", { of: { voucher: voucherOf(member) }, basket: 7500 });
    expect(7500 - used.discount!).toBe(5500);
    const outcome = order(member, "2024-01-10", 7500);
    expect(changes(outcome)).toEqual(["qualified"]);
    expect(deliver(definition, outcome).story.state.vouchers).toMatchObject({ "1.twenty": { left: 2000 } });
    expect(member.points()).toBe(7);
  });

  test("below it give neither anything, then or later", () => {
    const member = joined();
    const used = member.happen("use", "2024-01-10", { of: { voucher: voucherOf(member) }, basket: 7499 });
    expect(used.refusal).toBeDefined();
    expect(changes(order(member, "2024-01-10", 7499))).toEqual(["rejected"]);
    expect(changes(order(member, "2024-01-11", 9000))).toEqual([]);
    expect(member.story.state.referral).toMatchObject({ status: "rejected" });
  });

  test("wait for a person where they look like one and the same", () => {
    const member = joined();
    const held = order(member, "2024-01-10", 8000, { same_device: true });
    expect(changes(held)).toEqual(["held"]);
    expect(sentBy(held)).toBeUndefined();
    expect(member.points()).toBe(0);
    const review = (approved: boolean): Outcome =>
      member.happen("referral-review", "2024-01-20", { approved, actor: "Ana" });
    const approved = review(true);
    expect(changes(approved)).toEqual(["qualified"]);
    expect(sentBy(approved)).toMatchObject({
      occurredAt: "2024-01-10T12:00:00.000Z",
      data: { on: "purchase", spend: 8000 },
    });
    expect(member.points()).toBe(7);
    expect(review(true).refusal).toMatchObject({ code: "referral-not-held" });
    expect(member.story.state.referral).toEqual({
      at: millis("2024-01-01"),
      by: "acc_r",
      status: "qualified",
    });
  });

  test("are turned down by a person, for good", () => {
    const member = joined();
    order(member, "2024-01-10", 8000, { same_device: true });
    const no = member.happen("referral-review", "2024-01-20", { approved: false, actor: "Ana" });
    expect([changes(no), sentBy(no)]).toEqual([["rejected"], undefined]);
  });

  test("count for so long only", () => {
    expect(changes(order(joined(), "2024-02-29", 8000))).toEqual(["qualified"]);
    expect(changes(order(joined(), "2024-03-01", 8000))).toEqual(["rejected"]);
  });

  test("stay when the goods come back", () => {
    const member = joined();
    member.happen("time", "2024-01-02");
    order(member, "2024-01-10", 8000);
    expect(member.points()).toBe(7);
    member.bringBack("2024-01-11", "f3");
    expect(member.points()).toBe(7);
  });

  test("are told in words", () => {
    const { story } = joined();
    const fact = { id: "a", type: "purchase", occurredAt: "2024-01-10T12:00:00Z", amount: 7500 } as Fact;
    const { sentences } = explain(story.program, story.state, fact);
    expect(sentences).toContain("The referral counts; the account of who referred is sent a fact.");
    expect(sentences).toContain("Rule “welcome” gave 7 points (referred).");
  });

  test("a fact that only the engine makes cannot be sent", () => {
    for (const type of ["referred", "referral"])
      expect(joined().happen(type, "2024-01-02", { id: "f2" }).refusal).toMatchObject({
        code: "made-by-referral",
      });
    const elsewhere = memberOf(shop({ earn: { thanks: { on: "referral", unit: "points", amount: 5 } } }));
    expect(elsewhere.happen("referral", "2024-01-02", { id: "f1" }).refusal).toBeUndefined();
  });
});

describe("referrals that count once the goods have been kept", () => {
  const qualifies: Definition = { on: "purchase", when: 'fact.spend >= money("20.00")', kept: "30 days" };
  const definition = shop({
    facts: { purchase: { same_device: "boolean" } },
    earn: {
      base: { on: "purchase", unit: "points", rate: 1 },
      welcome: { on: "referred", unit: "points", amount: 1000 },
      thanks: { on: "referral", unit: "points", amount: 500 },
    },
    life: { reasons: { fraud: "at-once", notice: { spend_within: "90 days", earns: true } } },
    referrals: { qualifies, held: "fact.data.same_device" },
  });
  const bought = (data: Definition = {}): Member => {
    const member = memberOf(definition, "2024-01-01");
    member.happen("join", "2024-01-01", { referrer: "acc_r" });
    member.buy("2024-01-10", 4000, { id: "order", data });
    return member;
  };
  const pass = (member: Member, at: string): Outcome => member.happen("time", at);

  test("wait so long, and then give both", () => {
    const member = bought();
    expect(member.story.state.referral).toMatchObject({ status: "waiting" });
    expect(changes(pass(member, "2024-02-08T23:59:59Z"))).toEqual([]);
    const kept = pass(member, "2024-02-09T00:00:00Z");
    expect([changes(kept), deliver(definition, kept).points(), member.points()]).toEqual([
      ["qualified"],
      500,
      1040,
    ]);
    const referral = { at: millis("2024-01-01"), by: "acc_r", status: "qualified" };
    expect(member.story.state.referral).toEqual(referral);
    expect(changes(member.happen("return", "2024-02-10", { of: "order" }))).toEqual([]);
  });

  test("are turned down when all comes back, and held when some does", () => {
    const all = bought();
    expect(changes(all.happen("return", "2024-02-08", { of: "order" }))).toEqual(["rejected"]);
    expect([changes(pass(all, "2024-03-01")), all.points()]).toEqual([[], 0]);
    const some = bought();
    expect(changes(some.happen("return", "2024-01-20", { of: "order", amount: 100 }))).toEqual(["held"]);
    expect(changes(pass(some, "2024-03-01"))).toEqual([]);
    expect(changes(some.happen("return", "2024-03-02", { of: "order" }))).toEqual(["rejected"]);
  });

  test("wait on when a person approves before, and count at once after", () => {
    const review = (member: Member, at: string): string[] =>
      changes(member.happen("referral-review", at, { approved: true, actor: "Ana" }));
    const before = bought({ same_device: true });
    expect(review(before, "2024-01-20")).toEqual(["waiting"]);
    expect(
      before.happen("referral-review", "2024-01-21", { approved: true, actor: "Ana" }).refusal,
    ).toMatchObject({ code: "referral-not-held" });
    expect(changes(pass(before, "2024-03-01"))).toEqual(["qualified"]);
    expect(review(bought({ same_device: true }), "2024-03-01")).toEqual(["qualified"]);
  });

  test("do not count for an account that was closed meanwhile", () => {
    const member = bought();
    member.happen("close", "2024-01-20", { reason: "fraud", actor: "Ana" });
    const later = pass(member, "2024-03-01");
    expect([changes(later), sentBy(later)]).toEqual([["rejected"], undefined]);
  });

  test("count for one that is under notice, as one that need not wait does", () => {
    const member = bought();
    member.happen("close", "2024-01-20", { reason: "notice" });
    expect(changes(pass(member, "2024-03-01"))).toEqual(["qualified"]);
    expect(member.points()).toBe(1040);
  });
});

describe("a definition", () => {
  test("of a first purchase where none counts, or of a fixed fact, is a problem", () => {
    const codes = (qualifies: Definition): string[] =>
      loadProgram(JSON.stringify(shop({ referrals: { qualifies } }))).problems.map(({ code }) => code);
    expect(codes({ on: "join", first: true })).toEqual(["key-out-of-place"]);
    expect(codes({ on: ["purchase", "redeem"] })).toEqual(["fact-type-fixed"]);
    expect(codes({ on: ["join", "purchase"], first: true })).toEqual([]);
  });
});

describe("any history", () => {
  const program = compile(
    shop({
      facts: { purchase: { same_device: "boolean" } },
      earn: {
        base: { on: "purchase", unit: "points", rate: 1 },
        welcome: { on: "referred", unit: "points", amount: 1_000_000 },
      },
      referrals: {
        qualifies: { on: ["purchase", "visit"], when: 'fact.spend >= money("5.00")', within: "20 days" },
        held: "fact.data.same_device",
      },
      versions: [{ from: "2024-01-12", referrals: { qualifies: { kept: "5 days" } } }],
    }),
  );
  const step = fc.oneof(
    fc.record({ type: fc.constant("join"), referrer: fc.constantFrom("acc_a", "acc_b", "acc_story") }),
    fc.record({
      type: fc.constant("purchase"),
      amount: fc.integer({ min: 0, max: 1200 }),
      data: fc.record({ same_device: fc.boolean() }),
    }),
    fc.record({ type: fc.constant("visit") }),
    fc.record({
      type: fc.constant("return"),
      of: fc.constantFrom("s1", "s2", "s3"),
      amount: fc.constantFrom(50, 500),
    }),
    fc.record({ type: fc.constant("referral-review"), approved: fc.boolean(), actor: fc.constant("Ana") }),
    fc.record({ type: fc.constant("time") }),
  );

  test("lets a referral count once at the most, and gives both sides together", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.nat(30)), { maxLength: 16 }), (steps) => {
        const watch = beginWatch(program, millis("2024-01-01"));
        let sent = 0;
        steps.forEach(([said, day], index) => {
          const occurredAt = new Date(Date.UTC(2024, 0, 2 + day, 12)).toISOString();
          const { outcome } = watchedStep(watch, { id: `s${index}`, occurredAt, ...said } as Fact);
          if (sentBy(outcome)) sent++;
        });
        const welcomed = watch.story.journal
          .flatMap(({ outcome }) => outcome.postings)
          .filter(({ rule }) => rule === "welcome").length;
        expect(sent).toBeLessThanOrEqual(1);
        expect(welcomed).toBe(sent);
        expect(watch.story.state.referral?.status === "qualified").toBe(sent === 1);
      }),
      { seed, numRuns: 100 },
    );
  });
});
