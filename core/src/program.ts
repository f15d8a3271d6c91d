/**
 * A compiled program: what the engine runs. `loadProgram` makes one from a definition; nothing else does.
 *
 * Amounts here are integers in the unit's smallest step. Instants are epoch milliseconds.
 */
import type { Duration } from "./duration.ts";
import type { Rational } from "./rational.ts";
import type { AccountingTerms } from "./terms/accounting-terms.ts";
import type { BatchTerms, CardTerms, Product } from "./terms/cards-terms.ts";
import type { Cause } from "./terms/causes-terms.ts";
import type { Gate } from "./terms/gates-terms.ts";
import type { Jurisdiction } from "./terms/law-terms.ts";
import type { LifeTerms } from "./terms/life-terms.ts";
import type { Partner } from "./terms/partners-terms.ts";
import type { Entitlement, Plan } from "./terms/plans-terms.ts";
import type { ReferralTerms } from "./terms/referrals-terms.ts";
import type { Conversion, IssueRule, VoucherKind } from "./terms/vouchers-terms.ts";
import type { Zone } from "./zone.ts";

/** Epoch milliseconds. */
export type Instant = number;

export type Program = {
  id: string;
  name: string;
  /** ISO 4217, and how many decimals its minor unit has. */
  currency: string;
  currencyDecimals: number;
  zone: Zone;
  /** What draws are made from; kept secret until they are to be shown fair. */
  seed: string;
  /** Ascending by `from`; the first holds for everything before it too. */
  versions: Version[];
};

export type Version = {
  /** 1, 2, 3 … in order of `from`. */
  number: number;
  from: Instant;
  note: string | null;
  units: Record<string, Unit>;
  spend: SpendTerms;
  earn: EarnRule[];
  groups: Record<string, "first" | "best">;
  caps: Cap[];
  ladders: Record<string, Ladder>;
  rewards: Record<string, Reward>;
  holds: { lapse: Duration };
  returns: ReturnTerms;
  vouchers: Record<string, VoucherKind>;
  /** Rules that issue vouchers, in the definition's order. */
  issue: IssueRule[];
  conversions: Conversion[];
  plans: Record<string, Plan>;
  entitlements: Record<string, Entitlement>;
  partners: Record<string, Partner>;
  causes: Record<string, Cause>;
  products: Record<string, Product>;
  cards: CardTerms;
  batches: BatchTerms;
  gates: Gate[];
  jurisdictions: Record<string, Jurisdiction>;
  life: LifeTerms | null;
  referrals: ReferralTerms | null;
  /** By unit. */
  accounting: Record<string, AccountingTerms>;
  /** Fact types that count as activity for expiry on inactivity. */
  activity: Set<string>;
  /** The program's own fact types: name → field → CEL type, for the type check and the API. */
  facts: Record<string, Record<string, FieldType>>;
  /** Attributes of a member that conditions may use. */
  member: Record<string, FieldType>;
  /** The definition that this version was compiled from, with what it inherits filled in. */
  definition: Record<string, unknown>;
};

/** `money` is an integer in minor units. */
export type FieldType = "text" | "number" | "integer" | "boolean" | "date" | "money";

export type Unit = {
  id: string;
  one: string;
  many: string;
  /** Decimals: 0 means whole units, 2 means hundredths. */
  scale: number;
  /** How long an earned lot stays pending before it can be spent: so long, or until its batch is released. Null: at once. */
  pending: Duration | "release" | null;
  expiry: Expiry;
  /** When lots earned before an instant go, however they expire otherwise. */
  cleared: { at: Instant; earnedBefore: Instant }[];
  /** The fact types that count as activity for it, or those facts that give some of it; null: the program's. */
  activity: Set<string> | "earned" | null;
  /** Whether the balance may fall below zero when a return or an adjustment takes more than is there. */
  debt: boolean;
  /** How far below zero a redemption may take the balance, in steps; not at all when absent. */
  advance?: number;
  /** Whether it is money that members paid in; its steps are minor units then. */
  storedValue: boolean;
};

export type Expiry =
  | { kind: "never" }
  /** Each lot, `after` its earning; with `end`, at the end of the calendar period in which that falls. */
  | {
      kind: "after";
      after: Duration;
      end: "week" | "month" | "quarter" | "year" | null;
      /** Each such period after the one of earning in which there is activity moves the expiry by one. */
      keptBy: "month" | "week" | null;
      /** While it holds, nothing expires; so below. */
      unless: Condition | null;
    }
  /** All lots on the next such date (month 1–12, day 1–31), at the start of the following day. */
  | { kind: "date"; month: number; day: number }
  /** The whole balance when nothing counting as activity has happened for so long. */
  /** `restarts`: when the exemption ends, the time without activity begins anew; so below. */
  /** `throughDay`: the whole day on which the time is over still counts. */
  | {
      kind: "inactivity";
      after: Duration;
      throughDay: boolean;
      unless: Condition | null;
      restarts: boolean;
    }
  /** After so long without activity a share at a time, `least` steps or more, and in the end all. */
  | {
      kind: "decay";
      after: Duration;
      every: Duration;
      share: Rational;
      least: number;
      all: Duration | null;
      unless: Condition | null;
      restarts: boolean;
    }
  /** By the tier held on the ladder when the lot is earned, or by the one held now. */
  | {
      kind: "tier";
      ladder: string;
      levels: Record<string, Expiry>;
      otherwise: Expiry;
      whileHeld: boolean;
    };

/** What of a purchase counts as spend. Documented defaults: net item amounts only, less the share paid in points. */
export type SpendTerms = {
  kinds: Set<string>;
  /** Count the tax shown apart on counting lines. */
  tax: boolean;
  /** `net`: after discounts. `gross`: discounts do not lower the spend. */
  discounts: "net" | "gross";
  /** Whether the share paid with points counts too. */
  paidWithPoints: boolean;
  /** Line categories that never count. */
  excludedCategories: Set<string>;
  /** Currencies whose amounts count as if they were in the program's. */
  atPar: Set<string>;
};

/** A type-checked expression. `test` never throws on a context of the declared shape. */
export type Condition = {
  source: string;
  /** Roots it reads: fact, line, member, account, time. */
  uses: Set<string>;
  test: (context: ConditionContext) => boolean;
};

/** An expression with a value other than yes or no. `value` never throws; where nothing can be worked out it is empty. */
export type Expression<T> = { source: string; uses: Set<string>; value: (context: ConditionContext) => T };

/** What conditions see. Built by `conditionContext`; integers are bigint, as CEL's int. */
export type ConditionContext = Record<string, unknown>;

export type Rounding = "floor" | "half-even" | "half-up" | "exact" | "carry";

export type EarnRule = {
  id: string;
  /** Fact types it listens to. */
  on: Set<string>;
  unit: string;
  when: Condition | null;
  /** Which lines of a purchase it looks at, beyond what counts as spend. */
  lines: Condition | null;
  /** Which tenders' share of the spend it counts; null: all. */
  tenders: Condition | null;
  give: Give;
  rounding: Rounding;
  /** Whether rounding happens once for the whole fact or for each line. */
  roundEach: "fact" | "line";
  caps: Cap[];
  /** How often it gives to an account in a period. */
  times: RuleLimit[];
  /** Whose every value it gives for once in the whole program; an empty one: once to the account. */
  once: Expression<string> | null;
  /** All that the program will ever give by this rule, in steps. A shared resource. */
  budget: number | null;
  schedule: Schedule | null;
  /** The cause that gets what the rule gives, in the member's place. */
  for: string | null;
  group: string | null;
  /** Higher runs first within its group. */
  priority: number;
};

export type Give =
  /** `rate` steps per minor unit of spend. */
  | {
      kind: "rate";
      rate: Rational;
      byTier: ByTier<Rational> | null;
      /** Minor units that are counted in the place of spend. */
      counts: Expression<Rational> | null;
      /** The rate holds for so many minor units a period, then `beyond`. */
      upTo: (RuleLimit & { beyond: Rational }) | null;
    }
  /** `amount` steps per fact, per matching line, or per piece of the matching lines; `count` times that. */
  | {
      kind: "fixed";
      amount: number;
      each: "fact" | "line" | "piece";
      byTier: ByTier<number> | null;
      count: Expression<Rational> | null;
    }
  /** (factor − 1) times the exact amounts of the rules in `of` (null: all rate rules of the unit). */
  | { kind: "multiply"; factor: Rational; of: Set<string> | null; byTier: ByTier<Rational> | null };

/** By the level held before the fact, or after what the fact itself counts towards the ladder. */
export type ByTier<T> = { ladder: string; levels: Record<string, T>; crossing?: "before" | "after" };

/** The periods of limits that outlast one fact. */
export type LimitedPeriod = "day" | "week" | "month" | "year" | "lifetime";

export type CapPeriod = "fact" | "day" | "week" | "month" | "year" | "lifetime";

/** A limit of one rule: `key` is the counter in which it is kept, `id` its name in a `Basis`. */
export type RuleLimit = { id: string; key: string; max: number; per: LimitedPeriod };

/** At most `max` steps per period and account, over the rules named; `key` is the counter in which it is kept. */
export type Cap = {
  id: string;
  key: string;
  unit: string;
  max: number;
  per: CapPeriod;
  rules: Set<string>;
};

/** Open when any of its windows is. */
export type Schedule = Window[];

export type Window = {
  from: Instant | null;
  until: Instant | null;
  /** 1 Monday … 7 Sunday. */
  days: Set<number> | null;
  /** Minutes after local midnight, [start, end). */
  hours: { start: number; end: number } | null;
};

export type Ladder = {
  id: string;
  by: { kind: "spend" } | { kind: "earned"; unit: string } | { kind: "visits" };
  window:
    | { kind: "calendar-year" }
    | { kind: "membership-year" }
    /** The days within `length` before now. */
    | { kind: "rolling"; length: Duration };
  /** How long a level reached is held at the least. */
  valid: { kind: "end-of-year"; years: number } | { kind: "for"; length: Duration } | { kind: "window" };
  grace: Duration | null;
  /** When it runs out: one level down at most, or to what the counter supports. */
  drop: "one-level" | "to-qualified";
  /** Whether a return that takes the counter below a level reached in the same window undoes it. */
  returnsUndo: boolean;
  /** Whether its first level is the one reached by what counted in the calendar year before it came into force. */
  firstByYearBefore: boolean;
  /**
   * Ascending by threshold; the first has threshold 0 and is the base. A level that is not climbed to has the threshold
   * Infinity; `when` holds a level up beside what is climbed to.
   */
  levels: { id: string; name: string; threshold: number; when: Condition | null }[];
  /** Whether any level has a `when`. */
  grants: boolean;
};

/** The periods of a reward's limits; `transaction` is the sale that a fact names, or the fact itself. */
export type LimitPeriod = Exclude<CapPeriod, "fact"> | "transaction";

/** Payment with as many units as one likes. */
export type PayTerms = {
  /** Minor units that one step is worth, exactly. */
  perStep: Rational;
  /** The fewest steps at a time, and of what they have to be a multiple. */
  minimum: number;
  step: number;
  /** Only the whole basket can be covered. */
  whole: boolean;
  /** The share of the basket that may be covered; null: all of it. */
  share: Rational | null;
};

export type Reward = {
  id: string;
  name: string;
  unit: string;
  /** In steps, for one; 0 where it is given away or where `pays` says what it takes. */
  cost: number;
  costByTier: ByTier<number> | null;
  /** Minor units that one takes off the basket at most, or gives to a cause; null: it stands for a thing. */
  worth: number | null;
  /** The share of the basket that one takes off, `worth` at most; null: no share. */
  share: Rational | null;
  /** What the member gets for it, for one. */
  gives:
    | { kind: "voucher"; voucher: string; count: number }
    | { kind: "unit"; unit: string; amount: number }
    | null;
  pays: PayTerms | null;
  /** Whether it goes to a cause that the fact names, and not to the member. */
  donates: boolean;
  /** Who may have it before its schedule begins, and the schedule that holds for them. */
  early: { when: Condition; schedule: Schedule } | null;
  /** How many there are in all; a shared resource. */
  stock: number | null;
  when: Condition | null;
  /** Minor units the basket must reach. */
  minimumBasket: number | null;
  /** Per account and period. */
  limits: { max: number; per: LimitPeriod }[];
  /** The name under which it is counted, which rewards may share, and the periods that any of them limits. */
  countsAs: string;
  counted: LimitPeriod[];
  schedule: Schedule | null;
};

export type ReturnTerms = {
  /** Days after the purchase within which a return undoes anything; null: always. */
  within: Duration | null;
  /** The lines that can come back; null: all. */
  lines: Condition | null;
  /** After the purchase's own lots: take from other unspent lots too. */
  fromOtherLots: boolean;
  /** What then is still missing: becomes debt, or is forgiven. */
  shortfall: "debt" | "forgive";
};
