/** Amounts of units as people write them ("12.50") and as the engine counts them (1250 steps at scale 2). */

/** Steps of a decimal string; null when it is malformed, has too many decimals, or is not a safe integer of steps. */
export function parseDecimal(text: string, scale: number): number | null {
  const match = /^(-?)(\d{1,16})(?:\.(\d{1,9}))?$/.exec(text);
  if (!match) return null;
  const places = (match[3] ?? "").replace(/0+$/, "");
  if (places.length > scale) return null;
  const steps = Number(match[2]! + places.padEnd(scale, "0"));
  if (!Number.isSafeInteger(steps)) return null;
  return match[1] && steps !== 0 ? -steps : steps;
}

/** The decimal string of an amount in steps, with exactly `scale` decimals. */
export function formatDecimal(steps: number, scale: number): string {
  if (scale === 0) return String(steps);
  const digits = String(Math.abs(steps)).padStart(scale + 1, "0");
  return `${steps < 0 ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
