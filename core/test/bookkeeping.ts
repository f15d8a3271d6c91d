/** A shop that keeps books of its points, and what it writes in them. */
import type { AccountingEntry, Outcome } from "../src/decision.ts";
import type { Definition } from "./arbitrary-program.ts";
import { type Member, memberOf, shop } from "./shop.ts";

/** Points are worth one unit of money, and 95 % of them are expected to be redeemed. */
export const TERMS = { value: 1, redeemed: "0.95" };

/** A member of a shop with these terms, which gives points for purchases and on birthdays. */
export const seller = (accounting: Definition, sections: Definition = {}): Member =>
  memberOf(
    shop({
      earn: {
        base: { on: "purchase", unit: "points", rate: 1, per: 10 },
        gift: { on: "birthday-visit", unit: "points", amount: 100 },
      },
      facts: { "birthday-visit": {} },
      accounting: { points: accounting },
      ...sections,
    }),
  );

/** What was written, without the lots. */
export const entries = ({ accounting = [] }: Outcome): [AccountingEntry["kind"], number][] =>
  accounting.map(({ kind, amount }) => [kind, amount]);
