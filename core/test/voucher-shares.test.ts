/** Vouchers that take a share off the basket. */
import { describe, expect, test } from "vitest";
import type { Definition } from "./arbitrary-program.ts";
import { memberOf, shop } from "./shop.ts";

/** A shop that issues a voucher of some terms on joining. */
const giving = (voucher: Definition): Definition =>
  shop({
    vouchers: { gift: { name: "A gift", ...voucher } },
    issue: { gift: { on: "join", voucher: "gift" } },
  });

describe("a voucher for a share of the basket", () => {
  test.each([
    ["rounded down", { share: "1/5" }, 1999, 399],
    ["up to its worth", { share: 0.2, worth: "5.00" }, 2499, 499],
    ["up to its worth", { share: 0.2, worth: "5.00" }, 99_900, 500],
    ["all of it", { share: 1 }, 333, 333],
  ])("is used whole, %s", (_, voucher, basket, off) => {
    const member = memberOf(giving(voucher));
    member.happen("join", "2025-03-02");
    const [id] = Object.keys(member.story.state.vouchers!);
    const use = (said: Definition, amount?: Definition) =>
      member.happen("use", "2025-03-03", { of: { voucher: id, ...amount }, ...said } as never);
    expect(use({}).refusal?.code).toBe("basket-missing");
    expect(use({ basket }, { amount: 100 }).refusal?.code).toBe("voucher-not-in-parts");
    const used = use({ basket });
    expect(used.discount).toBe(off);
    expect(used.effects).toContainEqual(expect.objectContaining({ type: "voucher-used", amount: off }));
    expect(member.story.state.vouchers).toBeUndefined();
  });

  test("cannot be used in parts, and a share is one", () => {
    expect(() => memberOf(giving({ share: "1/5", worth: "5.00", in_parts: true }))).toThrow(
      /key-out-of-place/,
    );
    expect(() => memberOf(giving({ share: "6/5" }))).toThrow(/number-invalid/);
  });
});
