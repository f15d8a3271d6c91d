/**
 * Compiled terms of vouchers, of the rules that issue them and of conversions. Amounts are in steps or minor units,
 * instants in epoch milliseconds.
 */
import type { Condition, Expiry, Expression, LimitedPeriod, Schedule } from "../program.ts";
import type { Rational } from "../rational.ts";

export type VoucherKind = {
  id: string;
  name: string;
  /** Minor units; null, and without a share: it stands for a thing. */
  worth: number | null;
  /** The share of the basket that it takes off, `worth` at most. */
  share: Rational | null;
  /** Whether its worth can be used in several uses; otherwise what one use leaves is lost. */
  inParts: boolean;
  expiry: VoucherExpiry;
  minimumBasket: number | null;
  when: Condition | null;
  schedule: Schedule | null;
  /** How often vouchers of the kind can be used, per account and period. */
  limits: { max: number; per: LimitedPeriod }[];
};

/** As for units, but for inactivity; `fromNextDay` counts the term from the day after the issue. */
export type VoucherExpiry =
  | { kind: "plain"; expiry: Exclude<Expiry, { kind: "inactivity" | "tier" }>; fromNextDay: boolean }
  | { kind: "tier"; ladder: string; levels: Record<string, VoucherExpiry>; otherwise: VoucherExpiry };

export type IssueRule = {
  id: string;
  /** Fact types, and days made by time, that it listens to. */
  on: Set<string>;
  gives: { voucher: string; count: number } | Draw;
  when: Condition | null;
  schedule: Schedule | null;
  times: { max: number; per: LimitedPeriod }[];
  once: Expression<string> | null;
  /** How many times it gives in all; a shared resource. */
  stock: number | null;
};

/** A chance to be given one of several vouchers, by weight. */
export type Draw = { chance: Rational; of: { voucher: string; weight: number }[] };

export type YearDay = { month: number; day: number };

export type Conversion = {
  id: string;
  unit: string;
  /** Steps that make one conversion. */
  every: number;
  voucher: string;
  /** Vouchers issued for each. */
  count: number;
  /** When it takes place: at the end of `closes`, with vouchers that begin on `issues`. Empty: at once. */
  windows: { closes: YearDay; issues: YearDay | null }[];
  /** The most conversions at the close of a window, and for the closes of a calendar year. */
  limits: { window: number | null; year: number | null };
};
