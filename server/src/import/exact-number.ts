/** Numbers of a file, exactly: "1.234,50" is 123450 with two decimals. Nothing here passes through a float. */
import type { AmountRounding } from "./mapping.ts";

/** `digits` ÷ 10^`places`. */
export type Exact = { digits: bigint; places: number };

/** The longest number that is read; a longer text is not one. */
const LENGTH_MAX = 40;

/** A reader of numbers written with these separators; null for a text that is not a number. */
export function makeNumberReader(written: {
  decimal: string;
  thousands: string;
}): (text: string) => Exact | null {
  const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const decimal = literal(written.decimal);
  const thousands = literal(written.thousands);
  const whole = thousands ? `\\d{1,3}(?:${thousands}\\d{3})+|\\d+` : "\\d+";
  const pattern = new RegExp(`^([+-]?)(${whole})?(?:${decimal}(\\d*))?$`);
  return (text) => {
    const match = text.length > LENGTH_MAX ? null : pattern.exec(text);
    if (!match) return null;
    const places = (match[3] ?? "").replace(/0+$/, "");
    const before =
      match[2] === undefined ? "" : thousands ? match[2].split(written.thousands).join("") : match[2];
    if (before === "" && !match[3]) return null;
    const digits = BigInt(before + places || "0");
    return { digits: match[1] === "-" ? -digits : digits, places: places.length };
  };
}

export const times = (a: Exact, b: Exact): Exact => ({
  digits: a.digits * b.digits,
  places: a.places + b.places,
});

/** Below zero, zero or above it, as `a` is to `b`. */
export function compareExact(a: Exact, b: Exact): number {
  const places = Math.max(a.places, b.places);
  const left = a.digits * 10n ** BigInt(places - a.places);
  const right = b.digits * 10n ** BigInt(places - b.places);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether to take one more step than the whole ones, by what is left over of a step: `twice` it, against the whole. */
const TAKES_ONE_MORE: Record<
  Exclude<AmountRounding, "exact">,
  (twice: bigint, whole: bigint, steps: bigint) => boolean
> = {
  "half-up": (twice, whole) => twice >= whole,
  "half-even": (twice, whole, steps) => twice > whole || (twice === whole && steps % 2n === 1n),
  floor: () => false,
};

/**
 * The number in steps of 10^-`scale`; null when it has more decimals and `rounding` is `exact`, or when it is beyond
 * what a whole number can hold safely. Numbers below zero are rounded as if they were above it, so that a return is
 * rounded as its purchase was.
 */
export function toSteps({ digits, places }: Exact, scale: number, rounding: AmountRounding): number | null {
  const magnitude = digits < 0n ? -digits : digits;
  let steps: bigint;
  if (places <= scale) steps = magnitude * 10n ** BigInt(scale - places);
  else {
    const whole = 10n ** BigInt(places - scale);
    const rest = magnitude % whole;
    steps = magnitude / whole;
    if (rest !== 0n) {
      if (rounding === "exact") return null;
      if (TAKES_ONE_MORE[rounding](rest * 2n, whole, steps)) steps += 1n;
    }
  }
  const number = Number(digits < 0n ? -steps : steps);
  return Number.isSafeInteger(number) ? number : null;
}
