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
