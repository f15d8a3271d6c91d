import { describe, expect, test } from "vitest";
import { loadProgram } from "../src/definition/load-program.ts";
import { explain } from "../src/explain.ts";
import type { Fact } from "../src/fact.ts";
import { refusalMessage } from "../src/refusal.ts";
import type { Definition } from "./arbitrary-program.ts";
import { instant, memberOf, shop } from "./shop.ts";

/** A frequent flyer program: closed after two years, reinstated within one. */
const airline = (life: Definition = {}, more: Definition = {}, comesBack = true) =>
  shop({
    from: "2000-01-01",
    currency: "USD",
    facts: { "partner-mile": {}, login: {} },
    member: { cobrand: "boolean" },
    units: { points: { name: { one: "mile", many: "miles" } } },
    activity: ["purchase", "redeem", "complete", "transfer", "partner-mile"],
    earn: {
      base: { on: "purchase", unit: "points", rate: 1 },
      partner: { on: "partner-mile", unit: "points", amount: 1 },
    },
    life: {
      closes: { after: "24 months" },
      ...(comesBack ? { reinstate: { within: "12 months", fee: "75.00" } } : {}),
      ...life,
    },
    ...more,
  });

const flyer = (definition = airline(), opened = "2021-06-01") => {
  const member = memberOf(definition, opened);
  return { ...member, status: (at: string) => member.lookedAt(at).life?.status ?? "active" };
};

describe("closing for want of activity", () => {
  test("on the day two years after the last activity; what is there is held and not lost", () => {
    const member = flyer();
    member.buy("2022-03-15", 1_850_000);
    expect(member.status("2024-03-14T23:59:59.999Z")).toBe("active");
    expect(member.status("2024-03-15 00:00")).toBe("closed");
    expect(member.points("2024-03-15")).toBe(18_500);
    const refused = member.redeem("2024-03-15", "100").refusal!;
    expect(refused.code).toBe("account-closed");
    expect(refusalMessage(refused)).toContain("opens it again, for a fee of 75.00 USD");
    expect(member.buy("2024-03-16", 1000).refusal?.code).toBe("account-closed");
    const { postings, effects } = member.happen("time", "2024-06-01");
    expect(postings).toEqual([]);
    expect(effects).toEqual([
      {
        type: "status-changed",
        from: "active",
        to: "closed",
        at: Date.UTC(2024, 2, 15),
        until: Date.UTC(2025, 2, 15),
      },
    ]);
  });

  test("an account whose first fact came too late stays closed for the second", () => {
    const member = flyer();
    for (const day of ["2023-06-01", "2023-06-02"])
      expect(member.buy(day, 1000).refusal?.code).toBe("account-closed");
    expect(member.buy("2023-05-31", 1000).refusal).toBeUndefined();
  });

  test("reinstated for a fee, with two full years again", () => {
    const member = flyer();
    member.buy("2022-03-15", 1_850_000);
    const { effects } = member.happen("reinstate", "2024-11-01");
    expect(effects).toContainEqual({
      type: "charge-due",
      charge: "2.reinstatement",
      for: "reinstatement",
      amount: 7500,
      at: Date.parse(instant("2024-11-01")),
    });
    expect(member.points()).toBe(18_500);
    expect(member.status("2026-10-31")).toBe("active");
    expect(member.status("2026-11-01")).toBe("closed");
    expect(member.redeem("2025-01-01", "500").refusal).toBeUndefined();
  });

  const delta = {
    unit: "points",
    by_balance: [{ fee: 250 }, { up_to: 25_000, fee: 50 }, { up_to: 10_000, fee: 25 }],
  };
  test.each([
    [10_000, delta, 2500],
    [10_001, delta, 5000],
    [25_001, delta, 25_000],
    [20_000, { unit: "points", each: 0.0125, plain: 25 }, 27_500],
    [18_501, { unit: "points", each: "1/8" }, 231_263],
    [50_000, { unit: "points", by_balance: [{ up_to: 50_000, fee: 200 }], tax: 0.075 }, 21_500],
    [50_001, { unit: "points", by_balance: [{ up_to: 50_000, fee: 200 }], tax: 0.075 }, 0],
  ])("of %i miles for a fee by the balance", (miles, fee, charged) => {
    const member = flyer(airline({ reinstate: { within: "12 months", fee } }));
    member.buy("2022-03-15", miles * 100);
    const { code } = member.buy("2024-04-01", 100).refusal!;
    expect(code).toBe("account-closed");
    const { effects } = member.happen("reinstate", "2024-11-01");
    const charges = effects.flatMap((effect) => (effect.type === "charge-due" ? [effect.amount] : []));
    expect(charges).toEqual(charged === 0 ? [] : [charged]);
  });

  test("free of charge where the version of then says so", () => {
    const member = flyer(
      airline({}, { versions: [{ from: "2022-10-01", life: { reinstate: { fee: "0.00" } } }] }),
    );
    member.buy("2022-03-15", 100);
    const { effects } = member.happen("reinstate", "2024-11-01");
    expect(effects.map(({ type }) => type)).toEqual(["status-changed", "status-changed"]);
  });

  test("a mile from a partner on the last day moves it; a login or an address does not", () => {
    const member = flyer();
    member.buy("2022-03-15", 100);
    member.happen("partner-mile", "2024-03-14");
    expect(member.status("2026-03-13")).toBe("active");
    expect(member.status("2026-03-14")).toBe("closed");
    member.happen("login", "2025-06-01");
    member.happen("profile", "2025-06-02", { attributes: { cobrand: null } });
    expect(member.status("2026-03-14")).toBe("closed");
  });

  test("what happened before it and comes late opens the account again, if it would have kept it open", () => {
    const member = flyer();
    member.buy("2022-03-15", 50_000);
    member.happen("time", "2024-04-01");
    const refused = (type: string, at: string) => member.happen(type, at).refusal?.code;
    expect(refused("login", "2024-03-14")).toBe("account-closed");
    expect(refused("partner-mile", "2024-03-15")).toBe("account-closed");
    expect(refused("partner-mile", "2022-03-14")).toBe("account-closed");
    const { postings, effects } = member.happen("partner-mile", "2024-03-14");
    expect(postings).toMatchObject([{ to: "available", amount: 1 }]);
    expect(effects).toMatchObject([{ type: "status-changed", from: "closed", to: "active" }]);
    expect([member.status("2026-03-13"), member.status("2026-03-14")]).toEqual(["active", "closed"]);
  });

  test("a shorter term of a new version falls due when it begins", () => {
    const shorter = airline(
      { closes: { after: "3 years" } },
      { versions: [{ from: "2008-04-01", life: { closes: { after: "2 years" } } }] },
    );
    const first = flyer(shorter, "2005-01-01");
    first.buy("2005-03-01", 100);
    expect([first.status("2008-02-29"), first.status("2008-03-01")]).toEqual(["active", "closed"]);
    const second = flyer(shorter, "2005-01-01");
    second.buy("2006-03-31", 100);
    expect([second.status("2008-03-31"), second.status("2008-04-01 00:00")]).toEqual(["active", "closed"]);
  });

  test("whoever is exempt is not closed; when the exemption ends, what is over falls due", () => {
    const member = flyer(airline({ closes: { after: "24 months", unless: "member.cobrand" } }));
    member.happen("profile", "2022-01-01", { attributes: { cobrand: true } });
    member.buy("2022-03-15", 100);
    expect(member.status("2024-09-15")).toBe("active");
    const { effects } = member.happen("profile", "2024-09-15", { attributes: { cobrand: false } });
    expect(effects.map(({ type }) => type)).toEqual(["status-changed"]);
    expect(member.status("2024-09-15")).toBe("closed");
  });

  test("or two years later, where the time begins anew then", () => {
    const restarting = { after: "24 months", unless: "member.cobrand", exemption_ends: "restarts" };
    const member = flyer(airline({ closes: restarting }));
    member.happen("profile", "2022-01-01", { attributes: { cobrand: true } });
    member.buy("2022-03-15", 100);
    member.happen("profile", "2024-09-15", { attributes: { cobrand: false } });
    expect([member.status("2026-09-14"), member.status("2026-09-15")]).toEqual(["active", "closed"]);
  });

  test("a year after closing everything is forfeited, and it is too late to come back", () => {
    const member = flyer();
    member.buy("2022-03-15", 10_000);
    member.happen("hold", "2022-03-16", { of: { unit: "points", amount: "30" }, for: "4 years" });
    member.adjust("2024-06-01", "7");
    expect(member.status("2025-03-14")).toBe("closed");
    const { postings, effects } = member.happen("time", "2025-03-17");
    expect(member.status("2025-03-17")).toBe("forfeited");
    expect(member.points()).toBe(0);
    const forfeited = postings.filter(({ to }) => to === "forfeited");
    expect(forfeited.reduce((sum, { amount }) => sum + amount, 0)).toBe(107);
    expect(effects.at(-1)).toMatchObject({ type: "status-changed", from: "closed", to: "forfeited" });
    expect(member.happen("reinstate", "2025-03-18").refusal?.code).toBe("reinstatement-too-late");
  });

  test("twelve months and the account is closed, forty-two and nothing of it need be kept", () => {
    const member = flyer(
      airline({ closes: { after: "12 months" }, purge: { after: "42 months" } }, {}, false),
      "2020-01-01",
    );
    member.buy("2020-01-10", 10_000);
    expect(member.status("2021-01-10")).toBe("closed");
    expect(member.points("2023-07-09")).toBe(100);
    const { effects } = member.happen("time", "2023-08-01");
    expect(effects.at(-1)).toMatchObject({ from: "closed", to: "purgeable", at: Date.UTC(2023, 6, 10) });
    expect(member.story.state.life?.purgeable).toBe(true);
    expect(member.points()).toBe(0);
    expect(member.story.state.dueAt).toBeNull();
  });

  test("the time of units stands still while the account is closed, or goes on", () => {
    const units = { points: { name: "miles", expires: { after: "36 months" } } };
    const still = flyer(airline({}, { units }));
    still.buy("2022-03-15", 100);
    still.happen("reinstate", "2024-04-14");
    // Closed for thirty days.
    expect(still.expiries()).toEqual(["2025-04-14 00:00"]);
    const on = flyer(airline({ expiry: "goes-on" }, { units }));
    on.buy("2022-03-15", 100);
    on.happen("reinstate", "2024-04-14");
    expect(on.expiries()).toEqual(["2025-03-15 00:00"]);
  });
});

describe("closing by a person", () => {
  const reasons = { fraud: "at-once", "inactive-card": { spend_within: "90 days" } };

  test("for a while what is there can be spent and not added to", () => {
    const member = flyer(airline({ reasons }), "2024-01-01");
    member.buy("2024-01-10", 10_000);
    member.happen("close", "2024-02-01", { reason: "inactive-card" });
    expect(member.buy("2024-02-02", 1000).refusal?.code).toBe("account-closed");
    expect(member.redeem("2024-02-03", "40").refusal).toBeUndefined();
    expect(member.points("2024-04-30")).toBe(60);
    expect(member.points("2024-05-01")).toBe(0);
    expect(member.status("2024-05-01")).toBe("forfeited");
    expect(member.happen("reinstate", "2024-03-01").refusal?.code).toBe("not-offered");
  });

  test("at once for fraud, even when it is closed already; an unknown reason is refused", () => {
    const member = flyer(airline({ reasons }), "2024-01-01");
    member.buy("2024-01-10", 10_000);
    expect(member.happen("close", "2024-02-01", { reason: "whim" }).refusal?.code).toBe(
      "close-reason-unknown",
    );
    member.happen("close", "2024-02-01", { reason: "inactive-card" });
    const { postings } = member.happen("close", "2024-02-02", { reason: "fraud" });
    expect(postings.map(({ to, amount }) => [to, amount])).toEqual([["forfeited", 100]]);
    expect(member.status("2024-02-02")).toBe("forfeited");
  });

  test("not where the program knows no reasons, nor reinstated when it was not closed", () => {
    const member = flyer(airline(), "2024-01-01");
    expect(member.happen("close", "2024-02-01", { reason: "fraud" }).refusal?.code).toBe("not-offered");
    expect(member.happen("reinstate", "2024-02-01").refusal?.code).toBe("not-closed");
  });
});

test.each([
  'fact.channel == "web"',
  "account.days < 100",
  "account.joined_days < 100",
  'account["joined_days"] < 100',
])("an exemption reads what lasts, and so not %s", (unless) => {
  const wrong = airline({ closes: { after: "24 months", unless } });
  const { problems } = loadProgram(JSON.stringify(wrong));
  expect(problems.map(({ code }) => code)).toEqual(["unless-reads"]);
});

test.each(["[account].all(one, one.days < 100)", "account[member.field] == 1", "account == account"])(
  "nor anything of the account under another name, as in %s",
  (unless) => {
    const wrong = airline({ closes: { after: "24 months", unless } });
    const { problems } = loadProgram(JSON.stringify({ ...wrong, member: { field: "text" } }));
    expect(problems.map(({ code }) => code)).toEqual(["condition-type"]);
  },
);

test("what is gone with a forfeited account is not taken again by a return", () => {
  const member = flyer(airline({ reasons: { fraud: "at-once" } }), "2024-01-01");
  member.buy("2024-01-10", 10_000);
  member.happen("close", "2024-02-01", { reason: "fraud" });
  const { spared } = member.bringBack("2024-02-02", "f1");
  expect(spared).toEqual([{ unit: "points", amount: 100, because: "expired" }]);
  expect(member.points()).toBe(0);
});

test("what happened is told in sentences", () => {
  const member = flyer();
  member.buy("2022-03-15", 10_000);
  const fact: Fact = { id: "r", type: "reinstate", occurredAt: instant("2024-11-01") };
  const { sentences } = explain(member.story.program, member.story.state, fact);
  expect(sentences).toEqual([
    "Judged by version 1 of The Shop.",
    "The account was closed: what is on it stays and cannot be spent (2024-03-15T00:00:00.000Z, until 2025-03-15T00:00:00.000Z).",
    "The account is active again, and its time without activity begins anew (2024-11-01T12:00:00.000Z).",
    "75.00 USD is due for “reinstatement” (charge 2.reinstatement).",
  ]);
});

test("a new account whose first fact is refused still has its time: it stays closed for the next", () => {
  const member = memberOf(shop({ life: { closes: { after: "4 months" } } }), "2024-01-01");
  expect(member.buy("2024-06-01", 100).refusal?.code).toBe("account-closed");
  expect(member.story.state.dueAt).toBe(Date.UTC(2024, 4, 1));
  expect(member.buy("2024-06-02", 100).refusal?.code).toBe("account-closed");
});
