import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Outcome } from "../src/decision.ts";
import { loadProgram } from "../src/definition/load-program.ts";
import type { Fact } from "../src/fact.ts";
import { tell } from "./account-story.ts";
import type { Definition } from "./arbitrary-program.ts";
import { type Member, memberOf, millis, shop } from "./shop.ts";

const cafe = (cup: Definition, sections: Definition = {}): Definition =>
  shop({
    currency: "USD",
    facts: { use: { item: "text" } },
    plans: { club: { name: "Sip Club", price: 10.99, every: "1 month" } },
    entitlements: { cup: { name: "A cup", ...cup } },
    ...sections,
  });

const use = (
  member: Member,
  at: string,
  said: Parameters<Member["happen"]>[2] = {},
  quantity?: number,
): Outcome =>
  member.happen("use", at, {
    of: { entitlement: "cup", ...(quantity !== undefined && { quantity }) },
    ...said,
  });

const member = (cup: Definition, sections?: Definition): Member => {
  const made = memberOf(cafe(cup, sections));
  made.happen("subscribe", "2022-05-10 07:00", { plan: "club" });
  return made;
};

const said = ({ refusal }: Outcome): string => refusal?.code ?? "ok";
const again = ({ refusal }: Outcome): unknown => refusal?.params["again"];

describe("who may have it", () => {
  test("members of a plan, in a trial and past due too, until it ends", () => {
    const trial = { plans: { club: { name: "Club", price: 10.99, every: "1 month", trial: "10 days" } } };
    const of = memberOf(cafe({ plans: "club" }, trial));
    expect(said(use(of, "2022-05-10"))).toBe("entitlement-not-held");
    of.happen("subscribe", "2022-05-10", { plan: "club" });
    expect(use(of, "2022-05-11").effects).toMatchObject([
      { type: "entitlement-used", entitlement: "cup", quantity: 1 },
    ]);
    of.happen("time", "2022-05-20");
    of.happen("charge-failed", "2022-05-21", { charge: Object.keys(of.story.state.charges ?? {})[0]! });
    expect(said(use(of, "2022-05-27"))).toBe("ok");
    expect(said(use(of, "2022-05-29"))).toBe("entitlement-not-held");
    of.happen("time", "2022-05-29");
    expect([said(use(of, "2022-05-27")), said(use(of, "2022-05-29"))]).toEqual([
      "ok",
      "entitlement-not-held",
    ]);
  });

  test("what was had before the end and is told after it, in its own period; then, not after what should have been the end", () => {
    const of = member({ plans: "club", limits: { period: 1 } });
    expect(said(use(of, "2022-05-11"))).toBe("ok");
    of.happen("time", "2022-07-11");
    of.happen("unsubscribe", "2022-06-09", { plan: "club" });
    expect([said(use(of, "2022-06-09")), said(use(of, "2022-06-10 07:00"))]).toEqual([
      "entitlement-limit",
      "entitlement-not-held",
    ]);
    of.happen("subscribe", "2022-08-01", { plan: "club" });
    of.happen("unsubscribe", "2022-08-02", { plan: "club" });
    of.happen("time", "2022-09-02");
    expect([said(use(of, "2022-07-31")), said(use(of, "2022-08-31")), said(use(of, "2022-08-31"))]).toEqual([
      "entitlement-not-held",
      "ok",
      "entitlement-limit",
    ]);
  });

  test("whoever meets the condition; everybody where nothing is asked", () => {
    const some = { when: 'account.plan.club != "" || account.visits >= 2' };
    const visitor = memberOf(cafe(some));
    expect(said(use(visitor, "2022-05-10"))).toBe("entitlement-not-eligible");
    visitor.happen("visit", "2022-05-10");
    visitor.happen("visit", "2022-05-11");
    expect([said(use(visitor, "2022-05-11")), said(use(member(some), "2022-05-11"))]).toEqual(["ok", "ok"]);
    expect(said(use(memberOf(cafe({})), "2022-05-11"))).toBe("ok");
    expect(said(memberOf(cafe({})).happen("use", "2022-05-11", { of: { entitlement: "mug" } }))).toBe(
      "entitlement-unknown",
    );
  });

  test("for what it covers: no cold brew, and nothing that is delivered", () => {
    const covers = 'fact.data.item in ["coffee", "tea"] && fact.channel != "delivery"';
    const of = member({ plans: "club", covers });
    expect(said(use(of, "2022-05-11", { data: { item: "coffee" } }))).toBe("ok");
    expect(said(use(of, "2022-05-11", { data: { item: "cold-brew" } }))).toBe("entitlement-not-covered");
    expect(said(use(of, "2022-05-11", { data: { item: "tea" }, channel: "delivery" }))).toBe(
      "entitlement-not-covered",
    );
  });
});

describe("how often", () => {
  test("one in two hours: 08:00 and 10:00, not 09:59", () => {
    const of = member({ plans: "club", again_after: "2 hours" });
    expect(said(use(of, "2022-05-11 08:00"))).toBe("ok");
    const soon = use(of, "2022-05-11 09:59");
    expect([said(soon), again(soon)]).toEqual(["entitlement-too-soon", "2022-05-11T10:00:00.000Z"]);
    expect(said(use(of, "2022-05-11 10:00"))).toBe("ok");
    expect(said(use(of, "2022-05-11 12:00", {}, 2))).toBe("entitlement-too-many");
  });

  test("a use that is told late keeps its distance on both sides", () => {
    const of = member({ plans: "club", again_after: "2 hours" });
    use(of, "2022-05-11 08:00");
    use(of, "2022-05-11 12:00");
    expect(said(use(of, "2022-05-11 09:59"))).toBe("entitlement-too-soon");
    const late = use(of, "2022-05-11 10:01");
    expect([said(late), again(late)]).toEqual(["entitlement-too-soon", "2022-05-11T14:00:00.000Z"]);
    expect(said(use(of, "2022-05-11 10:00"))).toBe("ok");
  });

  test("thirty in a billing period, and the next one begins anew", () => {
    const of = member({ plans: "club", limits: { period: 30 } });
    for (let n = 0; n < 30; n++) expect(said(use(of, `2022-05-${11 + (n % 20)}`))).toBe("ok");
    const more = use(of, "2022-06-10 06:59");
    expect([said(more), again(more)]).toEqual(["entitlement-limit", "2022-06-10T07:00:00.000Z"]);
    expect(said(use(of, "2022-06-10 07:00"))).toBe("ok");
    const late = use(of, "2022-06-09");
    expect([said(late), again(late)]).toEqual(["entitlement-limit", "2022-06-10T07:00:00.000Z"]);
  });

  test("so many in each period, also where the version of now has longer ones", () => {
    const definition = cafe(
      { plans: "club", limits: { period: 1 } },
      { versions: [{ from: "2022-08-01", plans: { club: { every: "1 year" } } }] },
    );
    const of = memberOf(definition);
    of.happen("subscribe", "2022-05-10 07:00", { plan: "club" });
    for (const at of ["2022-06-20", "2022-07-20", "2022-08-20"]) expect(said(use(of, at))).toBe("ok");
    for (const at of ["2022-06-15", "2022-07-15", "2022-10-20"])
      expect(said(use(of, at))).toBe("entitlement-limit");
    expect([said(use(of, "2022-05-20")), said(use(of, "2022-05-21"))]).toEqual(["ok", "entitlement-limit"]);
  });

  test("so many in each month of a plan that is billed by the year, from billing day to billing day", () => {
    const year = { plans: { club: { name: "Sip Club", price: 119.99, every: "1 year" } } };
    const of = memberOf(cafe({ plans: "club", limits: { billing_month: 2 } }, year));
    of.happen("subscribe", "2022-01-31 07:00", { plan: "club" });
    expect([said(use(of, "2022-01-31 08:00")), said(use(of, "2022-02-01"))]).toEqual(["ok", "ok"]);
    const more = use(of, "2022-02-28 06:59");
    expect([said(more), again(more)]).toEqual(["entitlement-limit", "2022-02-28T07:00:00.000Z"]);
    expect(more.refusal?.params["per"]).toBe("billing month");
    expect([said(use(of, "2022-02-28 07:00")), said(use(of, "2022-03-31 06:59"))]).toEqual(["ok", "ok"]);
    expect([said(use(of, "2022-03-31 07:00")), said(use(of, "2022-02-27"))]).toEqual([
      "ok",
      "entitlement-limit",
    ]);
    expect([said(use(of, "2023-01-31 07:00")), said(use(of, "2023-02-01"))]).toEqual(["ok", "ok"]);
    expect(said(use(of, "2023-02-02"))).toBe("entitlement-limit");
  });

  test("so many in each month of a trial, which ends with it", () => {
    const trial = { plans: { club: { name: "Club", price: 10.99, every: "1 month", trial: "45 days" } } };
    const of = memberOf(cafe({ plans: "club", limits: { billing_month: 1 } }, trial));
    of.happen("subscribe", "2022-05-10 07:00", { plan: "club" });
    expect([said(use(of, "2022-05-11")), said(use(of, "2022-06-10 06:59"))]).toEqual([
      "ok",
      "entitlement-limit",
    ]);
    expect(said(use(of, "2022-06-10 07:00"))).toBe("ok");
    const more = use(of, "2022-06-24 06:59");
    expect([said(more), again(more)]).toEqual(["entitlement-limit", "2022-06-24T07:00:00.000Z"]);
    expect([said(use(of, "2022-06-24 07:00")), said(use(of, "2022-07-24 06:59"))]).toEqual([
      "ok",
      "entitlement-limit",
    ]);
    expect(said(use(of, "2022-07-24 07:00"))).toBe("ok");
  });

  test("so many in each month, also where a version has changed how long its periods are, however late it is told", () => {
    const definition = cafe(
      { plans: "club", limits: { billing_month: 1 } },
      {
        plans: { club: { name: "Club", price: 10.99, every: "1 month", trial: "10 days" } },
        versions: [{ from: "2022-08-01", plans: { club: { every: "1 year" } } }],
      },
    );
    const of = memberOf(definition);
    of.happen("subscribe", "2022-05-10 07:00", { plan: "club" });
    for (const at of ["2022-05-20 07:00", "2022-06-20 07:00", "2022-07-20 07:00", "2022-08-20 07:00"])
      expect(said(use(of, at))).toBe("ok");
    for (const at of ["2022-06-19", "2022-07-15", "2022-08-20 06:59", "2022-09-20 06:59"])
      expect(said(use(of, at))).toBe("entitlement-limit");
    expect([said(use(of, "2022-05-19")), said(use(of, "2022-09-20 07:00"))]).toEqual(["ok", "ok"]);
  });

  test("free customisation on Mondays, once in a calendar month", () => {
    const monday = memberOf(cafe({ schedule: { days: "mon" }, limits: { month: 1 } }));
    expect(said(use(monday, "2022-05-03"))).toBe("entitlement-not-available");
    expect(said(use(monday, "2022-05-02"))).toBe("ok");
    const second = use(monday, "2022-05-09");
    expect([said(second), again(second)]).toEqual(["entitlement-limit", "2022-06-01T00:00:00.000Z"]);
    expect(said(use(monday, "2022-06-06"))).toBe("ok");
  });

  test("by quantity, and for ever", () => {
    const of = memberOf(cafe({ limits: { fact: 3, lifetime: 4, week: 3 } }));
    expect(said(use(of, "2022-05-02", {}, 4))).toBe("entitlement-too-many");
    expect(said(use(of, "2022-05-02", {}, 3))).toBe("ok");
    const week = use(of, "2022-05-03");
    expect([said(week), again(week)]).toEqual(["entitlement-limit", "2022-05-09T00:00:00.000Z"]);
    const ever = use(of, "2022-05-09", {}, 2);
    expect([said(ever), ever.refusal?.params["left"], again(ever)]).toEqual([
      "entitlement-limit",
      1,
      "never",
    ]);
  });

  test("a limit per billing period needs a plan", () => {
    for (const per of ["period", "billing_month"]) {
      const { problems } = loadProgram(JSON.stringify(cafe({ limits: { [per]: 30 } })));
      expect(problems).toMatchObject([{ code: "key-out-of-place", path: `entitlements.cup.limits.${per}` }]);
    }
  });
});

describe("any order of uses", () => {
  const cup = { plans: "club", again_after: "3 hours", limits: { fact: 2, day: 3, period: 5 } };
  const uses = fc.array(fc.record({ hour: fc.nat(24 * 70), quantity: fc.integer({ min: 1, max: 3 }) }), {
    maxLength: 60,
  });

  test("exceeds no quota and keeps every distance", () => {
    fc.assert(
      fc.property(uses, (all) => {
        const { story } = member(cup);
        const begun = millis("2022-05-10 07:00");
        const granted: { at: number; quantity: number }[] = [];
        for (const [index, { hour, quantity }] of all.entries()) {
          const at = begun + hour * 3_600_000;
          const occurredAt = new Date(at).toISOString();
          const fact = {
            id: `u${index}`,
            type: "use",
            occurredAt,
            of: { entitlement: "cup", quantity },
          } as Fact;
          if (!tell(story, fact).refusal) granted.push({ at, quantity });
        }
        const sums: Record<string, number> = {};
        const add = (key: string, amount: number): void => {
          sums[key] = (sums[key] ?? 0) + amount;
        };
        for (const { at, quantity } of granted) {
          expect(quantity).toBeLessThanOrEqual(2);
          add(`day ${new Date(at).toISOString().slice(0, 10)}`, quantity);
          const starts = ["2022-05-10 07:00", "2022-06-10 07:00", "2022-07-10 07:00"].map(millis);
          add(`period ${starts.findLast((start) => start <= at)}`, quantity);
        }
        for (const [key, sum] of Object.entries(sums))
          expect(sum, key).toBeLessThanOrEqual(key.startsWith("day") ? 3 : 5);
        const instants = granted.map(({ at }) => at).sort((a, b) => a - b);
        for (const [index, at] of instants.slice(1).entries())
          expect(at - instants[index]!).toBeGreaterThanOrEqual(3 * 3_600_000);
      }),
      { numRuns: 300 },
    );
  });
});
