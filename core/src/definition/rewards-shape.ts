/** The part of the definition language that says what units can be spent on. */
import { schedule } from "./earn-shape.ts";
import { flag, type Infer, integer, mapOf, named, oneOf, reference, text } from "./shape.ts";
import { object, optional, optionalGroup, preset, required } from "./shape-object.ts";
import { amount, condition, duration, ratio } from "./shape-values.ts";

const most = (per: string) => optional(integer(`How often in a ${per}, at most.`, 1, 1_000_000));

const byTier = object(
  {
    ladder: required(reference("ladder", "The tier ladder that decides.")),
    levels: required(
      mapOf(amount("What one costs at this level.", "25"), {
        description: "Level → what one costs there instead.",
        noun: "a level",
        example: "gold",
      }),
    ),
  },
  { description: "Another cost for some levels of a tier ladder.", noun: "by_tier" },
);

const gives = oneOf("What the member gets for it: a voucher, or units.", [
  object(
    {
      voucher: required(reference("voucher", "The kind of voucher.")),
      count: preset(integer("How many of it, for one reward.", 1, 1000), 1),
    },
    { description: "Vouchers, issued as the reward is handed over.", noun: "gives" },
  ),
  object(
    {
      unit: required(reference("unit", "The unit.")),
      amount: required(amount("How much of it, for one reward.", "250")),
    },
    { description: "Units, with the terms that the unit has when it is earned.", noun: "gives" },
  ),
]);

const pays = object(
  {
    value: required(ratio("The money, in the currency, that one unit is worth: 0.01, or 7/1000.", "0.01")),
    minimum: optional(amount("The fewest units at a time.", "5000")),
    step: optional(amount("Of how many units it has to be a multiple.", "500")),
    whole: preset(flag("Whether only the whole basket can be covered, and never a part of it."), false),
    share: optional(
      ratio("The share of the basket that can be covered at most. All of it, when left out.", "3/10"),
    ),
  },
  {
    description:
      "Payment with as many units as one likes. The units that a basket takes are rounded up to the unit’s smallest step, what units are worth is rounded down to the currency’s.",
    noun: "pays",
  },
);

const early = object(
  {
    by: required(duration("How long before the schedule’s “from”.", "48 hours")),
    when: required(condition("Who may have it so early.", "account.joined")),
  },
  { description: "Who may have the reward before its schedule begins.", noun: "early" },
);

const limits = object(
  {
    transaction: most("transaction: the sale that the fact names, or else the fact itself"),
    day: most("day"),
    week: most("week"),
    month: most("month"),
    year: most("year"),
    lifetime: most("lifetime"),
  },
  {
    description:
      "How often an account can have it in a period. The latest 14 transactions are remembered of each reward.",
    noun: "limits",
  },
);

export const reward = named(
  "reward",
  object(
    {
      name: required(text("What people call it.", "A coffee")),
      unit: required(reference("unit", "The unit it is paid with.")),
      cost: optional(
        amount("What one costs, in the unit. 0 gives it away. Needed unless the reward “pays”.", "30"),
      ),
      by_tier: optional(byTier),
      worth: optional(
        amount(
          "What one takes off the basket at most, in the currency; of a smaller basket no change is given. With “donates”: what one gives.",
          "2.00",
        ),
      ),
      share: optional(
        ratio(
          "The share of the basket that one takes off, rounded down to the currency’s smallest unit. With “worth”, never more than that.",
          "1/10",
        ),
      ),
      gives: optional(gives),
      pays: optional(pays),
      donates: preset(
        flag(
          "Whether what it is worth goes to the cause that the fact names, instead of coming off the basket.",
        ),
        false,
      ),
      stock: optional(integer("How many there are in all. Unlimited, when left out.", 1, 1_000_000_000)),
      when: optional(condition("Who can have it, and when.", 'account.tier.status == "gold"')),
      minimum_basket: optional(
        amount("The least basket that it can be applied to, in the currency.", "5.00"),
      ),
      limits: optionalGroup(limits),
      counts_as: optional(
        text(
          "A name under which its limits are counted; rewards with the same one share them.",
          "birthday",
          63,
        ),
      ),
      schedule: optional(schedule),
      early: optional(early),
    },
    { description: "Something that units can be spent on.", noun: "the reward" },
  ),
);

export type RewardDefinition = Infer<typeof reward>;
