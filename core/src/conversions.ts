/** Conversions: units that turn into vouchers, at a threshold or when a window closes. */
import { balanceOf } from "./account.ts";
import { behindVoucher } from "./behind-vouchers.ts";
import { endOfYearDay, periodEnd, startOfYearDay } from "./calendar.ts";
import { count, roomOf } from "./counters.ts";
import type { Clock, Draft } from "./draft.ts";
import { formatDate } from "./instant.ts";
import type { Instant } from "./program.ts";
import { takeUnits } from "./take-units.ts";
import type { Conversion } from "./terms/vouchers-terms.ts";
import { issueVoucher, voucherRoom } from "./vouchers.ts";

/** Converts as soon as there are enough units, or when windows close. */
export const conversionClock: Clock = { due: nextConversion, apply: convertDue };

function nextConversion(draft: Draft): Instant | null {
  const { version, state, program } = draft;
  if (isShut(draft)) return null;
  let due = Number.POSITIVE_INFINITY;
  for (const conversion of version.conversions) {
    for (const { closes } of conversion.windows)
      due = Math.min(due, endOfYearDay(program.zone, closes, state.at));
    if (conversion.windows.length === 0) due = Math.min(due, whenEnough(draft, conversion));
  }
  return due === Number.POSITIVE_INFINITY ? null : due;
}

/** When a conversion without windows takes place: now, or next year where only the limit of this one stands against it. */
function whenEnough(draft: Draft, conversion: Conversion): Instant {
  const { state, program } = draft;
  if (timesIn(draft, conversion, state.at) > 0) return state.at;
  const nextYear = periodEnd(program.zone, "year", state.at)!;
  return timesIn(draft, conversion, nextYear) > 0 ? nextYear : Number.POSITIVE_INFINITY;
}

/** What is on a closed account stays as it is, but while it can still be spent. */
const isShut = ({ state: { life } }: Draft): boolean => life !== undefined && !life.spendable;

function convertDue(draft: Draft): void {
  if (isShut(draft)) return;
  for (const conversion of draft.version.conversions) {
    if (conversion.windows.length === 0) convert(draft, conversion, draft.state.at);
    else closeWindow(draft, conversion);
  }
}

/** Closes the windows that end as another version begins: they are still of the terms before. */
export function closeLastWindows(draft: Draft): void {
  if (isShut(draft)) return;
  for (const conversion of draft.version.conversions) closeWindow(draft, conversion);
}

function closeWindow(draft: Draft, conversion: Conversion): void {
  const { version, state, program } = draft;
  const window = conversion.windows.find(
    ({ closes }) => endOfYearDay(program.zone, closes, state.at - 1) === state.at,
  );
  const name = `conversion ${conversion.id}`;
  if (!window || state.recurred?.[name] === state.at) return;
  // One that ended as the version began was none of its.
  if (version.number > 1 && state.at === version.from) return;
  state.recurred = { ...state.recurred, [name]: state.at };
  const begins = window.issues ? startOfYearDay(program.zone, window.issues, state.at) : state.at;
  draft.mark = formatDate(program.zone.local(state.at - 1));
  convert(draft, conversion, begins);
  draft.mark = null;
}

const yearCounter = (conversion: string): string => `conversion:${conversion}:year`;

/** How often the balance, the limits and the vouchers that an account can have let units be converted on a day. */
function timesIn(draft: Draft, conversion: Conversion, day: Instant): number {
  const { id, unit, every, limits } = conversion;
  const { available, debt } = balanceOf(draft.state, unit);
  const enough = Math.floor(Math.max(0, available - debt) / every);
  if (enough < 1) return 0;
  const year = { key: yearCounter(id), per: "year" as const, max: limits.year ?? enough };
  const inYear = limits.year === null ? enough : roomOf(draft, year, day);
  return Math.min(enough, limits.window ?? enough, inYear, Math.floor(voucherRoom(draft) / conversion.count));
}

/** Converts as often as the balance and the limits allow; the rest stays where it is. */
function convert(draft: Draft, conversion: Conversion, begins: Instant): void {
  const { id, unit, every, voucher, limits, windows } = conversion;
  const { state } = draft;
  // A window that closes with a year belongs to the year that it ends.
  const day = windows.length > 0 ? state.at - 1 : state.at;
  const times = timesIn(draft, conversion, day);
  if (times < 1) return;
  const leaving = { unit, amount: times * every, to: "redeemed", cause: "converted" } as const;
  const parts = takeUnits(draft, { ...leaving, becomesVoucher: true });
  if (limits.year !== null) count(draft, { key: yearCounter(id), per: "year" }, { amount: times, at: day });
  const later = begins > state.at ? { validFrom: begins } : {};
  const behind = behindVoucher(draft, unit, parts);
  issueVoucher(draft, voucher, { by: id, count: times * conversion.count, ...later, behind });
}
