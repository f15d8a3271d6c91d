/** Compiled terms of the life cycle. */
import type { Duration } from "../duration.ts";
import type { Condition } from "../program.ts";
import type { Rational } from "../rational.ts";

/**
 * What a closed account takes unless its program says otherwise: what sets right what happened while it was open, what
 * tells who the member is, and what opens it again.
 */
export const TAKEN_WHEN_CLOSED: readonly string[] = [
  "return",
  "adjust",
  "profile",
  "time",
  "notice",
  "reinstate",
  "charge-paid",
  "charge-failed",
  "card-closed",
];

/** A time without activity, who is exempt, and whether it begins anew for those who no longer are. */
export type Silence = { after: Duration; unless: Condition | null; restarts: boolean };

export type LifeTerms = {
  /** After how long without activity an account is closed, but for those who meet the condition. */
  closes: Silence | null;
  /** The types of fact that a closed account still takes. */
  takes: Set<string>;
  /** Whether units expire while the account is closed. */
  expiry: "paused" | "goes-on";
  /** How long after it was closed for want of activity an account can be opened again, and for what fee. */
  reinstate: { within: Duration; fee: ReinstatementFee } | null;
  /** How long after the last activity nothing of an account need be kept any more. */
  purge: Duration | null;
  /** Why a person can close an account, and what that means for what is on it. */
  reasons: Record<string, Closing>;
};

/** What is on an account that is closed: taken at once, or still to be spent, and perhaps added to, for so long. */
export type Closing = { kind: "at-once" } | { kind: "spend-within"; within: Duration; earns: boolean };

/** Minor units: so many in any case, by what the account has of a unit, and a share of all that on top. */
export type ReinstatementFee = {
  plain: number;
  by: {
    unit: string;
    /** Minor units for each step. */
    each: Rational;
    /** The first that the balance fits in counts; null fits any. In order of size. */
    sizes: { upTo: number | null; fee: number }[];
  } | null;
  tax: Rational;
};
