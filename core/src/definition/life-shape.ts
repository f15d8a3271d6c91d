/** The part of the definition language that says when accounts close and come back. */
import { named, text } from "./shape.ts";
import { object, optional } from "./shape-object.ts";

export const lifeCycle = named(
  "life",
  object(
    { note: optional(text("For people.", "as printed")) },
    { description: "When accounts close for want of activity, and how they come back.", noun: "life" },
  ),
);
