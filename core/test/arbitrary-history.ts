/**
 * Random histories. A drawn step says roughly what happens ("spend a third of what is there, a day later"); it becomes
 * a concrete fact only when its turn comes, in sight of the account as it then is, so that most facts make sense.
 */
import fc from "fast-check";
import { balanceOf, versionAt } from "../src/account.ts";
import { dueAt } from "../src/advance.ts";
import { isOpen } from "../src/calendar.ts";
import { formatDecimal } from "../src/decimal.ts";
import type { Fact, HoldFact, Line, LineKind, PurchaseFact, Redeemable, RedeemFact } from "../src/fact.ts";
import { daysFromCivil, formatInstant } from "../src/instant.ts";
import { stepsWorth } from "../src/pay-with-units.ts";
import type { PayTerms, Program, Reward } from "../src/program.ts";
import { linesOf, piecesOf } from "../src/spend.ts";
import type { AccountState } from "../src/state.ts";
import { LIFE_KINDS, lifeFact, onCard } from "./arbitrary-life.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

const line = fc.record({
  kind: fc.constantFrom<LineKind | undefined>(
    undefined,
    undefined,
    undefined,
    "item",
    "shipping",
    "tip",
    "tax",
    "gift-card",
  ),
  category: fc.constantFrom(undefined, "coffee", "coffee", "tobacco"),
  quantity: fc.constantFrom(undefined, 1, 2, 3, 0.25, 1.333),
  amount: fc.oneof(
    fc.integer({ min: 0, max: 3000 }),
    fc.integer({ min: 0, max: 30_000 }),
    fc.constantFrom(0, 1, 99, 100),
  ),
  discount: fc.constantFrom(undefined, undefined, 0, 150),
  tax: fc.constantFrom(undefined, undefined, 33),
});

const move = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("minutes" as const), by: fc.integer({ min: 0, max: 900 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("days" as const), by: fc.integer({ min: 1, max: 45 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("days" as const), by: fc.integer({ min: 46, max: 400 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("due" as const), by: fc.integer({ min: -1, max: 1 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("boundary" as const), by: fc.integer({ min: 0, max: 20 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("late" as const),
      by: fc.integer({ min: 1, max: 60 * 24 * 80 }),
    }),
  },
);

const KINDS = [
  ...Array<"purchase">(8).fill("purchase"),
  ...Array<"return">(4).fill("return"),
  ...Array<"redeem">(4).fill("redeem"),
  ...[
    "hold",
    "hold",
    "transfer",
    "transfer",
    "complete",
    "cancel",
    "adjust",
    "adjust",
    "profile",
    "visit",
    "visit",
    "join",
    "check-in",
    "time",
  ],
  ...LIFE_KINDS,
] as const;

const step = fc.record({
  kind: fc.constantFrom(...KINDS),
  move,
  /** Two free choices between 0 and 1; what they choose depends on the kind. */
  pick: fc.integer({ min: 0, max: 999 }).map((n) => n / 1000),
  share: fc.integer({ min: 1, max: 1000 }).map((n) => n / 1000),
  lines: fc.array(line, { minLength: 1, maxLength: 4 }),
  bare: fc.boolean(),
  points: fc.constantFrom(0, 0, 0, 500, 5000),
  channel: fc.constantFrom(undefined, "web", "till"),
  party: fc.constantFrom(undefined, 1, 3),
});

export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

export const arbitraryHistory = (maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(step, { minLength: 1, maxLength, size: "max" });

/** The account as a step sees it: its state, and the purchases booked so far. */
export type Scene = { program: Program; state: AccountState; purchases: PurchaseFact[]; index: number };

/** Days on which clocks change somewhere, leap days, and ends of months, quarters and years. */
const BOUNDARY_DAYS = [
  [1, 1],
  [2, 28],
  [3, 1],
  [3, 9],
  [3, 30],
  [4, 1],
  [4, 25],
  [7, 1],
  [10, 26],
  [10, 31],
  [11, 2],
  [12, 31],
] as const;

function instantOf({ move: { kind, by } }: Step, { program, state }: Scene): number {
  switch (kind) {
    case "minutes":
      return state.at + by * MINUTE;
    case "days":
      return state.at + by * DAY;
    case "late":
      return state.at - by * MINUTE;
    case "due": {
      const due = dueAt(program, state);
      return due === null || due - state.at > 500 * DAY ? state.at + 7 * DAY : Math.max(state.at, due + by);
    }
    case "boundary": {
      const [month, day] = BOUNDARY_DAYS[by % BOUNDARY_DAYS.length]!;
      const now = program.zone.local(state.at);
      const inYear = (year: number): number => daysFromCivil(year, month, day);
      const days = inYear(now.year) > now.days ? inYear(now.year) : inYear(now.year + 1);
      return Math.max(state.at, program.zone.startOfDay(days) + (by % 3) - 1);
    }
  }
}

const chosen = <T>(from: readonly T[], pick: number): T | undefined => from[Math.floor(pick * from.length)];

function purchase(step: Step, base: { id: string; occurredAt: string }, { state }: Scene): PurchaseFact {
  const fact: PurchaseFact = { ...base, type: "purchase" };
  if (step.bare) fact.amount = step.lines[0]!.amount;
  else {
    fact.lines = step.lines.map((drawn, index) => {
      const made: Line = { id: `l${index}`, amount: drawn.amount };
      if (drawn.kind !== undefined) made.kind = drawn.kind;
      if (drawn.category !== undefined) made.category = drawn.category;
      if (drawn.quantity !== undefined) made.quantity = drawn.quantity;
      if (drawn.discount !== undefined) made.discount = drawn.discount;
      if (drawn.tax !== undefined) made.tax = drawn.tax;
      return made;
    });
  }
  if (step.points > 0)
    fact.tenders = [
      { type: "points", amount: step.points },
      { type: "card", amount: 1000 },
    ];
  if (step.channel !== undefined) fact.channel = step.channel;
  if (step.party !== undefined) fact.data = { party: step.party };
  return Object.assign(fact, onCard(state, step));
}

/** A return of some, most or all of what is left of a purchase. */
function returned(
  step: Step,
  base: { id: string; occurredAt: string },
  { state, purchases }: Scene,
): Fact | null {
  const of = chosen(purchases, step.pick);
  if (!of) return null;
  const back = state.returned[of.id]?.lines ?? {};
  const left = linesOf(of).map((one) => ({
    line: one.id,
    amount: one.amount - (back[one.id]?.amount ?? 0),
    pieces: piecesOf(one) - (back[one.id]?.pieces ?? 0),
  }));
  const total = left.reduce((sum, { amount }) => sum + amount, 0);
  if (left.every(({ pieces }) => pieces === 0)) return null;
  const mode = step.lines.length + (step.bare ? 4 : 0);
  const fact: Fact = { ...base, type: "return", of: of.id };
  if (mode <= 2 && total > 0) return { ...fact, amount: Math.max(1, Math.round(total * step.share)) };
  if (mode >= 7) return fact;
  const open = left.filter(({ pieces }) => pieces > 0).slice(0, 1 + (mode % 3));
  return {
    ...fact,
    lines: open.map(({ line: id, amount, pieces }, index) => {
      if ((mode + index) % 3 === 0 && amount > 0)
        return { line: id, amount: Math.max(1, Math.round(amount * step.share)) };
      if ((mode + index) % 3 === 1)
        return { line: id, quantity: Math.max(1, Math.round(pieces * step.share)) / 1000 };
      return { line: id };
    }),
  };
}

/** Small baskets often: what units are worth covers them whole. */
const basketOf = (step: Step): number =>
  step.party !== 1 ? step.lines.reduce((sum, { amount }) => sum + amount, 400) : step.lines[0]!.amount % 90;

function spending(step: Step, base: { id: string; occurredAt: string }, scene: Scene): Fact | null {
  const { program, state } = scene;
  const version = versionAt(program, Date.parse(base.occurredAt));
  const type = step.kind === "hold" ? "hold" : "redeem";
  const basket = basketOf(step);
  const at = Date.parse(base.occurredAt);
  // Now and then one that is not on offer.
  const affordable = Object.values(version.rewards).filter(
    ({ unit, cost, pays, donates, schedule }) =>
      balanceOf(state, unit).available >=
        (pays ? (donates || !pays.whole ? leastPaid(pays) : stepsWorth(pays, basket)) : cost) &&
      (step.share > 0.9 || schedule === null || isOpen(program.zone, schedule, at)),
  );
  const reward = chosen(affordable, step.pick);
  if (reward && (step.bare || step.points > 0)) {
    const fact: RedeemFact | HoldFact = { ...base, type, of: redeemable(step, reward, scene), basket };
    if (step.party !== undefined) fact.transaction = `sale-${step.party}`;
    if (reward.donates) fact.cause = "meals";
    return fact;
  }
  const units = Object.keys(state.units).filter((unit) => balanceOf(state, unit).available > 0);
  const unit = chosen(units, step.pick);
  if (unit === undefined) return null;
  // Now and then a little more than there is.
  const amount = Math.max(1, Math.round(balanceOf(state, unit).available * step.share * 1.05));
  return { ...base, type, of: { unit, amount: formatDecimal(amount, version.units[unit]!.scale) }, basket };
}

const leastPaid = (pays: PayTerms): number =>
  Math.ceil(Math.max(pays.minimum, stepsWorth(pays, 1)) / pays.step) * pays.step;

/** One or more of a reward; of one that is paid with any amount, as many units as make sense, or as many as it takes. */
function redeemable(step: Step, { id, unit, pays, donates }: Reward, { program, state }: Scene): Redeemable {
  if (!pays) return step.points > 500 ? { reward: id, quantity: 2 } : { reward: id };
  const { available } = balanceOf(state, unit);
  const needed = donates ? available : stepsWorth(pays, basketOf(step));
  if (!donates && (pays.whole || (step.points === 0 && needed <= available))) return { reward: id };
  const wanted = Math.min(available, needed) * step.share;
  const amount = Math.max(leastPaid(pays), Math.floor(wanted / pays.step) * pays.step);
  return { reward: id, amount: formatDecimal(amount, versionAt(program, state.at).units[unit]!.scale) };
}

function transferring(step: Step, base: { id: string; occurredAt: string }, scene: Scene): Fact | null {
  const { program, state } = scene;
  const at = Date.parse(base.occurredAt);
  const version = versionAt(program, at);
  const open = Object.values(version.partners).filter(
    ({ unit, minimum, step: by, ratio, schedule }) =>
      balanceOf(state, unit).available >= Math.max(minimum, by, Number(ratio.den / ratio.num)) &&
      (step.share > 0.9 || schedule === null || isOpen(program.zone, schedule, at)),
  );
  const partner = chosen(open, step.pick);
  if (!partner) return null;
  const { unit, minimum, step: by, limits } = partner;
  const most = Math.min(balanceOf(state, unit).available, ...limits.map(({ max }) => max));
  const wanted = Math.max(minimum, most * step.share);
  const amount = formatDecimal(Math.ceil(wanted / by) * by, version.units[unit]!.scale);
  return { ...base, type: "transfer", partner: partner.id, amount };
}

/** The fact that a step comes to, in its scene. A step that makes no sense there becomes a purchase. */
export function factOf(step: Step, scene: Scene): Fact {
  const { program, state, index } = scene;
  const base = { id: `f${index}`, occurredAt: formatInstant(instantOf(step, scene)) };
  const instead = (): Fact => purchase(step, base, scene);
  const hold = chosen(Object.keys(state.holds), step.pick);
  switch (step.kind) {
    case "purchase":
      return instead();
    case "return":
      return returned(step, base, scene) ?? instead();
    case "redeem":
    case "hold":
      return spending(step, base, scene) ?? instead();
    case "transfer":
      return transferring(step, base, scene) ?? instead();
    case "complete": {
      if (hold === undefined) return instead();
      const { unit, amount, reward } = state.holds[hold]!;
      const fact: Fact = { ...base, type: "complete", hold };
      if (reward !== undefined || step.bare) return fact;
      const part = Math.max(1, Math.round(amount * step.share));
      return { ...fact, amount: formatDecimal(part, versionAt(program, state.at).units[unit]!.scale) };
    }
    case "cancel":
      return hold === undefined ? instead() : { ...base, type: "cancel", hold };
    case "adjust": {
      const unit = step.pick < 0.7 ? "points" : "stars";
      const amount = formatDecimal(
        Math.ceil(step.share * 90),
        versionAt(program, state.at).units[unit]!.scale,
      );
      return {
        ...base,
        type: "adjust",
        unit,
        amount: step.bare ? `-${amount}` : amount,
        reason: "test",
        actor: "tester",
      };
    }
    case "profile":
      return {
        ...base,
        type: "profile",
        attributes: step.bare ? { staff: step.pick > 0.5 } : { city: "Porto", staff: null },
      };
    case "time":
      return { ...base, type: "time" };
    case "card":
    case "release":
    case "forfeit":
    case "reinstate":
    case "close":
      return lifeFact(step.kind, base, { state, drawn: step }) ?? instead();
    default:
      return { ...base, type: step.kind, ...(step.channel === undefined ? {} : { channel: step.channel }) };
  }
}
