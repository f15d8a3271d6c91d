/** The part of the definition language that says when referrals count. */
import { schedule } from "./earn-shape.ts";
import { flag, list, named, reference } from "./shape.ts";
import { object, optional, preset, required } from "./shape-object.ts";
import { condition, duration } from "./shape-values.ts";

const qualifies = object(
  {
    on: required(
      list(reference("fact type", "A fact type: join, purchase or one under “facts”."), {
        description: "The friend's facts that make a referral count: one type or a list.",
        single: true,
        min: 1,
      }),
    ),
    when: optional(
      condition(
        "What has to hold of that fact, and of the friend's account with what the fact has earned.",
        'fact.spend >= money("75.00")',
      ),
    ),
    first: preset(
      flag("Whether only the friend's first purchase can: a first one that does not ends the referral."),
      false,
    ),
    within: optional(duration("How long after joining it can count. For ever, when left out.", "60 days")),
    kept: optional(
      duration(
        "How long the goods have to be kept before it counts: it is turned down when all of them come back by then, and held when some do. It counts at once, when left out.",
        "30 days",
      ),
    ),
  },
  { description: "What makes a referral count. It does so once.", noun: "qualifies" },
);

export const referrals = named(
  "referrals",
  object(
    {
      schedule: optional(schedule),
      qualifies: required(qualifies),
      held: optional(
        condition(
          "What makes a referral wait for a person to look at it instead of counting.",
          "fact.data.same_device",
        ),
      ),
    },
    {
      description:
        "When a referral counts. Then rules on “referral” give to who referred, and rules on “referred” to who was. Fields declared for these two types are filled from the friend's fact that made it count.",
      noun: "referrals",
    },
  ),
);
