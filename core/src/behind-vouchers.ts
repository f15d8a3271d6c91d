/**
 * The units behind vouchers. Who turned units into a voucher still has what was promised with the sale: their part of its
 * price is revenue once the voucher is used, or over.
 */
import { keepsBooksOf, settleUnits } from "./accounting.ts";
import type { Draft } from "./draft.ts";
import { allocate, share } from "./spend.ts";
import type { Behind } from "./state.ts";
import type { Taken } from "./take-units.ts";

/** The parts of lots that a voucher is given for, where books are kept of them. */
export const behindVoucher = (draft: Draft, unit: string, parts: readonly Taken[]): Behind[] =>
  parts
    .filter(({ lot, amount }) => amount > 0 && keepsBooksOf(draft, unit, lot.id))
    .map(({ lot, amount }) => ({ amount, lot: lot.id, unit }));

/** Accounts for what became of the units behind a voucher. */
export function accountBehind(draft: Draft, behind: readonly Behind[], fate: "used" | "lost"): void {
  for (const part of behind) settleUnits(draft, { ...part, fate });
}

const sumOf = (behind: readonly Behind[]): number => behind.reduce((sum, { amount }) => sum + amount, 0);

/** The first so many units, and the rest. */
function firstOf(behind: readonly Behind[], amount: number): [first: Behind[], rest: Behind[]] {
  const [first, rest]: [Behind[], Behind[]] = [[], []];
  let missing = amount;
  for (const part of behind) {
    const taken = Math.min(missing, part.amount);
    missing -= taken;
    if (taken > 0) first.push({ ...part, amount: taken });
    if (part.amount > taken) rest.push({ ...part, amount: part.amount - taken });
  }
  return [first, rest];
}

/** The units behind each of several vouchers that are given for them together. */
export function shareBehind(behind: readonly Behind[], vouchers: number): Behind[][] {
  let left = [...behind];
  return allocate(
    sumOf(behind),
    Array.from({ length: vouchers }, () => 1),
  ).map((amount) => {
    const [first, rest] = firstOf(left, amount);
    left = rest;
    return first;
  });
}

/** The units behind what is used of a voucher, and those behind what stays; null: nothing stays. */
export const splitBehind = (
  behind: readonly Behind[],
  used: { part: number; of: number } | null,
): [gone: Behind[], stays: Behind[]] => {
  const all = sumOf(behind);
  return firstOf(behind, used ? share(all, used.part, used.of) : all);
};
