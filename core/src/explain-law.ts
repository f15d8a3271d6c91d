/** What the law and the accounts had to do with a decision, in sentences. */
import { formatDecimal } from "./decimal.ts";
import type { AccountingEntry, Effect, Outcome } from "./decision.ts";
import { formatDate } from "./instant.ts";
import type { Instant, Program, Version } from "./program.ts";

type Spoken = Extract<Effect, { type: "notice-due" | "cash-out-offered" | "paid-out" }>;

const ABOUT: Record<Extract<Effect, { type: "notice-due" }>["about"], string> = {
  expiry: "the expiry",
  closure: "the closing",
  terms: "new terms",
  renewal: "the renewal",
};

/** Notices that are to be sent, and money that is offered or paid out. */
export function lawInWords(program: Program, version: Version, { effects }: Outcome): string[] {
  const day = (at: Instant): string => formatDate(program.zone.local(at));
  return effects.flatMap((effect) =>
    effect.type === "notice-due" || effect.type === "cash-out-offered" || effect.type === "paid-out"
      ? [spoken(effect, { program, version, day })]
      : [],
  );
}

function spoken(
  effect: Spoken,
  { program, version, day }: { program: Program; version: Version; day: (at: Instant) => string },
): string {
  if (effect.type === "notice-due") {
    const { about, effective, earliest, latest, for: whose } = effect;
    const window =
      latest === undefined ? "" : `, to be sent from ${day(earliest ?? effect.at)} to ${day(latest)}`;
    const of = version.units[whose]?.many ?? whose;
    return `A notice of ${ABOUT[about]} of ${of} on ${day(effective)} is due${window}.`;
  }
  const amount = formatDecimal(effect.amount, version.units[effect.unit]?.scale ?? 0);
  const money = `${amount} ${program.currency}`;
  return effect.type === "paid-out"
    ? `${money} were paid out in cash.`
    : `The balance of ${money} is so small that the member can have it in cash.`;
}

const ENTRIES: Record<AccountingEntry["kind"], string> = {
  deferred: "of the price was deferred",
  released: "of what was deferred became revenue",
  reversed: "of what was deferred was reversed with the returned goods",
  "promotional-cost": "are the cost of units that were given without a sale",
  "partner-liability": "are owed for units that a partner pays for",
  "partner-settled": "of what is owed for a partner’s units was settled",
};

/** What revenue accounting made of it. */
export const accountsInWords = (
  version: Version,
  { accounting = [] }: Outcome,
  money: (minor: number) => string,
): string[] =>
  accounting.map(({ kind, unit, amount }) =>
    kind === "released" && amount < 0
      ? `${money(-amount)} that had become revenue is deferred again for ${manyOf(version, unit)}: more is expected to be redeemed than was.`
      : `${money(amount)} ${ENTRIES[kind]} (${manyOf(version, unit)}).`,
  );

const manyOf = (version: Version, unit: string): string => version.units[unit]?.many ?? unit;
