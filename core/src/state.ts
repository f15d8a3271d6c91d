/**
 * The state of an account: one JSON document that the engine reads and returns, and nobody else changes.
 *
 * Every amount is an integer in the unit's smallest step; every instant is epoch milliseconds. Objects are written
 * with their keys in a fixed order, so that replaying a journal gives the same bytes.
 */
import type { Json } from "./fact.ts";
import type { Instant } from "./program.ts";

export type AccountState = {
  /** The account's id; draws and lot names are made from it. */
  id: string;
  /** How many facts have been decided: dense, from 0. */
  version: number;
  /** The account's present: everything up to here has been applied. */
  at: Instant;
  /** When it was opened: the start of its membership years. */
  openedAt: Instant;
  /** The next instant at which anything can happen by itself; null: never. */
  dueAt: Instant | null;
  /** Which program version governs its deadlines (its number). */
  programVersion: number;
  /** The last fact that counted as activity. */
  activeAt: Instant;
  units: Record<string, UnitState>;
  holds: Record<string, Hold>;
  ladders: Record<string, LadderState>;
  /**
   * Distinct local days with a purchase or visit since the account was opened, and the latest `PERIODS_KEPT` of them as
   * day numbers. A visit from before all of these no longer counts.
   */
  visits: { days: number; recent: number[] };
  /** Cap and limit counters. The latest `PERIODS_KEPT` periods are kept of each, in order of time. */
  counters: Record<string, Used[]>;
  /** Fractions carried to the next fact, per earn rule, as "n/d" of a step. */
  carried: Record<string, string>;
  /** Purchases that had returns, by fact id. */
  returned: Record<string, Returned>;
  member: Record<string, string | number | boolean>;

  // What follows is there only where the account has any of it.

  /** When a join fact was taken. */
  joinedAt?: Instant;
  /** How many purchases were taken, and how many of them gave the member units. */
  purchases?: number;
  earningPurchases?: number;
  /** Open vouchers by id. */
  vouchers?: Record<string, Voucher>;
  /** Memberships by plan, and charges that nobody has answered yet, by id. */
  plans?: Record<string, PlanState>;
  charges?: Record<string, Charge>;
  /** The latest membership of each plan that is over: what was had in it may be told yet. */
  past?: Record<string, PastPlan>;
  /** The member's cards by number. */
  cards?: Record<string, CardState>;
  /** Forfeited batches that can still be brought back. */
  forfeited?: Record<string, ForfeitedBatch>;
  /** Its place in the life cycle; absent: active. */
  life?: LifeState;
  /** Unit → its last activity, where activity is a unit's own matter. */
  active?: Record<string, Instant>;
  /** What was exempt from closing, or a unit of expiry: since when it no longer is, null while it is. */
  exempt?: Record<string, Instant | null>;
  /** Unit → how often a share of it was lost since an instant without activity. */
  decayed?: Record<string, { since: Instant; times: number }>;
  /** Notices sent, the latest of each kind. */
  notices?: Notice[];
  jurisdiction?: string;
  referral?: ReferralState;
  /** Cause → unit → steps given through this account. */
  impact?: Record<string, Record<string, number>>;
  /** Deferred revenue by lot, until the last of the lot is gone. */
  deferred?: Record<string, Deferral>;
  /** Recent sales, where a gate asks whether one is on the account already; the latest last. */
  sales?: Sale[];
  /** Recurring event → when it was last dealt with. */
  recurred?: Record<string, Instant>;
};

/** What is remembered of a sale: its local day, its channel ("": none) and its minor units. */
export type Sale = { day: number; channel: string; amount: number };

export type Voucher = {
  /** Which of the program's vouchers it is. */
  kind: string;
  issuedAt: Instant;
  /** The journal version and the rule, reward or conversion that issued it. */
  by: string;
  /** Minor units left of it; absent where it stands for a thing. */
  left?: number;
  validFrom?: Instant;
  expiresAt?: Instant;
  /** The units that became it, where books are kept of them: they count as redeemed, or lost, as it does. */
  behind?: Behind[];
};

/** A part of a lot that stands behind a voucher. */
export type Behind = { unit: string; lot: string; amount: number };

export type PlanState = {
  status: "trial" | "active" | "past-due";
  /** When the membership began, its trial included. */
  since: Instant;
  /** The day from which billing days are counted. */
  anchor: Instant;
  /** The first billing day, where a version with another billing period has moved the anchor since. */
  firstBilled?: Instant;
  /** The present billing period: [from, until). */
  from: Instant;
  until: Instant;
  /** Set once it is to end with its period. */
  ends?: true;
  /** When a membership that is past due ends. */
  lapsesAt?: Instant;
  /** How many periods have begun since the anchor. */
  periods: number;
  /** The price of its periods, in minor units, where it stays what it was. */
  price?: number;
  /** The plan that begins when this one ends. */
  next?: string;
  /** Set once the end of the present period has been announced. */
  reminded?: true;
};

/** The periods of a membership that is over, and the instant from which it no longer was held. */
export type PastPlan = Pick<PlanState, "since" | "anchor" | "firstBilled" | "from" | "until" | "periods"> & {
  ended: Instant;
};

/** `failed` once a provider said that it could not collect it. */
export type Charge = { for: string; amount: number; dueAt: Instant; plan?: string; failed?: true };

export type CardState = {
  product: string;
  openedAt: Instant;
  closedAt?: Instant;
  /** Why it was closed, where that was said. */
  reason?: string;
};

export type ForfeitedBatch = {
  at: Instant;
  until: Instant;
  parts: { unit: string; lot: Lot; amount: number }[];
};

export type LifeState = {
  status: "closed" | "forfeited";
  since: Instant;
  /** Why: inactivity, or the reason that a close fact gave. */
  reason: string;
  /** Until when it can be reinstated, or what it holds be spent. */
  until?: Instant;
  /** Set where what it holds can still be spent. */
  spendable?: true;
  /** Set where it can be added to as well: under notice. */
  earns?: true;
  purgeable?: true;
};

export type Notice = {
  about: "expiry" | "closure" | "terms" | "renewal";
  at: Instant;
  unit?: string;
  announces?: Instant;
  version?: number;
  alone: boolean;
};

export type ReferralState = {
  /** The referrer's account. */
  by: string;
  at: Instant;
  status: "open" | "waiting" | "qualified" | "held" | "rejected";
  /** What would have made it count, while it waits or is held. */
  qualifying?: Qualifying;
  /** When it counts, while it waits for the goods to be kept. */
  until?: Instant;
};

/**
 * What of a price was deferred for a lot, in minor units, and how much of it has been released; how many steps that was
 * for, and how many of these were redeemed. What was returned or lost is no longer in any of it.
 */
export type Deferral = {
  allocated: number;
  /** The same before it was rounded, as "n/d", while nothing of the lot was returned or lost. */
  exact?: string;
  granted: number;
  redeemed: number;
  released: number;
  /** What is released before it was rounded, as "n/d"; the same when absent. */
  exactly?: string;
};

/**
 * The fact that makes a referral count: when it happened, its type, the minor units of spend in it, and what it says in
 * fields that the program declares for the facts that come of it.
 */
export type Qualifying = {
  at: Instant;
  on: string;
  spend: number;
  data?: Record<string, Json>;
  /** Its id, where the program asks for the goods to be kept. */
  fact?: string;
};

export type UnitState = {
  /** Open lots in the order they will be spent: earliest expiry first, then oldest. */
  lots: Lot[];
  /** What the balance is below zero. Never together with unspent available lots. */
  debt: number;
};

export type Lot = {
  /** "<journal version>.<unit>": the entry that made it can be read off. */
  id: string;
  /** What of it is left to spend. */
  left: number;
  earnedAt: Instant;
  /** Set while it cannot be spent yet. */
  pendingUntil?: Instant;
  expiresAt?: Instant;
  /** What it is released or forfeited with, and the product of the card that earned it. */
  batch?: string;
  product?: string;
  /** How many periods with activity have moved its expiry; see `keptBy`. */
  kept?: number;
};

/** What has come back of one purchase so far. */
export type Returned = {
  /** Line id → minor units and thousandths of pieces. */
  lines: Record<string, { amount: number; pieces: number }>;
  /** Rule → steps taken back or spared. */
  undone: Record<string, number>;
  /** Unit → steps not taken because they had expired. */
  spared: Record<string, number>;
  /** Rule → minor units that still count as run at a rate that holds for so many only. */
  within?: Record<string, number>;
};

export type Hold = {
  unit: string;
  amount: number;
  lapsesAt: Instant;
  reward?: string;
  quantity?: number;
  /** When a reward's stock and limits were counted. */
  heldAt?: Instant;
  /** Minor units that the reward takes off the basket or gives to the cause, worked out when it was held. */
  worth?: number;
  cause?: string;
  /** The sale that limits per transaction were counted for. */
  transaction?: string;
  /**
   * What was set aside from which lot, with what is needed to put it back. Of `owed`, goods have come back meanwhile: it
   * is taken when the part is put back.
   */
  parts: { lot: Lot; amount: number; owed?: number }[];
};

/** A level as it was held, and what was held before that. */
export type Standing = {
  level: string;
  since: Instant;
  until?: Instant;
  qualifiedAt?: Instant;
  before?: Standing;
  /** What counted when the level was reached, less what has come back of it since. */
  reachedWith?: number;
  /** When it was last qualified for anew, and so held for longer, while it was held. */
  renewedAt?: Instant;
};

export type LadderState = {
  /** What was climbed to. */
  level: string;
  /** The higher level that a condition holds the account on, beside that. */
  granted?: string;
  since: Instant;
  /** The levels held before, each with when it ended, the latest last: what happened then and is told late goes by them. */
  past?: (readonly [level: string, ended: Instant])[];
  /** When the level runs out unless renewed; absent on the base level. */
  until?: Instant;
  /** Set while past `until` and within the grace period. */
  graceUntil?: Instant;
  /** What was held before, so that a return can undo a rise. */
  before?: Standing;
  /** As in `Standing`. */
  reachedWith?: number;
  renewedAt?: Instant;
  /** Set where counting began after the account was opened: facts from before it do not count. */
  countsFrom?: Instant;
  /** The last qualification: renewals of rolling windows count what came after it. */
  qualifiedAt?: Instant;
  /** What counted in the calendar year before the ladder's first day, where its first level goes by that. */
  firstCounted?: number;
  /** What counts, in order of time. */
  buckets: Bucket[];
};

/** How much is used in a period; names of periods sort in order of time. */
export type Used = readonly [period: string, amount: number];

/**
 * What is counted of one day or year: spend in minor units, units in steps, visits as 1 a day. The first number is a
 * local day number for rolling windows and for visits, otherwise the calendar or membership year.
 */
export type Bucket = readonly [bucket: number, counted: number];
