/** Plays a case through the engine: its accounts, what they share, and what they send each other. */
import {
  advance,
  type DecideContext,
  type Decision,
  decide,
  type Fact,
  type Instant,
  makeReplayer,
  type Outcome,
  type Program,
  parseInstant,
  type Remaining,
  type Replayer,
  type ReturnFact,
  resourceLimit,
  type Version,
} from "@tallystick/core";
import type { Step } from "./case-facts.ts";
import type { Case, Expectation } from "./cases-file.ts";
import { nameInFact } from "./name-in-fact.ts";

/** One fact as it was decided. `step` null: another account of the case sent it. */
export type Turn = {
  step: Step | null;
  expected: Expectation | null;
  /** The account's name in the case, and its id. */
  account: string;
  id: string;
  /** The fact with its names replaced by what they stood for. */
  fact: Fact;
  quote: boolean;
  /** Whether the account had a fact of this id before: the same one, whose first answer it then has, or another one. */
  again: "repeated" | "reused" | null;
  decision: Decision;
  /** What an explanation needs: the state before, and what was decided with. */
  before: { state: ReturnType<Replayer["state"]>; context: DecideContext };
};

export type Played = {
  /** Account name → id and when it was opened. */
  accounts: Map<string, { id: string; openedAt: Instant }>;
  turns: Turn[];
};

/** How ids are made of account names; a server gives its own. */
export type PlayOptions = { idOf?: (name: string) => string };

/** When each account of a case is opened: as the case says, else at its first step, else at the case's. */
export function openings({ steps, opened }: Case): Map<string, Instant> {
  const first = Math.min(...steps.map(({ step }) => step.at));
  const found = new Map<string, Instant>();
  const note = (name: string, at: Instant): void => {
    found.set(name, Math.min(found.get(name) ?? at, at));
  };
  for (const { step } of steps) note(step.account, step.at);
  for (const { step } of steps) {
    const { referrer } = step.fact as { referrer?: string };
    if (referrer !== undefined && !found.has(referrer)) note(referrer, first);
  }
  for (const name of opened.byName.keys()) note(name, first);
  for (const name of found.keys()) {
    const at = opened.byName.get(name) ?? opened.all;
    if (at !== null) found.set(name, at);
  }
  return found;
}

/** What stock, budgets and keys have left, by the limits of the version and the claims of the case so far. */
function makeShelf(before: ReadonlyMap<string, number>) {
  const used = new Map(before);
  const left = (version: Version): Remaining => {
    const shared = new Set(used.keys());
    for (const { id, stock } of Object.values(version.rewards)) if (stock !== null) shared.add(`stock:${id}`);
    for (const { id, budget } of version.earn) if (budget !== null) shared.add(`budget:${id}`);
    const remaining: Remaining = {};
    for (const resource of shared) {
      const limit = resourceLimit(version, resource);
      if (limit !== null) remaining[resource] = limit - (used.get(resource) ?? 0);
    }
    return remaining;
  };
  const take = ({ claims }: Outcome): void => {
    for (const { resource, amount } of claims ?? []) used.set(resource, (used.get(resource) ?? 0) + amount);
  };
  return { left, take };
}

/** How many facts one step may lead to in other accounts; a definition that sends in circles ends here. */
const MOST_SENT = 100;

/** Plays all steps in their order. What an account sends another of the case arrives at once. */
export function playCase(
  program: Program,
  one: Case,
  { idOf = (name) => `acc_${name}` }: PlayOptions = {},
): Played {
  const opened = openings(one);
  const accounts: Played["accounts"] = new Map();
  const players = new Map<string, { name: string; replayer: Replayer }>();
  for (const [name, openedAt] of opened) {
    const id = idOf(name);
    accounts.set(name, { id, openedAt });
    players.set(id, { name, replayer: makeReplayer(program, id, openedAt) });
  }
  const shelf = makeShelf(one.used);
  const turns: Turn[] = [];
  const take = (id: string, fact: Fact, more: Pick<Turn, "step" | "expected" | "quote">): Turn => {
    const { name, replayer } = players.get(id)!;
    const known = more.quote ? undefined : firstOf(turns, id, fact);
    if (known) {
      const turn = { ...takeAgain(program, { known, fact, state: replayer.state() }), ...more };
      turns.push(turn);
      return turn;
    }
    const at = parseInstant(fact.occurredAt)!;
    const version = program.versions.findLast(({ from }) => from <= at) ?? program.versions[0]!;
    const past = fact.type === "return" ? replayer.past((fact as ReturnFact).of) : undefined;
    const state = replayer.state();
    const context: DecideContext = { past, remaining: shelf.left(version) };
    const decision = decide(program, state, fact, context);
    if (!more.quote) {
      shelf.take(decision.outcome);
      replayer.next({ fact, outcome: decision.outcome });
    }
    const before = { state, context };
    const turn: Turn = { ...more, account: name, id, fact, again: null, decision, before };
    turns.push(turn);
    return turn;
  };
  for (const { step, expected } of one.steps) {
    const { id } = accounts.get(step.account)!;
    const { state } = advance(program, players.get(id)!.replayer.state(), step.at);
    const fact = nameInFact(step.fact, state, (name) => accounts.get(name)?.id);
    const turn = take(id, fact, { step, expected, quote: step.quote });
    if (!step.quote && turn.again === null)
      deliver(turn, (to, sent) => (players.has(to) ? take(to, sent, SENT) : null));
  }
  return { accounts, turns };
}

/** The turn in which an account took a fact of the same id. */
const firstOf = (turns: readonly Turn[], id: string, fact: Fact): Turn | undefined =>
  turns.find((turn) => turn.id === id && !turn.quote && turn.fact.id === fact.id);

/** A fact whose id is known changes nothing: it has the answer of then, on the account as it is now. */
function takeAgain(
  program: Program,
  { known, fact, state }: { known: Turn; fact: Fact; state: Turn["before"]["state"] },
): Omit<Turn, "step" | "expected" | "quote"> {
  const isSame = JSON.stringify(fact) === JSON.stringify(known.fact);
  const now: Fact = { id: "now", type: "time", occurredAt: fact.occurredAt };
  const { balances, tiers } = decide(program, state, now, {}).outcome;
  const first = isSame ? known.decision.outcome : { postings: [], effects: [] };
  const outcome: Outcome = { ...first, balances, tiers };
  const decision = { ...known.decision, state, outcome };
  return { ...known, fact, again: isSame ? "repeated" : "reused", decision, before: { state, context: {} } };
}

const SENT = { step: null, expected: null, quote: false } as const;

/** Hands on what a turn sent, and what that sends in its turn. */
function deliver(first: Turn, hand: (account: string, fact: Fact) => Turn | null): void {
  const waiting = [first];
  for (let n = 0; n < MOST_SENT && waiting.length > 0; n++) {
    for (const effect of waiting.shift()!.decision.outcome.effects) {
      const turn = effect.type === "fact-sent" ? hand(effect.account, effect.fact) : null;
      if (turn) waiting.push(turn);
    }
  }
}
