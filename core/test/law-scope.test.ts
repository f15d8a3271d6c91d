/** How far a law reaches: from when on, and to vouchers. */
import { describe, expect, test } from "vitest";
import type { Definition } from "./arbitrary-program.ts";
import { type Member, memberOf, shop } from "./shop.ts";

const points = (expires: Definition): Definition => ({ points: { name: "points", expires } });
const everywhere: Definition = { ontario: "standard", quebec: "standard", alberta: {} };

describe("a law that holds from a day on", () => {
  test.each([
    ["ontario", { after: "12 months" }, "2015-09-30", "2015-10-01"],
    ["quebec", { inactive: "24 months" }, "2017-07-31", "2017-08-01"],
  ] as const)("leaves what fell due before to the terms: %s", (where, terms, before, within) => {
    for (const [bought, left] of [
      [before, 0],
      [within, 100],
    ] as const) {
      const member = memberOf(shop({ jurisdictions: everywhere, units: points(terms as never) }));
      member.happen("profile", "2015-02-01", { attributes: {}, jurisdiction: where });
      member.buy(bought, 10_000);
      // Due on the day before the law, and on its first.
      expect(member.points("2030-01-01")).toBe(left);
    }
  });

  test("is what a program writes", () => {
    const jurisdictions: Definition = { default: { like: "ontario", from: "2024-03-01" } };
    const member = memberOf(shop({ units: points({ after: "1 month" }), jurisdictions }));
    member.buy("2024-01-10", 1000);
    member.buy("2024-02-10", 500);
    expect(member.points("2025-01-01")).toBe(5);
  });
});

describe("a voucher that is worth money", () => {
  const issued = (jurisdiction: string, voucher: Definition = { worth: "10.00" }): Member => {
    const member = memberOf(
      shop({
        jurisdictions: everywhere,
        vouchers: { ten: { name: "Ten off", expires: { after: "30 days" }, ...voucher } },
        conversions: { hundred: { unit: "points", every: 100, voucher: "ten" } },
      }),
    );
    member.happen("profile", "2024-01-01", { attributes: {}, jurisdiction });
    member.buy("2024-02-10", 10_000);
    return member;
  };
  const use = (member: Member, at: string): string | undefined =>
    member.happen("use", at, { of: { voucher: "2.ten" }, basket: 3000 }).refusal?.code;

  test("does not end in Ontario, and can be used after its end", () => {
    expect(use(issued("ontario"), "2025-02-10")).toBeUndefined();
    expect(use(issued("alberta"), "2024-03-10")).toBeUndefined();
    expect(use(issued("alberta"), "2024-03-11")).toBe("voucher-unknown");
  });

  test("is no thing and no share of a basket", () => {
    for (const voucher of [{}, { share: "1/10" }, { share: "1/10", worth: "10.00" }])
      expect(use(issued("ontario", voucher as Definition), "2025-02-10")).toBe("voucher-unknown");
  });

  test("ends once the member lives where it may", () => {
    const member = issued("ontario");
    member.happen("time", "2025-02-10");
    expect(member.story.state.dueAt).toBeNull();
    const { effects } = member.happen("profile", "2025-02-11", { attributes: {}, jurisdiction: "alberta" });
    expect(effects).toMatchObject([{ type: "voucher-expired", kind: "ten", amount: 1000 }]);
  });
});

describe("units that stand for one thing named beforehand", () => {
  const units: Definition = {
    points: { name: "points", expires: { after: "12 months" } },
    stamps: { name: "stamps", expires: { after: "12 months" } },
  };
  const living = (jurisdiction: string): Member => {
    const exempt = { exempt: { units: ["stamps"] } };
    const earn: Definition = {
      base: { on: "purchase", unit: "points", rate: 1 },
      stamp: { on: "purchase", unit: "stamps", amount: 1 },
    };
    const jurisdictions: Definition = { ontario: exempt, quebec: exempt };
    const rewards: Definition = {
      coffee: { name: "The tenth coffee", unit: "stamps", cost: 1 },
      mug: { name: "A mug", unit: "points", cost: 10 },
    };
    const dearer: Definition = { coffee: { cost: 2 }, mug: { cost: 20 } };
    const versions = [{ from: "2025-01-01", rewards: dearer }];
    const member = memberOf(shop({ units, earn, jurisdictions, rewards, versions }), "2024-01-01");
    member.happen("profile", "2024-01-01", { attributes: {}, jurisdiction });
    member.buy("2024-02-10", 10_000);
    return member;
  };
  const held = ({ story }: Member): number[] =>
    ["points", "stamps"].map((unit) =>
      story.state.units[unit]!.lots.reduce((sum, { left }) => sum + left, 0),
    );

  test.each(["ontario", "quebec"])("end by the calendar in %s, while others do not", (where) => {
    const member = living(where);
    member.happen("time", "2025-02-09");
    expect(held(member)).toEqual([100, 1]);
    expect(member.happen("time", "2025-02-10").effects.map(({ type }) => type)).toEqual(["units-expired"]);
    expect(held(member)).toEqual([100, 0]);
  });

  test("cost what the terms say, while the price of others is kept", () => {
    const member = living("quebec");
    member.buy("2025-01-02", 1000);
    expect(member.happen("redeem", "2025-01-03", { of: { reward: "mug" } }).refusal).toBeUndefined();
    expect(member.happen("redeem", "2025-01-03", { of: { reward: "coffee" } }).refusal).toBeUndefined();
    expect(held(member)).toEqual([100, 0]);
  });
});

describe("stored value that lasts five years at the least", () => {
  const unit = (terms: Definition): Definition => ({
    points: { name: "points", expires: { after: "24 months" } },
    card: { name: "dollars", scale: 2, stored_value: true, ...terms },
  });
  const withCard = (
    terms: Definition,
    jurisdiction: string,
    { opened = "2005-01-01", ...more }: { opened?: string } & Definition = {},
  ): Member => {
    const earn: Definition = {
      load: { on: "load", unit: "card", amount: "10.00" },
      base: { on: "purchase", unit: "points", rate: 1 },
    };
    const jurisdictions: Definition = { "united-states": "standard", alberta: {} };
    const member = memberOf(
      shop({ units: unit(terms), earn, jurisdictions, facts: { load: {} }, currency: "USD", ...more }),
      opened,
    );
    member.happen("profile", opened, { attributes: {}, jurisdiction });
    return member;
  };
  const left = (member: Member, at: string): number => {
    member.happen("time", at);
    return member.story.state.units["card"]!.lots.reduce((sum, lot) => sum + lot.left, 0);
  };

  test.each([
    [{ expires: { after: "24 months" } }, "2020-02-10", "2025-02-09", "2025-02-10"],
    [{ expires: { after: "6 years" } }, "2020-02-10", "2026-02-09", "2026-02-10"],
    [{ expires: { inactive: "24 months" } }, "2020-02-10", "2025-02-09", "2025-02-10"],
    // Due on the day before the rule, and on its first.
    [{ expires: { after: "24 months" } }, "2008-08-21", "2010-08-20", "2010-08-21"],
    [{ expires: { after: "24 months" } }, "2008-08-22", "2013-08-21", "2013-08-22"],
  ])("%j, paid in on %s, is there on %s and gone on %s", (terms, loaded, last, gone) => {
    const member = withCard(terms, "united-states");
    member.happen("load", loaded);
    expect(left(member, last)).toBe(1000);
    expect(left(member, gone)).toBe(0);
  });

  test("is no matter elsewhere, nor for points", () => {
    const elsewhere = withCard({ expires: { after: "24 months" } }, "alberta");
    elsewhere.happen("load", "2020-02-10");
    expect(left(elsewhere, "2022-02-10")).toBe(0);
    const member = withCard({ expires: { after: "24 months" } }, "united-states");
    member.buy("2020-02-10", 1000);
    expect(member.points("2022-02-10")).toBe(0);
  });

  test("keeps an account from closing until then, counted from what was paid in last", () => {
    const life: Definition = { closes: { after: "24 months" }, reinstate: { within: "12 months" } };
    const member = withCard({}, "united-states", {
      opened: "2020-02-01",
      life,
      activity: ["load", "redeem"],
    });
    member.happen("load", "2020-02-10");
    member.happen("load", "2020-03-10");
    member.happen("redeem", "2020-04-01", { of: { unit: "card", amount: "12.00" } });
    member.happen("time", "2025-03-09");
    expect(member.story.state.life).toBeUndefined();
    member.happen("time", "2025-03-10");
    expect(member.story.state.life?.status).toBe("closed");
  });

  test("keeps an account open for what is on hold, too", () => {
    const life: Definition = { closes: { after: "24 months" } };
    const holding = { opened: "2020-02-01", life, activity: ["load"], holds: { lapse: "60 months" } };
    const member = withCard({}, "united-states", holding);
    member.happen("load", "2020-02-10");
    member.happen("hold", "2022-01-10", { of: { unit: "card", amount: "10.00" } });
    member.happen("time", "2025-02-09");
    expect(member.story.state.life).toBeUndefined();
    member.happen("time", "2025-02-10");
    expect(member.story.state.life?.status).toBe("closed");
  });
});
