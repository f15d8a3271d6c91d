/**
 * Facts as they are sent. These shapes are for the OpenAPI document and what is made from it; the engine's own check of
 * facts decides what is taken, and a test holds the two together.
 */
import { BUILT_IN_FACT_TYPES } from "@tallystick/core";
import { type TProperties, Type } from "typebox";
import { ACCOUNT_FACTS } from "./account-fact-schemas.ts";
import {
  accountRefMembers,
  CurrencyCode,
  closed,
  FactId,
  InstantText,
  nameText,
  nullable,
  oneOf,
  PositiveUnitAmount,
  text,
  UnitAmount,
} from "./schemas.ts";

const money = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 10_000_000_000_000, description: `${description} In minor units.` });

const Quantity = Type.Number({
  exclusiveMinimum: 0,
  maximum: 1_000_000,
  multipleOf: 0.001,
  description: "Pieces or weight, to three decimals.",
});

const Data = Type.Record(Type.String(), Type.Unknown(), {
  description: "What the program declares under `facts`; at most 8 kB.",
});

const Line = closed(
  {
    id: nameText("Names the line within its purchase, so that a return can point at it."),
    sku: Type.Optional(text(200, "The article.")),
    category: Type.Optional(text(200, "The category that rules go by.")),
    kind: Type.Optional(
      oneOf(["item", "tax", "shipping", "gift-card", "tip", "fee", "donation"] as const, {
        description: "`item` when left out. Only items count as spend unless the program says otherwise.",
      }),
    ),
    quantity: Type.Optional(Quantity),
    amount: money("What was charged for the whole line after its discount, without `tax`."),
    discount: Type.Optional(money("What was taken off to arrive at `amount`.")),
    tax: Type.Optional(money("Tax on this line where it is shown apart.")),
  },
  { "x-component": "Line" },
);

const Tender = closed({
  type: text(200, "cash, card, points …"),
  amount: money("What was paid by it."),
});

export const Redeemable = Type.Union(
  [
    closed({
      reward: nameText("A reward of the catalogue."),
      quantity: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 1_000_000, description: "1 when left out." }),
      ),
      amount: Type.Optional({
        ...UnitAmount,
        description: "How many units, for a reward that is paid with as many as one likes.",
      } as typeof UnitAmount),
    }),
    closed({ unit: nameText("A unit of the program."), amount: PositiveUnitAmount }),
  ],
  { "x-component": "Redeemable", description: "A reward of the catalogue, or a bare amount of a unit." },
);

const ReturnedLine = closed({
  line: nameText("The line's id in the purchase."),
  quantity: Type.Optional(Quantity),
  amount: Type.Optional(money("What is given back for it.")),
});

const onCard = {
  card: Type.Optional(nameText("The member's card that was used.")),
  batch: Type.Optional(nameText("Names what is released or forfeited together.")),
};

const where = {
  channel: Type.Optional(text(200, "Such as counter, web or delivery.")),
  place: Type.Optional(text(200, "Where it happened.")),
};

/** Members of a fact that say what happened, by its type; shared with the routes that are named after them. */
export const purchaseMembers = {
  amount: Type.Optional(money("What was charged, for a purchase that is sent without lines.")),
  lines: Type.Optional(Type.Array(Line, { minItems: 1, maxItems: 1000 })),
  tenders: Type.Optional(Type.Array(Tender, { minItems: 1, maxItems: 1000 })),
  currency: Type.Optional(CurrencyCode),
  ...where,
  ...onCard,
  data: Type.Optional(Data),
};

export const returnMembers = {
  of: nameText("The purchase's fact id, on the same account."),
  lines: Type.Optional(Type.Array(ReturnedLine, { minItems: 1, maxItems: 1000 })),
  amount: Type.Optional(money("Spread over the purchase's remaining lines in proportion.")),
  data: Type.Optional(Data),
};

export const redeemMembers = {
  of: Redeemable,
  basket: Type.Optional(money("What the reward is applied to, where its terms ask for one.")),
  transaction: Type.Optional(nameText("The sale that it belongs to, for limits per transaction.")),
  cause: Type.Optional(nameText("The cause that is given to.")),
  ...where,
  data: Type.Optional(Data),
};

export const holdMembers = {
  ...redeemMembers,
  for: Type.Optional(text(200, "How long, such as “15 minutes”; the program's own length when left out.")),
};

export const adjustMembers = {
  unit: nameText("A unit of the program."),
  amount: UnitAmount,
  reason: text(1000, "Why, for whoever reads the journal."),
  actor: text(200, "Who decided it."),
};

const base = {
  id: FactId,
  occurredAt: InstantText,
  source: Type.Optional(text(200, "Who says so: a till, a shop, a partner.")),
};

const addressed = {
  ...accountRefMembers,
  enrol: Type.Optional(
    Type.Boolean({
      description:
        "Enrol whoever has the identifier if nobody does. Needs an `identifier`, and the scope `members:write` too.",
    }),
  ),
};

const fact = <P extends TProperties>(name: string, type: string, members: P) =>
  closed({ type: Type.Literal(type), ...base, ...members, ...addressed }, { "x-component": name });

const OTHER_TYPE = `^(?!(${BUILT_IN_FACT_TYPES.join("|")})$)[a-z][a-z0-9_-]{0,62}$`;

/** A fact with the account it is of. */
export const FactBody = Type.Union(
  [
    fact("PurchaseFact", "purchase", purchaseMembers),
    fact("ReturnFact", "return", returnMembers),
    fact("RedeemFact", "redeem", redeemMembers),
    fact("HoldFact", "hold", holdMembers),
    fact("CompleteFact", "complete", {
      hold: nameText("The hold's id."),
      amount: Type.Optional(PositiveUnitAmount),
    }),
    fact("CancelFact", "cancel", { hold: nameText("The hold's id.") }),
    fact("AdjustFact", "adjust", adjustMembers),
    fact("ProfileFact", "profile", {
      attributes: Type.Record(
        Type.String(),
        Type.Union([
          Type.String({ minLength: 1, maxLength: 500 }),
          Type.Number(),
          Type.Boolean(),
          Type.Null(),
        ]),
        { description: "Attributes that the program declares under `member`; null removes one." },
      ),
      jurisdiction: Type.Optional(
        nullable(text(63, "The jurisdiction whose law holds for the member; null: the program's default.")),
      ),
    }),
    fact("TimeFact", "time", {}),
    ...ACCOUNT_FACTS.map(([name, type, members]) => fact(name, type, members)),
    closed(
      {
        type: Type.String({
          pattern: OTHER_TYPE,
          description: "A fact type of the program's own, or join or visit.",
          examples: ["check-in"],
        }),
        ...base,
        ...where,
        ...onCard,
        referrer: Type.Optional(nameText("On join: the account of the member who referred this one.")),
        data: Type.Optional(Data),
        ...addressed,
      },
      { "x-component": "OtherFact" },
    ),
  ],
  {
    "x-component": "Fact",
    description:
      "Something that happened, of the account named by exactly one of `account`, `member` and `identifier`.",
  },
);
