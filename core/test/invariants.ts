/**
 * What must hold of an account after every step, whatever the program and whatever happens:
 *
 * 1. Every member ledger account (pending, available, held) equals lots, holds and debt, summed from postings alone.
 * 2. No lot, hold or debt is negative; no debt stands beside units that could be spent; lots lie in spending order.
 * 3. Versions are dense. No deadline at or before the account's present remains; nothing happens before `dueAt`.
 * 4. A refused fact changes nothing but the version. A state given to the engine is never written to.
 * 5. Deciding twice, and deciding from the stored text of the state, gives the same bytes: a quote is the decision.
 * 6. Over all returns of a purchase no more is undone than was given, and all of it once everything is back.
 * 7. No cap, limit, stock or budget is exceeded in the period of the fact's own instant, in any order of facts.
 * 8. What was deferred for units is released or reversed by the time they are gone, to the minor unit.
 * 9. Spending, adjusting and telling who one is never moves a tier; earning never lowers or shortens one.
 */
import { balances, compareLots, stateBytes, tiersOf, versionAt } from "../src/account.ts";
import { advance } from "../src/advance.ts";
import { deadline, periodOf } from "../src/calendar.ts";
import { resourceLimit } from "../src/claims.ts";
import { type DecideContext, decide } from "../src/decide.ts";
import type { Decision, Posting } from "../src/decision.ts";
import { explain } from "../src/explain.ts";
import type { Fact } from "../src/fact.ts";
import { parseInstant } from "../src/instant.ts";
import { ladderProgress } from "../src/ladder-progress.ts";
import { UNTIL_RELEASED } from "../src/lots.ts";
import type { Expiry, Instant } from "../src/program.ts";
import { linesOf, piecesOf } from "../src/spend.ts";
import type { AccountState } from "../src/state.ts";
import { beginStory, book, contextOf, type Story } from "./account-story.ts";
import { checkBooks, checkEntries } from "./book-invariants.ts";
import { checkDeadlines } from "./deadline-invariants.ts";
import { checkRewards, checkTransfer } from "./spending-invariants.ts";
import { add, counterKey, must, same, type Watch } from "./watch.ts";

export const beginWatch = (program: Story["program"], openedAt: Instant): Watch => ({
  story: beginStory(program, openedAt),
  ledger: {},
  used: {},
  held: {},
  accepted: 0,
  now: null,
});

export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Decides a fact on the watched account, books it, and checks all that must hold. */
export function watchedStep(watch: Watch, fact: Fact): Decision {
  const { story } = watch;
  watch.now = fact;
  const before = deepFreeze(story.state);
  const context = deepFreeze(contextOf(story, fact));
  const decision = decide(story.program, before, deepFreeze(fact), context);
  checkSame(story, fact, { before, context, decision });
  must(decision.state.version === before.version + 1, "versions are dense");
  if (decision.outcome.refusal) {
    const unchanged = stateBytes({ ...before, version: before.version + 1 });
    same(stateBytes(decision.state), unchanged, "a refusal changes nothing but the version");
    const { postings, effects, claims = [] } = decision.outcome;
    same([postings, effects, claims], [[], [], []], "a refusal has no consequences");
  } else {
    watch.accepted++;
    checkTime(story, before, decision);
    checkLedger(watch, decision);
    checkEntries(watch.ledger, decision);
    checkTiersUntouched(story, fact, { before, decision });
    checkEarned(watch, fact, decision);
    checkReturn(watch, fact, { before, decision });
    checkRewards(watch, fact, { before, decision });
    checkTransfer(watch, fact, decision);
  }
  checkHoldings(decision.state);
  checkBooks(decision.state);
  book(story, fact, decision);
  checkShared(story, fact, decision);
  return decision;
}

type Step = { before: AccountState; decision: Decision };

/** The same answer again, from the same state, from its text, and as an explanation. */
function checkSame(
  story: Story,
  fact: Fact,
  { before, context, decision }: Step & { context: DecideContext },
): void {
  const text = stateBytes(before);
  const stored = JSON.parse(text) as AccountState;
  same(stateBytes(stored), text, "the text of a state is canonical");
  const again = decide(story.program, stored, plain(fact), plain(context));
  same(stateBytes(again.state), stateBytes(decision.state), "the stored text gives the same state");
  same(JSON.stringify(again.outcome), JSON.stringify(decision.outcome), "and the same outcome");
  const explained = explain(story.program, before, fact, context);
  same(explained.decision.outcome, decision.outcome, "what is explained is what was decided");
  for (const sentence of explained.sentences) {
    must(!/undefined|NaN|null|\[object/.test(sentence), `a sentence for people: ${sentence}`);
  }
}

/** Deadlines: none is left behind, and nothing happens before the next one. */
function checkTime({ program }: Story, before: AccountState, { state, outcome }: Decision): void {
  must(state.at >= before.at, "time does not go back");
  const next = program.versions[state.programVersion];
  must(next === undefined || next.from > state.at, "the version in force governs");
  if (isPlain(program, state))
    same(state.dueAt, expectedDue(program, state), "dueAt is the earliest deadline");
  checkDeadlines(program, state);
  let last = before.at;
  for (const { at } of outcome.postings) {
    must(at >= last && at <= state.at, "postings lie in order of time");
    last = at;
  }
}

/** Whether nothing moves the account but its lots, holds and levels, by terms that every unit has for itself. */
function isPlain(program: Story["program"], state: AccountState): boolean {
  const { life, units } = program.versions[state.programVersion - 1]!;
  if (life || state.life || state.forfeited || state.cards) return false;
  return Object.values(units).every(({ expiry, activity, cleared }) => {
    const all = expiry.kind === "tier" ? [...Object.values(expiry.levels), expiry.otherwise] : [expiry];
    const exempting = all.some((one) => "unless" in one && one.unless !== null);
    const melting = all.some(({ kind }) => kind === "decay") || (expiry.kind === "tier" && expiry.whileHeld);
    const lasting = all.some((one) => one.kind === "inactivity" && one.throughDay);
    return activity === null && cleared.length === 0 && !exempting && !melting && !lasting;
  });
}

function expectedDue(program: Story["program"], state: AccountState): Instant | null {
  const version = program.versions[state.programVersion - 1]!;
  const deadlines: Instant[] = [];
  for (const [unit, { lots }] of Object.entries(state.units)) {
    for (const lot of lots) {
      if (lot.pendingUntil !== undefined && lot.pendingUntil !== UNTIL_RELEASED)
        deadlines.push(lot.pendingUntil);
      if (lot.expiresAt !== undefined) deadlines.push(lot.expiresAt);
    }
    let expiry: Expiry | undefined = version.units[unit]?.expiry;
    if (expiry?.kind === "tier")
      expiry = expiry.levels[state.ladders[expiry.ladder]!.level] ?? expiry.otherwise;
    if (expiry?.kind === "inactivity") {
      const { after } = expiry;
      const silentAt = deadline(program.zone, state.activeAt, after);
      // What was given after so long a silence has a term of its own.
      for (const { earnedAt } of lots) {
        deadlines.push(earnedAt < silentAt ? silentAt : deadline(program.zone, earnedAt, after));
      }
    }
  }
  for (const { lapsesAt } of Object.values(state.holds)) deadlines.push(lapsesAt);
  for (const { until, graceUntil } of Object.values(state.ladders)) {
    const next = graceUntil ?? until;
    if (next !== undefined) deadlines.push(next);
  }
  if (state.referral?.until !== undefined) deadlines.push(state.referral.until);
  return deadlines.length === 0 ? null : Math.min(...deadlines);
}

const MEMBER = ["pending", "available", "held"] as const;

/** Postings alone give the balances. */
function checkLedger({ ledger }: Watch, { state, outcome }: Decision): void {
  for (const posting of outcome.postings) {
    must(Number.isSafeInteger(posting.amount) && posting.amount > 0, "a posting has a positive amount");
    must(posting.from !== posting.to, "a posting moves something");
    add(ledger, `${posting.unit} ${posting.from}`, -posting.amount);
    add(ledger, `${posting.unit} ${posting.to}`, posting.amount);
  }
  const held = balances(state);
  same(outcome.balances, held, "the outcome tells the balances");
  same(outcome.tiers, tiersOf(state), "the outcome tells the tiers");
  for (const [unit, balance] of Object.entries(held)) {
    const sums = MEMBER.map((account) => ledger[`${unit} ${account}`] ?? 0);
    const kept = [balance.pending, balance.available - balance.debt, balance.held];
    same(sums, kept, `postings of ${unit} give pending, available and held`);
    let mayComeBack = 0;
    for (const { parts } of Object.values(state.forfeited ?? {}))
      for (const part of parts) if (part.unit === unit) mayComeBack += part.amount;
    must(mayComeBack <= (ledger[`${unit} forfeited`] ?? 0), "no more comes back than was forfeited");
  }
}

function checkHoldings(state: AccountState): void {
  for (const { lots, debt } of Object.values(state.units)) {
    must(Number.isSafeInteger(debt) && debt >= 0, "no debt is negative");
    for (const { left } of lots) must(Number.isSafeInteger(left) && left > 0, "a lot has something left");
    must(new Set(lots.map(({ id }) => id)).size === lots.length, "there is one lot per id");
    const spendable = lots.some(({ pendingUntil }) => pendingUntil === undefined);
    must(debt === 0 || !spendable, "no debt stands beside spendable units");
    for (const [index, lot] of lots.entries()) {
      must(index === 0 || compareLots(lots[index - 1]!, lot) < 0, "lots lie in spending order");
    }
  }
  for (const { amount, parts, reward } of Object.values(state.holds)) {
    must(
      (amount > 0 || reward !== undefined) &&
        parts.every((part) => part.amount > 0 && (part.owed ?? 0) <= part.amount),
      "a hold holds something",
    );
    same(
      parts.reduce((sum, part) => sum + part.amount, 0),
      amount,
      "a hold is the sum of its parts",
    );
  }
  for (const { buckets } of Object.values(state.ladders)) {
    must(
      buckets.every(
        ([name, amount], index) =>
          Number.isSafeInteger(amount) &&
          amount > 0 &&
          name > (buckets[index - 1]?.[0] ?? Number.NEGATIVE_INFINITY),
      ),
      "what counts towards a tier is positive",
    );
  }
}

const QUIET = new Set(["redeem", "hold", "complete", "cancel", "adjust", "profile", "time", "transfer"]);

function checkTiersUntouched({ program }: Story, fact: Fact, { before, decision }: Step): void {
  if (fact.type === "return") return;
  const byTime = advance(program, before, parseInstant(fact.occurredAt)!).state;
  if (!QUIET.has(fact.type)) {
    const { ladders } = program.versions[byTime.programVersion - 1]!;
    for (const ladder of Object.values(ladders)) {
      const [was, is] = [byTime.ladders[ladder.id]!, decision.state.ladders[ladder.id]!];
      const place = (level: string): number => ladder.levels.findIndex(({ id }) => id === level);
      must(place(is.level) >= place(was.level), "earning lowers no tier");
      const ends = ({ until = Number.POSITIVE_INFINITY }: { until?: Instant }): number => until;
      must(is.level !== was.level || ends(is) >= ends(was), "earning shortens no tier");
    }
    return;
  }
  same(decision.state.ladders, byTime.ladders, `a ${fact.type} moves no tier`);
}

/** Counts what rules gave against their caps, in the period of the fact's own instant. */
function checkEarned({ story, used }: Watch, fact: Fact, decision: Decision): void {
  const { outcome } = decision;
  const at = parseInstant(fact.occurredAt)!;
  const version = versionAt(story.program, at);
  const inFact: Record<string, number> = {};
  for (const { rule, given, exact } of outcome.earned ?? []) {
    must(Number.isSafeInteger(given) && given >= 0, "no rule gives less than nothing");
    must(/^\d+(\/\d+)?$/.test(exact), "the exact amount is a fraction");
    for (const cap of capsNaming(story, rule, at)) {
      const sums = cap.per === "fact" ? inFact : used;
      const key = cap.per === "fact" ? cap.id : counterKey(story, cap, at);
      add(sums, key, given);
      must(given === 0 || sums[key]! <= cap.max, `cap ${key} is kept: ${sums[key]} of ${cap.max}`);
    }
  }
  checkUses(story, decision, at);
  const sums: Record<string, number> = {};
  for (const { unit, given } of outcome.earned ?? []) add(sums, unit, given);
  const issued: Record<string, number> = {};
  for (const { from, unit, amount, rule, cause } of outcome.postings) {
    // What a referral gives is not earned by the fact that made it count.
    if (from === "issued" && rule !== undefined && cause !== "referred") add(issued, unit, amount);
  }
  same(
    issued,
    Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum > 0)),
    "what is given is posted",
  );
  same(outcome.basis?.version ?? version.number, version.number, "the version of then judges");
}

function capsNaming({ program }: Story, rule: string, at: Instant) {
  const version = versionAt(program, at);
  const own = version.earn.find(({ id }) => id === rule)?.caps ?? [];
  return [...own, ...version.caps.filter(({ rules }) => rules.has(rule))];
}

/** Never more undone than given; everything once everything is back. */
function checkReturn({ story, used }: Watch, fact: Fact, { before, decision }: Step): void {
  if (fact.type !== "return" || !("of" in fact) || typeof fact.of !== "string") return;
  const { state, outcome } = decision;
  const told = story.journal.find((one) => one.fact.id === fact.of)!;
  const purchase = story.purchases.find(({ id }) => id === fact.of)!;
  const purchasedAt = parseInstant(purchase.occurredAt)!;
  const earlier = before.returned[fact.of] ?? { lines: {}, undone: {}, spared: {} };
  const now = state.returned[fact.of]!;
  const allBack = linesOf(purchase).every((line) => now.lines[line.id]?.pieces === piecesOf(line));
  const due: Record<string, number> = {};
  for (const { rule, unit, given } of told.outcome.earned ?? []) {
    const undone = now.undone[rule] ?? 0;
    must(undone <= given, `no more of ${rule} is undone than was given`);
    must(!allBack || undone === given, `all of ${rule} is undone when all is back: ${undone} of ${given}`);
    const delta = undone - (earlier.undone[rule] ?? 0);
    must(delta >= 0, "a return takes back and never gives");
    if (delta > 0) add(due, unit, delta);
    for (const cap of capsNaming(story, rule, purchasedAt)) {
      if (cap.per !== "fact") add(used, counterKey(story, cap, purchasedAt), -delta);
    }
  }
  for (const line of linesOf(purchase)) {
    const back = now.lines[line.id];
    if (!back) continue;
    must(back.amount <= line.amount && back.pieces <= piecesOf(line), "no more comes back than was bought");
    must(back.pieces < piecesOf(line) || back.amount === line.amount, "all pieces take all the money");
  }
  const settled: Record<string, number> = {};
  for (const { unit, amount } of [...(outcome.undone ?? []), ...(outcome.spared ?? [])])
    add(settled, unit, amount);
  same(settled, due, "undone and spared are what was due");
  const posted: Record<string, number> = {};
  for (const { to, unit, amount, rule } of outcome.postings) {
    // What a hold had owed for earlier returns names no rule.
    if (to === "returned" && rule !== undefined) add(posted, unit, amount);
  }
  const undone: Record<string, number> = {};
  for (const { unit, amount } of outcome.undone ?? []) add(undone, unit, amount);
  same(posted, undone, "what was undone is posted");
}

/**
 * A rule gives no oftener, and runs at its rate for no more spend, than any version lets it in a period that the account
 * remembers.
 */
function checkUses({ program }: Story, { state }: Decision, at: Instant): void {
  const most = new Map<string, number>();
  const allow = (key: string, max: number): void => {
    most.set(key, Math.max(max, most.get(key) ?? 0));
  };
  for (const { earn } of program.versions) {
    for (const { times, give } of earn) {
      for (const { key, max } of times) allow(key, max);
      const upTo = give.kind === "rate" ? give.upTo : null;
      if (upTo) allow(upTo.key, upTo.max);
    }
  }
  for (const [key, max] of most) {
    const per = key.slice(key.lastIndexOf(":") + 1) as "day";
    const period = periodOf(program.zone, per, at);
    const used = state.counters[key]?.find(([name]) => name === period)?.[1] ?? 0;
    must(used <= max, `${key} is kept: ${used} of ${max}`);
  }
}

/** No claim exceeds its resource. */
function checkShared({ program, used }: Story, fact: Fact, { outcome }: Decision): void {
  const version = versionAt(program, parseInstant(fact.occurredAt)!);
  for (const { resource, amount } of outcome.claims ?? []) {
    must(used[resource]! >= 0, `no more of ${resource} is given back than was taken`);
    if (amount <= 0) continue;
    const limit = resourceLimit(version, resource);
    must(used[resource]! <= limit!, `there is enough of ${resource}`);
  }
}

/** Progress can be told at any time. */
export function checkProgress({ story: { program, state } }: Watch): void {
  for (const { counter, next } of ladderProgress(program, state)) {
    must(counter >= 0 && (next?.missing ?? 0) >= 0, "progress can be told");
  }
}

/** All postings of a story in the order of their booking. */
export const postingsOf = (story: Story): Posting[] =>
  story.journal.flatMap(({ outcome }) => outcome.postings);
