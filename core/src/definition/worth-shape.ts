/** The part of the definition language that says what a reward or a voucher is worth. */
import { type Infer, oneOf } from "./shape.ts";
import { object, optional, required } from "./shape-object.ts";
import { amount, ratio } from "./shape-values.ts";

export const worth = (description: string, example: string) =>
  oneOf(description, [
    amount("So much money, in the currency.", example),
    object(
      {
        percent: required(
          ratio("How many hundredths of the basket, above 0 and at most 100. Rounded down.", "20"),
        ),
        most: optional(amount("The most that comes off, in the currency.", "50.00")),
      },
      { description: "A part of the basket, once for what the fact names.", noun: "worth" },
    ),
  ]);

export type WorthDefinition = Infer<ReturnType<typeof worth>>;
