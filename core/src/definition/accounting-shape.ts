/** The part of the definition language that says how revenue is accounted for. */
import { named, text } from "./shape.ts";
import { object, required } from "./shape-object.ts";

export const accountingTerms = named(
  "accounting-terms",
  object(
    { note: required(text("For people.", "as audited")) },
    { description: "How revenue is deferred for a unit.", noun: "the accounting" },
  ),
);
