/** The part of the definition language that speaks of giving. */
import { named, text } from "./shape.ts";
import { object, required } from "./shape-object.ts";

export const cause = named(
  "cause",
  object(
    { name: required(text("What people call it.", "clean-water")) },
    { description: "What members and purchases give to.", noun: "a cause" },
  ),
);
