/** The part of the definition language that speaks of the law of where members live. */
import { named, text } from "./shape.ts";
import { object, required } from "./shape-object.ts";

export const jurisdiction = named(
  "jurisdiction",
  object(
    { name: required(text("What people call it.", "quebec")) },
    { description: "What the law asks where members live.", noun: "a jurisdiction" },
  ),
);
