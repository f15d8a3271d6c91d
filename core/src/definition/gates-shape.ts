/** The part of the definition language that speaks of what is taken and what is not. */
import { named, text } from "./shape.ts";
import { object, required } from "./shape-object.ts";

export const gate = named(
  "gate",
  object(
    { name: required(text("What people call it.", "one-claim-a-day")) },
    { description: "What has to hold of facts before they are taken.", noun: "a gate" },
  ),
);
