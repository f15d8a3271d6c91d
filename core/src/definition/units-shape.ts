/** The part of the definition language that says what accounts hold and when it expires. */
import { choice, flag, type Infer, integer, mapOf, named, oneOf, reference, text } from "./shape.ts";
import { object, optional, preset, required } from "./shape-object.ts";
import { duration, yearDay } from "./shape-values.ts";

const never = choice("Units never expire.", ["never"]);

const afterEarning = named(
  "expiry-after",
  object(
    {
      after: required(duration("How long after they were earned units expire.", "12 months")),
      end: optional(
        choice("Moves the expiry to the end of the calendar period in which it falls.", [
          "month",
          "quarter",
          "year",
        ]),
      ),
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
  },
  {
    description: "The whole balance expires when the account has been inactive for so long.",
    noun: "the expiry",
  },
);

const plainExpiry = named("expiry", oneOf("When units expire.", [never, afterEarning, onDate, onInactivity]));

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
  },
  { description: "When units expire depends on the tier held when they are earned.", noun: "the expiry" },
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
        oneOf("How long earned units cannot be spent yet.", [
          choice("Earned units can be spent at once.", ["none"]),
          duration("For so long.", "14 days"),
        ]),
      ),
      expires: optional(oneOf("When earned units expire. Never, when left out.", [plainExpiry, tierExpiry])),
      debt: preset(
        choice(
          "Whether the balance may fall below zero when a return or a correction takes more than is left.",
          ["allowed", "refused"],
        ),
        "allowed",
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
