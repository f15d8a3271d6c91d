/** Conversions: units that turn into vouchers, at a threshold or when a window closes. */
import { balanceOf } from "./account.ts";
import { endOfYearDay, periodEnd, startOfYearDay } from "./calendar.ts";
import { count, roomOf } from "./counters.ts";
import type { Clock, Draft } from "./draft.ts";
import { formatDate } from "./instant.ts";
import type { Instant } from "./program.ts";
import { takeUnits } from "./take-units.ts";
import type { Conversion } from "./terms-vouchers.ts";
import { issueVoucher, voucherRoom } from "./vouchers.ts";

/** Converts when windows close, and at once whatever has reached its threshold, wherever it came from. */
export const conversionClock: Clock = { due: nextConversion, apply: convertDue };

/** What is on a closed account stays on it, unless it can still be spent. */
const isShut = ({ state: { life } }: Draft): boolean => life !== undefined && !life.spendable;

const atOnce = ({ windows }: Conversion): boolean => windows.length === 0;

function nextConversion(draft: Draft): Instant | null {
  const { version, state, program } = draft;
  if (version.conversions.length === 0 || isShut(draft)) return null;
  let due = Number.POSITIVE_INFINITY;
  for (const conversion of version.conversions) {
    for (const { closes } of conversion.windows)
      due = Math.min(due, endOfYearDay(program.zone, closes, state.at));
    if (atOnce(conversion)) due = Math.min(due, nextThreshold(draft, conversion) ?? due);
  }
  return due === Number.POSITIVE_INFINITY ? null : due;
}

/** When a conversion that waits for no window takes place: now, or with the next year where this one's limit is used up. */
function nextThreshold(draft: Draft, conversion: Conversion): Instant | null {
  const { state, program } = draft;
  if (timesNow(draft, conversion) > 0) return state.at;
  const waits = conversion.limits.year !== null && timesAffordable(draft, conversion) > 0;
  return waits ? periodEnd(program.zone, "year", state.at) : null;
}

function convertDue(draft: Draft): void {
  if (isShut(draft)) return;
  const { version, state, program } = draft;
  for (const conversion of version.conversions) if (atOnce(conversion)) convert(draft, conversion, state.at);
  for (const conversion of version.conversions) {
    const window = conversion.windows.find(
      ({ closes }) => endOfYearDay(program.zone, closes, state.at - 1) === state.at,
    );
    const name = `conversion ${conversion.id}`;
    if (!window || state.recurred?.[name] === state.at) continue;
    state.recurred = { ...state.recurred, [name]: state.at };
    const begins = window.issues ? startOfYearDay(program.zone, window.issues, state.at) : state.at;
    draft.mark = formatDate(program.zone.local(state.at - 1));
    convert(draft, conversion, begins);
    draft.mark = null;
  }
}

const yearCounter = (conversion: string): string => `conversion:${conversion}:year`;

/** How often the balance is enough for a conversion. */
function timesAffordable({ state }: Draft, { unit, every }: Conversion): number {
  const { available, debt } = balanceOf(state, unit);
  return Math.floor(Math.max(0, available - debt) / every);
}

/** A window that closes with a year belongs to the year that it ends. */
const dayOf = ({ state }: Draft, conversion: Conversion): Instant =>
  atOnce(conversion) ? state.at : state.at - 1;

/** How often it converts now: as often as the balance, the limits and the vouchers that an account can have allow. */
function timesNow(draft: Draft, conversion: Conversion): number {
  const { id, limits, count: each } = conversion;
  const affordable = timesAffordable(draft, conversion);
  if (affordable === 0) return 0;
  const year = { key: yearCounter(id), per: "year" as const, max: limits.year ?? affordable };
  const inYear = limits.year === null ? affordable : roomOf(draft, year, dayOf(draft, conversion));
  return Math.min(affordable, limits.window ?? affordable, inYear, Math.floor(voucherRoom(draft) / each));
}

/** Converts what can be converted now; the rest stays where it is. */
function convert(draft: Draft, conversion: Conversion, begins: Instant): void {
  const { id, unit, every, voucher, limits } = conversion;
  const times = timesNow(draft, conversion);
  if (times < 1) return;
  takeUnits(draft, { unit, amount: times * every, to: "redeemed", cause: "converted" });
  const year = { key: yearCounter(id), per: "year" as const };
  if (limits.year !== null) count(draft, year, { amount: times, at: dayOf(draft, conversion) });
  const later = begins > draft.state.at ? { validFrom: begins } : {};
  issueVoucher(draft, voucher, { by: id, count: times * conversion.count, ...later });
}
