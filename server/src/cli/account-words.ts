/** Accounts and journal entries as people read them. */
import { type Fact, formatDecimal, type Program, refusalMessage, type Zone } from "@tallystick/core";
import type { AccountReport, HeldLot, OpenVoucher, UnitHolding } from "../actions/get-account.ts";
import type { JournalPage } from "../actions/list-journal.ts";
import { countOf, grouped, localDate, localTime, table } from "./words.ts";

/** Of lots and of vouchers, so many are listed. */
const LISTED = 20;

type Entry = JournalPage["entries"][number];

/** "45 points", by the names of the unit. */
export function unitsInWords(
  { one, many, scale }: Pick<UnitHolding, "one" | "many" | "scale">,
  steps: number,
): string {
  const amount = formatDecimal(steps, scale);
  return `${grouped(amount)} ${Number(amount) === 1 ? one : many}`;
}

function pendingInWords(zone: Zone, { pending, pendingUntil, batch }: HeldLot): string {
  if (!pending) return "";
  return pendingUntil === null
    ? `pending until ${batch} is released`
    : `pending until ${localTime(zone, pendingUntil)}`;
}

function holdingInWords(zone: Zone, unit: UnitHolding): string[] {
  const parts = (["pending", "held", "debt"] as const).flatMap((part) =>
    unit[part] === 0
      ? []
      : [`${grouped(formatDecimal(unit[part], unit.scale))} ${part === "debt" ? "owed" : part}`],
  );
  const more = parts.length > 0 ? ` (${parts.join(", ")})` : "";
  const lots = unit.lots
    .slice(0, LISTED)
    .map((lot) => [
      `    ${grouped(formatDecimal(lot.left, unit.scale))}`,
      `earned ${localDate(zone, lot.earnedAt)}`,
      pendingInWords(zone, lot),
      lot.expiresAt === null ? "does not expire" : `expires ${localTime(zone, lot.expiresAt)}`,
    ]);
  const rest = unit.lots.length - lots.length;
  return [
    `  ${unitsInWords(unit, unit.available)} to spend${more}`,
    ...table(lots, [0]),
    ...(rest > 0 ? [`    and ${countOf(rest, "more lot")}`] : []),
  ];
}

function tierInWords(program: Program, tier: AccountReport["tiers"][number], units: UnitHolding[]): string {
  const { zone, currency, currencyDecimals } = program;
  const amount = (counter: number): string => {
    if (tier.countedIn === "money") return `${grouped(formatDecimal(counter, currencyDecimals))} ${currency}`;
    return tier.countedIn === "days"
      ? `${counter} visit days`
      : grouped(formatDecimal(counter, units[0]?.scale ?? 0));
  };
  const until = tier.until === null ? "" : ` until ${localDate(zone, tier.until)}`;
  const next = tier.next ? `; ${amount(tier.next.missing)} more for ${tier.next.level}` : "";
  return `  ${tier.ladder}: ${tier.level}${until}, ${amount(tier.counter)} so far${next}`;
}

/** Where the account stands in its life, unless it is simply open. */
function lifeInWords(zone: Zone, { status, since, reason, until }: AccountReport["life"]): string[] {
  if (status === "active") return [];
  const why = reason === null ? "" : ` (${reason})`;
  const open = until === null ? "" : `; what it holds is kept until ${localTime(zone, until)}`;
  return [`  ${status} since ${localTime(zone, since)}${why}${open}`];
}

function voucherInWords(program: Program, { name, left, validFrom, until, voucher }: OpenVoucher): string {
  const { zone, currency, currencyDecimals } = program;
  const worth = left === null ? "" : `, ${grouped(formatDecimal(left, currencyDecimals))} ${currency} left`;
  const from = validFrom === null ? "" : `, from ${localTime(zone, validFrom)}`;
  const end = until === null ? "does not expire" : `expires ${localTime(zone, until)}`;
  return `  voucher ${voucher}: ${name}${worth}${from}, ${end}`;
}

/** What an account holds. */
export function accountInWords(program: Program, account: AccountReport): string[] {
  const { zone } = program;
  const lines = lifeInWords(zone, account.life);
  lines.push(...account.units.flatMap((unit) => holdingInWords(zone, unit)));
  for (const hold of account.holds) {
    const unit = account.units.find(({ unit: id }) => id === hold.unit);
    const what = unit ? unitsInWords(unit, hold.amount) : `${hold.amount} ${hold.unit}`;
    lines.push(`  hold ${hold.id}: ${what}, lapses ${localTime(zone, hold.lapsesAt)}`);
  }
  for (const voucher of account.vouchers.slice(0, LISTED)) lines.push(voucherInWords(program, voucher));
  const more = account.vouchers.length - LISTED;
  if (more > 0) lines.push(`    and ${countOf(more, "more voucher")}`);
  for (const tier of account.tiers) lines.push(tierInWords(program, tier, account.units));
  for (const { name, status, until, ends } of account.plans)
    lines.push(`  plan ${name}: ${status}, ${ends ? "ends" : "renews"} ${localTime(zone, until)}`);
  const attributes = Object.entries(account.member).map(([name, value]) => `${name} ${value}`);
  if (attributes.length > 0) lines.push(`  attributes: ${attributes.join(", ")}`);
  return lines;
}

/** What a fact says of itself in a few words. */
export function factInWords(program: Program, fact: Fact): string {
  const money = (minor: number): string =>
    `${grouped(formatDecimal(minor, program.currencyDecimals))} ${program.currency}`;
  const { lines, amount, of } = fact as {
    lines?: { amount?: number }[];
    amount?: number | string;
    of?: unknown;
  };
  if (fact.type === "purchase") {
    const total = lines ? lines.reduce((sum, line) => sum + (line.amount ?? 0), 0) : Number(amount ?? 0);
    return `purchase of ${money(total)}`;
  }
  if (fact.type === "return") return `return of ${String(of)}`;
  if (typeof of === "object" && of !== null) {
    const [named] = ["reward", "entitlement", "voucher"].flatMap((key) =>
      key in of ? [Reflect.get(of, key)] : [],
    );
    if (typeof named === "string") return `${fact.type} ${named}`;
  }
  return fact.type;
}

/** How the balances moved, from the postings that touch the member's side. */
function movesInWords(units: UnitHolding[], { outcome }: Entry): string {
  if (outcome.refusal) return `refused: ${refusalMessage(outcome.refusal)}`;
  const own = new Set(["pending", "available", "held"]);
  const sums = new Map<string, number>();
  for (const { unit, from, to, amount } of outcome.postings) {
    const change = (own.has(to) ? amount : 0) - (own.has(from) ? amount : 0);
    if (change !== 0) sums.set(unit, (sums.get(unit) ?? 0) + change);
  }
  return [...sums]
    .map(([id, steps]) => {
      const unit = units.find((candidate) => candidate.unit === id) ?? { one: id, many: id, scale: 0 };
      return `${steps > 0 ? "+" : ""}${unitsInWords(unit, steps)}`;
    })
    .join(", ");
}

/** A table of journal entries. */
export function entriesInWords(program: Program, units: UnitHolding[], entries: Entry[]): string[] {
  const rows = entries.map((entry) => [
    `  ${entry.version}`,
    localTime(program.zone, entry.occurredAt),
    entry.fact.id,
    factInWords(program, entry.fact),
    movesInWords(units, entry),
  ]);
  return table(rows, [0]);
}
