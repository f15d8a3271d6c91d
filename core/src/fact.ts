/**
 * Facts: what happened, as the outside world tells it. The engine never asks; it is told.
 *
 * Money is an integer in minor units of the program's currency (cents). Amounts of units (points, stars) are
 * strings of exact decimals ("12.5"), because their scale is the program's business. Instants are RFC 3339.
 */

/** Any JSON value; what a program's own facts may carry. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What a purchase line is. Only `item` counts as spend unless the program's `spend` settings say otherwise. */
export type LineKind = "item" | "tax" | "shipping" | "gift-card" | "tip" | "fee" | "donation";

/** One line of a purchase. `amount` is what was charged for the whole line after its discount, without `tax`. */
export type Line = {
  /** Names the line within its purchase, so that a return can point at it. */
  id: string;
  sku?: string;
  category?: string;
  /** Defaults to `item`. */
  kind?: LineKind;
  /** Pieces or weight, up to three decimals. Defaults to 1. */
  quantity?: number;
  /** Minor units, not negative. */
  amount: number;
  /** What was taken off to arrive at `amount`; minor units, not negative. */
  discount?: number;
  /** Tax on this line where it is shown apart; minor units, not negative. */
  tax?: number;
};

/** How a purchase was paid. `points` is the share paid with this program's own units. */
export type Tender = { type: string; amount: number };

type FactBase = {
  /** The caller's own id; takes effect at most once per account, for ever. */
  id: string;
  /** RFC 3339 instant at which it happened. */
  occurredAt: string;
  /** Who says so: a till, a shop, a partner. */
  source?: string;
};

/** A sale. Either `lines`, or a bare `amount` (then there is one line, `1`, of kind `item`). */
export type PurchaseFact = FactBase & {
  type: "purchase";
  amount?: number;
  lines?: Line[];
  tenders?: Tender[];
  currency?: string;
  channel?: string;
  place?: string;
  /** The member's card that was used, where the program keeps cards. */
  card?: string;
  /** Names what is released or forfeited together, such as a card's billing period. */
  batch?: string;
  data?: Record<string, Json>;
};

/** Goods brought back. Neither `lines` nor `amount`: all that is left of the purchase. */
export type ReturnFact = FactBase & {
  type: "return";
  /** The purchase's fact id, on the same account. */
  of: string;
  /** Per line a quantity or an amount (minor units); neither: the whole line. */
  lines?: { line: string; quantity?: number; amount?: number }[];
  /** Minor units spread over the purchase's remaining lines in proportion. */
  amount?: number;
  data?: Record<string, Json>;
};

/**
 * What a redemption or hold asks for: a reward of the catalogue, or a bare amount of a unit. With a reward that is paid
 * with as many units as one likes, `amount` says how many; left out, as many as the basket takes.
 */
export type Redeemable =
  | { reward: string; quantity?: number; amount?: string }
  | { unit: string; amount: string };

/** Units spent at once. `basket` (minor units) is what the reward is applied to, where its terms ask for one. */
export type RedeemFact = FactBase & {
  type: "redeem";
  of: Redeemable;
  basket?: number;
  /** Names the sale that this belongs to, for limits per transaction. */
  transaction?: string;
  /** The cause that is given to, for rewards that donate. */
  cause?: string;
  channel?: string;
  place?: string;
  data?: Record<string, Json>;
};

/** Units set aside until completed, cancelled or lapsed. The hold is named by this fact's id. */
export type HoldFact = FactBase & {
  type: "hold";
  of: Redeemable;
  basket?: number;
  transaction?: string;
  cause?: string;
  channel?: string;
  place?: string;
  /** Such as "15 minutes"; the program's `holds.lapse` when absent. */
  for?: string;
  data?: Record<string, Json>;
};

/** Takes a hold in full, or `amount` of it (the rest goes back). */
export type CompleteFact = FactBase & { type: "complete"; hold: string; amount?: string };

/** Gives a hold back. */
export type CancelFact = FactBase & { type: "cancel"; hold: string };

/** A person's correction. Positive gives, negative takes. Always with a reason and an actor. */
export type AdjustFact = FactBase & {
  type: "adjust";
  unit: string;
  amount: string;
  reason: string;
  actor: string;
};

/** Attributes that the program declares under `member`, so that conditions can use them. Null removes one. */
export type ProfileFact = FactBase & {
  type: "profile";
  attributes: Record<string, string | number | boolean | null>;
  /** The jurisdiction whose law holds for the member; null: the program's default. */
  jurisdiction?: string | null;
};

/** Uses a voucher, in part where `amount` (minor units) says so, or an entitlement. */
export type UseFact = FactBase & {
  type: "use";
  of: { voucher: string; amount?: number } | { entitlement: string; quantity?: number };
  /** Minor units of what it is used on. */
  basket?: number;
  transaction?: string;
  channel?: string;
  place?: string;
  data?: Record<string, Json>;
};

/** Units that leave for a partner's program, for good. */
export type TransferFact = FactBase & {
  type: "transfer";
  partner: string;
  amount: string;
  /** The member's number over there. */
  to?: string;
};

/** Begins a paid membership. `consent` is the text that the member agreed to. */
export type SubscribeFact = FactBase & { type: "subscribe"; plan: string; consent?: string };

/** Ends a paid membership, at the end of what is paid for. */
export type UnsubscribeFact = FactBase & { type: "unsubscribe"; plan: string };

/** What a provider says of a charge that the engine had said is due. */
export type ChargePaidFact = FactBase & { type: "charge-paid"; charge: string };
export type ChargeFailedFact = FactBase & { type: "charge-failed"; charge: string; reason?: string };

/** A card of the member's that earns into this account, and its end. */
export type CardOpenedFact = FactBase & { type: "card-opened"; card: string; product: string };
export type CardClosedFact = FactBase & { type: "card-closed"; card: string; reason?: string };

/** Lets a batch of pending units go to what can be spent, or takes it away. */
export type ReleaseFact = FactBase & { type: "release"; batch: string };
export type ForfeitFact = FactBase & { type: "forfeit"; batch: string };

/** Opens a closed account again, or brings a forfeited batch back. */
export type ReinstateFact = FactBase & { type: "reinstate"; batch?: string };

/** Ends the account, for one of the reasons that the program knows. */
export type CloseFact = FactBase & { type: "close"; reason: string };

/** A notice that the member was sent: what it was about, and what it announced for when. */
export type NoticeFact = FactBase & {
  type: "notice";
  about: "expiry" | "closure" | "terms" | "renewal";
  unit?: string;
  /** RFC 3339 instant or local date on which what it announces takes place. */
  announces?: string;
  /** The program version that it announces, for `terms`. */
  version?: number;
  /** Whether it was about nothing else. */
  alone?: boolean;
};

/** Pays out a small balance of money in cash. */
export type CashOutFact = FactBase & { type: "cash-out"; unit: string };

/** What became of a referral that was held for a person to look at. */
export type ReferralReviewFact = FactBase & { type: "referral-review"; approved: boolean; actor: string };

/** Time itself: moves the account forward to `occurredAt` and does nothing else. The sweep sends it. */
export type TimeFact = FactBase & { type: "time" };

/** Anything else that a program gives units for: join, visit, review, check-in … */
export type OtherFact = FactBase & {
  type: string & { readonly __other?: never };
  channel?: string;
  place?: string;
  card?: string;
  batch?: string;
  /** The account of the member who referred this one; on `join`. */
  referrer?: string;
  data?: Record<string, Json>;
};

/** The fact types whose meaning the engine knows; every other type is the program's own. */
export const BUILT_IN_FACT_TYPES = [
  "purchase",
  "return",
  "redeem",
  "hold",
  "complete",
  "cancel",
  "adjust",
  "profile",
  "time",
  "use",
  "transfer",
  "subscribe",
  "unsubscribe",
  "charge-paid",
  "charge-failed",
  "card-opened",
  "card-closed",
  "release",
  "forfeit",
  "reinstate",
  "close",
  "notice",
  "cash-out",
  "referral-review",
] as const;

export type Fact =
  | PurchaseFact
  | ReturnFact
  | RedeemFact
  | HoldFact
  | CompleteFact
  | CancelFact
  | AdjustFact
  | ProfileFact
  | TimeFact
  | UseFact
  | TransferFact
  | SubscribeFact
  | UnsubscribeFact
  | ChargePaidFact
  | ChargeFailedFact
  | CardOpenedFact
  | CardClosedFact
  | ReleaseFact
  | ForfeitFact
  | ReinstateFact
  | CloseFact
  | NoticeFact
  | CashOutFact
  | ReferralReviewFact
  | OtherFact;
