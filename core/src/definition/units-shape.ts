/** The part of the definition language that says what accounts hold and when it expires. */
import { choice, flag, type Infer, integer, list, mapOf, named, oneOf, reference, text } from "./shape.ts";
import { object, optional, preset, required } from "./shape-object.ts";
import { amount, condition, duration, moment, ratio, yearDay } from "./shape-values.ts";

const never = choice("Units never expire.", ["never"]);

const unless = optional(
  condition(
    "Accounts on which none of the unit expires while it holds. Once it no longer does, what is over falls due.",
    "account.cards > 0",
  ),
);

export const exemptionEnds = preset(
  choice(
    "falls-due: once “unless” no longer holds, what is over falls due at once. restarts: the time without activity begins anew then.",
    ["falls-due", "restarts"],
  ),
  "falls-due",
);

const afterEarning = named(
  "expiry-after",
  object(
    {
      after: required(duration("How long after they were earned units expire.", "12 months")),
      end: optional(
        choice("Moves the expiry to the end of the calendar period in which it falls.", [
          "week",
          "month",
          "quarter",
          "year",
        ]),
      ),
      kept_by: optional(
        choice(
          "Each calendar month or week after the one of earning in which there is activity moves the expiry by as much.",
          ["month", "week"],
        ),
      ),
      unless,
    },
    { description: "Each lot expires so long after it was earned.", noun: "the expiry" },
  ),
);
const onDate = object(
  { on: required(yearDay("Everything expires at the end of this day of each year.")) },
  { description: "Everything expires on one day of the year.", noun: "the expiry" },
);
const onInactivity = object(
  {
    inactive: required(
      duration("How long an account may be without activity (see “activity”).", "12 months"),
    ),
    counted: preset(
      choice(
        "Whether the balance is gone with the beginning of the day on which that is over, or that whole day still counts.",
        ["to-the-day", "through-the-day"],
      ),
      "to-the-day",
    ),
    unless,
    exemption_ends: exemptionEnds,
  },
  {
    description: "The whole balance expires when the account has been inactive for so long.",
    noun: "the expiry",
  },
);
const byDecay = object(
  {
    decay: required(
      object(
        {
          after: required(duration("After how long without activity it begins.", "12 weeks", "day")),
          every: required(duration("How long from one loss to the next.", "1 week", "day")),
          share: required(
            ratio("What share of what is there goes each time, rounded half up to a step.", "1/20"),
          ),
          least: preset(amount("How many units go each time at the least.", "5"), "0"),
          all: optional(
            duration("After how long without activity all that is left goes.", "20 weeks", "day"),
          ),
        },
        {
          description: "A share goes at a time, what was earned first before the rest.",
          noun: "the decay",
        },
      ),
    ),
    unless,
    exemption_ends: exemptionEnds,
  },
  {
    description: "The balance melts when the account has been inactive for so long.",
    noun: "the expiry",
  },
);

const plainExpiry = named(
  "expiry",
  oneOf("When units expire.", [never, afterEarning, onDate, onInactivity, byDecay]),
);

const tierExpiry = object(
  {
    by: required(reference("ladder", "The tier ladder that decides.")),
    levels: required(
      mapOf(plainExpiry, {
        description: "Expiry by the level held when units are earned.",
        noun: "a level",
        example: "gold",
      }),
    ),
    otherwise: required(plainExpiry),
    judged: preset(
      choice(
        "when-earned: by the level of then, for good. while-held: by the level of now, counted from the earning; what is over under the terms of a new level falls due at once. Expiry on inactivity always goes by the level of now.",
        ["when-earned", "while-held"],
      ),
      "when-earned",
    ),
  },
  { description: "When units expire depends on the tier held.", noun: "the expiry" },
);

const unitName = oneOf("What people call the unit, in singular and plural.", [
  text("The same word for one and for many.", "points", 60),
  object(
    {
      one: required(text("For one.", "bean", 60)),
      many: required(text("For none or several.", "beans", 60)),
    },
    { description: "The word for one and for many.", noun: "the name" },
  ),
]);

export const unit = named(
  "unit",
  object(
    {
      name: required(unitName),
      scale: preset(integer("How many decimals amounts of it have: 0 means whole units.", 0, 6), 0),
      pending: optional(
        oneOf(
          "How long earned units cannot be spent yet; in days and longer, until the day begins on which that is over.",
          [
            choice(
              "none: earned units can be spent at once. release: those of a batch wait until it is released.",
              ["none", "release"],
            ),
            duration("For so long.", "14 days"),
          ],
        ),
      ),
      expires: optional(oneOf("When earned units expire. Never, when left out.", [plainExpiry, tierExpiry])),
      cleared: preset(
        list(
          object(
            {
              at: required(moment("The first moment at which they are gone.", "2021-12-23")),
              earned_before: required(moment("The first moment whose units stay.", "2021-01-01")),
            },
            { description: "A clearing.", noun: "the clearing" },
          ),
          {
            description: "When old units go all at once, whatever else “expires” says.",
            single: true,
          },
        ),
        [],
      ),
      activity: optional(
        oneOf("What counts as activity for this unit, in the place of the program's facts.", [
          choice(
            "earned, which stands alone: facts that give some of it, by a rule, in a reward's place or by a correction. So “inactive” counts from the last one, whatever else happens.",
            ["earned"],
          ),
          list(reference("fact type", "A fact type."), { description: "Facts of these types." }),
        ]),
      ),
      debt: preset(
        choice(
          "Whether the balance may fall below zero when a return or a correction takes more than is left.",
          ["allowed", "refused"],
        ),
        "allowed",
      ),
      advance: optional(
        amount("How far below zero a redemption may take the balance: units ahead of time.", "15000"),
      ),
      stored_value: preset(
        flag(
          "Whether it is money that members paid in, such as a preloaded card, kept apart from points that they were given. It has the currency’s decimals; the law has rules of its own for it.",
        ),
        false,
      ),
    },
    { description: "Something that an account holds: points, stars, beans.", noun: "the unit" },
  ),
);

export type ExpiryDefinition = Infer<typeof plainExpiry> | Infer<typeof tierExpiry>;
