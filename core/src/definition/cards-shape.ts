/** The part of the definition language that speaks of cards and batches. */
import { named, text } from "./shape.ts";
import { object, required } from "./shape-object.ts";

export const product = named(
  "product",
  object(
    { name: required(text("What people call it.", "gold")) },
    { description: "The products of the cards that earn into an account.", noun: "a product" },
  ),
);
