/** The part of the definition language that says how units are earned. */
import { choice, type Infer, integer, list, mapOf, named, reference } from "./shape.ts";
import { object, optional, optionalGroup, preset, required } from "./shape-object.ts";
import { amount, condition, hours, moment, numberExpression, ratio, textExpression } from "./shape-values.ts";

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const window = named(
  "window",
  object(
    {
      from: optional(moment("The first moment that counts.", "2025-06-01")),
      until: optional(moment("The first moment that no longer counts.", "2025-09-01")),
      days: optional(
        list(choice("A day of the week.", WEEKDAYS), {
          description: "Days of the week that count.",
          single: true,
          min: 1,
        }),
      ),
      hours: optional(hours("Hours of the day that count; the end no longer does.")),
    },
    { description: "A stretch of time, in the program's time zone.", noun: "the schedule" },
  ),
);

export const schedule = list(window, {
  description: "When it applies: one window, or a list of them of which any suffices.",
  single: true,
  min: 1,
});

const PERIODS = ["fact", "day", "week", "month", "year", "lifetime"] as const;

const caps = object(
  {
    fact: optional(amount("For one fact.", "100")),
    day: optional(amount("For a day.", "200")),
    week: optional(amount("For a week from Monday.", "500")),
    month: optional(amount("For a calendar month.", "1000")),
    year: optional(amount("For a calendar year.", "5000")),
    lifetime: optional(amount("For ever.", "50")),
  },
  { description: "The most that one account can earn by this rule in a period, in the unit.", noun: "caps" },
);

export const times = named(
  "times",
  object(
    {
      day: optional(integer("In a day.", 1, 1_000_000)),
      week: optional(integer("In a week from Monday.", 1, 1_000_000)),
      month: optional(integer("In a calendar month.", 1, 1_000_000)),
      year: optional(integer("In a calendar year.", 1, 1_000_000)),
      lifetime: optional(integer("For ever.", 1, 1_000_000)),
    },
    { description: "How often in a period, for one account at most.", noun: "times" },
  ),
);

const upTo = object(
  {
    spend: required(amount("The most that the rate holds for, in the currency.", "50000.00")),
    per: required(choice("The period.", ["day", "week", "month", "year", "lifetime"])),
    beyond: optional(ratio("The rate for what goes over it. Nothing, when left out.", "1")),
  },
  { description: "How much spend the rate holds for in a period, and what holds beyond.", noun: "up_to" },
);

const levels = mapOf(ratio("What the level gets instead.", "1.5"), {
  description: "Level → the rate, amount or multiplier that it gets instead.",
  noun: "a level",
  example: "gold",
});

const byTier = object(
  {
    ladder: required(reference("ladder", "The tier ladder that decides.")),
    levels: required(levels),
    crossing: preset(
      choice(
        "For a fact that crosses a threshold: the level from before it, or the one that it reaches itself.",
        ["before", "after"],
      ),
      "before",
    ),
  },
  { description: "Other rates, amounts or multipliers for some levels of a tier ladder.", noun: "by_tier" },
);

export const earnRule = named(
  "rule",
  object(
    {
      on: required(
        list(reference("fact type", "A fact type: purchase, join, visit or one under “facts”."), {
          description: "The facts that the rule listens to: one type or a list.",
          single: true,
          min: 1,
        }),
      ),
      unit: required(reference("unit", "The unit it gives.")),
      rate: optional(ratio("Units for each `per` of money spent.", "1.25")),
      per: optional(amount("The amount of money that `rate` is for. 1, when left out.", "1.00")),
      amount: optional(amount("A fixed amount of units.", "50")),
      each: optional(
        choice(
          "Whether the fixed amount is given per fact, per matching line or per piece of the matching lines.",
          ["fact", "line", "piece"],
        ),
      ),
      up_to: optional(upTo),
      counts: optional(
        numberExpression(
          "What a rate counts in the place of spend, in minor units of money.",
          "fact.data.profit",
        ),
      ),
      count: optional(
        numberExpression("How many times the fixed amount is given, by the fact.", "fact.data.miles"),
      ),
      multiply: optional(ratio("Multiplies what other rules give: 2 doubles it.", "2")),
      of: optional(
        list(reference("rule", "A rule with a rate."), {
          description: "The rules that are multiplied. All rate rules of the unit, when left out.",
          single: true,
          min: 1,
        }),
      ),
      by_tier: optional(byTier),
      when: optional(
        condition(
          "Only facts for which this holds, of the account as it was before.",
          'fact.channel != "delivery"',
        ),
      ),
      lines: optional(
        condition("Only lines of the purchase for which this holds.", 'line.category != "alcohol"'),
      ),
      tenders: optional(
        condition("Only the share of the spend that was paid so.", 'tender.type == "preloaded"'),
      ),
      rounding: preset(
        choice(
          "How fractions are rounded: down, to the nearest (half to even, or half up), not at all (the rate must come out exact), or down with the rest carried to the next fact.",
          ["floor", "half-even", "half-up", "exact", "carry"],
        ),
        "floor",
      ),
      round_each: preset(
        choice("Whether it rounds once for the fact or for each line.", ["fact", "line"]),
        "fact",
      ),
      caps: optionalGroup(caps),
      times: optionalGroup(times),
      once: optional(
        textExpression(
          "A key of the fact whose every value counts once in the whole program, such as a receipt's number. Where it is empty, once to the account.",
          "fact.data.receipt",
        ),
      ),
      budget: optional(
        amount("The most that the whole program ever gives by this rule, in the unit.", "1000000"),
      ),
      schedule: optional(schedule),
      for: optional(
        reference(
          "cause",
          "The cause that gets what the rule gives: it never is the member's. Outside the cause's dates the rule gives nothing.",
        ),
      ),
      group: optional(reference("group", "The group of which only one rule counts for a fact.")),
      priority: preset(integer("Higher goes first within its group.", -1_000_000, 1_000_000), 0),
    },
    {
      description: "A rule by which units are earned. It has one of rate, amount and multiply.",
      noun: "the rule",
      instead: {
        points: "Write “rate” for an amount per money spent, or “amount” for a fixed one.",
        multiplier: "Write “multiply”.",
        type: "Write “on”.",
        condition: "Write “when”.",
      },
    },
  ),
);

export const sharedCap = named(
  "cap",
  object(
    {
      unit: required(reference("unit", "The unit that is counted.")),
      max: required(amount("The most that one account can earn by these rules in a period.", "100")),
      per: required(choice("The period.", PERIODS)),
      rules: required(
        list(reference("rule", "An earn rule."), { description: "The rules that it counts together." }),
      ),
    },
    { description: "A cap over several rules together.", noun: "the cap" },
  ),
);

export const CAP_PERIODS = PERIODS;
export type EarnDefinition = Infer<typeof earnRule>;
export type ScheduleDefinition = Infer<typeof window>;
