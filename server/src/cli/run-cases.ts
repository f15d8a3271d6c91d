/** Runs cases through the engine and says where what came of them differs from what was expected. */
import {
  type Decision,
  decide,
  formatDecimal,
  type Instant,
  makeReplayer,
  type Outcome,
  type Program,
  type Remaining,
  type Replayer,
  type ReturnFact,
  refusalMessage,
  type Version,
} from "@tallystick/core";
import type { Place } from "../import/mapping.ts";
import type { Step } from "./case-facts.ts";
import type { Case, Expectation, ExpectedLot } from "./cases-file.ts";
import { localTime } from "./words.ts";

/** One difference: what was looked at, and the two sides in words. */
export type Difference = { place: Place; what: string; expected: string; found: string };

export type CaseResult = { name: string; line: number; ok: boolean; differences: Difference[] };

type Seen = { program: Program; decision: Decision };

/** What stock and budgets have left, by the limits of the version and the claims of the case so far. */
function makeShelf(): { left: (version: Version) => Remaining; take: (outcome: Outcome) => void } {
  const used = new Map<string, number>();
  const left = (version: Version): Remaining => {
    const limits: Remaining = {};
    for (const { id, stock } of Object.values(version.rewards))
      if (stock !== null) limits[`stock:${id}`] = stock;
    for (const { id, budget } of version.earn) if (budget !== null) limits[`budget:${id}`] = budget;
    for (const key of Object.keys(limits)) limits[key] = limits[key]! - (used.get(key) ?? 0);
    return limits;
  };
  const take = ({ claims }: Outcome): void => {
    for (const { resource, amount } of claims ?? []) used.set(resource, (used.get(resource) ?? 0) + amount);
  };
  return { left, take };
}

/** Runs one case on an account of its own, opened when its first step happens. */
export function runCase(program: Program, { name, place, steps }: Case): CaseResult {
  const differences: Difference[] = [];
  const opened = Math.min(...steps.map(({ step }) => step.at));
  const replayer = makeReplayer(program, "acc_case", opened);
  const shelf = makeShelf();
  for (const { step, expected } of steps) {
    const decision = decideStep({ program, replayer, step, left: shelf.left });
    if (!step.quote) {
      shelf.take(decision.outcome);
      replayer.next({ fact: step.fact, outcome: decision.outcome });
    }
    differences.push(...judge({ program, decision }, step, expected));
  }
  return { name, line: place.line, ok: differences.length === 0, differences };
}

function decideStep(input: {
  program: Program;
  replayer: Replayer;
  step: Step;
  left: (version: Version) => Remaining;
}): Decision {
  const { program, replayer, step } = input;
  const { fact, at } = step;
  const version = program.versions.findLast(({ from }) => from <= at) ?? program.versions[0]!;
  const past = fact.type === "return" ? replayer.past((fact as ReturnFact).of) : undefined;
  return decide(program, replayer.state(), fact, { past, remaining: input.left(version) });
}

/** Everything in which a step differs from its expectation; a step that expects nothing must be taken. */
function judge(seen: Seen, step: Step, then: Expectation | null): Difference[] {
  const { refusal } = seen.decision.outcome;
  const place = then?.refused?.place ?? then?.place ?? step.place;
  const found = refusal ? `${refusal.code}: ${refusalMessage(refusal)}` : "it was taken";
  if (then?.refused) {
    const expected = `refused with ${then.refused.code}`;
    if (refusal?.code !== then.refused.code) return [{ place, what: "refusal", expected, found }];
  } else if (refusal) return [{ place, what: "refusal", expected: "it is taken", found }];
  return then === null ? [] : judgeParts(seen, then);
}

function judgeParts(seen: Seen, then: Expectation): Difference[] {
  const { program, decision } = seen;
  const { outcome, state } = decision;
  const differences: Difference[] = [];
  const compare = (place: Place, what: string, [expected, found]: [string, string]): void => {
    if (expected !== found) differences.push({ place, what, expected, found });
  };
  if (then.earned) compare(then.earned.place, "earned", earnedSides(seen, then.earned.rules));
  for (const { unit, parts, place } of then.balance) {
    for (const [part, expected] of Object.entries(parts)) {
      const found = outcome.balances[unit]?.[part as "available"] ?? 0;
      compare(place, `${part} ${unit}`, [units(program, unit, expected), units(program, unit, found)]);
    }
  }
  for (const { unit, lots, place } of then.lots)
    compare(place, `lots of ${unit}`, lotSides(seen, unit, lots));
  for (const { ladder, level, place } of then.tier) {
    compare(place, `tier ${ladder}`, [level, outcome.tiers[ladder] ?? "none"]);
  }
  if (then.postings) compare(then.postings.place, "postings", postingSides(seen, then.postings.list));
  if (then.due) compare(then.due.place, "next due", [time(program, then.due.at), time(program, state.dueAt)]);
  return differences;
}

const scaleOf = (program: Program, unit: string): number =>
  program.versions.findLast(({ units: all }) => Object.hasOwn(all, unit))?.units[unit]?.scale ?? 0;

const units = (program: Program, unit: string, steps: number): string =>
  formatDecimal(steps, scaleOf(program, unit));

const time = (program: Program, at: Instant | null | undefined): string =>
  at === null || at === undefined ? "never" : localTime(program.zone, at);

/** Both sides in the order of the rules' names. */
function earnedSides({ program, decision }: Seen, expected: Map<string, number>): [string, string] {
  const unitOf = new Map(
    program.versions.flatMap(({ earn }) => earn.map(({ id, unit }) => [id, unit] as const)),
  );
  const found = new Map(
    (decision.outcome.earned ?? [])
      .filter(({ given }) => given !== 0)
      .map(({ rule, given }) => [rule, given]),
  );
  const inWords = (rules: Map<string, number>): string =>
    [...rules]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([rule, steps]) => `${rule} ${units(program, unitOf.get(rule) ?? "", steps)}`)
      .join(", ") || "nothing";
  return [inWords(expected), inWords(found)];
}

/** Both sides lot by lot; of what was found only the parts that the expectation names. */
function lotSides({ program, decision }: Seen, unit: string, expected: ExpectedLot[]): [string, string] {
  const lots = decision.state.units[unit]?.lots ?? [];
  const inWords = (lot: ExpectedLot): string =>
    [
      lot.left === undefined ? "" : units(program, unit, lot.left),
      lot.earned === undefined ? "" : `earned ${time(program, lot.earned)}`,
      lot.expires === undefined ? "" : `expires ${time(program, lot.expires)}`,
      lot.pendingUntil === undefined ? "" : `pending until ${time(program, lot.pendingUntil)}`,
    ]
      .filter((part) => part !== "")
      .join(" ");
  const found = lots.map((lot, i): ExpectedLot => {
    const wanted = expected[i];
    return {
      ...((!wanted || wanted.left !== undefined) && { left: lot.left }),
      ...(wanted?.earned !== undefined && { earned: lot.earnedAt }),
      ...((!wanted || wanted.expires !== undefined) && { expires: lot.expiresAt ?? null }),
      ...(wanted?.pendingUntil !== undefined && { pendingUntil: lot.pendingUntil ?? null }),
    };
  });
  const side = (list: ExpectedLot[]): string => list.map(inWords).join("; ") || "none";
  return [side(expected), side(found)];
}

function postingSides(
  { program, decision }: Seen,
  expected: NonNullable<Expectation["postings"]>["list"],
): [string, string] {
  const keys = ["unit", "from", "to", "amount", "rule", "cause"] as const;
  const inWords = (posting: Partial<Record<(typeof keys)[number], string | number>>): string =>
    keys.flatMap((key) => (posting[key] === undefined ? [] : [`${key} ${posting[key]}`])).join(" ");
  const amount = (unit: string | undefined, steps: number): string => units(program, unit ?? "", steps);
  const wanted = expected.map(({ amount: steps, ...rest }) => ({
    ...rest,
    ...(steps !== undefined && { amount: amount(rest.unit, steps) }),
  }));
  const found = decision.outcome.postings.map((posting, i) => {
    const all = { ...posting, amount: amount(posting.unit, posting.amount) };
    const named = wanted[i] ? keys.filter((key) => key in wanted[i]!) : keys;
    return Object.fromEntries(named.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])));
  });
  const side = (list: object[]): string => list.map(inWords).join("; ") || "none";
  return [side(wanted), side(found)];
}
