/** What the engine answers to a fact. */
import type { Fact } from "./fact.ts";
import type { Instant } from "./program.ts";
import type { Refusal } from "./refusal.ts";
import type { AccountState } from "./state.ts";

/**
 * The ledger accounts a posting moves between. Three belong to the member (their sum is the balance); the others to
 * the program. The balance of a unit = pending + available + held; `available` may be negative only as debt.
 */
export type MemberLedger = "pending" | "available" | "held";
export type ProgramLedger =
  | "issued"
  | "redeemed"
  | "expired"
  | "returned"
  | "adjusted"
  /** Gone to a partner's program. */
  | "transferred"
  /** Taken away: a batch, or all of a closed account. */
  | "forfeited"
  /** Given to a cause; never was the member's. */
  | "given";
export type LedgerAccount = MemberLedger | ProgramLedger;

/** One movement of a unit. Double entry: what leaves `from` arrives at `to`; `amount` is positive, in steps. */
export type Posting = {
  unit: string;
  from: LedgerAccount;
  to: LedgerAccount;
  amount: number;
  /** When it took effect: the fact's instant, or the deadline that passed. */
  at: Instant;
  lot?: string;
  rule?: string;
  /** The cause that it was given to. */
  beneficiary?: string;
  /** Why: the fact's type, or `matured`, `expired`, `lapsed`. */
  cause: string;
};

/** Something the outside world may want to act on. */
export type Effect =
  | { type: "tier-changed"; ladder: string; from: string; to: string; at: Instant; until?: Instant }
  | { type: "units-expired"; unit: string; amount: number; at: Instant }
  | { type: "units-matured"; unit: string; amount: number; at: Instant }
  | { type: "hold-lapsed"; hold: string; at: Instant }
  | { type: "reward-redeemed"; reward: string; quantity: number; at: Instant }
  /** `worth` in minor units; `by` is the rule, reward or conversion that issued it. */
  | {
      type: "voucher-issued";
      voucher: string;
      kind: string;
      by: string;
      at: Instant;
      worth?: number;
      until?: Instant;
    }
  | { type: "voucher-used"; voucher: string; kind: string; at: Instant; amount?: number }
  | { type: "voucher-expired"; voucher: string; kind: string; at: Instant; amount?: number }
  | { type: "entitlement-used"; entitlement: string; quantity: number; at: Instant }
  /** Minor units that somebody is to collect; a provider answers with charge-paid or charge-failed. */
  | { type: "charge-due"; charge: string; for: string; amount: number; at: Instant }
  /** Nothing is to be collected any more; what a provider did collect it pays back. */
  | { type: "charge-withdrawn"; charge: string; for: string; amount: number; at: Instant }
  /** What was collected for a period that is taken back; whoever collected it pays it back. */
  | { type: "refund-due"; for: string; amount: number; at: Instant }
  | { type: "plan-changed"; plan: string; from: string; to: string; at: Instant; until?: Instant }
  | { type: "status-changed"; from: string; to: string; at: Instant; until?: Instant }
  /** A notice that the law or the program asks for: about what, for when, and between when it has to be sent. */
  | {
      type: "notice-due";
      about: "expiry" | "closure" | "terms" | "renewal";
      for: string;
      at: Instant;
      effective: Instant;
      earliest?: Instant;
      latest?: Instant;
    }
  | { type: "transferred"; partner: string; unit: string; amount: number; received: string; at: Instant }
  | { type: "donated"; cause: string; unit: string; amount: number; worth?: number; at: Instant }
  | { type: "paid-out"; unit: string; amount: number; at: Instant }
  | { type: "cash-out-offered"; unit: string; amount: number; at: Instant }
  | { type: "referral-changed"; to: "waiting" | "qualified" | "held" | "rejected"; at: Instant }
  /** A fact for another account; delivered at least once and applied exactly once, by its id. */
  | { type: "fact-sent"; account: string; fact: Fact; at: Instant };

/** What one earn rule did with one fact, or why it did nothing. The raw material of `explain` and of returns. */
export type RuleOutcome = {
  rule: string;
  unit: string;
  /** What was given, in steps, after rounding and caps. */
  given: number;
  /** The exact amount before rounding and caps, as "n/d" of a step. */
  exact: string;
  /** Minor units that it counted. */
  spend: number;
  /** The cause that it went to, in the member's place. */
  for?: string;
  /** Set when the amount was cut: by which cap, or by the budget. */
  cut?: { by: string; wanted: number };
  /** Set when it gave nothing: type, when, lines, schedule, group, nothing-to-count, cap, budget. */
  not?:
    | "when"
    | "lines"
    | "tenders"
    | "schedule"
    | "group"
    | "nothing-to-count"
    | "cap"
    | "budget"
    | "times"
    | "once";
};

/** A demand on a shared resource: stock of a reward or the budget of a rule. Negative gives back. */
export type Claim = { resource: string; amount: number };

/**
 * What is kept of a purchase so that a return can run the same rules again in the circumstances of then. Stored in
 * the journal with the decision; never in the state.
 */
export type Basis = {
  /** The program version that judged it. */
  version: number;
  /** What was left of each cap before it; a cap that is absent had no limit to speak of. */
  room: Record<string, number>;
  /** What was carried per rule before it. */
  carried: Record<string, string>;
  /** What conditions saw of the account. */
  account: AccountView;
  member: Record<string, string | number | boolean>;
  /** The account, where a rule gives once to each. */
  key?: string;
  /** Tiers as the fact itself makes them, where a rule asks for these. */
  tierAfter?: Record<string, string>;
  /** The product of the card that the fact named. */
  product?: string;
};

/** What conditions see of an account. Balances are what can be spent, in units and not in steps. */
export type AccountView = {
  balance: Record<string, number>;
  /** Ladder → level. */
  tier: Record<string, string>;
  /** Distinct days with a visit or purchase, and days since it was opened. */
  visits: number;
  days: number;
  /** Whether there was a join, and days since it. */
  joined?: boolean;
  joinedDays?: number;
  /** How many purchases, and how many that gave the member units; how many cards are open. */
  purchases?: number;
  earningPurchases?: number;
  cards?: number;
  /** Plan → trial, active, past-due; absent without one. */
  plan?: Record<string, string>;
  /** Its place in the life cycle, and the law that holds for it. */
  status?: string;
  jurisdiction?: string;
  /** Whether somebody referred the member and it can still count. */
  referred?: boolean;
};

/**
 * One line of revenue accounting, in minor units. Deferred is released or reversed, to the cent; a partner's liability is
 * settled, or released where units are lost. Released is negative where a new estimate takes some of it back.
 */
export type AccountingEntry = {
  kind: "deferred" | "released" | "reversed" | "promotional-cost" | "partner-liability" | "partner-settled";
  unit: string;
  amount: number;
  lot?: string;
};

/** A draw: its numbers, from 0 to 2^48 − 1, and the voucher that was won. */
export type DrawOutcome = { rule: string; numbers: [whether: number, what: number]; won: string | null };

/** The lasting answer: what a caller is told, what a retry gets again, what the journal keeps. */
export type Outcome = {
  refusal?: Refusal;
  /** Per rule that gave or was cut; rules that did not run are found again by `explain`. */
  earned?: RuleOutcome[];
  postings: Posting[];
  effects: Effect[];
  claims?: Claim[];
  /** What was left of shared resources that cut or refused something: what a replay has to know. */
  short?: Record<string, number>;
  /** Minor units taken off the basket by what was redeemed or used. */
  discount?: number;
  accounting?: AccountingEntry[];
  /** Draws that were made, won or not. */
  draws?: DrawOutcome[];
  basis?: Basis;
  /** What a return took back, per rule; and what was not taken because it had expired or was forgiven. */
  undone?: { rule: string; unit: string; amount: number }[];
  spared?: { unit: string; amount: number; because: "expired" | "held" | "forgiven" }[];
  /** After the fact, per unit in steps. */
  balances: Record<string, Balance>;
  /** Ladder → level after the fact. */
  tiers: Record<string, string>;
};

export type Balance = { available: number; pending: number; held: number; debt: number };

export type Decision = {
  state: AccountState;
  outcome: Outcome;
  /** The number of the version in force when the fact happened. */
  programVersion: number;
};

/** What a return needs of the purchase it names; the journal has it. */
export type Past = {
  fact: Fact;
  outcome: Outcome;
  /** Lot → how much of it has expired or was forfeited since. */
  expired: Record<string, number>;
};

/** What is left of shared resources, where the caller knows. An absent one is taken to suffice. */
export type Remaining = Record<string, number>;
