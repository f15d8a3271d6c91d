/** The part of the definition language that says when referrals count. */
import { named, text } from "./shape.ts";
import { object, optional } from "./shape-object.ts";

export const referrals = named(
  "referrals",
  object(
    { note: optional(text("For people.", "as printed")) },
    { description: "When a referral counts.", noun: "referrals" },
  ),
);
