import { describe, expect, test } from "vitest";
import { explain } from "../src/explain.ts";
import type { Fact } from "../src/fact.ts";
import { contextOf } from "./account-story.ts";
import type { Definition } from "./arbitrary-program.ts";
import { instant, type Member, memberOf, shop } from "./shop.ts";

/** What is said about a fact that is not booked yet. */
function sentences(member: Member, type: string, at: string, said: Definition): string[] {
  const fact = { id: "asked", type, occurredAt: instant(at), ...said } as Fact;
  return explain(member.story.program, member.story.state, fact, contextOf(member.story, fact)).sentences;
}

describe("why", () => {
  const member = memberOf(
    shop({
      note: "Opening day",
      units: {
        points: { name: { one: "point", many: "points" }, expires: { after: "1 month" } },
        stars: { name: "stars", scale: 2 },
      },
      tiers: { status: { by: "spend", levels: { base: 0, gold: 100 } } },
      earn: {
        base: {
          on: "purchase",
          unit: "points",
          rate: 1,
          lines: 'line.category != "beer"',
          caps: { day: 50 },
        },
        web: { on: "purchase", unit: "points", amount: 1, when: 'fact.channel == "web"' },
        summer: { on: "purchase", unit: "points", amount: 1, schedule: { until: "2016-01-01" } },
        small: { on: "purchase", unit: "points", amount: 1, group: "one" },
        large: { on: "purchase", unit: "points", amount: 2, group: "one" },
        beer: { on: "purchase", unit: "points", rate: 1, lines: 'line.category == "beer"' },
        stars: { on: "purchase", unit: "stars", rate: "1/3", rounding: "half-up" },
      },
      groups: { one: "best" },
    }),
  );

  test("every rule has its sentence, and says how it was rounded, cut or passed over", () => {
    const said = sentences(member, "purchase", "2025-03-01", {
      lines: [
        { id: "cake", amount: 1050 },
        { id: "tip", kind: "tip", amount: 200 },
      ],
    });
    expect(said).toEqual([
      "Judged by version 1 (Opening day) of The Shop.",
      "Of 12.50 EUR charged, 10.50 EUR counted as spend. Lines that do not count: tip (kind).",
      "Rule “base” gave 10 points on 10.50 EUR (10.5 exactly, rounding: floor).",
      "Rule “web” gave nothing: its condition was not met.",
      "Rule “summer” gave nothing: it was not open at that time.",
      "Rule “small” gave nothing: another rule of its group was given instead.",
      "Rule “large” gave 2 points.",
      "Rule “beer” gave nothing: none of the lines is one that it looks at.",
      "Rule “stars” gave 3.50 stars on 10.50 EUR.",
    ]);
  });

  test("a type that nobody declared, such as one that is misspelt", () => {
    expect(sentences(member, "purchas", "2025-03-01", {})).toContain(
      "The program declares no fact type “purchas”: it is kept, and no rule listens to it.",
    );
    for (const type of ["visit", "time"])
      expect(sentences(member, type, "2025-03-01", {}).join(" ")).not.toContain("declares no fact type");
  });

  test("caps, tiers, spending, time and refusals", () => {
    const cut = sentences(member, "purchase", "2025-03-01", { amount: 12_000 });
    expect(cut).toContain("Rule “base” gave 50 points on 120.00 EUR, cut from 120 points by base.day.");
    expect(cut).toContain("On ladder “status”: from base to gold.");
    member.buy("2025-03-01", 12_000);
    expect(sentences(member, "purchase", "2025-03-01", { amount: 1000 })).toContain(
      "Rule “base” gave nothing: its cap had been reached.",
    );
    expect(sentences(member, "redeem", "2025-03-02", { of: { unit: "points", amount: "1" } })).toContain(
      "1 point went from available to redeemed (redeem).",
    );
    expect(sentences(member, "time", "2025-04-02", {})).toContain(
      "52 points went from available to expired (expired).",
    );
    expect(sentences(member, "redeem", "2025-04-02", { of: { unit: "points", amount: "1" } })).toEqual([
      "Judged by version 1 (Opening day) of The Shop.",
      "Refused: There are 0 points to spend and 1 are needed.",
    ]);
  });

  test("a return says what was taken back and what was spared", () => {
    const said = sentences(member, "return", "2025-04-02", { of: "f1" });
    expect(said).toContain("50 points were not taken back: they had expired or been forfeited already.");
    expect(said).toContain("40.00 stars that rule “stars” had given for the returned lines were taken back.");
  });

  test("figures beside the words", () => {
    const fact: Fact = { id: "asked", type: "purchase", occurredAt: instant("2025-03-05"), amount: 1050 };
    const { version, rules, spend } = explain(member.story.program, member.story.state, fact);
    expect(version).toEqual({ number: 1, from: "2015-01-01T00:00:00.000Z", note: "Opening day" });
    expect(spend).toEqual([{ line: "1", amount: 1050, spend: 1050, excluded: null }]);
    expect(rules.map(({ rule, given, not }) => [rule, given, not])).toEqual([
      ["base", 10, undefined],
      ["web", 0, "when"],
      ["summer", 0, "schedule"],
      ["small", 0, "group"],
      ["large", 2, undefined],
      ["beer", 0, "lines"],
      ["stars", 350, undefined],
    ]);
  });
});

test("what units came to: off the basket, to a cause, to a partner", () => {
  const spender = memberOf(
    shop({
      causes: { meals: { name: "Warm meals" } },
      rewards: {
        off: { name: "Two off", unit: "points", cost: 60, worth: "2.00" },
        give: { name: "Give", unit: "points", pays: { value: "0.05" }, donates: true },
      },
      partners: {
        sky: { name: "Sky", unit: "points", ratio: "4/5", receives: "miles", fee: { each: "0.01" } },
      },
    }),
  );
  spender.adjust("2025-03-01", "500");
  expect(sentences(spender, "redeem", "2025-03-02", { of: { reward: "off" }, basket: 175 })).toContain(
    "1.75 EUR came off the basket.",
  );
  expect(
    sentences(spender, "redeem", "2025-03-02", { of: { reward: "give", amount: "200" }, cause: "meals" }),
  ).toContain("200 points, which stand for 10.00 EUR, were given to “Warm meals”.");
  expect(sentences(spender, "transfer", "2025-03-02", { partner: "sky", amount: "50" })).toContain(
    "50 points left for “Sky” for good, and 40 miles arrive there.",
  );
});
