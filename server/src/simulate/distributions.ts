/** Draws from the distributions that a simulation plan speaks of. Each takes its numbers from the stream given. */
import type { Random } from "./random.ts";

/** Whether something of that chance (0 to 1) happens. Takes a number even when it is certain or impossible. */
export const happens = (random: Random, chance: number): boolean => random() < chance;

/** Exponential with mean 1. */
export const exponential = (random: Random): number => -Math.log(1 - random());

/** Standard normal, by Marsaglia's polar method. */
export function normal(random: Random): number {
  for (;;) {
    const x = 2 * random() - 1;
    const y = 2 * random() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/** Gamma of that shape (above 0) with mean 1: Marsaglia and Tsang's method of 2000, with their boost below shape 1. */
export function gamma(random: Random, shape: number): number {
  if (shape < 1) {
    const boost = Math.exp(Math.log(1 - random()) / shape);
    return (gamma(random, shape + 1) * (shape + 1) * boost) / shape;
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v) / shape;
  }
}

/** Log-normal with that median; `spread` is the standard deviation of its logarithm. */
export const logNormal = (random: Random, median: number, spread: number): number =>
  median * Math.exp(spread * normal(random));

/** Choices with weights, ready to draw from. `total` 0 means that there is nothing to choose. */
export type Choices<T> = { items: T[]; upTo: number[]; total: number };

export function makeChoices<T>(pairs: Iterable<readonly [T, number]>): Choices<T> {
  const choices: Choices<T> = { items: [], upTo: [], total: 0 };
  for (const [item, weight] of pairs) {
    if (weight <= 0) continue;
    choices.total += weight;
    choices.items.push(item);
    choices.upTo.push(choices.total);
  }
  return choices;
}

/** One of the choices by weight; undefined when there are none. */
export function choose<T>(random: Random, { items, upTo, total }: Choices<T>): T | undefined {
  const at = random() * total;
  let index = 0;
  while (index < items.length - 1 && upTo[index]! <= at) index++;
  return items[index];
}

/**
 * The least of `left` numbers that are uniform between `from` and 1: called in a row it gives a sorted sample one by
 * one, so that nobody has to hold the sample to sort it.
 */
export const nextSorted = (random: Random, from: number, left: number): number =>
  1 - (1 - from) * Math.exp(Math.log(1 - random()) / left);
