/** An account told fact by fact, with everything around it that a journal would remember. */
import { versionAt } from "../src/account.ts";
import { resourceLimit } from "../src/claims.ts";
import { type DecideContext, decide } from "../src/decide.ts";
import type { Decision, Outcome, Past, Posting } from "../src/decision.ts";
import type { Fact, PurchaseFact } from "../src/fact.ts";
import { goneBy } from "../src/gone.ts";
import { parseInstant } from "../src/instant.ts";
import { openAccount } from "../src/open-account.ts";
import type { Instant, Program } from "../src/program.ts";
import type { AccountState } from "../src/state.ts";

export type Told = { fact: Fact; outcome: Outcome };

/** One account and its journal. `tell` decides a fact and books it. */
export type Story = {
  program: Program;
  openedAt: Instant;
  state: AccountState;
  journal: Told[];
  purchases: PurchaseFact[];
  /** Lot → how much of it has expired or was forfeited so far. */
  expired: Record<string, number>;
  /** Shared resources used so far, as a ledger would grant them. */
  used: Record<string, number>;
};

export function beginStory(program: Program, openedAt: Instant): Story {
  const state = openAccount(program, "acc_story", openedAt);
  return { program, openedAt, state, journal: [], purchases: [], expired: {}, used: {} };
}

/** What a ledger would give the engine beside the fact: the purchase that is returned, and what is left to share. */
export function contextOf(story: Story, fact: Fact): DecideContext {
  const context: DecideContext = { remaining: remainingOf(story, parseInstant(fact.occurredAt)!) };
  if (fact.type === "return" && "of" in fact) {
    const told = story.journal.find((one) => one.fact.id === fact.of && one.fact.type === "purchase");
    if (told && !told.outcome.refusal)
      context.past = { ...told, expired: { ...story.expired } } satisfies Past;
  }
  return context;
}

function remainingOf({ program, used }: Story, at: Instant): Record<string, number> {
  const remaining: Record<string, number> = {};
  const { earn, rewards } = versionAt(program, at);
  for (const { id, budget } of earn) {
    if (budget !== null) remaining[`budget:${id}`] = budget - (used[`budget:${id}`] ?? 0);
  }
  for (const { id, stock } of Object.values(rewards)) {
    if (stock !== null) remaining[`stock:${id}`] = stock - (used[`stock:${id}`] ?? 0);
  }
  // Keys that nobody can list beforehand, and the stock of issue rules.
  for (const key in used) remaining[key] ??= (resourceLimit(versionAt(program, at), key) ?? 0) - used[key]!;
  return remaining;
}

/** Books a decision on the story. */
export function book(story: Story, fact: Fact, { state, outcome }: Decision): void {
  story.state = state;
  story.journal.push({ fact, outcome });
  if (outcome.refusal) return;
  if (fact.type === "purchase") story.purchases.push(fact as PurchaseFact);
  noteExpired(story.expired, outcome.postings);
  for (const { resource, amount } of outcome.claims ?? []) {
    story.used[resource] = (story.used[resource] ?? 0) + amount;
  }
}

function noteExpired(expired: Record<string, number>, postings: Posting[]): void {
  for (const posting of postings) {
    const gone = goneBy(posting);
    if (gone !== 0 && posting.lot !== undefined) expired[posting.lot] = (expired[posting.lot] ?? 0) + gone;
  }
}

/** Decides a fact on the story's account and books it. */
export function tell(story: Story, fact: Fact): Outcome {
  const decision = decide(story.program, story.state, fact, contextOf(story, fact));
  book(story, fact, decision);
  return decision.outcome;
}
