/** The part of the definition language that speaks of transfers to partners. */
import { named, text } from "./shape.ts";
import { object, required } from "./shape-object.ts";

export const partner = named(
  "partner",
  object(
    { name: required(text("What people call it.", "sky-miles")) },
    { description: "Programs that units can be transferred to.", noun: "a partner" },
  ),
);
