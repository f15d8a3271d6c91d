/** Amounts, times and tables as people read them. */
import { formatInstant, type Instant, type Zone } from "@tallystick/core";

/** "23,570". */
export const counted = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

/** "1 row", "2 rows". */
export const countOf = (n: number, one: string, many = `${one}s`): string =>
  `${counted(n)} ${n === 1 ? one : many}`;

/** "1234567.50" as "1,234,567.50". */
export function grouped(decimal: string): string {
  const [whole = "", places] = decimal.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (places === undefined ? "" : `.${places}`);
}

/** "2025-03-10 09:30" in the zone. */
export function localTime(zone: Zone, at: Instant): string {
  const { days, minutes } = zone.local(at);
  const clock = [Math.floor(minutes / 60), minutes % 60].map((n) => String(n).padStart(2, "0")).join(":");
  return `${formatInstant(days * 86_400_000).slice(0, 10)} ${clock}`;
}

/** "2025-03-10" in the zone. */
export const localDate = (zone: Zone, at: Instant): string => localTime(zone, at).slice(0, 10);

/** "4 s", "3 min 20 s", "2 h 5 min". */
export function duration(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/** Lines of a table; columns named in `right` are set flush right. */
export function table(rows: string[][], right: number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, i) => (right.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join("  ")
      .trimEnd(),
  );
}
