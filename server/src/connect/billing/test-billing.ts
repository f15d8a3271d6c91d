import type { BillingProvider } from "./billing-provider.ts";

/**
 * Collects nothing, for trying a program out: charges are paid, but for amounts of which the last two digits are 13, which
 * fail, and those with 26, which nobody answers.
 */
export const testBilling: BillingProvider = {
  name: "test",
  collect: async ({ amount }) => {
    if (amount % 100 === 13) return "failed";
    return amount % 100 === 26 ? "later" : "paid";
  },
};
