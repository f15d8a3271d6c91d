/** The part of the definition language that speaks of cards and batches. */
import { choice, mapOf, named, oneOf, text } from "./shape.ts";
import { object, optional, optionalGroup, preset, required } from "./shape-object.ts";
import { amount, duration } from "./shape-values.ts";

export const product = named(
  "product",
  object(
    { name: required(text("What people call it.", "gold")) },
    { description: "The products of the cards that earn into an account.", noun: "a product" },
  ),
);

const closed = (description: string) =>
  oneOf(description, [
    choice("kept: nothing. at-once: they are forfeited.", ["kept", "at-once"]),
    object(
      { after: required(duration("For so long they can still be spent.", "30 days")) },
      { description: "They are forfeited later, unless a card is opened before.", noun: "last_closed" },
    ),
  ]);

export const cardTerms = named(
  "cards",
  object(
    {
      last_closed: preset(
        closed("What becomes of the units once the last card of an account is closed."),
        "kept",
      ),
      by_product: optionalGroup(
        mapOf(closed("What becomes of the units then."), {
          description: "Other terms where the card that was closed last is of certain products.",
          noun: "a product",
          example: "corporate",
        }),
      ),
      by_reason: optionalGroup(
        mapOf(closed("What becomes of the units then."), {
          description:
            "Other terms where the card that was closed last was closed for certain reasons; these go before those of its product.",
          noun: "a reason",
          example: "inactivity",
        }),
      ),
    },
    { description: "What holds of all cards.", noun: "cards" },
  ),
);

const within = required(
  duration("How long after it was forfeited a batch can be brought back.", "12 months", "day"),
);
const fee = preset(amount("What that costs for each batch, in the currency.", "35.00"), "0");

export const batchTerms = named(
  "batches",
  object(
    {
      reinstate: optional(
        object(
          {
            within,
            fee,
            by_product: optionalGroup(
              mapOf(
                object({ within, fee }, { description: "For cards of this product.", noun: "the product" }),
                {
                  description: "Other terms for what was earned with cards of certain products.",
                  noun: "a product",
                  example: "corporate",
                },
              ),
            ),
          },
          {
            description: "How forfeited batches come back. Left out: they do not.",
            noun: "reinstate",
          },
        ),
      ),
    },
    {
      description: "Units that wait for a release together, such as those of one billing period of a card.",
      noun: "batches",
    },
  ),
);
