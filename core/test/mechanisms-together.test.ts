/**
 * Random programs in which vouchers, conversions, memberships, entitlements, giving, gates, referrals, laws, days that come
 * again and the end of accounts stand together × random histories of all their facts: every invariant after every step,
 * the same bytes from the text of the state and from a replay, and the same account however often the sweep comes by.
 *
 * FC_SEED repeats a run, FC_RUNS sets how many.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { balances, stateBytes } from "../src/account.ts";
import { advance } from "../src/advance.ts";
import { decide } from "../src/decide.ts";
import type { Decision } from "../src/decision.ts";
import type { Fact } from "../src/fact.ts";
import { formatInstant, parseInstant } from "../src/instant.ts";
import { replay } from "../src/replay.ts";
import type { AccountState } from "../src/state.ts";
import { beginStory, book, contextOf, type Story } from "./account-story.ts";
import { arbitraryMix } from "./arbitrary-mechanisms.ts";
import { compile } from "./arbitrary-program.ts";
import { checkBooks, checkEntries } from "./book-invariants.ts";
import { checkDeadlines } from "./deadline-invariants.ts";
import { deepFreeze } from "./invariants.ts";
import { arbitraryMixHistory, mixFact } from "./mechanism-facts.ts";
import { beginTally, checkMechanisms } from "./mechanism-invariants.ts";
import { add, same } from "./watch.ts";

const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env["FC_RUNS"] ?? 120);
console.log(`mechanisms together: FC_SEED=${seed} FC_RUNS=${numRuns}`);

const input = fc.record({
  definition: arbitraryMix,
  steps: arbitraryMixHistory(45),
  /** Where between two facts the sweep comes by, as shares of the gap. */
  sweeps: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
});
type Input = typeof input extends fc.Arbitrary<infer T> ? T : never;

const opened = parseInstant("2024-01-10T12:34:00Z")!;
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** What was decided last, to print when it breaks something. */
let last: { story: Story; fact: Fact | null } | null = null;
let decided = 0;
const taken: Record<string, number> = {};

test("hold in every order, and time in any steps gives the same", { timeout: 3_600_000 }, () => {
  const check = ({ definition, steps, sweeps }: Input): void => {
    const story = beginStory(compile(definition), opened);
    const states: AccountState[] = [];
    const watch = { tally: beginTally(), ledger: {} };
    for (const step of steps) {
      const fact = deepFreeze(mixFact(step, story));
      states.push(deepFreeze(story.state));
      last = { story, fact };
      const decision = decide(story.program, story.state, fact, deepFreeze(contextOf(story, fact)));
      checkAgain(story, fact, decision);
      checkDecision(story, fact, { decision, watch });
      book(story, fact, decision);
    }
    const account = { id: story.state.id, openedAt: opened };
    same(
      stateBytes(replay(story.program, account, story.journal)),
      stateBytes(story.state),
      "a replay gives the same",
    );
    checkSwept(story, states, sweeps);
  };
  const reporter = (run: fc.RunDetails<[Input]>): void => {
    if (!run.failed) return;
    const [found] = run.counterexample ?? [];
    if (found) retell(() => check(found), found);
    throw new Error(fc.defaultReportMessage({ ...run, counterexample: null } as typeof run), {
      cause: run.errorInstance,
    });
  };
  fc.assert(fc.property(input, check), {
    seed,
    numRuns,
    reporter,
    endOnFailure: process.env["FC_SHRINK"] === "no",
  });
  const accepted = Object.values(taken).reduce((sum, count) => sum + count, 0);
  console.log(`mechanisms together: ${accepted} of ${decided} facts taken`, taken);
  expect(accepted / decided).toBeGreaterThan(0.5);
});

/** The text of the state gives the same bytes. */
function checkAgain(story: Story, fact: Fact, decision: Decision): void {
  const stored = JSON.parse(stateBytes(story.state)) as AccountState;
  const again = decide(story.program, stored, plain(fact), plain(contextOf(story, fact)));
  same(stateBytes(again.state), stateBytes(decision.state), "the stored text gives the same state");
  same(JSON.stringify(again.outcome), JSON.stringify(decision.outcome), "and the same outcome");
}

type Watched = { tally: ReturnType<typeof beginTally>; ledger: Record<string, number> };

function checkDecision(
  story: Story,
  fact: Fact,
  { decision, watch: { tally, ledger } }: { decision: Decision; watch: Watched },
): void {
  const { program, state: before } = story;
  const { state, outcome } = decision;
  decided++;
  if (outcome.refusal) {
    const unchanged = stateBytes({ ...before, version: before.version + 1 });
    same(stateBytes(state), unchanged, "a refusal changes nothing but the version");
    return;
  }
  taken[fact.type] = (taken[fact.type] ?? 0) + 1;
  checkDeadlines(program, state);
  for (const { unit, from, to, amount } of outcome.postings) {
    add(ledger, `${unit} ${from}`, -amount);
    add(ledger, `${unit} ${to}`, amount);
  }
  for (const [unit, { available, pending, held, debt }] of Object.entries(balances(state))) {
    const sums = ["pending", "available", "held"].map((account) => ledger[`${unit} ${account}`] ?? 0);
    same(sums, [pending, available - debt, held], `postings of ${unit} give pending, available and held`);
  }
  checkBooks(state);
  checkEntries(ledger, decision);
  checkMechanisms({ story, tally, fact, before, decision });
}

/** The same facts with the sweep coming by in between: the same account, postings and effects in the end. */
function checkSwept(lazy: Story, states: AccountState[], sweeps: number[]): void {
  const swept = beginStory(lazy.program, lazy.openedAt);
  lazy.journal.forEach(({ fact, outcome }, index) => {
    // A refused fact does not move the account; neither must the sweep then, or the next fact would come late.
    if (!outcome.refusal) sweepUpTo(swept, parseInstant(fact.occurredAt)!, sweeps[index % sweeps.length]!);
    const said = renamed(fact, states[index]!, swept.state);
    book(swept, said, decide(swept.program, swept.state, said, contextOf(swept, said)));
    same(swept.journal.at(-1)!.outcome.refusal?.code, outcome.refusal?.code, "the sweep changes no refusal");
  });
  same(told(swept.state), told(lazy.state), "the sweep makes no difference to the account");
  const of = <T>(story: Story, what: (outcome: Decision["outcome"]) => T[]): T[] =>
    story.journal.flatMap((one) => what(one.outcome));
  const postings = (story: Story): string =>
    unnumbered(JSON.stringify(of(story, (outcome) => outcome.postings)));
  same(postings(swept), postings(lazy), "nor to its postings");
  const effects = (story: Story): string[] =>
    of(story, (outcome) => outcome.effects)
      .map((effect) => JSON.stringify({ ...effect, voucher: "", charge: "" }))
      .sort();
  same(effects(swept), effects(lazy), "nor to its effects");
}

function sweepUpTo(story: Story, at: number, share: number): void {
  const gap = at - story.state.at;
  for (const part of [share / 2, share]) {
    const to = story.state.at + Math.floor(gap * part);
    if (gap <= 0 || to >= at) continue;
    const fact: Fact = { id: `sweep-${story.journal.length}`, type: "time", occurredAt: formatInstant(to) };
    book(story, fact, decide(story.program, story.state, fact));
  }
}

/*
 * Lots, vouchers and charges are named after the journal's entries, of which there are more where the sweep comes by. What
 * they are tells which is which.
 */

const inOrder = (value: object = {}): object =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
const unnumbered = (text: string): string => text.replace(/"\d+\.(points|cash)/g, '"$1');
const textOf = (one: object | undefined): string => unnumbered(JSON.stringify(inOrder(one)));
const textsOf = (of: Record<string, object> = {}): string[] => Object.values(of).map(textOf).sort();

/** What there is the same as mine here; of several that are alike the one of the same rank. */
function counterpart(
  id: string,
  mine: Record<string, object> = {},
  theirs: Record<string, object> = {},
): string {
  const alike = (of: Record<string, object>): string[] =>
    Object.keys(of)
      .sort()
      .filter((other) => textOf(of[other]) === textOf(mine[id]));
  return alike(theirs)[alike(mine).indexOf(id)] ?? "none";
}

function renamed(fact: Fact, state: AccountState, swept: AccountState): Fact {
  const mine = advance(last!.story.program, state, parseInstant(fact.occurredAt)!).state;
  const theirs = advance(last!.story.program, swept, parseInstant(fact.occurredAt)!).state;
  const said = plain(fact) as { of?: { voucher?: string }; charge?: string };
  if (said.of?.voucher) said.of.voucher = counterpart(said.of.voucher, mine.vouchers, theirs.vouchers);
  if (said.charge) said.charge = counterpart(said.charge, mine.charges, theirs.charges);
  return said as Fact;
}

const told = (state: AccountState): unknown => [
  unnumbered(stateBytes({ ...state, version: 0, vouchers: {}, charges: {}, deferred: {} })),
  textsOf(state.deferred),
  textsOf(state.vouchers),
  textsOf(state.charges),
];

/** Prints a failing history as facts, which say more than the steps they were drawn as. */
function retell(run: () => void, { definition }: Input): void {
  try {
    run();
  } catch {
    console.log(JSON.stringify(definition));
    for (const { fact, outcome } of last!.story.journal) {
      const { refusal, postings, effects } = outcome;
      console.log(JSON.stringify(fact), "\n   →", JSON.stringify({ refusal, postings, effects }));
    }
    console.log(JSON.stringify(last!.story.state), "\nlast decided:", JSON.stringify(last!.fact));
  }
}
