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

  test("waits while there is money on it that the law protects, and takes none of it", () => {
    const member = memberOf(
      shop({
        currency: "USD",
        facts: { load: { cents: "integer" } },
        units: { points: { name: "point" }, card: { name: "dollars", scale: 2, stored_value: true } },
        earn: { load: { on: "load", unit: "card", amount: "0.01", count: "fact.data.cents" } },
        jurisdictions: { california: "standard", alberta: {} },
        life: { closes: { after: "24 months" }, reinstate: { within: "12 months" } },
      }),
      "2024-01-01",
    );
    member.happen("profile", "2024-01-01", { attributes: {}, jurisdiction: "california" });
    member.happen("load", "2024-01-02", { data: { cents: 5000 } });
    expect(status(member, "2028-01-01")).toBe("active");
    expect(member.points(undefined, "card")).toBe(5000);
    member.redeem("2028-01-02", "50.00", "card");
    expect(status(member, "2030-01-01")).toBe("active");
    expect(status(member, "2030-01-02")).toBe("closed");
  });
});

describe("vouchers that are worth money", () => {
  test("do not end where they count as gift cards, and fall due where the member moves", () => {
    const member = memberOf(
      shop({
        currency: "CAD",
        vouchers: {
          ten: { name: "10 off", worth: 10, expires: { after: "60 days" } },
          cake: { name: "A cake", expires: { after: "60 days" } },
        },
        issue: { ten: { on: "join", voucher: "ten" }, cake: { on: "join", voucher: "cake" } },
        jurisdictions: { ontario: "standard", alberta: {} },
      }),
    );
    const kinds = (at: string): string[] =>
      Object.values(member.lookedAt(at).vouchers ?? {}).map(({ kind }) => kind);
    member.happen("profile", "2024-01-01", { attributes: {}, jurisdiction: "ontario" });
    member.happen("join", "2024-01-02");
    expect(kinds("2024-02-01")).toEqual(["cake", "ten"]);
    expect(kinds("2026-01-01")).toEqual(["ten"]);
    const use = { of: { voucher: "2.ten" }, basket: 5000 };
    expect(member.happen("use", "2026-01-01", use).discount).toBe(1000);
    member.happen("join", "2026-01-02");
    member.happen("profile", "2026-06-01", { attributes: {}, jurisdiction: "alberta" });
    expect(kinds("2026-06-01")).toEqual([]);
  });
});
