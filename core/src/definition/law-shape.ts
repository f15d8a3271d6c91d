/** The part of the definition language that speaks of the law of where members live. */
import { READY_MADE_IDS } from "./jurisdictions.ts";
import { choice, flag, type Infer, list, named, oneOf, reference, text } from "./shape.ts";
import { object, optional, preset, required } from "./shape-object.ts";
import { amount, duration, moment } from "./shape-values.ts";

const permit = (description: string) => choice(description, ["allowed", "blocked"]);

const earliest = (example: string) =>
  required(duration("How long before what it announces it may be sent at the earliest.", example, "day"));
const latest = (example: string) =>
  required(duration("How long before what it announces it must have been sent.", example, "day"));

const notice = object(
  {
    about: preset(
      list(choice("What needs a notice first.", ["expiry", "closure"]), {
        description: "What needs a notice first.",
        single: true,
        min: 1,
      }),
      ["expiry", "closure"],
    ),
    earliest: earliest("60 days"),
    latest: latest("30 days"),
    alone: preset(flag("Whether the notice has to be about nothing else."), true),
  },
  { description: "The notice without which nothing expires and no account closes.", noun: "the notice" },
);

const priceChange = object(
  { earliest: earliest("90 days"), latest: latest("60 days") },
  {
    description:
      "The notice of new terms, sent before a version begins, without which a reward keeps its lower price.",
    noun: "price_change",
  },
);

const rules = object(
  {
    name: optional(text("What people call it.", "Quebec")),
    like: optional(
      choice(
        "The ready-made jurisdiction whose rules hold where nothing is written here. When left out: the one of the same id, or default.",
        READY_MADE_IDS,
      ),
    ),
    from: optional(
      moment(
        "From when its rules on expiry, notices and prices hold: what fell due before is left to the program’s terms.",
        "2019-08-01",
      ),
    ),
    expiry: optional(
      object(
        {
          time: optional(permit("Whether units may expire because time has passed.")),
          inactivity: optional(permit("Whether units may expire, and accounts close, for want of activity.")),
          least: optional(duration("How long an account has to be silent at the least.", "1 year", "day")),
        },
        { description: "Which reasons may end what members hold.", noun: "expiry" },
      ),
    ),
    stored_value: optional(
      oneOf("Whether stored value may expire; see the unit’s “stored_value”.", [
        permit("Whether it may."),
        object(
          { least: required(duration("How long it lasts at the least.", "5 years", "day")) },
          { description: "It may, so long after it was paid in.", noun: "stored_value" },
        ),
      ]),
    ),
    vouchers: optional(permit("Whether vouchers that have a “worth”, and no “share”, may end.")),
    notice: optional(oneOf("The notice that has to come first.", [choice("None has to.", ["none"]), notice])),
    cash_out: optional(
      list(
        object(
          {
            from: required(moment("From when this threshold holds.", "2026-04-01")),
            below: required(amount("Balances below it are paid out.", "15.00")),
          },
          { description: "A threshold and from when it holds.", noun: "the threshold" },
        ),
        { description: "Below which balance of stored value members can have it in cash." },
      ),
    ),
    price_change: optional(
      oneOf("The notice of new terms that higher prices need.", [
        choice("They need none.", ["none"]),
        priceChange,
      ]),
    ),
    exempt: optional(
      object(
        {
          under: optional(amount("Every reward is worth less than this.", "50.00")),
          up_to: optional(amount("Every reward is worth this or less.", "50.00")),
          units: optional(
            list(reference("unit", "A unit."), {
              description:
                "Units that stand for one thing named beforehand, such as stamps for a tenth coffee: the rules do not hold for them, whatever rewards are worth. Money that members paid in is no such unit.",
              single: true,
            }),
          ),
        },
        {
          description:
            "Claims the exemption of small programs: the rules on expiry, notices and prices do not hold while the “worth” of every reward is within this.",
          noun: "exempt",
        },
      ),
    ),
  },
  {
    description: "What the law asks where members live. What is left out is as in the ready-made one.",
    noun: "the jurisdiction",
  },
);

export const jurisdiction = named(
  "jurisdiction",
  oneOf("What the law asks where members live.", [
    choice("The ready-made jurisdiction of that id, as it is.", ["standard"]),
    rules,
  ]),
);

export type JurisdictionDefinition = Exclude<Infer<typeof jurisdiction>, "standard">;
