/** The engine: what a fact does to an account under a program. Reads nothing but its arguments. */
import { balances, tiersOf, versionAt } from "./account.ts";
import { adjust, setProfile } from "./adjust.ts";
import { advance, advanceDraft, makeDraft } from "./advance.ts";
import type { Decision, Outcome, Past, Remaining } from "./decision.ts";
import { type Draft, RefusalSignal } from "./draft.ts";
import { earn, storedBasis } from "./earn.ts";
import type {
  AdjustFact,
  CancelFact,
  CompleteFact,
  Fact,
  HoldFact,
  ProfileFact,
  RedeemFact,
  ReturnFact,
} from "./fact.ts";
import { parseInstant } from "./instant.ts";
import type { Instant, Program } from "./program.ts";
import { cancel, complete, hold, redeem } from "./redeem.ts";
import type { Refusal } from "./refusal.ts";
import { returnPurchase } from "./return-purchase.ts";
import type { AccountState } from "./state.ts";

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
  const draft = makeDraft(program, state);
  try {
    advanceDraft(draft, at);
    const said = apply(draft, fact, { at, context });
    settle(draft, fact, at);
    const outcome: Outcome = {
      ...said,
      postings: draft.postings,
      effects: draft.effects,
      balances: {},
      tiers: {},
    };
    if (draft.claims.length > 0) outcome.claims = draft.claims;
    outcome.balances = balances(draft.state);
    outcome.tiers = tiersOf(draft.state);
    return { state: draft.state, outcome, programVersion };
  } catch (error) {
    if (!(error instanceof RefusalSignal)) throw error;
    return refused(program, state, { refusal: error.refusal, at, programVersion });
  }
}

/** What applies after the fact itself: activity, deadlines that are already past, and the next one. */
function settle(draft: Draft, fact: Fact, at: Instant): void {
  const { state } = draft;
  state.version += 1;
  // Time passing is never activity, or the sweep alone would keep an account alive.
  if (fact.type !== "time" && draft.version.activity.has(fact.type))
    state.activeAt = Math.max(state.activeAt, at);
  // A fact that came late may have booked what was already over.
  advanceDraft(draft, state.at);
}

function refused(
  program: Program,
  state: AccountState,
  { refusal, at, programVersion }: { refusal: Refusal; at: Instant; programVersion: number },
): Decision {
  const { state: now } = advance(program, state, at);
  const outcome: Outcome = {
    refusal,
    postings: [],
    effects: [],
    balances: balances(now),
    tiers: tiersOf(now),
  };
  return { state: { ...state, version: state.version + 1 }, outcome, programVersion };
}

type Said = Pick<Outcome, "earned" | "basis" | "undone" | "spared">;

function apply(draft: Draft, fact: Fact, { at, context }: { at: Instant; context: DecideContext }): Said {
  switch (fact.type) {
    case "redeem":
      redeem(draft, fact as RedeemFact, at, context.remaining);
      return {};
    case "hold":
      hold(draft, fact as HoldFact, at, context.remaining);
      return {};
    case "complete":
      complete(draft, fact as CompleteFact);
      return {};
    case "cancel":
      cancel(draft, fact as CancelFact);
      return {};
    case "return":
      return said(returnPurchase(draft, fact as ReturnFact, { at, past: context.past }));
    case "adjust":
      adjust(draft, fact as AdjustFact, at);
      return {};
    case "profile":
      setProfile(draft, fact as ProfileFact);
      return {};
    case "time":
      return {};
    default: {
      const { earned, basis } = earn(draft, fact, at, context.remaining);
      const version = versionAt(draft.program, at);
      const kept: Said = fact.type === "purchase" ? { basis: storedBasis(basis, version) } : {};
      if (earned.length > 0) kept.earned = earned;
      return kept;
    }
  }
}

function said({ undone, spared }: ReturnType<typeof returnPurchase>): Said {
  const kept: Said = {};
  if (undone.length > 0) kept.undone = undone;
  if (spared.length > 0) kept.spared = spared;
  return kept;
}
