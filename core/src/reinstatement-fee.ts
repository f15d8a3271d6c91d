/** What it costs to open a closed account again, where that depends on what is on it. */
import { balanceOf } from "./account.ts";
import { type Draft, safe } from "./draft.ts";
import { add, multiply, rational, roundHalfUp } from "./rational.ts";
import type { ReinstatementFee } from "./terms/life-terms.ts";

/**
 * The fee in minor units, by the balance of now with what is pending or held, less what is owed. Fractions are rounded once,
 * half up, with the tax added.
 */
export function reinstatementFee({ state }: Draft, { plain, by, tax }: ReinstatementFee): number {
  let fee = rational(BigInt(plain));
  if (by) {
    const { available, pending, held, debt } = balanceOf(state, by.unit);
    const balance = Math.max(0, available + pending + held - debt);
    const size = by.sizes.find(({ upTo }) => upTo === null || balance <= upTo);
    fee = add(fee, rational(BigInt(size?.fee ?? 0)));
    fee = add(fee, multiply(by.each, rational(BigInt(balance))));
  }
  return safe(Number(roundHalfUp(add(fee, multiply(fee, tax)))));
}
