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

type OracleLot = { fact: number; left: bigint; bornDay: number; ripeDay: number; goneDay: number | null; expired: bigint };

type Given = { amount: bigint; room: bigint; carriedIn: bigint; taken: bigint; back: bigint; spared: bigint };

const date = (day: number): Date => new Date(day * 86_400_000);
const dayNumber = (year: number, month: number, day: number): number => Date.UTC(year, month, day) / 86_400_000;

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
function worth(program: OracleProgram, cents: bigint, carriedIn: bigint): { units: bigint; carriedOut: bigint } {
  const { give, rounding } = program;
  if ("fixed" in give) return { units: cents > 0n ? give.fixed : 0n, carriedOut: carriedIn };
  const den = give.den * 100n;
  let exact = cents * give.num;
  if (rounding !== "carry") {
    const [whole, rest] = [exact / den, exact % den];
    const up = rounding === "half-up" ? rest * 2n >= den : rounding === "half-even" ? rest * 2n > den || (rest * 2n === den && whole % 2n === 1n) : false;
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

/** Tells the whole history again and says what the account holds after it. */
export function oracle(program: OracleProgram, history: OracleFact[]): OracleAnswer {
  const lots: OracleLot[] = [];
  const given = new Map<number, Given>();
  const cents = new Map<number, bigint>();
  const used: Record<string, bigint> = {};
  const spend: Record<number, bigint> = {};
  let debt = 0n;
  let carried = 0n;
  let level = 0;
  let since = Number.NEGATIVE_INFINITY;
  let until = Number.POSITIVE_INFINITY;
  let standing: { level: number; since: number; until: number }[] = [];
  let today = history[0]?.day ?? 0;
  const reach = (year: number): number => program.levels.filter((from) => (spend[year] ?? 0n) >= from).length;
  const endOfNextYear = (year: number): number => dayNumber(year + 2, 0, 1);
  const fill = (amount: bigint): bigint => {
    const filled = min(debt, amount);
    debt -= filled;
    return amount - filled;
  };
  const inOrder = (): OracleLot[] =>
    lots.sort((a, b) => (a.goneDay ?? 1e9) - (b.goneDay ?? 1e9) || a.bornDay - b.bornDay || a.fact - b.fact);
  const take = (from: OracleLot[], amount: bigint): bigint => {
    let missing = amount;
    for (const lot of from) {
      const part = min(lot.left, missing);
      lot.left -= part;
      missing -= part;
    }
    return missing;
  };
  const oneDay = (): void => {
    today++;
    for (const lot of lots) if (lot.ripeDay === today) lot.left = fill(lot.left);
    for (const lot of lots) {
      if (lot.goneDay !== today) continue;
      lot.expired += lot.left;
      lot.left = 0n;
    }
    if (today === until) {
      const year = date(today).getUTCFullYear() - 1;
      level = Math.min(level, reach(year));
      until = level > 0 ? endOfNextYear(year) : Number.POSITIVE_INFINITY;
      standing = [];
    }
  };
  const purchase = (index: number, { day, cents: paid }: { day: number; cents: bigint }): void => {
    cents.set(index, paid);
    const name = periodName(program.cap?.per ?? "lifetime", day);
    const room = program.cap ? program.cap.max - (used[name] ?? 0n) : 10n ** 15n;
    const { units, carriedOut } = worth(program, paid, carried);
    const amount = min(units, room);
    given.set(index, { amount, room, carriedIn: carried, taken: 0n, back: 0n, spared: 0n });
    carried = carriedOut;
    used[name] = (used[name] ?? 0n) + amount;
    const lot = { fact: index, left: amount, bornDay: day, ripeDay: day + program.pendingDays, goneDay: goneDay(program, day), expired: 0n };
    if (program.pendingDays === 0) lot.left = fill(lot.left);
    lots.push(lot);
    const year = date(day).getUTCFullYear();
    spend[year] = (spend[year] ?? 0n) + paid;
    const reached = reach(year);
    if (reached <= level) return;
    standing.push({ level, since, until });
    [level, since, until] = [reached, index, endOfNextYear(year)];
  };
  const comeBack = ({ day, of, cents: back }: { day: number; of: number; cents: bigint }): void => {
    const was = given.get(of)!;
    const lot = lots.find(({ fact }) => fact === of)!;
    const before = worth(program, cents.get(of)! - was.back, was.carriedIn);
    was.back += back;
    const after = worth(program, cents.get(of)! - was.back, was.carriedIn);
    carried += after.carriedOut - before.carriedOut;
    const due = was.amount - min(after.units, was.room) - was.taken;
    was.taken += due;
    used[periodName(program.cap?.per ?? "lifetime", lot.bornDay)]! -= due;
    let missing = take([lot], due);
    const spared = min(missing, lot.expired - was.spared);
    was.spared += spared;
    missing = take(inOrder().filter(({ ripeDay }) => ripeDay > today), missing - spared);
    missing = take(inOrder().filter(({ ripeDay }) => ripeDay <= today), missing);
    debt += missing;
    const year = date(lot.bornDay).getUTCFullYear();
    spend[year]! -= back;
    if (year !== date(day).getUTCFullYear()) return;
    while (standing.length > 0 && since >= of && reach(year) < level) {
      const earlier = standing.at(-1)!;
      const kept = earlier.until > today ? earlier.level : 0;
      if (kept < reach(year)) {
        [level, until] = [reach(year), endOfNextYear(year)];
        break;
      }
      standing.pop();
      [level, since, until] = [kept, earlier.since, kept > 0 ? earlier.until : Number.POSITIVE_INFINITY];
    }
  };
  for (const [index, fact] of history.entries()) {
    while (today < fact.day) oneDay();
    if (fact.kind === "purchase") purchase(index, fact);
    else if (fact.kind === "return") comeBack(fact);
    else take(inOrder().filter(({ ripeDay }) => ripeDay <= today), fact.amount);
  }
  const sum = (of: OracleLot[]): bigint => of.reduce((total, { left }) => total + left, 0n);
  return {
    available: sum(lots.filter(({ ripeDay }) => ripeDay <= today)),
    pending: sum(lots.filter(({ ripeDay }) => ripeDay > today)),
    debt,
    level,
  };
}
