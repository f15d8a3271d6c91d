/** Answers to facts, and what they are made of. */
import { Type } from "typebox";
import {
  AccountId,
  Count,
  CurrencyCode,
  closed,
  FactId,
  InstantText,
  Money,
  nullable,
  oneOf,
  Problem,
  SignedMoney,
  UnitAmount,
} from "./schemas.ts";

export const MoneyAmount = closed(
  { amount: Money, currency: CurrencyCode },
  { "x-component": "Money", description: "Minor units of a currency." },
);

const MoneyMoved = closed({ amount: SignedMoney, currency: CurrencyCode });

export const Balance = closed(
  {
    available: UnitAmount,
    pending: UnitAmount,
    held: UnitAmount,
    debt: UnitAmount,
  },
  { "x-component": "Balance", description: "What an account has of a unit; `debt` is what it owes." },
);

export const Balances = Type.Record(Type.String(), Balance, { description: "By unit." });

export const Tiers = Type.Record(Type.String(), Type.String(), { description: "Ladder to level." });

const LEDGERS = [
  "pending",
  "available",
  "held",
  "issued",
  "redeemed",
  "expired",
  "returned",
  "adjusted",
  "transferred",
  "forfeited",
  "given",
] as const;

const NOT_GIVEN = [
  "when",
  "lines",
  "tenders",
  "schedule",
  "group",
  "nothing-to-count",
  "cap",
  "budget",
  "times",
  "once",
] as const;

export const Posting = closed(
  {
    unit: Type.String(),
    from: oneOf(LEDGERS),
    to: oneOf(LEDGERS),
    amount: UnitAmount,
    at: InstantText,
    lot: Type.Optional(Type.String()),
    rule: Type.Optional(Type.String()),
    beneficiary: Type.Optional(Type.String({ description: "The cause that it was given to." })),
    cause: Type.String({ description: "The fact's type, or matured, expired, lapsed." }),
  },
  { "x-component": "Posting", description: "A movement: what leaves `from` arrives at `to`." },
);

export const RuleOutcome = closed(
  {
    rule: Type.String(),
    unit: Type.String(),
    given: UnitAmount,
    exact: Type.String({
      description: "Before rounding and caps, as a fraction of the unit's smallest step.",
    }),
    spend: MoneyAmount,
    for: Type.Optional(Type.String({ description: "The cause that it went to, in the member's place." })),
    cut: Type.Optional(closed({ by: Type.String(), wanted: UnitAmount })),
    not: Type.Optional(
      oneOf(NOT_GIVEN, {
        description: "Why it gave nothing.",
      }),
    ),
  },
  { "x-component": "RuleOutcome", description: "What one earn rule did." },
);

export const Effect = Type.Union(
  [
    closed({
      type: Type.Literal("tier-changed"),
      ladder: Type.String(),
      from: Type.String(),
      to: Type.String(),
      at: InstantText,
      until: Type.Optional(InstantText),
    }),
    closed({ type: Type.Literal("units-expired"), unit: Type.String(), amount: UnitAmount, at: InstantText }),
    closed({ type: Type.Literal("units-matured"), unit: Type.String(), amount: UnitAmount, at: InstantText }),
    closed({ type: Type.Literal("hold-lapsed"), hold: Type.String(), at: InstantText }),
    closed({
      type: Type.Literal("reward-redeemed"),
      reward: Type.String(),
      quantity: Count,
      at: InstantText,
    }),
    closed({
      type: Type.Literal("voucher-issued"),
      voucher: Type.String(),
      kind: Type.String(),
      by: Type.String({ description: "The rule, reward or conversion that issued it." }),
      worth: Type.Optional(MoneyAmount),
      at: InstantText,
      until: Type.Optional(InstantText),
    }),
    closed({
      type: oneOf(["voucher-used", "voucher-expired"] as const),
      voucher: Type.String(),
      kind: Type.String(),
      amount: Type.Optional(MoneyAmount),
      at: InstantText,
    }),
    closed({
      type: Type.Literal("entitlement-used"),
      entitlement: Type.String(),
      quantity: Count,
      at: InstantText,
    }),
    closed({
      type: oneOf(["charge-due", "charge-withdrawn"] as const),
      charge: Type.String(),
      for: Type.String(),
      amount: MoneyAmount,
      at: InstantText,
    }),
    closed({ type: Type.Literal("refund-due"), for: Type.String(), amount: MoneyAmount, at: InstantText }),
    closed({
      type: Type.Literal("plan-changed"),
      plan: Type.String(),
      from: Type.String(),
      to: Type.String(),
      at: InstantText,
      until: Type.Optional(InstantText),
    }),
    closed({
      type: Type.Literal("status-changed"),
      from: Type.String(),
      to: Type.String(),
      at: InstantText,
      until: Type.Optional(InstantText),
    }),
    closed({
      type: Type.Literal("notice-due"),
      about: oneOf(["expiry", "closure", "terms", "renewal"] as const),
      for: Type.String(),
      effective: InstantText,
      earliest: Type.Optional(InstantText),
      latest: Type.Optional(InstantText),
      at: InstantText,
    }),
    closed({
      type: Type.Literal("transferred"),
      partner: Type.String(),
      unit: Type.String(),
      amount: UnitAmount,
      received: Type.String({ description: "What the partner credits, in its own units." }),
      at: InstantText,
    }),
    closed({
      type: Type.Literal("donated"),
      cause: Type.String(),
      unit: Type.String(),
      amount: UnitAmount,
      worth: Type.Optional(MoneyAmount),
      at: InstantText,
    }),
    closed({
      type: oneOf(["paid-out", "cash-out-offered"] as const),
      unit: Type.String(),
      amount: UnitAmount,
      at: InstantText,
    }),
    closed({
      type: Type.Literal("referral-changed"),
      to: oneOf(["waiting", "qualified", "held", "rejected"] as const),
      at: InstantText,
    }),
    closed({
      type: Type.Literal("fact-sent"),
      account: Type.String({ description: "The account that it travels to." }),
      fact: Type.Record(Type.String(), Type.Unknown()),
      at: InstantText,
    }),
  ],
  { "x-component": "Effect", description: "Something the outside world may want to act on." },
);

export const Refusal = closed(
  {
    code: Type.String({ examples: ["insufficient-balance"] }),
    message: Type.String(),
    params: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  },
  { "x-component": "Refusal" },
);

/** What a decision says, in answers and in the journal alike. */
export const outcomeMembers = {
  earned: Type.Array(RuleOutcome, { description: "Per rule that gave or was cut." }),
  undone: Type.Array(closed({ rule: Type.String(), unit: Type.String(), amount: UnitAmount }), {
    description: "What a return took back, per rule.",
  }),
  spared: Type.Array(
    closed({
      unit: Type.String(),
      amount: UnitAmount,
      because: oneOf(["expired", "held", "forgiven"] as const),
    }),
    { description: "What a return did not take back." },
  ),
  postings: Type.Array(Posting),
  discount: nullable(
    closed(MoneyAmount.properties, {
      description: "What redeemed rewards and used vouchers take off the basket; null for nothing.",
    }),
  ),
  accounting: Type.Array(
    closed({
      kind: oneOf([
        "deferred",
        "released",
        "reversed",
        "promotional-cost",
        "partner-liability",
        "partner-settled",
      ] as const),
      unit: Type.String(),
      amount: MoneyMoved,
      lot: Type.Optional(Type.String()),
    }),
    { description: "Revenue accounting of this fact, where the program does it." },
  ),
  effects: Type.Array(Effect),
  balances: Balances,
  tiers: Tiers,
  refusal: nullable(Refusal),
};

export const Answer = closed(
  {
    status: oneOf(["booked", "refused", "repeated"] as const, {
      description: "`repeated`: the fact was known, and this is its first answer.",
    }),
    dryRun: Type.Boolean({ description: "Whether nothing was recorded." }),
    fact: FactId,
    type: Type.String(),
    occurredAt: InstantText,
    account: AccountId,
    version: Type.Integer({ description: "Its place in the account's journal." }),
    programVersion: Type.Integer({ description: "The version that judged it." }),
    bookedAt: nullable(InstantText),
    ...outcomeMembers,
  },
  { "x-component": "Answer", description: "What became of a fact." },
);

export const FailedFact = closed(
  {
    status: Type.Literal("failed"),
    fact: nullable(Type.String({ description: "Its id, where it has one." })),
    problem: Problem,
  },
  { "x-component": "FailedFact", description: "A fact that was not taken; nothing was recorded of it." },
);

export const ANSWER_EXAMPLE = {
  status: "booked",
  dryRun: false,
  fact: "till-3-000482",
  type: "purchase",
  occurredAt: "2025-03-10T09:30:00.000Z",
  account: "acc_4kq6ivbn7y2sfd3gxo5a",
  version: 12,
  programVersion: 2,
  bookedAt: "2025-03-10T09:30:00.412Z",
  earned: [
    {
      rule: "base",
      unit: "beans",
      given: "15",
      exact: "31/2",
      spend: { amount: 1240, currency: "EUR" },
    },
  ],
  undone: [],
  spared: [],
  postings: [
    {
      unit: "beans",
      from: "issued",
      to: "available",
      amount: "15",
      at: "2025-03-10T09:30:00.000Z",
      lot: "12.1",
      rule: "base",
      cause: "purchase",
    },
  ],
  discount: null,
  accounting: [],
  effects: [],
  balances: { beans: { available: "75", pending: "0", held: "0", debt: "0" } },
  tiers: { status: "member" },
  refusal: null,
};
