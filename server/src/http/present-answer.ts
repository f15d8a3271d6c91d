/** Answers as callers read them: amounts of units as decimals, instants as texts. */
import {
  type Effect,
  formatDecimal,
  formatInstant,
  type Outcome,
  type Program,
  type RuleOutcome,
  refusalMessage,
} from "@tallystick/core";
import type { Static } from "typebox";
import type { Answer as LedgerAnswer } from "../actions/action-deps.ts";
import type {
  Answer,
  Effect as EffectSchema,
  Posting,
  RuleOutcome as RuleOutcomeSchema,
} from "./answer-schemas.ts";

export type AnswerBody = Static<typeof Answer>;
export type OutcomeBody = Omit<
  AnswerBody,
  "status" | "dryRun" | "fact" | "type" | "occurredAt" | "account" | "version" | "programVersion" | "bookedAt"
>;

const scales = new WeakMap<Program, Map<string, number>>();

/** Decimals of a unit: those of the latest version that has it; none for a unit that no version has. */
function scaleOf(program: Program, unit: string): number {
  let known = scales.get(program);
  if (!known) {
    known = new Map(
      program.versions.flatMap(({ units }) =>
        Object.values(units).map(({ id, scale }) => [id, scale] as const),
      ),
    );
    scales.set(program, known);
  }
  return known.get(unit) ?? 0;
}

/** An amount in steps as an exact decimal. */
export const unitAmount = (program: Program, unit: string, steps: number): string =>
  formatDecimal(steps, scaleOf(program, unit));

/** Members of effects that are amounts of the unit beside them, minor units of money, or instants. */
const OF_UNIT = new Set([
  "units-expired",
  "units-matured",
  "transferred",
  "donated",
  "paid-out",
  "cash-out-offered",
]);
const MONEY = new Set(["worth", "amount"]);
const INSTANTS = new Set(["at", "until", "effective", "earliest", "latest"]);

export function presentEffect(program: Program, effect: Effect): Static<typeof EffectSchema> {
  const shown: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(effect)) {
    if (INSTANTS.has(key)) shown[key] = formatInstant(value as number);
    else if (key === "amount" && "unit" in effect && OF_UNIT.has(effect.type))
      shown[key] = unitAmount(program, effect.unit, value as number);
    else if (MONEY.has(key)) shown[key] = { amount: value, currency: program.currency };
    else shown[key] = value;
  }
  return shown as Static<typeof EffectSchema>;
}

export function presentRule(program: Program, outcome: RuleOutcome): Static<typeof RuleOutcomeSchema> {
  const { rule, unit, given, exact, spend, cut, not, for: cause } = outcome;
  return {
    rule,
    unit,
    given: unitAmount(program, unit, given),
    exact,
    spend: { amount: spend, currency: program.currency },
    ...(cause === undefined ? {} : { for: cause }),
    ...(cut ? { cut: { by: cut.by, wanted: unitAmount(program, unit, cut.wanted) } } : {}),
    ...(not ? { not } : {}),
  };
}

const presentPosting = (
  program: Program,
  { unit, from, to, amount, at, lot, rule, beneficiary, cause }: Outcome["postings"][number],
): Static<typeof Posting> => ({
  unit,
  from,
  to,
  amount: unitAmount(program, unit, amount),
  at: formatInstant(at),
  ...(lot === undefined ? {} : { lot }),
  ...(rule === undefined ? {} : { rule }),
  ...(beneficiary === undefined ? {} : { beneficiary }),
  cause,
});

/** What a decision says. What it keeps for itself, to judge returns by, is not shown. */
export function presentOutcome(program: Program, outcome: Outcome): OutcomeBody {
  const { refusal } = outcome;
  const amount = (unit: string, steps: number): string => unitAmount(program, unit, steps);
  return {
    earned: (outcome.earned ?? []).map((rule) => presentRule(program, rule)),
    undone: (outcome.undone ?? []).map((one) => ({
      rule: one.rule,
      unit: one.unit,
      amount: amount(one.unit, one.amount),
    })),
    spared: (outcome.spared ?? []).map((one) => ({
      unit: one.unit,
      amount: amount(one.unit, one.amount),
      because: one.because,
    })),
    postings: outcome.postings.map((posting) => presentPosting(program, posting)),
    discount:
      outcome.discount === undefined ? null : { amount: outcome.discount, currency: program.currency },
    accounting: (outcome.accounting ?? []).map((entry) => ({
      ...entry,
      amount: { amount: entry.amount, currency: program.currency },
    })),
    effects: outcome.effects.map((effect) => presentEffect(program, effect)),
    balances: Object.fromEntries(
      Object.entries(outcome.balances).map(([unit, { available, pending, held, debt }]) => [
        unit,
        {
          available: amount(unit, available),
          pending: amount(unit, pending),
          held: amount(unit, held),
          debt: amount(unit, debt),
        },
      ]),
    ),
    tiers: outcome.tiers,
    refusal: refusal
      ? { code: refusal.code, message: refusalMessage(refusal), params: refusal.params }
      : null,
  };
}

/** An answer of the ledger, or of a dry run, which has booked nothing. */
export function presentAnswer(program: Program, answer: LedgerAnswer, dryRun: boolean): AnswerBody {
  return {
    status: answer.status,
    dryRun,
    fact: answer.fact.id,
    type: answer.fact.type,
    occurredAt: answer.fact.occurredAt,
    account: answer.account,
    version: answer.version,
    programVersion: answer.programVersion,
    bookedAt: dryRun && answer.status !== "repeated" ? null : answer.bookedAt,
    ...presentOutcome(program, answer.outcome),
  };
}
