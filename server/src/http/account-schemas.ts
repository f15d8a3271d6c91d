/** Accounts as they are shown. */
import { formatInstant, type Program } from "@tallystick/core";
import { type Static, Type } from "typebox";
import type { AccountReport } from "../actions/get-account.ts";
import { MoneyAmount } from "./answer-schemas.ts";
import { unitAmount } from "./present-answer.ts";
import { AccountId, Count, closed, InstantText, nullable, oneOf, ProgramId, UnitAmount } from "./schemas.ts";

const Lot = closed(
  {
    id: Type.String({ description: "The version of the journal's entry that made it, and a count." }),
    left: { ...UnitAmount, description: "What of it is left." },
    earnedAt: InstantText,
    pending: Type.Boolean({ description: "Whether it cannot be spent yet." }),
    pendingUntil: nullable({
      ...InstantText,
      description: "When a pending one can be spent; null where it waits for its batch to be released.",
    } as typeof InstantText),
    batch: nullable(Type.String({ description: "What it is released or forfeited with." })),
    expiresAt: nullable({
      ...InstantText,
      description:
        "When it goes as things stand: by its date, for want of activity or by the tier held, as the law lets it. Activity, another tier or a notice can move it.",
    } as typeof InstantText),
  },
  { "x-component": "Lot", description: "An amount earned together." },
);

const Holding = closed(
  {
    unit: Type.String(),
    name: closed({ one: Type.String(), many: Type.String() }),
    available: UnitAmount,
    pending: UnitAmount,
    held: UnitAmount,
    debt: UnitAmount,
    total: UnitAmount,
    nextExpiry: nullable(closed({ at: InstantText, amount: UnitAmount })),
    lots: Type.Array(Lot, { description: "In the order in which they are spent." }),
  },
  { "x-component": "Holding", description: "What an account has of a unit." },
);

const Hold = closed(
  {
    id: Type.String(),
    unit: Type.String(),
    amount: UnitAmount,
    lapsesAt: InstantText,
    reward: nullable(Type.String()),
    quantity: nullable(Count),
  },
  { "x-component": "Hold" },
);

const Threshold = Type.String({
  description: "An exact decimal, or minor units, or days, as `countedIn` says.",
});

const Tier = closed(
  {
    ladder: Type.String(),
    level: Type.String(),
    since: InstantText,
    until: nullable(InstantText),
    countedIn: oneOf(["money", "units", "days"] as const, { description: "Money counts in minor units." }),
    counter: Threshold,
    next: nullable(closed({ level: Type.String(), threshold: Threshold, missing: Threshold })),
  },
  { "x-component": "Tier", description: "Where the account stands on a ladder." },
);

const HeldPlan = closed(
  {
    plan: Type.String(),
    name: Type.String(),
    status: oneOf(["trial", "active", "past-due"] as const),
    since: InstantText,
    until: {
      ...InstantText,
      description: "When the trial or the billing period ends.",
    } as typeof InstantText,
    ends: Type.Boolean({ description: "Whether the membership ends then." }),
    next: nullable(Type.String({ description: "The plan that follows it then." })),
    lapsesAt: nullable(InstantText),
  },
  { "x-component": "HeldPlan", description: "A paid membership." },
);

const OpenVoucher = closed(
  {
    voucher: Type.String({ description: "Its id, by which it is used." }),
    kind: Type.String(),
    name: Type.String(),
    issuedAt: InstantText,
    left: nullable(MoneyAmount),
    validFrom: nullable(InstantText),
    until: { ...nullable(InstantText), description: "When it ends; null: never." },
  },
  { "x-component": "OpenVoucher", description: "A voucher that can be used." },
);

const Card = closed(
  { card: Type.String(), product: Type.String(), openedAt: InstantText, closedAt: nullable(InstantText) },
  { "x-component": "Card", description: "A card of the member." },
);

const Life = closed(
  {
    status: oneOf(["active", "closed", "forfeited", "purgeable"] as const),
    since: InstantText,
    reason: nullable(Type.String()),
    until: {
      ...nullable(InstantText),
      description: "As long as it can be reinstated, or what it holds be spent.",
    },
  },
  { "x-component": "Life", description: "The account's place in the life cycle." },
);

const GivenThrough = closed(
  {
    cause: Type.String(),
    name: Type.String(),
    unit: Type.String(),
    amount: UnitAmount,
    equivalents: Type.Record(Type.String(), Type.Number(), { description: "What the amount stands for." }),
  },
  { "x-component": "Impact", description: "What was given to a cause through the account." },
);

const Referral = closed(
  {
    by: AccountId,
    at: InstantText,
    status: oneOf(["open", "waiting", "qualified", "held", "rejected"] as const),
  },
  { "x-component": "Referral", description: "By whom the member was referred, and what became of it." },
);

export const Account = closed(
  {
    account: AccountId,
    program: ProgramId,
    version: Type.Integer({ description: "How many facts have been decided." }),
    openedAt: InstantText,
    at: { ...InstantText, description: "The instant that this shows." },
    dueAt: { ...nullable(InstantText), description: "When time alone will change it next." },
    units: Type.Array(Holding),
    holds: Type.Array(Hold),
    tiers: Type.Array(Tier),
    plans: Type.Array(HeldPlan),
    vouchers: Type.Array(OpenVoucher),
    cards: Type.Array(Card),
    life: Life,
    jurisdiction: nullable(Type.String({ description: "Whose law holds; null: the program's default." })),
    impact: Type.Array(GivenThrough),
    referral: nullable(Referral),
    member: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
      description: "Attributes that conditions use.",
    }),
  },
  { "x-component": "Account" },
);

export const ACCOUNT_EXAMPLE = {
  account: "acc_4kq6ivbn7y2sfd3gxo5a",
  program: "corner-cafe",
  version: 12,
  openedAt: "2024-05-02T08:12:00.000Z",
  at: "2025-03-10T09:31:00.000Z",
  dueAt: "2025-06-30T23:00:00.000Z",
  units: [
    {
      unit: "beans",
      name: { one: "bean", many: "beans" },
      available: "75",
      pending: "0",
      held: "0",
      debt: "0",
      total: "75",
      nextExpiry: { at: "2025-06-30T23:00:00.000Z", amount: "18" },
      lots: [
        {
          id: "7.1",
          left: "18",
          earnedAt: "2024-12-04T09:02:00.000Z",
          pending: false,
          pendingUntil: null,
          batch: null,
          expiresAt: "2025-06-30T23:00:00.000Z",
        },
      ],
    },
  ],
  holds: [],
  tiers: [
    {
      ladder: "status",
      level: "member",
      since: "2024-05-02T08:12:00.000Z",
      until: null,
      countedIn: "money",
      counter: "6140",
      next: { level: "silver", threshold: "20000", missing: "13860" },
    },
  ],
  plans: [
    {
      plan: "club",
      name: "Coffee club",
      status: "active",
      since: "2025-01-10T09:00:00.000Z",
      until: "2025-04-10T08:00:00.000Z",
      ends: false,
      next: null,
      lapsesAt: null,
    },
  ],
  vouchers: [],
  cards: [],
  life: { status: "active", since: "2024-05-02T08:12:00.000Z", reason: null, until: null },
  jurisdiction: null,
  impact: [],
  referral: null,
  member: {},
};

const instant = (at: number | null | undefined): string | null =>
  at === null || at === undefined ? null : formatInstant(at);

/** An account's report, with amounts as decimals. */
export function presentAccount(program: Program, report: AccountReport): Static<typeof Account> {
  const amount = (unit: string, steps: number): string => unitAmount(program, unit, steps);
  return {
    account: report.account,
    program: report.program,
    version: report.version,
    openedAt: formatInstant(report.openedAt),
    at: formatInstant(report.at),
    dueAt: instant(report.dueAt),
    units: report.units.map((holding) => presentHolding(program, holding)),
    holds: report.holds.map((hold) => ({
      id: hold.id,
      unit: hold.unit,
      amount: amount(hold.unit, hold.amount),
      lapsesAt: formatInstant(hold.lapsesAt),
      reward: hold.reward,
      quantity: hold.quantity,
    })),
    tiers: report.tiers.map((tier) => presentTier(program, tier)),
    plans: report.plans.map((held) => ({
      ...held,
      since: formatInstant(held.since),
      until: formatInstant(held.until),
      lapsesAt: instant(held.lapsesAt),
    })),
    vouchers: report.vouchers.map(({ left, ...voucher }) => ({
      ...voucher,
      issuedAt: formatInstant(voucher.issuedAt),
      left: left === null ? null : { amount: left, currency: program.currency },
      validFrom: instant(voucher.validFrom),
      until: instant(voucher.until),
    })),
    cards: report.cards.map(({ openedAt, closedAt, ...card }) => ({
      ...card,
      openedAt: formatInstant(openedAt),
      closedAt: instant(closedAt),
    })),
    life: {
      ...report.life,
      status: report.life.status as Static<typeof Life>["status"],
      since: formatInstant(report.life.since),
      until: instant(report.life.until),
    },
    jurisdiction: report.jurisdiction,
    impact: report.impact,
    referral: report.referral && { ...report.referral, at: formatInstant(report.referral.at) },
    member: report.member,
  };
}

function presentHolding(program: Program, holding: AccountReport["units"][number]): Static<typeof Holding> {
  const { unit, one, many, nextExpiry } = holding;
  const amount = (steps: number): string => unitAmount(program, unit, steps);
  return {
    unit,
    name: { one, many },
    available: amount(holding.available),
    pending: amount(holding.pending),
    held: amount(holding.held),
    debt: amount(holding.debt),
    total: amount(holding.total),
    nextExpiry: nextExpiry ? { at: formatInstant(nextExpiry.at), amount: amount(nextExpiry.amount) } : null,
    lots: holding.lots.map((lot) => ({
      id: lot.id,
      left: amount(lot.left),
      earnedAt: formatInstant(lot.earnedAt),
      pending: lot.pending,
      pendingUntil: instant(lot.pendingUntil),
      batch: lot.batch,
      expiresAt: instant(lot.expiresAt),
    })),
  };
}

function presentTier(program: Program, tier: AccountReport["tiers"][number]): Static<typeof Tier> {
  const count = (value: number): string =>
    tier.unit === null ? String(value) : unitAmount(program, tier.unit, value);
  const { next } = tier;
  return {
    ladder: tier.ladder,
    level: tier.level,
    since: formatInstant(tier.since),
    until: instant(tier.until),
    countedIn: tier.countedIn,
    counter: count(tier.counter),
    next: next ? { level: next.level, threshold: count(next.threshold), missing: count(next.missing) } : null,
  };
}
