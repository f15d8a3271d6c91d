/** Lengths of time as programs state them: "14 days", "6 months". Calendar units move by the program's calendar. */
export type Duration = { count: number; unit: "minute" | "hour" | "day" | "week" | "month" | "year" };

const SINGULAR = /^(minute|hour|day|week|month|year)s?$/;

/** Reads "15 minutes", "1 year"; null when it is not a length of time of at least one. */
export function parseDuration(text: string): Duration | null {
  const match = /^(\d{1,5}) ([a-z]+)$/.exec(text.trim());
  const unit = match && SINGULAR.exec(match[2]!)?.[1];
  if (!match || !unit || Number(match[1]) === 0) return null;
  return { count: Number(match[1]), unit: unit as Duration["unit"] };
}

export const formatDuration = ({ count, unit }: Duration): string =>
  `${count} ${unit}${count === 1 ? "" : "s"}`;
