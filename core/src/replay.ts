/** The journal run again from the start: the proof that a state is what its facts make of it. */

import { type DecideContext, decide } from "./decide.ts";
import type { Outcome, Past, Posting } from "./decision.ts";
import type { Fact, ReturnFact } from "./fact.ts";
import { goneBy } from "./gone.ts";
import { openAccount } from "./open-account.ts";
import type { Instant, Program } from "./program.ts";
import type { AccountState } from "./state.ts";

/** One journal entry: what came in, and what was answered then (a replay compares, it does not trust). */
export type Entry = { fact: Fact; outcome: Outcome };

/** Follows one account: remembers what later returns need. Feed it entries in the order of their versions. */
export type Replayer = {
  state: () => AccountState;
  /** Decides the entry's fact again and returns the outcome it gets now. */
  next: (entry: Entry) => Outcome;
  /** What a return of that purchase would need, as of the entries so far. */
  past: (factId: string) => Past | undefined;
  /** What deciding this entry next takes beyond the state; `next` and `explain` decide with it. */
  context: (entry: Entry) => DecideContext;
};

/** Starts a replay of an account opened at an instant. */
export function makeReplayer(program: Program, account: string, openedAt: Instant): Replayer {
  let state = openAccount(program, account, openedAt);
  const purchases = new Map<string, Entry>();
  const expired: Record<string, number> = {};
  const past = (factId: string): Past | undefined => {
    const entry = purchases.get(factId);
    return entry && { ...entry, expired };
  };
  // What other accounts had left is not in this journal but for what the answer says of it.
  const context = ({ fact, outcome: recorded }: Entry): DecideContext => ({
    past: fact.type === "return" ? past((fact as ReturnFact).of) : undefined,
    remaining: recorded.short,
  });
  return {
    state: () => state,
    past,
    context,
    next: (entry) => {
      const { fact } = entry;
      const decision = decide(program, state, fact, context(entry));
      state = decision.state;
      if (fact.type === "purchase") purchases.set(fact.id, { fact, outcome: decision.outcome });
      for (const posting of decision.outcome.postings) noteExpiry(expired, posting);
      return decision.outcome;
    },
  };
}

function noteExpiry(expired: Record<string, number>, posting: Posting): void {
  const { lot } = posting;
  if (lot !== undefined && goneBy(posting) !== 0) expired[lot] = (expired[lot] ?? 0) + goneBy(posting);
}

/** The state that a journal gives. */
export function replay(
  program: Program,
  account: { id: string; openedAt: Instant },
  entries: Iterable<Entry>,
): AccountState {
  const replayer = makeReplayer(program, account.id, account.openedAt);
  for (const entry of entries) replayer.next(entry);
  return replayer.state();
}
