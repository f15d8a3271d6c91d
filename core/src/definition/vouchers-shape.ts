/** The part of the definition language that speaks of vouchers and of the rules that issue them. */
import { schedule, times } from "./earn-shape.ts";
import { choice, flag, type Infer, integer, list, mapOf, named, oneOf, reference, text } from "./shape.ts";
import { object, optional, optionalGroup, preset, required } from "./shape-object.ts";
import { amount, condition, duration, ratio, textExpression, yearDay } from "./shape-values.ts";

const plainExpiry = named(
  "voucher-expiry",
  oneOf("When the voucher ends.", [
    choice("Never.", ["never"]),
    object(
      {
        after: required(duration("How long after its issue it ends.", "60 days")),
        end: optional(
          choice("Moves the end to that of the calendar period in which it falls.", [
            "week",
            "month",
            "quarter",
            "year",
          ]),
        ),
        counted: preset(
          choice("Whether the day of issue is the first day of the term, or the day after it.", [
            "from-issue",
            "from-next-day",
          ]),
          "from-issue",
        ),
      },
      { description: "So long after its issue.", noun: "the expiry" },
    ),
    object(
      { on: required(yearDay("It ends with this day of the year.")) },
      { description: "On one day of the year.", noun: "the expiry" },
    ),
  ]),
);

const expiry = oneOf("When the voucher ends. Never, when left out.", [
  plainExpiry,
  object(
    {
      by: required(reference("ladder", "The tier ladder that decides.")),
      levels: required(
        mapOf(plainExpiry, {
          description: "The end by the level held at the issue.",
          noun: "a level",
          example: "gold",
        }),
      ),
      otherwise: required(plainExpiry),
    },
    { description: "By the tier held when it is issued.", noun: "the expiry" },
  ),
]);

export const voucher = named(
  "voucher",
  object(
    {
      name: required(text("What people call it.", "A coffee on us")),
      worth: optional(
        amount("What it takes off a basket, in the currency. Left out, it stands for a thing.", "10.00"),
      ),
      share: optional(
        ratio(
          "The share of the basket that it takes off, rounded down to the currency’s smallest unit. With “worth”, never more than that.",
          "1/5",
        ),
      ),
      in_parts: preset(
        flag("Whether its worth can be used in several parts; otherwise what one use leaves is lost."),
        false,
      ),
      expires: optional(expiry),
      minimum_basket: optional(amount("The least basket that it can be used on, in the currency.", "20.00")),
      when: optional(condition("When it can be used.", 'fact.channel != "delivery"')),
      schedule: optional(schedule),
      limits: optionalGroup(times),
    },
    { description: "A kind of voucher.", noun: "the voucher" },
  ),
);

const draw = object(
  {
    chance: required(ratio("How likely it is, from 0 to 1.", "1/10")),
    of: required(
      mapOf(integer("Its weight among the others.", 1, 1_000_000), {
        description: "The vouchers that can be drawn, with their weights.",
        noun: "a voucher",
        example: "coffee",
      }),
    ),
  },
  {
    description:
      "A draw that can be shown fair: from the program's seed, the account, the rule, and which of its draws there it is.",
    noun: "the draw",
  },
);

export const issueRule = named(
  "issue-rule",
  object(
    {
      on: required(
        list(reference("fact type", "A fact type, or a day that comes by itself: birthday or anniversary."), {
          description: "What it listens to: one or a list.",
          single: true,
          min: 1,
        }),
      ),
      voucher: optional(reference("voucher", "What it issues.")),
      count: preset(integer("How many.", 1, 1000), 1),
      draw: optional(draw),
      when: optional(
        condition(
          "Only when this holds, of the account with what the fact has earned.",
          "account.purchases >= 1",
        ),
      ),
      schedule: optional(schedule),
      times: optionalGroup(times),
      once: optional(
        textExpression(
          "A key whose every value counts once in the whole program, such as a hashed phone number. Where it is empty, once to the account.",
          "fact.data.identity",
        ),
      ),
      stock: optional(integer("How many times it gives in all, to all accounts.", 1, 1_000_000_000)),
    },
    { description: "A rule by which vouchers are issued. It has a voucher or a draw.", noun: "the rule" },
  ),
);

export type VoucherExpiryDefinition = Infer<typeof expiry>;
export type IssueDefinition = Infer<typeof issueRule>;
