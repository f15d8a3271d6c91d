/** Gates: what has to hold of a fact before it is taken at all. */

import { versionAt } from "./account.ts";
import { claim, leftOf, noteShort, onceKey } from "./claims.ts";
import { count, roomOf } from "./counters.ts";
import { type Draft, refuse } from "./draft.ts";
import type { Fact, PurchaseFact } from "./fact.ts";
import { factContext } from "./fact-context.ts";
import { parseDate, parseInstant } from "./instant.ts";
import type { ConditionContext, Instant, Version } from "./program.ts";
import { linesOf } from "./spend.ts";
import type { Sale } from "./state.ts";
import type { BoughtTerms, Gate } from "./terms/gates-terms.ts";

/** Why a gate is shut, and what is said where the program has no sentence of its own. */
const REASONS = {
  when: "Its condition is not met.",
  undated: "The date that it asks for is missing or cannot be read.",
  future: "It speaks of something that has not happened yet.",
  age: "It speaks of something too long ago.",
  day: "There were as many in a day as it lets pass.",
  week: "There were as many in a week as it lets pass.",
  month: "There were as many in a month as it lets pass.",
  year: "There were as many in a year as it lets pass.",
  lifetime: "There were as many as it lets pass.",
  once: "It has been used before.",
  bought: "The sale is on the account already.",
} as const;

/** How many sales are remembered for gates at the most. */
const SALES_KEPT = 100;

type Index = { byType: Map<string, Gate[]>; remembering: Gate[] };
const indexes = new WeakMap<Version, Index>();

function indexOf(version: Version): Index {
  let index = indexes.get(version);
  if (!index) {
    index = { byType: new Map(), remembering: version.gates.filter((gate) => gate.unlessBought) };
    indexes.set(version, index);
  }
  return index;
}

function gatesFor(version: Version, type: string): Gate[] {
  const { byType } = indexOf(version);
  let gates = byType.get(type);
  if (!gates) {
    gates = version.gates.filter((gate) => gate.on.has(type));
    byType.set(type, gates);
  }
  return gates;
}

type Passing = { gate: Gate; context: ConditionContext; at: Instant };

/**
 * Refuses, with gate-shut, a fact that a gate of the program shuts out, and counts one that passes. Judged by the
 * program version of the fact's instant.
 */
export function passGates(draft: Draft, fact: Fact, at: Instant): void {
  const version = versionAt(draft.program, at);
  if (version.gates.length === 0) return;
  const gates = gatesFor(version, fact.type);
  if (gates.length > 0) {
    const context = factContext(draft, fact, at);
    for (const gate of gates) pass(draft, { gate, context, at });
  }
  const { remembering } = indexOf(version);
  if (fact.type === "purchase" && remembering.length > 0) {
    rememberSale(draft, fact as PurchaseFact, { at, remembering });
  }
}

function shut({ id, says }: Gate, reason: keyof typeof REASONS): never {
  return refuse("gate-shut", { gate: id, reason, says: says ?? REASONS[reason] });
}

function pass(draft: Draft, passing: Passing): void {
  const { gate, context, at } = passing;
  if (gate.when && !gate.when.test(context)) shut(gate, "when");
  if (gate.age) checkAge(draft, gate, passing);
  if (gate.unlessBought && isBought(draft, gate.unlessBought, context)) shut(gate, "bought");
  const counted = gate.countedOn && momentOf(draft, gate.countedOn.value(context));
  const value = gate.limitsBy ? `:${gate.limitsBy.value(context).slice(0, 200)}` : "";
  const on = counted?.at ?? at;
  for (const { max, per } of gate.limits) {
    const key = `gate:${gate.id}:${per}${value}`;
    if (roomOf(draft, { key, max, per }, on) < 1) shut(gate, per);
    count(draft, { key, per }, { amount: 1, at: on });
  }
  if (gate.once) passOnce(draft, gate, gate.once.value(context));
}

function passOnce(draft: Draft, gate: Gate, key: string): void {
  // A name that no earn rule can have, so that their keys stay apart.
  const resource = onceKey(`gate ${gate.id}`, key || `account ${draft.state.id}`);
  if ((leftOf(draft, resource) ?? 1) < 1) {
    noteShort(draft, resource);
    shut(gate, "once");
  }
  claim(draft, resource, 1);
}

/** What a text says of time: a local day or an instant; null where it says neither. */
type Moment = { at: Instant; day: number; wholeDay: boolean };

function momentOf({ program: { zone } }: Draft, text: string): Moment | null {
  const day = parseDate(text);
  if (day !== null) return { at: zone.startOfDay(day), day, wholeDay: true };
  const at = parseInstant(text);
  return at === null ? null : { at, day: zone.dayOf(at), wholeDay: false };
}

function checkAge(draft: Draft, gate: Gate, { context, at }: Passing): void {
  const { of, most } = gate.age!;
  const { zone } = draft.program;
  const moment = momentOf(draft, of.value(context)) ?? shut(gate, "undated");
  const today = zone.dayOf(at);
  if (moment.wholeDay ? moment.day > today : moment.at > at) shut(gate, "future");
  const last = zone.plus(moment.at, most);
  const exact = most.unit === "minute" || most.unit === "hour";
  if (exact ? at > last : today > zone.dayOf(last)) shut(gate, "age");
}

function isBought(draft: Draft, { on, channel, amount }: BoughtTerms, context: ConditionContext): boolean {
  const day = momentOf(draft, on.value(context))?.day;
  const asked = channel?.value(context);
  const total = amount?.value(context);
  return (draft.state.sales ?? []).some(
    (sale) =>
      sale.day === day &&
      // A sale that names no channel can be any.
      (asked === undefined || sale.channel === "" || sale.channel === asked) &&
      (total === undefined || (total.den === 1n && total.num === BigInt(sale.amount))),
  );
}

/** Keeps of a sale what gates ask for, as long as any of them may. */
function rememberSale(
  draft: Draft,
  purchase: PurchaseFact,
  { at, remembering }: { at: Instant; remembering: Gate[] },
): void {
  const { state, program } = draft;
  const { zone } = program;
  const amount = linesOf(purchase).reduce((sum, line) => sum + line.amount, 0);
  const made: Sale = { amount, channel: purchase.channel ?? "", day: zone.dayOf(at) };
  let since = Number.POSITIVE_INFINITY;
  for (const { age } of remembering)
    since = Math.min(since, age ? zone.dayOf(zone.minus(state.at, age.most)) : made.day);
  const same = (sale: Sale): boolean =>
    sale.day === made.day && sale.channel === made.channel && sale.amount === made.amount;
  const others = (state.sales ?? []).filter((sale) => sale.day >= since && !same(sale));
  const kept = made.day >= since ? [...others, made] : others;
  if (kept.length > 0) state.sales = kept.slice(-SALES_KEPT);
  else delete state.sales;
}
