/** What of a lot is gone without having been spent: a return does not take it a second time. */
import type { Posting } from "./decision.ts";

/** How many steps more of its lot a posting leaves gone; less than zero where some come back. */
export function goneBy({ cause, amount }: Pick<Posting, "cause" | "amount">): number {
  if (cause === "expired" || cause === "forfeited") return amount;
  return cause === "reinstated" ? -amount : 0;
}
