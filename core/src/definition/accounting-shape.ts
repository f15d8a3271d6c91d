/** The part of the definition language that says how revenue is accounted for. */
import { choice, mapOf, named, text } from "./shape.ts";
import { object, optionalGroup, preset, required } from "./shape-object.ts";
import { ratio } from "./shape-values.ts";

const funded = object(
  {
    by: required(text("Who pays for what the rule gives.", "A partner")),
    price: required(ratio("What is paid for one unit, in the currency.", "0.015")),
  },
  { description: "Who pays for what a rule gives, and how much.", noun: "the funding" },
);

export const accountingTerms = named(
  "accounting-terms",
  object(
    {
      value: required(
        ratio("What one unit is worth when it is redeemed, in the currency: 0.01 or 1/100.", "0.01"),
      ),
      redeemed: preset(
        ratio(
          "The share of what is given that is expected to be redeemed in the end, above 0 and up to 1. All of it, until you have your own figures.",
          "19/20",
        ),
        { num: 1n, den: 1n },
        1,
      ),
      rounding: preset(
        choice("How amounts of money are rounded: to the nearest (half to even, or half up), or down.", [
          "half-even",
          "half-up",
          "floor",
        ]),
        "half-even",
      ),
      funded: optionalGroup(
        mapOf(funded, {
          description:
            "The earn rules that somebody else pays for, by id; no part of a sale is deferred for these.",
          noun: "a rule",
          example: "partner-bonus",
        }),
      ),
    },
    { description: "How revenue is deferred for a unit.", noun: "the accounting" },
  ),
);
