/** The part of the definition language that says how members climb. */
import { choice, mapOf, named, oneOf, reference, text } from "./shape.ts";
import { object, optional, preset, required } from "./shape-object.ts";
import { amount, condition, duration } from "./shape-values.ts";

const level = oneOf("Where a level begins: spend in the currency, units earned, or days visited.", [
  amount("The threshold.", "200"),
  object(
    {
      from: optional(amount("The threshold. A level without one is held by its condition alone.", "200")),
      when: optional(
        condition(
          "Holds the level while it holds, beside what is climbed to: a subscription, an invitation.",
          'account.plan.club != ""',
        ),
      ),
      name: optional(text("What people call the level. Its id, when left out.", "Silver", 60)),
    },
    { description: "The threshold and the name of the level.", noun: "the level" },
  ),
]);

export const ladder = named(
  "ladder",
  object(
    {
      by: required(
        oneOf(
          "What is counted: money spent, distinct days with a visit or a purchase, or units earned, whatever becomes of them.",
          [
            choice("Money spent, or distinct days visited.", ["spend", "visits"]),
            object(
              { earned: required(reference("unit", "The unit whose earning counts.")) },
              {
                description: "Units earned.",
                noun: "by",
              },
            ),
          ],
        ),
      ),
      window: preset(
        oneOf("The period over which it is counted.", [
          choice("By calendar year, or by years since the account was opened.", [
            "calendar-year",
            "membership-year",
          ]),
          object(
            { rolling: required(duration("The length of the period before now.", "12 months", "day")) },
            {
              description: "A period that always ends now.",
              noun: "the window",
            },
          ),
        ]),
        "calendar-year",
      ),
      valid: preset(
        oneOf("How long a level reached is held at the least.", [
          choice("As long as the counter supports it.", ["window"]),
          object(
            {
              until: required(
                choice("Of the last year that was enough for it, or the next one.", [
                  "end-of-year",
                  "end-of-next-year",
                ]),
              ),
            },
            {
              description: "To the end of a calendar year.",
              noun: "valid",
            },
          ),
          object(
            { for: required(duration("From the day it was reached.", "12 months", "day")) },
            {
              description: "For a length of time.",
              noun: "valid",
            },
          ),
        ]),
        { until: "end-of-next-year" },
      ),
      grace: optional(duration("How long a level is kept after it ran out, to renew it.", "30 days")),
      drop: preset(
        choice(
          "How far a member falls when a level runs out: one level at most, which is then held as if it was reached on that day, or to what the counter supports.",
          ["one-level", "to-qualified"],
        ),
        "to-qualified",
      ),
      returns: preset(
        choice("Whether a return that takes the counter below a level reached undoes the rise.", [
          "undo",
          "keep",
        ]),
        "undo",
      ),
      first: optional(
        choice(
          "The first level when the ladder comes into force: by what counted in the calendar year before, on the ladder of this id until then.",
          ["previous-year"],
        ),
      ),
      levels: required(
        mapOf(level, {
          description: "The levels; exactly one begins at 0.",
          noun: "a level",
          example: "gold",
        }),
      ),
    },
    { description: "A ladder of tiers that members climb.", noun: "the ladder" },
  ),
);
