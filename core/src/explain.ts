/** Why a fact gave what it gave: every rule that listened, in figures and in sentences. */
import { versionAt } from "./account.ts";
import { advanceDraft, makeDraft } from "./advance.ts";
import { type DecideContext, decide } from "./decide.ts";
import { formatDecimal } from "./decimal.ts";
import type { Decision, Outcome, Posting, RuleOutcome } from "./decision.ts";
import { KNOWN_FACT_TYPES } from "./definition/version-shape.ts";
import { RefusalSignal } from "./draft.ts";
import { earn, isPurchase, toldOf } from "./earn.ts";
import { accountsInWords, lawInWords } from "./explain-law.ts";
import { lifeInWords } from "./explain-life.ts";
import { BUILT_IN_FACT_TYPES, type Fact } from "./fact.ts";
import { formatInstant, parseInstant } from "./instant.ts";
import { planEffectInWords } from "./plan-words.ts";
import type { Program, Version } from "./program.ts";
import { parseRational } from "./rational.ts";
import { noteJoin } from "./referral.ts";
import { refusalMessage } from "./refusal.ts";
import type { SpendLine } from "./spend.ts";
import type { AccountState } from "./state.ts";

export type Explanation = {
  /** The program version that judged the fact. */
  version: { number: number; from: string; note: string | null };
  /** For purchases: what of each line counted, in minor units. */
  spend: { line: string; amount: number; spend: number; excluded: string | null }[];
  /** Every rule that listens to this type of fact, those that gave nothing included. */
  rules: RuleOutcome[];
  decision: Decision;
  /** The same in words, in the order of happening. */
  sentences: string[];
};

/**
 * Decides the fact again from the state before it and tells everything that led to the outcome.
 * @param state the account before the fact, as a replay gives it.
 */
export function explain(
  program: Program,
  state: AccountState,
  fact: Fact,
  context: DecideContext = {},
): Explanation {
  const decision = decide(program, state, fact, context);
  const at = parseInstant(fact.occurredAt)!;
  const version = versionAt(program, at);
  const refused = decision.outcome.refusal !== undefined;
  const { all, lines } = refused ? { all: [], lines: [] } : listen(program, state, fact, context);
  const explanation: Explanation = {
    version: { number: version.number, from: formatInstant(version.from), note: version.note },
    spend: lines.map(({ line, spend, excluded }) => ({
      line: line.id,
      amount: line.amount,
      spend,
      excluded: excluded ?? null,
    })),
    rules: all,
    decision,
    sentences: [],
  };
  explanation.sentences = inWords(program, { version, fact }, explanation);
  return explanation;
}

function listen(
  program: Program,
  state: AccountState,
  fact: Fact,
  context: DecideContext,
): { all: RuleOutcome[]; lines: SpendLine[] } {
  const earns = fact.type === "purchase" || !BUILT_IN_FACT_TYPES.some((type) => type === fact.type);
  if (!earns) return { all: [], lines: [] };
  const at = parseInstant(fact.occurredAt)!;
  const draft = makeDraft(program, state, context.remaining);
  advanceDraft(draft, at);
  try {
    if (fact.type === "join") noteJoin(draft, fact, at);
    const { all, lines } = earn(draft, fact, at);
    return { all: all.map(toldOf), lines: isPurchase(fact) ? lines : [] };
  } catch (error) {
    if (error instanceof RefusalSignal) return { all: [], lines: [] };
    throw error;
  }
}

const NOT_SENTENCES: Record<NonNullable<RuleOutcome["not"]>, string> = {
  when: "its condition was not met",
  lines: "none of the lines is one that it looks at",
  tenders: "it was not paid with what the rule looks at",
  times: "it had been given as often as it may",
  once: "it had been given for the same key before",
  schedule: "it was not open at that time",
  group: "another rule of its group was given instead",
  "nothing-to-count": "there was nothing for it to count",
  cap: "its cap had been reached",
  budget: "its budget had been used up",
};

const SPARED_SENTENCES: Record<NonNullable<Outcome["spared"]>[number]["because"], string> = {
  expired: "they had expired or been forfeited already",
  held: "they are on hold, and are taken when the hold is given back",
  forgiven: "the program forgives what is missing",
};

const REFERRAL_SENTENCES = {
  qualified: "The referral counts; the account of who referred is sent a fact.",
  waiting: "The referral counts once the goods have been kept for long enough.",
  held: "The referral waits for a person to look at it.",
  rejected: "The referral will not count.",
};

function inWords(
  program: Program,
  { version, fact }: { version: Version; fact: Fact },
  { decision, rules, spend }: Explanation,
): string[] {
  const { outcome } = decision;
  const money = (minor: number): string =>
    `${formatDecimal(minor, program.currencyDecimals)} ${program.currency}`;
  const said = [
    `Judged by version ${version.number}${version.note ? ` (${version.note})` : ""} of ${program.name}.`,
  ];
  if (outcome.refusal) return [...said, `Refused: ${refusalMessage(outcome.refusal)}`];
  if (spend.length > 0) {
    const counted = spend.reduce((sum, line) => sum + line.spend, 0);
    const charged = spend.reduce((sum, line) => sum + line.amount, 0);
    const out = spend
      .filter(({ excluded }) => excluded !== null)
      .map(({ line, excluded }) => `${line} (${excluded})`);
    const without = out.length > 0 ? ` Lines that do not count: ${out.join(", ")}.` : "";
    said.push(`Of ${money(charged)} charged, ${money(counted)} counted as spend.${without}`);
  }
  if (!isKnownType(version, fact.type)) {
    said.push(`The program declares no fact type “${fact.type}”: it is kept, and no rule listens to it.`);
  }
  for (const rule of rules) said.push(ruleInWords(version, rule, money));
  for (const { rule, unit, amount } of outcome.undone ?? []) {
    said.push(
      `${units(version, unit, amount)} that rule “${rule}” had given for the returned lines were taken back.`,
    );
  }
  for (const { unit, amount, because } of outcome.spared ?? []) {
    const why = SPARED_SENTENCES[because];
    said.push(`${units(version, unit, amount)} were not taken back: ${why}.`);
  }
  for (const sentence of postingsInWords(version, fact, outcome)) said.push(sentence);
  for (const sentence of spendingInWords(version, outcome, money)) said.push(sentence);
  for (const sentence of lifeInWords(version, fact, outcome.effects)) said.push(sentence);
  for (const sentence of lawInWords(program, version, outcome)) said.push(sentence);
  for (const sentence of accountsInWords(version, outcome, money)) said.push(sentence);
  for (const effect of outcome.effects) {
    if (effect.type === "tier-changed")
      said.push(`On ladder “${effect.ladder}”: from ${effect.from} to ${effect.to}.`);
    if (effect.type === "referral-changed") said.push(REFERRAL_SENTENCES[effect.to]);
    const ofPlans = planEffectInWords(version, effect, money);
    if (ofPlans !== null) said.push(ofPlans);
  }
  return said;
}

/** Whether the engine or the program knows the type; any other is kept and does nothing, such as one that is misspelt. */
const isKnownType = (version: Version, type: string): boolean =>
  KNOWN_FACT_TYPES.includes(type) || Object.hasOwn(version.facts, type);

function units(version: Version, unit: string, steps: number): string {
  const terms = version.units[unit];
  const amount = formatDecimal(steps, terms?.scale ?? 0);
  return `${amount} ${Number(amount) === 1 ? (terms?.one ?? unit) : (terms?.many ?? unit)}`;
}

/** "12.75": an exact amount in units, to six decimals where it has more. */
function exactUnits(version: Version, { unit, exact }: RuleOutcome): string {
  const amount = parseRational(exact);
  if (!amount) return exact;
  const value = Number(amount.num) / Number(amount.den) / 10 ** (version.units[unit]?.scale ?? 0);
  return String(Number(value.toFixed(6)));
}

function ruleInWords(version: Version, rule: RuleOutcome, money: (minor: number) => string): string {
  if (rule.not) return `Rule “${rule.rule}” gave nothing: ${NOT_SENTENCES[rule.not]}.`;
  const terms = version.earn.find(({ id }) => id === rule.rule);
  const on = rule.spend > 0 ? ` on ${money(rule.spend)}` : "";
  const exact = exactUnits(version, rule);
  const rounded = terms && Number(exact) !== rule.given / 10 ** (version.units[rule.unit]?.scale ?? 0);
  const how = rounded && !rule.cut ? ` (${exact} exactly, rounding: ${terms.rounding})` : "";
  const cut = rule.cut ? `, cut from ${units(version, rule.unit, rule.cut.wanted)} by ${rule.cut.by}` : "";
  const to = rule.for === undefined ? "" : ` to “${version.causes[rule.for]?.name ?? rule.for}”`;
  return `Rule “${rule.rule}” gave ${units(version, rule.unit, rule.given)}${to}${on}${how}${cut}.`;
}

/** What came of units that were spent: off the basket, to a cause, to a partner. */
function spendingInWords(version: Version, outcome: Outcome, money: (minor: number) => string): string[] {
  const said: string[] = [];
  if (outcome.discount) said.push(`${money(outcome.discount)} came off the basket.`);
  for (const effect of outcome.effects) {
    if (effect.type === "donated") {
      const { cause, unit, amount, worth } = effect;
      const stand = worth === undefined ? "" : `, which stand for ${money(worth)},`;
      const name = version.causes[cause]?.name ?? cause;
      said.push(`${units(version, unit, amount)}${stand} were given to “${name}”.`);
    }
    if (effect.type === "transferred") {
      const { partner, unit, amount, received } = effect;
      const to = version.partners[partner];
      const arrive = `${received} ${to?.receives.name ?? "units"}`;
      said.push(
        `${units(version, unit, amount)} left for “${to?.name ?? partner}” for good, and ${arrive} arrive there.`,
      );
    }
  }
  return said;
}

/** What moved that no rule of the fact's own speaks of: spending, holding, time, and what days and referrals give. */
function postingsInWords(version: Version, fact: Fact, { postings }: Outcome): string[] {
  const sums = new Map<string, Posting>();
  for (const posting of postings) {
    if (posting.rule !== undefined && (posting.cause === fact.type || posting.from !== "issued")) continue;
    const key = `${posting.rule ?? ""} ${posting.cause} ${posting.unit} ${posting.from} ${posting.to}`;
    const sum = sums.get(key);
    sums.set(key, sum ? { ...sum, amount: sum.amount + posting.amount } : posting);
  }
  return [...sums.values()].map(({ cause, unit, amount, from, to, rule }) =>
    rule === undefined
      ? `${units(version, unit, amount)} went from ${from} to ${to} (${cause}).`
      : `Rule “${rule}” gave ${units(version, unit, amount)} (${cause}).`,
  );
}
