/** The part of the definition language that speaks of paid memberships and entitlements. */
import { schedule } from "./earn-shape.ts";
import { choice, flag, type Infer, integer, list, named, reference, text } from "./shape.ts";
import { object, optional, optionalGroup, preset, required } from "./shape-object.ts";
import { amount, condition, duration, textExpression } from "./shape-values.ts";

export const plan = named(
  "plan",
  object(
    {
      name: required(text("What people call it.", "unlimited")),
      price: required(amount("What a period costs, in the currency; 0 for a plan without charges.", "14.99")),
      every: required(
        duration(
          "The billing period. Billing days are counted from the first one; a day that a month lacks falls on its last.",
          "1 month",
          "day",
        ),
      ),
      trial: optional(
        duration("How long a first subscription costs nothing. Its end is the first billing day.", "1 month"),
      ),
      trial_once: preset(
        flag("Whether an account has one trial of the plan and of those it replaces, for ever."),
        true,
      ),
      trial_identity: optional(
        textExpression(
          "What tells people apart: each of its values has one trial in the whole program, and where it is empty there is none.",
          "member.phone",
        ),
      ),
      past_due: preset(
        duration("How long the membership goes on after a charge has failed, before it ends.", "7 days"),
        { count: 7, unit: "day" },
        "7 days",
      ),
      price_change: preset(
        choice(
          "Which price a period costs. next-period: the one in force when it begins. keep: the one at subscribing.",
          ["next-period", "keep"],
        ),
        "next-period",
      ),
      remind: optional(
        duration("How long before a trial converts or a period renews a notice is due.", "3 days"),
      ),
      when: optional(condition("Who may subscribe.", "member.age >= 18")),
      schedule: optional(schedule),
      replaces: optional(
        list(reference("plan", "A plan of the same family."), {
          description:
            "Plans that it takes the place of: at the end of what is paid for, or at once during a trial, of which it takes over the rest.",
          single: true,
          min: 1,
        }),
      ),
    },
    { description: "Paid memberships.", noun: "a plan" },
  ),
);

const most = (per: string) => optional(integer(`How many ${per}, at most.`, 1, 1_000_000));

export const entitlement = named(
  "entitlement",
  object(
    {
      name: required(text("What people call it.", "a-cup")),
      plans: optional(
        list(reference("plan", "A plan."), {
          description:
            "Plans of which any entitles, in a trial and past due too. No plan is needed, when left out.",
          single: true,
          min: 1,
        }),
      ),
      when: optional(condition("Who is entitled, and when.", 'account.tier.status == "gold"')),
      covers: optional(condition("What it can be used on.", 'fact.channel != "delivery"')),
      again_after: optional(
        duration(
          "How long after a use the next one may be. With it, a use is of one at a time unless limits.fact says more.",
          "2 hours",
        ),
      ),
      limits: optionalGroup(
        object(
          {
            fact: most("at once"),
            day: most("in a day"),
            week: most("in a week from Monday"),
            month: most("in a calendar month"),
            year: most("in a calendar year"),
            lifetime: most("for ever"),
            period: most("in a billing period of the plan"),
            billing_month: most(
              "in a month of the plan (counted from its first billing day, or in a trial from its beginning)",
            ),
          },
          { description: "How much an account can have in a period.", noun: "limits" },
        ),
      ),
      schedule: optional(schedule),
    },
    { description: "What members may have, how often and how soon again.", noun: "an entitlement" },
  ),
);

export type PlanDefinition = Infer<typeof plan>;
export type EntitlementDefinition = Infer<typeof entitlement>;
