/**
 * An independent oracle for simple programs: an account told again from the whole history for every question, in plain
 * loops over days and facts, with decimals as bigint fractions. It shares no code with the engine, knows only UTC, and
 * is as slow as it is simple.
 *
 * What it knows: one unit; one rate or fixed rule on purchases; rounding down, half up, half even, or carried; one cap
 * by day, month or for ever; lots that are pending for some days, and expire some months after, or at the end of the
 * month then; spending oldest first; debt; returns of amounts; levels by the year's spend, held to the end of the next.
 */

export type OracleProgram = {
  /** Units per 1.00, as a fraction; or a fixed amount per purchase. */
  give: { num: bigint; den: bigint } | { fixed: bigint };
  rounding: "floor" | "half-up" | "half-even" | "carry";
  cap: { max: bigint; per: "day" | "month" | "lifetime" } | null;
  pendingDays: number;
  expiry: { months: number; endOfMonth: boolean } | null;
  /** Thresholds in cents, ascending, without the base. */
  levels: bigint[];
};

/** What happened, in order; `day` counts from 1970-01-01 and everything happens at noon. */
export type OracleFact =
  | { kind: "purchase"; day: number; cents: bigint }
  /** `of` is the purchase's place in the history. */
  | { kind: "return"; day: number; of: number; cents: bigint }
  | { kind: "redeem"; day: number; amount: bigint };

export type OracleAnswer = { available: bigint; pending: bigint; debt: bigint; level: number };

type OracleLot = {
  fact: number;
  left: bigint;
  bornDay: number;
  ripeDay: number;
  goneDay: number | null;
  expired: bigint;
};

/** A purchase that gave: in what circumstances, and what of it has come back. */
type Given = {
  cents: bigint;
  amount: bigint;
  room: bigint;
  carriedIn: bigint;
  taken: bigint;
  back: bigint;
  spared: bigint;
};

const date = (day: number): Date => new Date(day * 86_400_000);
const dayNumber = (year: number, month: number, day: number): number =>
  Date.UTC(year, month, day) / 86_400_000;

/** The same day of a later month, or that month's last day. */
function monthsLater(day: number, months: number): number {
  const from = date(day);
  const last = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0));
  return dayNumber(last.getUTCFullYear(), last.getUTCMonth(), Math.min(from.getUTCDate(), last.getUTCDate()));
}

function goneDay({ expiry }: OracleProgram, born: number): number | null {
  if (!expiry) return null;
  const end = monthsLater(born, expiry.months);
  if (!expiry.endOfMonth) return end;
  return dayNumber(date(end).getUTCFullYear(), date(end).getUTCMonth() + 1, 1);
}

/** What a purchase of so many cents is worth: whole units, and the carried fraction over `den`. */
function worth(
  program: OracleProgram,
  cents: bigint,
  carriedIn: bigint,
): { units: bigint; carriedOut: bigint } {
  const { give, rounding } = program;
  if ("fixed" in give) return { units: cents > 0n ? give.fixed : 0n, carriedOut: carriedIn };
  const den = give.den * 100n;
  let exact = cents * give.num;
  if (rounding !== "carry") {
    const [whole, rest] = [exact / den, exact % den];
    const up =
      rounding === "half-up"
        ? rest * 2n >= den
        : rounding === "half-even"
          ? rest * 2n > den || (rest * 2n === den && whole % 2n === 1n)
          : false;
    return { units: whole + (up ? 1n : 0n), carriedOut: carriedIn };
  }
  if (exact === 0n) return { units: 0n, carriedOut: carriedIn };
  exact += carriedIn;
  const units = exact < 0n ? 0n : exact / den;
  return { units, carriedOut: exact - units * den };
}

const periodName = (per: "day" | "month" | "lifetime", day: number): string =>
  per === "lifetime" ? "" : per === "day" ? String(day) : date(day).toISOString().slice(0, 7);

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** The account as it is told: everything there is to know after some of the history. */
type Telling = {
  program: OracleProgram;
  today: number;
  lots: OracleLot[];
  given: Map<number, Given>;
  /** What counts against the cap, by period. */
  used: Record<string, bigint>;
  /** Cents by calendar year. */
  spend: Record<number, bigint>;
  debt: bigint;
  carried: bigint;
  standing: Standing;
  /** What was held before each rise that can still be undone. */
  earlier: Standing[];
};

/** A level, the day on which it was reached, and the day on which it ends. */
type Standing = { level: number; since: number; until: number };

const NEVER = Number.POSITIVE_INFINITY;
const yearOf = (day: number): number => date(day).getUTCFullYear();
const endOfNextYear = (year: number): number => dayNumber(year + 2, 0, 1);
const reach = ({ program, spend }: Telling, year: number): number =>
  program.levels.filter((from) => (spend[year] ?? 0n) >= from).length;

/** Fills the debt first. @returns what is left over. */
function fill(telling: Telling, amount: bigint): bigint {
  const filled = min(telling.debt, amount);
  telling.debt -= filled;
  return amount - filled;
}

function take(from: OracleLot[], amount: bigint): bigint {
  let missing = amount;
  for (const lot of from) {
    const part = min(lot.left, missing);
    lot.left -= part;
    missing -= part;
  }
  return missing;
}

/** Lots in the order of spending: those that can be spent, or those that are pending. */
function lotsInOrder({ lots, today }: Telling, ripe: boolean): OracleLot[] {
  const chosen = lots.filter(({ ripeDay }) => ripeDay <= today === ripe);
  const order = (a: OracleLot, b: OracleLot): number => (a.goneDay ?? 1e9) - (b.goneDay ?? 1e9);
  return chosen.sort((a, b) => order(a, b) || a.bornDay - b.bornDay || a.fact - b.fact);
}

/** One more day: lots ripen, lots go, a level ends. */
function nextDay(telling: Telling): void {
  telling.today++;
  const { today, lots, standing } = telling;
  for (const lot of lots) if (lot.ripeDay === today) lot.left = fill(telling, lot.left);
  for (const lot of lots) {
    if (lot.goneDay !== today) continue;
    lot.expired += lot.left;
    lot.left = 0n;
  }
  if (today !== standing.until) return;
  const year = yearOf(today) - 1;
  const level = Math.min(standing.level, reach(telling, year));
  telling.standing = { level, since: standing.since, until: level > 0 ? endOfNextYear(year) : NEVER };
  telling.earlier = [];
}

function purchase(telling: Telling, index: number, { day, cents }: { day: number; cents: bigint }): void {
  const { program, used, spend, carried: carriedIn } = telling;
  const name = periodName(program.cap?.per ?? "lifetime", day);
  const room = program.cap ? program.cap.max - (used[name] ?? 0n) : 10n ** 15n;
  const { units, carriedOut } = worth(program, cents, carriedIn);
  const amount = min(units, room);
  telling.given.set(index, { cents, amount, room, carriedIn, taken: 0n, back: 0n, spared: 0n });
  telling.carried = carriedOut;
  used[name] = (used[name] ?? 0n) + amount;
  const left = program.pendingDays === 0 ? fill(telling, amount) : amount;
  const ripeDay = day + program.pendingDays;
  telling.lots.push({
    fact: index,
    left,
    bornDay: day,
    ripeDay,
    goneDay: goneDay(program, day),
    expired: 0n,
  });
  const year = yearOf(day);
  spend[year] = (spend[year] ?? 0n) + cents;
  const level = reach(telling, year);
  if (level <= telling.standing.level) return;
  telling.earlier.push(telling.standing);
  telling.standing = { level, since: day, until: endOfNextYear(year) };
}

/** What the purchase would have been worth without what has come back so far. */
function worthNow(telling: Telling, was: Given): { units: bigint; carriedOut: bigint } {
  const { units, carriedOut } = worth(telling.program, was.cents - was.back, was.carriedIn);
  return { units: min(units, was.room), carriedOut };
}

function comeBack(telling: Telling, { day, of, cents }: { day: number; of: number; cents: bigint }): void {
  const was = telling.given.get(of)!;
  const lot = telling.lots.find(({ fact }) => fact === of)!;
  const before = worthNow(telling, was);
  was.back += cents;
  const after = worthNow(telling, was);
  telling.carried += after.carriedOut - before.carriedOut;
  const due = was.amount - after.units - was.taken;
  was.taken += due;
  telling.used[periodName(telling.program.cap?.per ?? "lifetime", lot.bornDay)]! -= due;
  let missing = take([lot], due);
  const spared = min(missing, lot.expired - was.spared);
  was.spared += spared;
  missing = take(lotsInOrder(telling, false), missing - spared);
  telling.debt += take(lotsInOrder(telling, true), missing);
  const year = yearOf(lot.bornDay);
  telling.spend[year]! -= cents;
  if (year === yearOf(day)) undoRises(telling, year);
}

function undoRises(telling: Telling, year: number): void {
  const reached = reach(telling, year);
  while (
    telling.earlier.length > 0 &&
    yearOf(telling.standing.since) === year &&
    reached < telling.standing.level
  ) {
    const before = telling.earlier.at(-1)!;
    const kept = before.until > telling.today ? before.level : 0;
    if (kept < reached) {
      telling.standing = { level: reached, since: telling.standing.since, until: endOfNextYear(year) };
      return;
    }
    telling.earlier.pop();
    telling.standing = { level: kept, since: before.since, until: kept > 0 ? before.until : NEVER };
  }
}

/** Tells the whole history again and says what the account holds after it. */
export function oracle(program: OracleProgram, history: OracleFact[]): OracleAnswer {
  const telling: Telling = {
    program,
    today: history[0]?.day ?? 0,
    lots: [],
    given: new Map(),
    used: {},
    spend: {},
    debt: 0n,
    carried: 0n,
    standing: { level: 0, since: -1, until: NEVER },
    earlier: [],
  };
  for (const [index, fact] of history.entries()) {
    while (telling.today < fact.day) nextDay(telling);
    if (fact.kind === "purchase") purchase(telling, index, fact);
    else if (fact.kind === "return") comeBack(telling, fact);
    else take(lotsInOrder(telling, true), fact.amount);
  }
  const sum = (of: OracleLot[]): bigint => of.reduce((total, { left }) => total + left, 0n);
  const [available, pending] = [sum(lotsInOrder(telling, true)), sum(lotsInOrder(telling, false))];
  return { available, pending, debt: telling.debt, level: telling.standing.level };
}
