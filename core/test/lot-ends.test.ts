import { describe, expect, test } from "vitest";
import { lotEnds } from "../src/lot-ends.ts";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const endsOf = (
  sections: Definition,
  before: (member: ReturnType<typeof memberOf>) => void = () => {},
): unknown[] => {
  const member = memberOf(shop(sections), "2025-01-01");
  before(member);
  member.buy("2025-03-10", 1000);
  const { program, state } = member.story;
  const end = lotEnds(program, state);
  return state.units["points"]!.lots.map((lot) => {
    const at = end("points", lot);
    return at === null ? null : new Date(at).toISOString().slice(0, 10);
  });
};

describe("what an account holds goes", () => {
  test("for want of activity, which no lot knows of itself", () => {
    expect(endsOf({ units: { points: { name: "point", expires: { inactive: "12 months" } } } })).toEqual([
      "2026-03-10",
    ]);
  });

  test("by the tier held now", () => {
    const expires = {
      by: "status",
      levels: { gold: "never" },
      otherwise: { after: "6 months" },
      judged: "while-held",
    };
    const sections = (gold: number): Definition => ({
      units: { points: { name: "point", expires } },
      tiers: { status: { by: "spend", levels: { base: 0, gold } } },
    });
    expect(endsOf(sections(500))).toEqual(["2025-09-10"]);
    expect(endsOf(sections(5))).toEqual([null]);
  });

  test("when units of old are cleared, if that is sooner", () => {
    const cleared = { at: "2025-07-01", earned_before: "2025-06-01" };
    const units = { points: { name: "point", expires: { after: "6 months" }, cleared } };
    expect(endsOf({ units })).toEqual(["2025-07-01"]);
  });

  test("not where the law does not let it, and not while the account is closed and its time stands still", () => {
    const units = { points: { name: "point", expires: { after: "6 months" } } };
    const quebec = { units, jurisdictions: { quebec: "standard" } };
    expect(endsOf(quebec)).toEqual(["2025-09-10"]);
    expect(
      endsOf(quebec, (member) =>
        member.happen("profile", "2025-02-01", { attributes: {}, jurisdiction: "quebec" }),
      ),
    ).toEqual([null]);
    const member = memberOf(shop({ units, life: { closes: { after: "2 months" } } }), "2025-01-01");
    member.buy("2025-02-10", 1000);
    const closed = member.lookedAt("2025-06-01");
    expect(lotEnds(member.story.program, closed)("points", closed.units["points"]!.lots[0]!)).toBeNull();
  });
});
