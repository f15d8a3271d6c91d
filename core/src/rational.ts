/** Exact fractions, for rates and for amounts before they are rounded. Always in lowest terms, `den` positive. */
export type Rational = { num: bigint; den: bigint };

export const ZERO: Rational = { num: 0n, den: 1n };

const EXACT = BigInt(Number.MAX_SAFE_INTEGER);

function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  // Plain numbers divide much faster than big ones, and most amounts are among them.
  if (x <= EXACT && y <= EXACT) return BigInt(gcdOfNumbers(Number(x), Number(y)));
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function gcdOfNumbers(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

export function rational(num: bigint, den: bigint = 1n): Rational {
  if (den === 0n) throw new RangeError("A fraction needs a denominator other than zero.");
  if (den === 1n) return { num, den };
  const sign = den < 0n ? -1n : 1n;
  const divisor = gcd(num, den) || 1n;
  return { num: (sign * num) / divisor, den: (sign * den) / divisor };
}

export const add = (a: Rational, b: Rational): Rational =>
  a.den === 1n && b.den === 1n
    ? { num: a.num + b.num, den: 1n }
    : rational(a.num * b.den + b.num * a.den, a.den * b.den);

export const subtract = (a: Rational, b: Rational): Rational => add(a, { num: -b.num, den: b.den });

export const multiply = (a: Rational, b: Rational): Rational => rational(a.num * b.num, a.den * b.den);

export const compare = (a: Rational, b: Rational): number => {
  const difference = a.num * b.den - b.num * a.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

/** The greatest integer not above. */
export function floor(a: Rational): bigint {
  const quotient = a.num / a.den;
  return a.num < 0n && a.num % a.den !== 0n ? quotient - 1n : quotient;
}

/** The nearest integer; a half goes away from zero. */
export function roundHalfUp(a: Rational): bigint {
  const magnitude = floor(rational((a.num < 0n ? -a.num : a.num) * 2n + a.den, a.den * 2n));
  return a.num < 0n ? -magnitude : magnitude;
}

/** The nearest integer; a half goes to the even one. */
export function roundHalfEven(a: Rational): bigint {
  const below = floor(a);
  const twice = subtract(a, { num: below, den: 1n });
  const half = compare(twice, { num: 1n, den: 2n });
  if (half < 0) return below;
  if (half > 0) return below + 1n;
  return below % 2n === 0n ? below : below + 1n;
}

/** "3/4"; a whole number without the denominator. */
export const formatRational = (a: Rational): string => (a.den === 1n ? `${a.num}` : `${a.num}/${a.den}`);

/** Reads "5", "-1.25" or "5/4". Null when it is none of these. */
export function parseRational(text: string): Rational | null {
  const fraction = /^(-?\d{1,18})\/(\d{1,18})$/.exec(text);
  if (fraction) {
    const den = BigInt(fraction[2]!);
    return den === 0n ? null : rational(BigInt(fraction[1]!), den);
  }
  const decimal = /^(-?)(\d{1,18})(?:\.(\d{1,18}))?$/.exec(text);
  if (!decimal) return null;
  const places = decimal[3] ?? "";
  const digits = BigInt(decimal[2]! + places);
  return rational(decimal[1] ? -digits : digits, 10n ** BigInt(places.length));
}
