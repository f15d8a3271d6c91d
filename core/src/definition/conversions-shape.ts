/** The part of the definition language that speaks of units that turn into vouchers by themselves. */
import { integer, list, named, reference } from "./shape.ts";
import { object, optional, optionalGroup, preset, required } from "./shape-object.ts";
import { amount, yearDay } from "./shape-values.ts";

const window = object(
  {
    closes: required(yearDay("The last day of the window; units are converted when it is over.")),
    issues: optional(yearDay("The first day on which the vouchers can be used. At once, when left out.")),
  },
  { description: "A stretch of the year that ends with a conversion.", noun: "the window" },
);

export const conversion = named(
  "conversion",
  object(
    {
      unit: required(reference("unit", "The unit that is converted.")),
      every: required(amount("How many units make one conversion.", "100")),
      voucher: required(reference("voucher", "What is issued for it.")),
      count: preset(integer("How many vouchers for each conversion.", 1, 1000), 1),
      windows: optional(
        list(window, {
          description:
            "When it takes place. As soon as there are enough units, however they came, when left out.",
          single: true,
          min: 1,
        }),
      ),
      limits: optionalGroup(
        object(
          {
            window: optional(integer("When a window closes.", 1, 1_000_000)),
            year: optional(integer("For all that close in a calendar year.", 1, 1_000_000)),
          },
          {
            description:
              "The most conversions. What goes beyond stays on the account and waits, as does what would leave it with more than 1,000 open vouchers.",
            noun: "limits",
          },
        ),
      ),
    },
    { description: "Units that turn into vouchers.", noun: "the conversion" },
  ),
);
