/** The engine: what a fact does to an account under a program. Reads nothing but its arguments. */
import { balances, tiersOf, versionAt } from "./account.ts";
import { noteActivity } from "./activity.ts";
import { adjust, setProfile } from "./adjust.ts";
import { advance, advanceDraft, lookAhead, makeDraft } from "./advance.ts";
import { forfeitBatch, reinstateBatch, releaseBatch } from "./batches.ts";
import { closeCard, openCard, requireCard } from "./cards.ts";
import { cashOut } from "./cash-out.ts";
import type { Decision, Outcome, Past, Remaining, RuleOutcome } from "./decision.ts";
import { type Draft, RefusalSignal, refuse, safe } from "./draft.ts";
import { earn } from "./earn.ts";
import { useEntitlement } from "./entitlements.ts";
import type {
  AdjustFact,
  CancelFact,
  CardClosedFact,
  CardOpenedFact,
  CashOutFact,
  ChargeFailedFact,
  ChargePaidFact,
  CloseFact,
  CompleteFact,
  Fact,
  ForfeitFact,
  HoldFact,
  NoticeFact,
  ProfileFact,
  PurchaseFact,
  RedeemFact,
  ReferralReviewFact,
  ReinstateFact,
  ReleaseFact,
  ReturnFact,
  SubscribeFact,
  TransferFact,
  UnsubscribeFact,
  UseFact,
} from "./fact.ts";
import { passGates } from "./gates.ts";
import { parseInstant } from "./instant.ts";
import { issueVouchers } from "./issue-vouchers.ts";
import { closeAccount, reinstateAccount, requireOpen } from "./life-cycle.ts";
import { recordNotice } from "./notices.ts";
import { own } from "./own.ts";
import { subscribe, unsubscribe } from "./plans.ts";
import type { Instant, Program } from "./program.ts";
import { cancel, complete, hold, redeem } from "./redeem.ts";
import { isSentReferral, noteJoin, qualifyReferral, reviewReferral } from "./referral.ts";
import type { Refusal } from "./refusal.ts";
import { returnPurchase } from "./return-purchase.ts";
import { settleCharge } from "./settle-charge.ts";
import type { AccountState } from "./state.ts";
import { holdUpTiers } from "./tiers.ts";
import { transfer } from "./transfers.ts";
import { useVoucher } from "./vouchers.ts";

export type DecideContext = {
  /** For a return: the purchase it names, as the journal has it. */
  past?: Past | undefined;
  /** What is left of shared resources, where known: `stock:<reward>`, `budget:<rule>`. */
  remaining?: Remaining | undefined;
};

/**
 * Decides one fact on one account.
 *
 * Time up to the fact is applied first. A fact from before the account's present is judged by the program version of its
 * own instant and booked at the present. The given state is never written to; a refused fact leaves it as it was but for
 * the version, which counts the record of the refusal.
 *
 * @throws RangeError when `fact.occurredAt` is not an RFC 3339 instant; shapes are checked before a fact gets here.
 */
export function decide(
  program: Program,
  state: AccountState,
  fact: Fact,
  context: DecideContext = {},
): Decision {
  const at = parseInstant(fact.occurredAt);
  if (at === null) throw new RangeError(`“${fact.occurredAt}” is not an RFC 3339 instant.`);
  const programVersion = versionAt(program, at).number;
  const draft = makeDraft(program, state, context.remaining);
  try {
    advanceDraft(draft, at);
    admit(draft, fact, at);
    const said = apply(draft, fact, { at, past: context.past });
    settle(draft, fact, at);
    return { state: draft.state, outcome: outcomeOf(draft, said), programVersion };
  } catch (error) {
    if (!(error instanceof RefusalSignal)) throw error;
    return refused(program, state, { refusal: error.refusal, at, programVersion, short: draft.short });
  }
}

function outcomeOf(draft: Draft, said: Said): Outcome {
  const outcome = said as Outcome;
  outcome.postings = draft.postings;
  outcome.effects = draft.effects;
  outcome.balances = balances(draft.state);
  // Lots that are each exact may add up to more than a number holds exactly.
  for (const unit in outcome.balances) {
    const { available, pending, held } = outcome.balances[unit]!;
    safe(available + pending + held);
  }
  outcome.tiers = tiersOf(draft.state);
  if (draft.claims.length > 0) outcome.claims = draft.claims;
  if (Object.keys(draft.short).length > 0) outcome.short = draft.short;
  if (draft.discount > 0) outcome.discount = draft.discount;
  if (draft.draws.length > 0) outcome.draws = draft.draws;
  if (draft.accounting.length > 0) outcome.accounting = draft.accounting;
  return outcome;
}

/** What has to hold of an account before any fact is taken: that it and the card are open, and that no gate is shut. */
function admit(draft: Draft, fact: Fact, at: Instant): void {
  requireOpen(draft, fact, at);
  requireCard(draft, fact, at);
  passGates(draft, fact, at);
}

/** What applies after the fact itself: activity, deadlines that are already past, and the next one. */
function settle(draft: Draft, fact: Fact, at: Instant): void {
  const { state } = draft;
  noteActivity(draft, fact, at);
  holdUpTiers(draft);
  lookAhead(draft);
  // A fact may have brought enough for a conversion, and one that came late may have booked what was already over. What
  // this makes is named after the fact as well.
  advanceDraft(draft, state.at);
  state.version += 1;
}

function refused(
  program: Program,
  state: AccountState,
  said: { refusal: Refusal; at: Instant; programVersion: number; short: Record<string, number> },
): Decision {
  const { refusal, at, programVersion, short } = said;
  const { state: now } = advance(program, state, at);
  const outcome: Outcome = {
    refusal,
    postings: [],
    effects: [],
    balances: balances(now),
    tiers: tiersOf(now),
  };
  if (Object.keys(short).length > 0) outcome.short = short;
  return { state: { ...state, version: state.version + 1 }, outcome, programVersion };
}

type Said = Pick<Outcome, "earned" | "basis" | "undone" | "spared">;
type Handling = { at: Instant; past: Past | undefined };
// biome-ignore lint/suspicious/noConfusingVoidType: most facts have nothing to say beyond what they book.
type Handler = (draft: Draft, fact: never, handling: Handling) => Said | void;

/** What each built-in type of fact does; every other fact earns. */
const HANDLERS: Record<string, Handler> = {
  purchase: (draft, fact: PurchaseFact, { at }) => earnBy(draft, fact, at),
  redeem: (draft, fact: RedeemFact, { at }) => redeem(draft, fact, at),
  hold: (draft, fact: HoldFact, { at }) => hold(draft, fact, at),
  complete: (draft, fact: CompleteFact, { at }) => complete(draft, fact, at),
  cancel: (draft, fact: CancelFact) => cancel(draft, fact),
  return: (draft, fact: ReturnFact, handling) => said(returnPurchase(draft, fact, handling)),
  adjust: (draft, fact: AdjustFact, { at }) => adjust(draft, fact, at),
  profile: (draft, fact: ProfileFact) => setProfile(draft, fact),
  time: () => {},
  use: (draft, fact: UseFact, { at }) =>
    "voucher" in fact.of ? useVoucher(draft, fact, at) : useEntitlement(draft, fact, at),
  transfer: (draft, fact: TransferFact, { at }) => transfer(draft, fact, at),
  subscribe: (draft, fact: SubscribeFact, { at }) => subscribe(draft, fact, at),
  unsubscribe: (draft, fact: UnsubscribeFact, { at }) => unsubscribe(draft, fact, at),
  "charge-paid": (draft, fact: ChargePaidFact) => settleCharge(draft, fact),
  "charge-failed": (draft, fact: ChargeFailedFact) => settleCharge(draft, fact),
  "card-opened": (draft, fact: CardOpenedFact, { at }) => openCard(draft, fact, at),
  "card-closed": (draft, fact: CardClosedFact, { at }) => closeCard(draft, fact, at),
  release: (draft, fact: ReleaseFact) => releaseBatch(draft, fact),
  forfeit: (draft, fact: ForfeitFact, { at }) => forfeitBatch(draft, fact, at),
  reinstate: (draft, fact: ReinstateFact, { at }) =>
    fact.batch === undefined ? reinstateAccount(draft, fact, at) : reinstateBatch(draft, fact, at),
  close: (draft, fact: CloseFact, { at }) => closeAccount(draft, fact, at),
  notice: (draft, fact: NoticeFact, { at }) => recordNotice(draft, fact, at),
  "cash-out": (draft, fact: CashOutFact, { at }) => cashOut(draft, fact, at),
  birthday: (_, fact: Fact) => refuse("made-by-time", { type: fact.type }),
  anniversary: (_, fact: Fact) => refuse("made-by-time", { type: fact.type }),
  referred: (_, fact: Fact) => refuse("made-by-referral", { type: fact.type }),
  referral: (draft, fact: Fact, { at }) => {
    if (!isSentReferral(draft.program, fact, at)) refuse("made-by-referral", { type: fact.type });
    return earnBy(draft, fact, at);
  },
  "referral-review": (draft, fact: ReferralReviewFact) => reviewReferral(draft, fact),
};

function apply(draft: Draft, fact: Fact, handling: Handling): Said {
  const handler = own(HANDLERS, fact.type);
  return (handler ? handler(draft, fact as never, handling) : earnBy(draft, fact, handling.at)) ?? {};
}

/** A fact that earns, and whatever else a program hangs on one. */
function earnBy(draft: Draft, fact: Fact, at: Instant): Said {
  if (fact.type === "join") noteJoin(draft, fact, at);
  const { earned, basis } = earn(draft, fact, at);
  issueVouchers(draft, fact, at);
  qualifyReferral(draft, fact, at);
  if (fact.type === "purchase") countPurchase(draft.state, earned);
  const kept: Said = fact.type === "purchase" ? { basis } : {};
  if (earned.length > 0) kept.earned = earned;
  return kept;
}

function countPurchase(state: AccountState, earned: RuleOutcome[]): void {
  state.purchases = (state.purchases ?? 0) + 1;
  // What went to a cause the member has not earned.
  if (!earned.some(({ given, for: cause }) => given > 0 && cause === undefined)) return;
  state.earningPurchases = (state.earningPurchases ?? 0) + 1;
}

function said({ undone, spared }: ReturnType<typeof returnPurchase>): Said {
  const kept: Said = {};
  if (undone.length > 0) kept.undone = undone;
  if (spared.length > 0) kept.spared = spared;
  return kept;
}
