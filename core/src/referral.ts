/** Referrals: who brought whom, when it counts, and what travels to the other account. */

import { canEarn, versionAt } from "./account.ts";
import { deadline, isOpen } from "./calendar.ts";
import { type Clock, type Draft, refuse } from "./draft.ts";
import { earn } from "./earn.ts";
import type { Fact, OtherFact, ReferralReviewFact } from "./fact.ts";
import { factContext } from "./fact-context.ts";
import { formatInstant } from "./instant.ts";
import { issueVouchers } from "./issue-vouchers.ts";
import { own } from "./own.ts";
import type { Condition, Instant, Program, Version } from "./program.ts";
import { factSpend } from "./spend.ts";
import type { Qualifying, ReferralState } from "./state.ts";

/** Names what one account sends another once a referral counts; nobody else can give a fact such an id. */
const SENT = "referral:";

/**
 * Keeps that the member joined, and by whom they were referred. Only the first join can say so, before any purchase and
 * while the program takes referrals. Refuses, with referral-self, an account that refers itself.
 */
export function noteJoin(draft: Draft, fact: Fact, at: Instant): void {
  const { state, program } = draft;
  const isFirst = state.joinedAt === undefined && state.purchases === undefined;
  state.joinedAt ??= at;
  const terms = versionAt(program, at).referrals;
  const { referrer } = fact as OtherFact;
  if (!terms || referrer === undefined) return;
  if (referrer === state.id) refuse("referral-self");
  if (!isFirst || (terms.schedule && !isOpen(program.zone, terms.schedule, at))) return;
  state.referral = { at, by: referrer, status: "open" };
}

/** Lets a referral count once the friend has done what the program asks, and sends the referrer's account its fact. */
export function qualifyReferral(draft: Draft, fact: Fact, at: Instant): void {
  const { state, program } = draft;
  const { referral } = state;
  if (referral?.status !== "open") return;
  const version = versionAt(program, at);
  const terms = version.referrals;
  if (!terms) return;
  const { on, when, first, within, kept } = terms.qualifies;
  const spend = factSpend(version.spend, fact);
  const meets = (condition: Condition): boolean => condition.test(factContext(draft, fact, at));
  const inTime = within === null || at < deadline(program.zone, referral.at, within);
  const isFirst = fact.type !== "purchase" || state.purchases === undefined;
  if (on.has(fact.type) && inTime && (!first || isFirst) && (!when || meets(when))) {
    const by: Qualifying = { at, on: fact.type, spend, ...passedOn(version, fact) };
    if (kept) by.fact = fact.id;
    if (terms.held && meets(terms.held))
      change(draft, { ...referral, qualifying: by, status: "held" }, "held");
    else letCountOnceKept(draft, referral, by);
  } else if (first && fact.type === "purchase" && isFirst) {
    change(draft, { ...referral, status: "rejected" }, "rejected");
  }
}

/** What the fact says in the fields that the program declares for referral and referred: nothing else of it travels. */
function passedOn({ facts }: Version, fact: Fact): Pick<Qualifying, "data"> {
  const said = (fact as OtherFact).data ?? {};
  const names = Object.keys({ ...own(facts, "referral"), ...own(facts, "referred") });
  const data = Object.fromEntries(
    names.filter((name) => Object.hasOwn(said, name)).map((name) => [name, said[name]!]),
  );
  return Object.keys(data).length === 0 ? {} : { data };
}

type Changed = Exclude<ReferralState["status"], "open">;

function change(draft: Draft, referral: ReferralState, to: Changed): void {
  draft.state.referral = referral;
  draft.effects.push({ type: "referral-changed", to, at: draft.state.at });
}

/** Lets a referral count, at once or when the goods will have been kept for as long as the program asks. */
function letCountOnceKept(draft: Draft, referral: ReferralState, qualifying: Qualifying): void {
  const { program, state } = draft;
  const kept = versionAt(program, qualifying.at).referrals?.qualifies.kept;
  const until = kept ? deadline(program.zone, qualifying.at, kept) : state.at;
  if (until <= state.at) letCount(draft, referral, qualifying);
  else change(draft, { ...referral, qualifying, status: "waiting", until }, "waiting");
}

/** Lets a referral count whose goods have been kept; that of an account which can earn no more never does. */
export const referralClock: Clock = {
  due: ({ state: { referral } }) => referral?.until ?? null,
  apply: (draft) => {
    const { referral, at } = draft.state;
    if (referral?.until === undefined || referral.until > at) return;
    if (canEarn(draft.state)) letCount(draft, referral, referral.qualifying!);
    else turnDown(draft, referral);
  },
};

function turnDown(draft: Draft, { qualifying: _, until: __, ...kept }: ReferralState): void {
  change(draft, { ...kept, status: "rejected" }, "rejected");
}

/**
 * Goods of a purchase have come back. Where a referral waits for them to be kept, or is held, it is turned down once
 * nothing of them is left that counts as spend; with some of them left, a person decides.
 */
export function reconsiderReferral(draft: Draft, { of, left }: { of: string; left: number }): void {
  const { referral } = draft.state;
  if (referral?.qualifying === undefined || referral.qualifying.fact !== of) return;
  if (left === 0) {
    turnDown(draft, referral);
    return;
  }
  const { until, ...held } = referral;
  if (until !== undefined) change(draft, { ...held, status: "held" }, "held");
}

/**
 * Both sides get what rules give them, judged at the instant at which the referral qualified: the referrer's account is
 * sent a fact of the type referral, and this account's rules on referred run at once. What they give is not undone when
 * goods come back later.
 */
function letCount(draft: Draft, referral: ReferralState, qualifying: Qualifying): void {
  const { at, on, spend, data: passed } = qualifying;
  const { qualifying: _, until: __, ...kept } = referral;
  change(draft, { ...kept, status: "qualified" }, "qualified");
  const { state } = draft;
  const occurredAt = formatInstant(at);
  const data = { ...passed, on, spend };
  const friend: Fact = { id: `referred:${referral.by}`, type: "referred", occurredAt, data };
  draft.mark = "referred";
  earn(draft, friend, at);
  issueVouchers(draft, friend, at);
  draft.mark = null;
  const sent: Fact = {
    id: `${SENT}${state.id}`,
    type: "referral",
    occurredAt,
    data: { friend: state.id, ...data },
  };
  draft.effects.push({ type: "fact-sent", account: referral.by, fact: sent, at: state.at });
}

/** Whether a fact of the type referral is one that an account sent; without referrals it is a type like any other. */
export const isSentReferral = (program: Program, { id }: Fact, at: Instant): boolean =>
  versionAt(program, at).referrals === null || id.startsWith(SENT);

/** A person's answer to a referral that was held; refuses with referral-not-held. */
export function reviewReferral(draft: Draft, { approved }: ReferralReviewFact): void {
  const { referral } = draft.state;
  if (referral?.status !== "held") refuse("referral-not-held");
  else if (approved) letCountOnceKept(draft, referral, referral.qualifying!);
  else turnDown(draft, referral);
}
