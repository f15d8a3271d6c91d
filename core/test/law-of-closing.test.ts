import { describe, expect, test } from "vitest";
import type { Effect, Outcome } from "../src/decision.ts";
import type { Definition } from "./arbitrary-program.ts";
import { type Member, memberOf, millis, shop } from "./shop.ts";

const noticesIn = ({ effects }: Outcome): Extract<Effect, { type: "notice-due" }>[] =>
  effects.filter((effect) => effect.type === "notice-due");

describe("the closing of an account", () => {
  const silent = (jurisdiction: string | null): Member => {
    const life = { closes: { after: "24 months" }, reinstate: { within: "12 months", fee: 75 } };
    const jurisdictions: Definition = { quebec: "standard", alberta: {} };
    const member = memberOf(shop({ jurisdictions, life }), "2024-01-01");
    member.happen("profile", "2024-01-01", { attributes: {}, jurisdiction });
    member.buy("2024-03-10", 10_000);
    return member;
  };
  const status = (member: Member, at: string): string => {
    member.happen("time", at);
    return member.story.state.life?.status ?? "active";
  };
  const notify = (member: Member, at: string, announces: string): Outcome =>
    member.happen("notice", at, { about: "closure", announces, alone: true });

  test("waits in Quebec for a notice 30 to 60 days before, and elsewhere for none", () => {
    expect(status(silent("alberta"), "2026-03-10")).toBe("closed");
    // 29, 30, 60 and 61 days before 2026-03-10.
    for (const [sent, then] of [
      ["2026-02-09", "active"],
      ["2026-02-08", "closed"],
      ["2026-01-09", "closed"],
      ["2026-01-08", "active"],
    ] as const) {
      const member = silent("quebec");
      notify(member, sent, "2026-03-10");
      expect(status(member, "2026-03-09")).toBe("active");
      expect(status(member, "2026-03-10")).toBe(then);
    }
  });

  test("asks for its notice, and for another before what the account holds is taken", () => {
    const member = silent("quebec");
    expect(noticesIn(member.happen("time", "2026-01-20"))).toMatchObject([
      { about: "closure", for: "account", effective: millis("2026-03-10T00:00:00Z") },
    ]);
    notify(member, "2026-01-25", "2026-03-10");
    expect(status(member, "2027-02-01")).toBe("closed");
    const asked = member.story.journal.flatMap(({ outcome }) => noticesIn(outcome));
    expect(asked.map(({ effective }) => effective)).toEqual([
      millis("2026-03-10T00:00:00Z"),
      millis("2027-03-10T00:00:00Z"),
    ]);
    expect(status(member, "2028-03-10")).toBe("closed");
    notify(member, "2028-03-11", "2028-04-20");
    expect(status(member, "2028-04-20")).toBe("forfeited");
  });
});
