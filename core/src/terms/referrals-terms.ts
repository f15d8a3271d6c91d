/** Compiled terms of referrals. Instants are in epoch milliseconds. */
import type { Duration } from "../duration.ts";
import type { Condition, Schedule } from "../program.ts";

export type ReferralTerms = {
  /** When members can join by a referral; null: always. */
  schedule: Schedule | null;
  qualifies: {
    /** The friend's facts that make the referral count. */
    on: Set<string>;
    when: Condition | null;
    /** Only the friend's first purchase can: a first one that does not ends the referral. */
    first: boolean;
    /** How long after joining; null: at any time. */
    within: Duration | null;
    /** How long the goods have to be kept before it counts; null: it counts at once. */
    kept: Duration | null;
  };
  /** What makes it wait for a person to look at it. */
  held: Condition | null;
};
