/** Shares of tenders, rates that hold for so much, rules that give so often or once for a key, and amounts by an expression. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PurchaseFact } from "../src/fact.ts";
import { spendLines } from "../src/spend.ts";
import { tenderShares } from "../src/tender-share.ts";
import { beginStory, tell } from "./account-story.ts";
import type { Definition } from "./arbitrary-program.ts";
import { compile } from "./arbitrary-program.ts";
import { instant, memberOf, millis, shop } from "./shop.ts";

const SEED = 20_261_125;

const STARS: Definition = { stars: { name: { one: "Star", many: "Stars" }, scale: 2 } };
const byTender = (other: boolean): Definition =>
  shop({
    units: STARS,
    earn: {
      card: {
        on: "purchase",
        unit: "stars",
        rate: 2,
        tenders: 'tender.type == "preloaded"',
        rounding: "exact",
      },
      ...(other && {
        other: {
          on: "purchase",
          unit: "stars",
          rate: 1,
          tenders: 'tender.type != "preloaded"',
          rounding: "exact",
        },
      }),
    },
  });

describe("the share of a tender", () => {
  const split = [
    { type: "preloaded", amount: 600 },
    { type: "cash", amount: 400 },
  ];

  test("counts at the rate of the rule that looks at it", () => {
    const member = memberOf(byTender(true));
    member.buy("2025-03-01", 1000, { tenders: split });
    expect(member.points(undefined, "stars")).toBe(1600);
  });

  test("counts nothing where no rule looks at it, and what no tender names is of no type", () => {
    const member = memberOf(byTender(false));
    member.buy("2025-03-01", 1000, { tenders: split });
    expect(member.points(undefined, "stars")).toBe(1200);
    const said = member.buy("2025-03-02", 1000);
    expect(said.earned).toBeUndefined();
  });

  test("leaves out what does not count as spend, tax and tip among it", () => {
    const member = memberOf(byTender(true));
    const lines = [
      { amount: 645, tax: 55 },
      { amount: 100, kind: "tip" as const },
    ];
    member.buy("2025-03-01", lines, { tenders: [{ type: "preloaded", amount: 800 }] });
    expect(member.points(undefined, "stars")).toBe(1290);
  });

  test("is undone exactly when goods come back in parts", () => {
    const member = memberOf(byTender(true));
    const lines = [{ amount: 333 }, { amount: 334 }, { amount: 335 }];
    member.buy("2025-03-01", lines, {
      tenders: [
        { type: "preloaded", amount: 501 },
        { type: "cash", amount: 501 },
      ],
    });
    for (const line of ["l1", "l2", "l3"]) member.bringBack("2025-03-02", "f1", { lines: [{ line }] });
    expect(member.points(undefined, "stars")).toBe(0);
  });

  test(`adds up over lines and over tenders (seed ${SEED})`, () => {
    const lines = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 6 });
    const tenders = fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 4 });
    const { spend } = compile(shop()).versions[0]!;
    const adds = fc.property(lines, tenders, (amounts, paid) => {
      const purchase: PurchaseFact = {
        id: "p",
        type: "purchase",
        occurredAt: instant("2025-03-01"),
        lines: amounts.map((amount, index) => ({ id: String(index), amount })),
        tenders: paid.map((amount, index) => ({ type: `t${index}`, amount })),
      };
      const counted = spendLines(spend, purchase);
      const shares = tenderShares(spend, purchase, counted);
      counted.forEach((line, index) => {
        const sum = shares.reduce((all, { parts }) => all + parts[index]!, 0);
        if (shares.length > 0) expect(sum).toBe(line.spend);
      });
      const total = counted.reduce((all, line) => all + line.spend, 0);
      const weights = shares.reduce((all, { tender }) => all + tender.amount, 0);
      for (const { tender, parts } of shares) {
        const sum = parts.reduce((all, part) => all + part, 0);
        if (weights > 0) expect(Math.abs(sum - (total * tender.amount) / weights)).toBeLessThan(1);
      }
    });
    fc.assert(adds, { seed: SEED, numRuns: 300 });
  });
});

describe("a rate that holds for so much", () => {
  const flights = shop({
    earn: {
      flights: { on: "purchase", unit: "points", rate: 5, up_to: { spend: 500_000, per: "year", beyond: 1 } },
    },
  });

  test("gives the rate beyond for what goes over, and begins again with the period", () => {
    const member = memberOf(flights);
    member.buy("2025-03-01", 49_900_000);
    expect(member.buy("2025-06-01", 250_000).earned).toMatchObject([{ given: 6500 }]);
    expect(member.buy("2025-07-01", 1000).earned).toMatchObject([{ given: 10 }]);
    expect(member.buy("2026-01-01", 1000).earned).toMatchObject([{ given: 50 }]);
  });

  test("gives nothing beyond where nothing is said", () => {
    const member = memberOf(
      shop({ earn: { base: { on: "purchase", unit: "points", rate: 1, up_to: { spend: 10, per: "day" } } } }),
    );
    expect(member.buy("2025-03-01", 2500).earned).toMatchObject([{ given: 10, spend: 2500 }]);
    expect(member.buy("2025-03-01", 2500).earned).toBeUndefined();
  });

  test("is used up by spend that came to no whole unit, and has it back with the goods", () => {
    const member = memberOf(
      shop({
        earn: {
          top: { on: "purchase", unit: "points", rate: 4, up_to: { spend: 1, per: "year", beyond: 1 } },
        },
      }),
    );
    member.buy("2025-03-01", 24);
    member.buy("2025-03-01", 24);
    expect(member.points()).toBe(0);
    expect(member.buy("2025-03-02", 100).earned).toMatchObject([{ given: 2, exact: "64/25" }]);
    member.bringBack("2025-03-03", "f3");
    member.bringBack("2025-03-03", "f1", { amount: 12 });
    member.bringBack("2025-03-03", "f1");
    expect(member.buy("2025-03-04", 100).earned).toMatchObject([{ given: 3, exact: "82/25" }]);
  });

  test("a return gives the room back that it had used, and undoes at the rates of then", () => {
    const member = memberOf(flights);
    member.buy("2025-03-01", 49_900_000);
    member.buy("2025-06-01", 250_000);
    member.bringBack("2025-06-02", "f2", { amount: 200_000 });
    expect(member.points()).toBe(2_495_000 + 2500);
    expect(member.buy("2025-06-03", 100_000).earned).toMatchObject([{ given: 500 * 5 + 500 }]);
  });
});

describe("how often a rule gives", () => {
  const jewel = shop({
    earn: { jewel: { on: "purchase", unit: "points", amount: 250, times: { day: 1, month: 2 } } },
  });

  test("is once a day and twice a month, and why it gave nothing is said", () => {
    const member = memberOf(jewel);
    member.buy("2025-03-01", 100);
    member.buy("2025-03-01", 100);
    member.buy("2025-03-02", 100);
    member.buy("2025-03-03", 100);
    expect(member.points()).toBe(500);
    member.buy("2025-04-01", 100);
    expect(member.points()).toBe(750);
  });

  test("a return gives the time back", () => {
    const member = memberOf(jewel);
    member.buy("2025-03-01 09:00", 100);
    member.bringBack("2025-03-01 10:00", "f1");
    member.buy("2025-03-01 11:00", 100);
    expect(member.points()).toBe(250);
  });
});

describe("a key that counts once", () => {
  const program = compile(
    shop({
      facts: { join: { phone: "text" } },
      earn: { welcome: { on: "join", unit: "points", amount: 10, once: "fact.data.phone" } },
    }),
  );
  const join = (id: string, phone: string) => ({
    id,
    type: "join",
    occurredAt: instant("2025-03-01"),
    data: { phone },
  });

  test("is claimed for the whole program, and one that is taken gives nothing and says so", () => {
    const story = beginStory(program, millis("2025-01-01"));
    expect(tell(story, join("a", "555")).claims).toEqual([{ resource: "once:welcome:555", amount: 1 }]);
    const again = tell(story, join("b", "555"));
    expect(again.earned).toMatchObject([{ given: 0, not: "once", cut: { by: "once:welcome:555" } }]);
    expect(again.short).toEqual({ "once:welcome:555": 0 });
    expect(tell(story, join("c", "777")).earned).toMatchObject([{ given: 10 }]);
  });

  test("that is empty counts once to the account", () => {
    const story = beginStory(program, millis("2025-01-01"));
    expect(tell(story, join("a", "")).claims).toEqual([
      { resource: "once:welcome:account acc_story", amount: 1 },
    ]);
    expect(tell(story, join("b", "")).earned).toMatchObject([{ given: 0, not: "once" }]);
  });
});

describe("what a rule would only have given in the place of another", () => {
  const member = () =>
    memberOf(
      shop({
        earn: {
          big: {
            on: "purchase",
            unit: "points",
            amount: 50,
            when: 'fact.spend >= money("20")',
            group: "one",
          },
          small: {
            on: "purchase",
            unit: "points",
            amount: 10,
            times: { day: 1 },
            once: "fact.channel",
            group: "one",
          },
        },
        groups: { one: "best" },
      }),
    );

  test("has used nothing, so that a return gives none of it back", () => {
    const { buy, bringBack, points, story } = member();
    buy("2025-03-01", 3000, { channel: "web" });
    buy("2025-03-01", 500, { channel: "web" });
    expect(points()).toBe(60);
    bringBack("2025-03-01", "f1", { amount: 1500 });
    bringBack("2025-03-01", "f1");
    expect(points()).toBe(10);
    expect(story.used["once:small:web"]).toBe(1);
    buy("2025-03-01", 500, { channel: "web" });
    expect(points()).toBe(10);
  });
});

describe("spend at a rate that holds for so much", () => {
  test("is given back as far as it was used, and no more", () => {
    const { buy, bringBack, points } = memberOf(
      shop({
        earn: {
          top: {
            on: "purchase",
            unit: "points",
            rate: 4,
            up_to: { spend: 100, per: "year", beyond: 1 },
            when: 'fact.spend != money("50")',
          },
        },
      }),
    );
    buy("2025-03-01", 8000);
    buy("2025-03-02", 8000);
    expect(points()).toBe(320 + 80 + 60);
    // While half of it is left the rule would not have run at all; that frees its spend no second time.
    bringBack("2025-03-03", "f1", { amount: 3000 });
    bringBack("2025-03-03", "f1", { amount: 1000 });
    bringBack("2025-03-03", "f1");
    expect(points()).toBe(140);
    buy("2025-03-04", 10_000);
    expect(points()).toBe(140 + 320 + 20);
  });
});

describe("an amount by an expression", () => {
  test("is given so many times", () => {
    const member = memberOf(
      shop({
        facts: { flight: { miles: "integer" } },
        earn: { miles: { on: "flight", unit: "points", amount: 2, count: "fact.data.miles" } },
      }),
    );
    member.happen("flight", "2025-03-01", { data: { miles: 480 } });
    member.happen("flight", "2025-03-01", { data: { miles: -480 } });
    member.happen("flight", "2025-03-01");
    expect(member.points()).toBe(960);
  });

  const profits = shop({
    facts: { purchase: { profit: "money" } },
    units: { dollars: { name: "dollars", scale: 2 } },
    earn: {
      third: {
        on: "purchase",
        unit: "dollars",
        rate: "1/3",
        counts: "fact.data.profit",
        rounding: "carry",
      },
    },
  });

  test("is counted in the place of spend, with the cent that is left over carried on", () => {
    const member = memberOf(profits);
    const thirds = [1, 2, 3].map(
      () => member.buy("2025-03-01", 5000, { data: { profit: 1000 } }).earned![0]!.given,
    );
    expect(thirds).toEqual([333, 333, 334]);
  });

  test("is undone in proportion to what comes back, and wholly with the last of it", () => {
    const member = memberOf(profits);
    member.buy("2025-03-01", 5000, { data: { profit: 3000 } });
    member.bringBack("2025-03-02", "f1", { amount: 2500 });
    expect(member.points(undefined, "dollars")).toBe(500);
    member.bringBack("2025-03-03", "f1");
    expect(member.points(undefined, "dollars")).toBe(0);
  });
});

describe("several windows", () => {
  test("are open when any of them is", () => {
    const member = memberOf(
      shop({
        earn: {
          base: { on: "purchase", unit: "points", rate: 1 },
          double: {
            on: "purchase",
            unit: "points",
            multiply: 2,
            schedule: [
              { from: "2025-03-01", until: "2025-03-02" },
              { from: "2025-04-01", until: "2025-04-02" },
            ],
          },
        },
      }),
    );
    const given = ["2025-03-01", "2025-03-15", "2025-04-01"].map((day) => {
      const before = member.points();
      member.buy(day, 1000);
      return member.points() - before;
    });
    expect(given).toEqual([20, 10, 20]);
  });
});
