/** The part of the definition language that speaks of giving. */
import { type Infer, mapOf, named, text } from "./shape.ts";
import { object, optional, optionalGroup, required } from "./shape-object.ts";
import { amount, moment, ratio } from "./shape-values.ts";

export const cause = named(
  "cause",
  object(
    {
      name: required(text("What people call it.", "Clean water")),
      beneficiary: optional(text("Who receives what is given.", "Water for All")),
      from: optional(moment("The first moment at which it can be given to.", "2025-04-01")),
      until: optional(moment("The first moment at which it no longer can.", "2025-09-01")),
      paid: optional(
        moment(
          "When what was given was paid over to who receives it, for reports. Stated once that is done.",
          "2025-10-01",
        ),
      ),
      equivalents: optionalGroup(
        mapOf(ratio("How much of it one unit stands for.", "20"), {
          description: "What one unit given stands for, to show people.",
          noun: "an equivalent",
          example: "litres",
        }),
      ),
      worth: optionalGroup(
        mapOf(amount("The money, in the currency.", "12.50"), {
          description: "What one unit given is worth to who receives it, by unit, for reports.",
          noun: "a unit",
          example: "pairs",
        }),
      ),
    },
    { description: "What members and purchases give to.", noun: "the cause" },
  ),
);

export type CauseDefinition = Infer<typeof cause>;
