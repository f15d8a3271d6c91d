/** The part of the definition language that speaks of what is taken and what is not. */
import { type Infer, integer, list, named, reference, text } from "./shape.ts";
import { object, optional, optionalGroup, required } from "./shape-object.ts";
import { condition, duration, numberExpression, textExpression } from "./shape-values.ts";

const most = (per: string) => optional(integer(`How many facts pass ${per}.`, 1, 1_000_000));

const age = object(
  {
    of: required(
      textExpression("The local date or the instant of what the fact speaks of.", "fact.data.bought_on"),
    ),
    most: required(
      duration(
        "How long ago that may be. In days and longer, the whole day that it ends on still passes.",
        "30 days",
      ),
    ),
  },
  {
    description:
      "How long ago what the fact speaks of may be. What lies in the future, or cannot be read as a date, does not pass.",
    noun: "age",
  },
);

const limits = object(
  {
    day: most("in a day"),
    week: most("in a week from Monday"),
    month: most("in a calendar month"),
    year: most("in a calendar year"),
    lifetime: most("for ever"),
  },
  { description: "How many facts of an account pass in a period.", noun: "limits" },
);

const unlessBought = object(
  {
    on: required(textExpression("The local date, or the instant, of the sale.", "fact.data.bought_on")),
    channel: optional(
      textExpression(
        "The sale's channel. Any, when left out; a sale that names none can be any.",
        "fact.data.kind",
      ),
    ),
    amount: optional(
      numberExpression("What the sale came to, in minor units. Any, when left out.", "fact.data.total"),
    ),
  },
  {
    description:
      "Shuts the gate where the sale is on the account already. Sales of the days that “age” allows are remembered, the latest 100.",
    noun: "unless_bought",
  },
);

export const gate = named(
  "gate",
  object(
    {
      on: required(
        list(reference("fact type", "A fact type."), {
          description: "The facts that have to pass: one type or a list.",
          single: true,
          min: 1,
        }),
      ),
      when: optional(condition("What has to hold.", 'fact.data.condition == "worn"')),
      age: optional(age),
      limits: optionalGroup(limits),
      limits_by: optional(
        textExpression("Each value of it is counted by itself. Meant for few values.", "fact.data.kind"),
      ),
      counted_on: optional(
        textExpression(
          "The local date, or the instant, on which the fact is counted. The fact's own, when left out.",
          "fact.data.bought_on",
        ),
      ),
      once: optional(
        textExpression(
          "A key of the fact whose every value passes once in the whole program, such as a receipt's number. Where it is empty, once for the account.",
          "fact.data.receipt",
        ),
      ),
      unless_bought: optional(unlessBought),
      says: optional(
        text("What people are told where it is shut.", "A visit can be claimed for 30 days.", 500),
      ),
    },
    {
      description:
        "What has to hold of facts before they are taken. A fact that does not pass is refused, and counts nowhere.",
      noun: "the gate",
    },
  ),
);

export type GateDefinition = Infer<typeof gate>;
