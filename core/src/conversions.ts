/** Conversions: units that turn into vouchers, at a threshold or when a window closes. */
import { balanceOf } from "./account.ts";
import { endOfYearDay, startOfYearDay } from "./calendar.ts";
import { count, roomOf } from "./counters.ts";
import type { Clock, Draft } from "./draft.ts";
import { formatDate } from "./instant.ts";
import type { Instant } from "./program.ts";
import { takeUnits } from "./take-units.ts";
import type { Conversion } from "./terms-vouchers.ts";
import { issueVoucher } from "./vouchers.ts";

/** Converts when windows close, and at once what has matured meanwhile. */
export const conversionClock: Clock = { due: nextClose, apply: convertDue };

function nextClose({ version, state, program }: Draft): Instant | null {
  let due: Instant | null = null;
  for (const { windows } of version.conversions) {
    for (const { closes } of windows) {
      const end = endOfYearDay(program.zone, closes, state.at);
      due = due === null ? end : Math.min(due, end);
    }
  }
  return due;
}

function convertDue(draft: Draft): void {
  const { version, state, program } = draft;
  if (version.conversions.length === 0) return;
  convertAtOnce(draft);
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

/** Converts what has reached its threshold, for conversions that do not wait for a window. */
export function convertAtOnce(draft: Draft): void {
  for (const conversion of draft.version.conversions) {
    if (conversion.windows.length === 0) convert(draft, conversion, draft.state.at);
  }
}

const yearCounter = (conversion: string): string => `conversion:${conversion}:year`;

/** Converts as often as the balance and the limits allow; the rest stays where it is. */
function convert(draft: Draft, conversion: Conversion, begins: Instant): void {
  const { id, unit, every, voucher, limits, windows } = conversion;
  const { state } = draft;
  const { available, debt } = balanceOf(state, unit);
  // A window that closes with a year belongs to the year that it ends.
  const day = windows.length > 0 ? state.at - 1 : state.at;
  const year = { key: yearCounter(id), per: "year" as const };
  const inYear =
    limits.year === null ? Number.POSITIVE_INFINITY : roomOf(draft, { ...year, max: limits.year }, day);
  const times = Math.min(
    Math.floor(Math.max(0, available - debt) / every),
    limits.window ?? Number.POSITIVE_INFINITY,
    inYear,
  );
  if (times < 1) return;
  takeUnits(draft, { unit, amount: times * every, to: "redeemed", cause: "converted" });
  if (limits.year !== null) count(draft, year, { amount: times, at: day });
  const later = begins > state.at ? { validFrom: begins } : {};
  issueVoucher(draft, voucher, { by: id, count: times * conversion.count, ...later });
}
