/** Compiled terms of paid memberships and entitlements. Amounts are in steps or minor units, instants in epoch milliseconds. */
import type { Duration } from "../duration.ts";
import type { CapPeriod, Condition, EarnRule, Expression } from "../program.ts";

export type Plan = {
  id: string;
  name: string;
  /** Minor units for each period; 0 is a plan that costs nothing. */
  price: number;
  /** The billing period. */
  every: Duration;
  /** How long a first subscription costs nothing; null: it is charged from the start. */
  trial: Duration | null;
  /** One trial per account for ever; else every subscription begins with one. */
  trialOnce: boolean;
  /** Whose every value has one trial in the whole program; an empty one: none. */
  trialIdentity: Expression<string> | null;
  /** How long the membership goes on after a charge has failed. */
  pastDue: Duration;
  /** Which price a period costs: the one in force when it begins, or the one of the subscription. */
  priceChange: "next-period" | "keep";
  /** How long before a trial converts or a period renews the engine says that a notice is due. */
  remind: Duration | null;
  /** Who may subscribe. */
  when: Condition | null;
  /** When one may subscribe. */
  schedule: EarnRule["schedule"];
  /** The plans of its family: it takes the place of one of them that is held. */
  replaces: readonly string[];
};

export type Entitlement = {
  id: string;
  name: string;
  /** Any of these plans entitles; empty: no plan is needed. */
  plans: readonly string[];
  when: Condition | null;
  /** What it can be used on. */
  covers: Condition | null;
  /** How long after a use the next one may be. */
  againAfter: Duration | null;
  limits: { max: number; per: EntitlementPeriod }[];
  schedule: EarnRule["schedule"];
};

/** `period` is the billing period of the plan that entitles, `billing_month` a month of it, however long that period is. */
export type EntitlementPeriod = CapPeriod | "period" | "billing_month";
