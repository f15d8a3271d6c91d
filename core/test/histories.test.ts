/** Short histories in which two mechanisms meet. */
import { describe, expect, test } from "vitest";
import { stateBytes } from "../src/account.ts";
import { checkFact } from "../src/check-fact.ts";
import { decide } from "../src/decide.ts";
import type { Fact } from "../src/fact.ts";
import { openAccount } from "../src/open-account.ts";
import { makeReplayer, replay } from "../src/replay.ts";
import { compile } from "./arbitrary-program.ts";
import { instant, memberOf, millis, shop } from "./shop.ts";

describe("a ladder that begins with a later version", () => {
  const later = shop({
    versions: [
      {
        from: "2025-03-01",
        tiers: { status: { by: "spend", window: "calendar-year", levels: { base: 0, silver: 300 } } },
      },
    ],
  });

  test("loses nothing to the return of what it never counted", () => {
    const member = memberOf(later);
    member.buy("2025-01-10", 10_000);
    member.buy("2025-03-10", 30_000);
    expect(member.level()).toBe("silver");
    member.bringBack("2025-03-20", "f1");
    expect(member.level()).toBe("silver");
    expect(member.story.state.ladders.status?.buckets).toEqual([[2025, 30_000]]);
  });

  test("does not count a late fact from before it", () => {
    const member = memberOf(later);
    member.happen("time", "2025-03-05");
    member.buy("2025-02-10", 50_000);
    expect(member.level()).toBe("base");
  });

  test("still loses what it did count", () => {
    const member = memberOf(later);
    member.buy("2025-03-10", 30_000);
    member.bringBack("2025-03-20", "f1", { amount: 5000 });
    expect(member.level()).toBe("base");
  });
});

describe("the last piece of a reward", () => {
  const program = compile(
    shop({
      rewards: { mug: { name: "A mug", unit: "points", cost: 5, stock: 1 } },
      holds: { lapse: "15 minutes" },
    }),
  );
  const fact = (id: string, type: string, at: string, said: object): Fact =>
    ({ id, type, occurredAt: instant(at), ...said }) as Fact;
  const buy = fact("f1", "purchase", "2025-03-01 09:00", { amount: 2000 });
  const hold = fact("f2", "hold", "2025-03-01 10:00", { of: { reward: "mug" } });

  test("that lapsed on the way is there again, though the shelf still says none", () => {
    const opened = openAccount(program, "acc_x", millis("2025-01-01"));
    const held = decide(program, decide(program, opened, buy).state, hold, {
      remaining: { "stock:mug": 1 },
    }).state;
    const redeem = fact("f3", "redeem", "2025-03-01 11:00", { of: { reward: "mug" } });
    const { outcome } = decide(program, held, redeem, { remaining: { "stock:mug": 0 } });
    expect(outcome.refusal).toBeUndefined();
    expect(outcome.claims?.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
  });

  test("is refused in a replay as it was refused then", () => {
    const opened = openAccount(program, "acc_x", millis("2025-01-01"));
    const two = fact("f3", "redeem", "2025-03-01 11:00", { of: { reward: "mug", quantity: 2 } });
    const first = decide(program, opened, buy);
    const second = decide(program, first.state, hold, { remaining: { "stock:mug": 1 } });
    const third = decide(program, second.state, two, { remaining: { "stock:mug": 0 } });
    expect(third.outcome.refusal).toEqual({
      code: "out-of-stock",
      params: { reward: "mug", remaining: 1, wanted: 2 },
    });
    expect(third.outcome.short).toEqual({ "stock:mug": 0 });
    const entries = [
      { fact: buy, outcome: first.outcome },
      { fact: hold, outcome: second.outcome },
      { fact: two, outcome: third.outcome },
    ];
    const account = { id: "acc_x", openedAt: millis("2025-01-01") };
    expect(stateBytes(replay(program, account, entries))).toBe(stateBytes(third.state));
    const replayer = makeReplayer(program, account.id, account.openedAt);
    expect(entries.map((entry) => replayer.next(entry))).toEqual(entries.map(({ outcome }) => outcome));
  });
});

describe("names and amounts as tills send them", () => {
  test("lines named like members of every object can be returned", () => {
    const member = memberOf(shop());
    const ids = ["constructor", "toString", "valueOf", "hasOwnProperty"];
    member.buy(
      "2025-03-01",
      ids.map((id) => ({ id, amount: 1000 })),
    );
    const { undone } = member.bringBack("2025-03-02", "f1", { lines: [{ line: "toString" }] });
    expect(undone).toEqual([{ rule: "base", unit: "points", amount: 10 }]);
    expect(member.bringBack("2025-03-03", "f1").undone).toEqual([
      { rule: "base", unit: "points", amount: 30 },
    ]);
    expect(member.points()).toBe(0);
  });

  test("a till that names only the points tender has not been paid with points alone", () => {
    const member = memberOf(shop());
    member.buy("2025-03-01", 1000, { tenders: [{ type: "points", amount: 500 }] });
    expect(member.points()).toBe(5);
  });

  test("a quantity that comes to no piece at all is told at once", () => {
    const purchase = { id: "p", type: "purchase", occurredAt: "2025-03-01T09:00:00Z" };
    const lines = [{ id: "1", amount: 100, quantity: 1e-10 }];
    expect(checkFact({ ...purchase, lines }).map(({ path }) => path)).toEqual(["lines[0].quantity"]);
  });
});

describe("days", () => {
  test("a visit that is told late counts its day, and the same day only once", () => {
    const member = memberOf(shop());
    for (const day of ["2025-01-10", "2025-01-09", "2025-01-09", "2025-01-10"]) member.happen("visit", day);
    expect(member.story.state.visits.days).toBe(2);
  });

  test("the sweep keeps nobody active, even where a program counts time as activity", () => {
    const units = { points: { name: "points", expires: { inactive: "12 months" } } };
    const member = memberOf(shop({ units, activity: ["purchase", "time"] }));
    member.buy("2024-02-10", 1000);
    member.happen("time", "2024-12-10");
    expect(member.points("2025-02-10")).toBe(0);
  });
});
