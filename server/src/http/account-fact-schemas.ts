/** Facts about an account's vouchers, memberships, cards, batches and life, as they are sent. */
import { parseDate } from "@tallystick/core";
import { type TProperties, Type } from "typebox";
import { InstantText, nameText, oneOf, text, UnitAmount } from "./schemas.ts";

const quantity = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 1_000_000, description: "1 when left out." }),
);
const money = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 10_000_000_000_000, description: `${description} In minor units.` });
const closed = <P extends TProperties>(members: P) => Type.Object(members, { additionalProperties: false });

const Usable = Type.Union(
  [
    closed({
      voucher: nameText("An open voucher of the account."),
      amount: Type.Optional(money("The part of it that is used; as much as fits, when left out.")),
    }),
    closed({ entitlement: nameText("An entitlement of the program."), quantity }),
  ],
  { "x-component": "Usable", description: "A voucher or an entitlement." },
);

const DateText = Type.Refine(
  Type.String({ format: "date", maxLength: 10, examples: ["2025-03-10"] }),
  (value) => parseDate(value) !== null,
  () => "must be a date such as 2025-03-10",
);

const Day = Type.Union([InstantText, DateText], {
  description: "An RFC 3339 instant or a date of the program's zone.",
});

/** Component's name, fact type and members of each; beside what every fact has. */
export const ACCOUNT_FACTS: readonly (readonly [name: string, type: string, members: TProperties])[] = [
  [
    "UseFact",
    "use",
    {
      of: Usable,
      basket: Type.Optional(money("What it is used on.")),
      transaction: Type.Optional(nameText("The sale that it belongs to.")),
      channel: Type.Optional(text(200, "Such as counter, web or delivery.")),
      place: Type.Optional(text(200, "Where it happened.")),
      data: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), {
          description: "What the program declares under `facts`; at most 8 kB.",
        }),
      ),
    },
  ],
  [
    "TransferFact",
    "transfer",
    {
      partner: nameText("A partner of the program."),
      amount: UnitAmount,
      to: Type.Optional(text(200, "The member's number over there.")),
    },
  ],
  [
    "SubscribeFact",
    "subscribe",
    {
      plan: nameText("A plan of the program."),
      consent: Type.Optional(text(1000, "The text that the member agreed to.")),
    },
  ],
  ["UnsubscribeFact", "unsubscribe", { plan: nameText("A plan that the account has.") }],
  ["ChargePaidFact", "charge-paid", { charge: nameText("A charge that is due.") }],
  [
    "ChargeFailedFact",
    "charge-failed",
    { charge: nameText("A charge that is due."), reason: Type.Optional(text(1000, "Why it failed.")) },
  ],
  [
    "CardOpenedFact",
    "card-opened",
    { card: nameText("The card's number or token."), product: nameText("A product of the program.") },
  ],
  [
    "CardClosedFact",
    "card-closed",
    { card: nameText("A card of the account."), reason: Type.Optional(text(1000, "Why.")) },
  ],
  ["ReleaseFact", "release", { batch: nameText("What the units were earned with.") }],
  ["ForfeitFact", "forfeit", { batch: nameText("What the units were earned with.") }],
  [
    "ReinstateFact",
    "reinstate",
    { batch: Type.Optional(nameText("A forfeited batch; the account itself, when left out.")) },
  ],
  ["CloseFact", "close", { reason: nameText("A reason that the program declares.") }],
  [
    "NoticeFact",
    "notice",
    {
      about: oneOf(["expiry", "closure", "terms", "renewal"] as const),
      unit: Type.Optional(nameText("The unit that it is about.")),
      announces: Type.Optional(Day),
      version: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 1_000_000,
          description: "The program version that it announces.",
        }),
      ),
      alone: Type.Optional(Type.Boolean({ description: "Whether it was about nothing else." })),
    },
  ],
  ["CashOutFact", "cash-out", { unit: nameText("A unit that is stored value.") }],
  [
    "ReferralReviewFact",
    "referral-review",
    {
      approved: Type.Boolean({ description: "Whether the referral may count." }),
      actor: text(200, "Who decided it."),
    },
  ],
];
