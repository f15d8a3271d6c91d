/** What a percentage takes off a basket. */
import type { ShareOff } from "./program.ts";
import { floor, multiply, rational } from "./rational.ts";

/** The minor units that a share of a basket comes to, rounded down, and no more than its most. */
export function shareOff({ share, most }: ShareOff, basket: number): number {
  const off = Number(floor(multiply(share, rational(BigInt(basket)))));
  return most === null ? off : Math.min(off, most);
}
