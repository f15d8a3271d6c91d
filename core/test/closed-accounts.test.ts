/** What closing an account means for all that time would go on doing to it. */
import { describe, expect, test } from "vitest";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

const club = (life: Definition): Definition =>
  shop({
    member: { birthday: "date" },
    vouchers: { cake: { name: "A cake" }, five: { name: "5 off", worth: 5 } },
    earn: {
      base: { on: "purchase", unit: "points", rate: 1 },
      party: { on: "birthday", unit: "points", amount: 10 },
    },
    issue: { cake: { on: "birthday", voucher: "cake" }, five: { on: "join", voucher: "five" } },
    plans: { sip: { name: "Sip", price: 10, every: "1 month", past_due: "20 days" } },
    life: {
      closes: { after: "4 months" },
      reasons: { fraud: "at-once", card: { spend_within: "90 days" } },
      ...life,
    },
  });

/** Somebody with points, a voucher, a birthday in June and a membership, last seen on 10 January. */
function somebody(life: Definition = {}) {
  const member = memberOf(club(life), "2025-01-01");
  member.happen("profile", "2025-01-02", { attributes: { birthday: "1990-06-01" } });
  member.happen("join", "2025-01-03");
  member.happen("subscribe", "2025-01-04", { plan: "sip" });
  member.buy("2025-01-10", 5000);
  return member;
}

describe("a closed account", () => {
  test("has no birthdays, and no period of a membership begins on it", () => {
    const member = somebody();
    const closed = member.lookedAt("2025-05-10");
    expect(closed.life?.status).toBe("closed");
    expect(closed.plans?.["sip"]).toMatchObject({ status: "active", ends: true });
    const later = member.lookedAt("2027-01-01");
    expect(member.points("2027-01-01")).toBe(50);
    expect(Object.values(later.vouchers ?? {}).map(({ kind }) => kind)).toEqual(["five"]);
    expect(later.plans).toBeUndefined();
    // From January to May, by the day before it was closed.
    expect(Object.keys(later.charges ?? {})).toHaveLength(5);
  });

  test("that comes back in time can go on with what is paid for", () => {
    const member = somebody({ reinstate: { within: "12 months" } });
    member.happen("reinstate", "2025-05-20");
    expect(member.happen("subscribe", "2025-05-21", { plan: "sip" }).refusal).toBeUndefined();
    expect(member.lookedAt("2025-06-05").plans?.["sip"]?.ends).toBeUndefined();
    expect(member.points("2025-06-05")).toBe(60);
  });

  test("that is under notice earns, spends and takes returns to its end, and begins no membership", () => {
    const reasons = { notice: { spend_within: "90 days", earns: true } };
    const member = somebody({ reasons });
    member.happen("close", "2025-01-20", { reason: "notice" });
    expect(member.happen("subscribe", "2025-02-10", { plan: "sip" }).refusal?.code).toBe("account-closed");
    member.buy("2025-04-19", 3000);
    member.bringBack("2025-04-19", "f4");
    expect(member.points("2025-04-19")).toBe(30);
    expect(member.points("2025-04-20")).toBe(0);
    expect(member.lookedAt("2025-04-20").life).toMatchObject({ status: "forfeited", reason: "notice" });
    expect(member.buy("2025-04-20", 1000).refusal?.code).toBe("account-closed");
  });

  test("that is under notice keeps its birthday until the end", () => {
    const member = somebody({ reasons: { notice: { spend_within: "90 days", earns: true } } });
    member.happen("close", "2025-04-20", { reason: "notice" });
    expect([member.points("2025-05-31"), member.points("2025-06-01")]).toEqual([50, 60]);
    expect(Object.values(member.lookedAt("2025-06-01").vouchers!)).toHaveLength(2);
  });

  test("that is spent empty neither earns nor renews", () => {
    const member = somebody();
    member.happen("close", "2025-01-20", { reason: "card" });
    expect(member.lookedAt("2025-02-05").plans).toBeUndefined();
    expect(member.points("2025-04-01")).toBe(50);
  });

  test("past due is a membership no longer, and owes nothing for it", () => {
    const member = somebody();
    member.happen("charge-failed", "2025-05-05", {
      charge: Object.keys(member.lookedAt("2025-05-05").charges!)[0]!,
    });
    const [charge] = Object.keys(member.story.state.charges!);
    member.happen("charge-failed", "2025-05-06", { charge: charge! });
    member.happen("close", "2025-05-07", { reason: "card" });
    expect(member.story.state.plans).toBeUndefined();
  });
});

describe("a forfeited account", () => {
  test.each([
    ["closed for fraud", {}, "fraud"],
    ["closed for too long", { reinstate: { within: "2 months" } }, null],
    ["ready to be purged", { purge: { after: "6 months" } }, null],
  ])(
    "%s has nothing: no units, no vouchers, no memberships, and nobody collects for these",
    (_, life, reason) => {
      const member = somebody(life);
      if (reason) member.happen("close", "2025-01-20", { reason });
      const { effects } = member.happen("time", "2027-01-01");
      const told = reason ? member.story.journal.flatMap(({ outcome }) => outcome.effects) : effects;
      const { state } = member.story;
      expect(state.life?.status).toBe("forfeited");
      expect(member.points()).toBe(0);
      expect([state.vouchers, state.plans]).toEqual([undefined, undefined]);
      expect(told).toContainEqual(
        expect.objectContaining({ type: "voucher-expired", kind: "five", amount: 500 }),
      );
      if (reason) {
        expect(told).toContainEqual(expect.objectContaining({ type: "charge-withdrawn", for: "sip" }));
        expect(state.charges).toBeUndefined();
      }
    },
  );
});
