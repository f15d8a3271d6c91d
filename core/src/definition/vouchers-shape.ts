/** The part of the definition language that speaks of vouchers and of the rules that issue them. */
import { named, text } from "./shape.ts";
import { object, required } from "./shape-object.ts";

export const voucher = named(
  "voucher",
  object(
    { name: required(text("What people call it.", "free-coffee")) },
    { description: "The kinds of voucher that members can be issued.", noun: "a voucher" },
  ),
);

export const issueRule = named(
  "issue-rule",
  object(
    { name: required(text("What people call it.", "welcome")) },
    { description: "The rules by which vouchers are issued.", noun: "a rule" },
  ),
);
