/**
 * Seeded random numbers: sfc32, the 32-bit "small fast counting" generator that Chris Doty-Humphrey published in
 * PractRand (pracrand.sourceforge.net) and placed in the public domain. It has 128 bits of state; 32 of them are a
 * counter, so that no stream repeats within 2^32 numbers.
 */

/** A stream of numbers, each at least 0 and below 1, in steps of 2^-53. */
export type Random = () => number;

const WARM_UP = 15;

/**
 * The stream of that number under that seed. The same two numbers give the same stream for ever, on every machine.
 * Both are whole numbers from 0; `stream` is below 2^32.
 */
export function makeRandom(seed: number, stream: number): Random {
  const next = sfc32(seed >>> 0, Math.floor(seed / 4_294_967_296) >>> 0, stream >>> 0);
  return () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
}

/** The generator itself: whole numbers from 0 to 2^32 − 1, seeded as PractRand does with three words. */
export function sfc32(first: number, second: number, third: number): () => number {
  let a = first | 0;
  let b = second | 0;
  let c = third | 0;
  let counter = 1;
  function next(): number {
    const out = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + out) | 0;
    return out >>> 0;
  }
  for (let round = 0; round < WARM_UP; round++) next();
  return next;
}
