/** The part of the definition language that says when accounts close and come back. */
import { ZERO } from "../rational.ts";
import { TAKEN_WHEN_CLOSED } from "../terms/life-terms.ts";
import { choice, flag, type Infer, list, mapOf, named, oneOf, reference } from "./shape.ts";
import { object, optional, optionalGroup, preset, required } from "./shape-object.ts";
import { amount, condition, duration, ratio } from "./shape-values.ts";
import { exemptionEnds } from "./units-shape.ts";

const closes = object(
  {
    after: required(
      duration("How long an account may be without activity (see “activity”).", "24 months", "day"),
    ),
    unless: optional(condition("Accounts that are not closed while it holds.", "account.cards > 0")),
    exemption_ends: exemptionEnds,
  },
  {
    description:
      "Accounts are closed for want of activity: what is on them stays, and cannot be spent until they are reinstated.",
    noun: "closes",
  },
);

const feeByBalance = object(
  {
    plain: preset(amount("So much in any case, in the currency.", "25.00"), "0"),
    unit: required(reference("unit", "The unit whose balance decides.")),
    each: preset(ratio("So much, in the currency, for each unit of the balance.", "0.0125"), ZERO, 0),
    by_balance: preset(
      list(
        object(
          {
            up_to: optional(amount("The largest balance that it is for. Any, when left out.", "10000")),
            fee: required(amount("So much, in the currency.", "25.00")),
          },
          { description: "What balances of a size cost.", noun: "the size" },
        ),
        { description: "So much by the size of the balance: the smallest size that it fits in counts." },
      ),
      [],
    ),
    tax: preset(ratio("The share of the fee that is added to it.", "0.075"), ZERO, 0),
  },
  { description: "A fee that depends on the balance.", noun: "the fee" },
);

const fee = oneOf("What that costs.", [amount("In the currency; 0 for nothing.", "75.00"), feeByBalance]);

const reinstate = object(
  {
    within: required(
      duration("How long after it was closed an account can be opened again.", "12 months", "day"),
    ),
    fee: preset(fee, "0"),
  },
  {
    description:
      "A closed account can be opened again, and its time without activity then begins anew. Afterwards what is on it is forfeited.",
    noun: "reinstate",
  },
);

const reason = oneOf("What becomes of what is on the account.", [
  choice("It is forfeited at once.", ["at-once"]),
  object(
    {
      spend_within: required(
        duration("For so long it can be spent; then it is forfeited.", "90 days", "day"),
      ),
      earns: preset(flag("Whether it can be added to meanwhile, as where the closing is a notice."), false),
    },
    { description: "It can still be spent for a while.", noun: "the reason" },
  ),
]);

export const lifeCycle = named(
  "life",
  object(
    {
      closes: optional(closes),
      takes: preset(
        list(reference("fact type", "A fact type."), {
          description: "The facts that a closed account still takes; all others are refused.",
        }),
        [...TAKEN_WHEN_CLOSED],
      ),
      expiry: preset(
        choice(
          "Whether the time of units stands still while an account is closed for want of activity. What stood still goes on when the account is reinstated.",
          ["paused", "goes-on"],
        ),
        "paused",
      ),
      reinstate: optional(reinstate),
      purge: optional(
        object(
          {
            after: required(duration("How long after the last activity.", "42 months", "day")),
          },
          {
            description:
              "When nothing of an account need be kept any more: what is left on it is forfeited, and it is marked as ready to be purged.",
            noun: "purge",
          },
        ),
      ),
      reasons: optionalGroup(
        mapOf(reason, {
          description:
            "Why a person can close an account, by id. A reason “inactivity” says what closing for want of activity means.",
          noun: "a reason",
          example: "fraud",
        }),
      ),
    },
    { description: "When accounts close for want of activity, and how they come back.", noun: "life" },
  ),
);

export type FeeDefinition = Infer<typeof fee>;
export type ClosingDefinition = Infer<typeof reason>;
