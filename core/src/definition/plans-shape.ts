/** The part of the definition language that speaks of paid memberships and entitlements. */
import { named, text } from "./shape.ts";
import { object, required } from "./shape-object.ts";

export const plan = named(
  "plan",
  object(
    { name: required(text("What people call it.", "unlimited")) },
    { description: "Paid memberships.", noun: "a plan" },
  ),
);

export const entitlement = named(
  "entitlement",
  object(
    { name: required(text("What people call it.", "a-cup")) },
    { description: "What members may have, how often and how soon again.", noun: "an entitlement" },
  ),
);
