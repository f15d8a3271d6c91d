/** The part of the definition language that speaks of units that turn into vouchers by themselves. */
import { named, text } from "./shape.ts";
import { object, required } from "./shape-object.ts";

export const conversion = named(
  "conversion",
  object(
    { name: required(text("What people call it.", "ten-off")) },
    { description: "What turns units into vouchers by itself.", noun: "a conversion" },
  ),
);
