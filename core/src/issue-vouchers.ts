/** The rules that issue vouchers, at work. */

import { versionAt } from "./account.ts";
import { isOpen } from "./calendar.ts";
import { claim, leftOf, noteShort, onceKey } from "./claims.ts";
import { count, countIn, roomOf } from "./counters.ts";
import type { Draft } from "./draft.ts";
import { DRAW_RANGE, drawNumbers } from "./draw.ts";
import type { Fact } from "./fact.ts";
import { factContext } from "./fact-context.ts";
import type { ConditionContext, Instant, LimitedPeriod, Version } from "./program.ts";
import type { Draw, IssueRule } from "./terms/vouchers-terms.ts";
import { issueVoucher } from "./vouchers.ts";

const indexes = new WeakMap<Version, Map<string, IssueRule[]>>();

/** The issue rules that listen to facts of a type, in the definition's order. */
function issuersFor(version: Version, type: string): IssueRule[] {
  let index = indexes.get(version);
  if (!index) {
    index = new Map();
    for (const rule of version.issue) {
      for (const one of rule.on) index.set(one, [...(index.get(one) ?? []), rule]);
    }
    indexes.set(version, index);
  }
  return index.get(type) ?? [];
}

const timesCounter = (rule: string, per: LimitedPeriod): string => `issue:${rule}:${per}`;
/** Where the draws of a rule are counted: not by the journal's versions, which grow whenever somebody looks. */
const drawCounter = (rule: string): string => `draw:${rule}`;

/**
 * Issues what the program's rules give for a fact. They see the account as the fact's earning has left it; the purchase
 * itself is not among its purchases yet.
 */
export function issueVouchers(draft: Draft, fact: Fact, at: Instant): void {
  const { program } = draft;
  const version = versionAt(program, at);
  const rules = issuersFor(version, fact.type);
  if (rules.length === 0) return;
  const { zone } = program;
  let context: ConditionContext | null = null;
  const seen = (): ConditionContext => {
    context ??= factContext(draft, fact, at);
    return context;
  };
  for (const rule of rules) {
    if (rule.schedule && !isOpen(zone, rule.schedule, at)) continue;
    if (rule.when && !rule.when.test(seen())) continue;
    const full = rule.times.some(
      ({ max, per }) => roomOf(draft, { key: timesCounter(rule.id, per), max, per }, at) < 1,
    );
    if (full) continue;
    const given = "chance" in rule.gives ? drawn(draft, rule.id, rule.gives) : rule.gives;
    if (!given || !claimAll(draft, rule, seen)) continue;
    for (const { per } of rule.times)
      count(draft, { key: timesCounter(rule.id, per), per }, { amount: 1, at });
    issueVoucher(draft, given.voucher, { by: rule.id, count: given.count, at });
  }
}

/** Claims what the rule shares with other accounts; false, and noted, where something of it is used up. */
function claimAll(draft: Draft, rule: IssueRule, seen: () => ConditionContext): boolean {
  const wanted: string[] = [];
  if (rule.stock !== null) wanted.push(`issue:${rule.id}`);
  if (rule.once) {
    const key = rule.once.value(seen()) || `account ${draft.state.id}`;
    wanted.push(onceKey(`issue ${rule.id}`, key));
  }
  const short = wanted.find((resource) => (leftOf(draft, resource) ?? 1) < 1);
  if (short !== undefined) {
    noteShort(draft, short);
    return false;
  }
  for (const resource of wanted) claim(draft, resource, 1);
  return true;
}

/** What a draw wins, if anything: kept in the outcome, so that it can be shown fair once the seed is told. */
function drawn(draft: Draft, rule: string, { chance, of }: Draw): { voucher: string; count: number } | null {
  const { program, state } = draft;
  const number = countIn(draft, { key: drawCounter(rule), period: "ever" }, 1);
  const [whether, what] = drawNumbers({ seed: program.seed, account: state.id, number, rule });
  const won = BigInt(whether) * chance.den < chance.num * BigInt(DRAW_RANGE);
  const total = of.reduce((sum, { weight }) => sum + weight, 0);
  // Whole numbers throughout: a weight's share of the range is exact.
  let place = (BigInt(what) * BigInt(total)) / BigInt(DRAW_RANGE);
  let voucher = of.at(-1)!.voucher;
  for (const { voucher: id, weight } of of) {
    if (place < BigInt(weight)) {
      voucher = id;
      break;
    }
    place -= BigInt(weight);
  }
  draft.draws.push({ rule, numbers: [whether, what], won: won ? voucher : null });
  return won ? { voucher, count: 1 } : null;
}
