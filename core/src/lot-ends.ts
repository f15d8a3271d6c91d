/** When what an account holds goes: for members who want to know how long they have. */
import { makeDraft } from "./advance.ts";
import { endOfLots } from "./expiry.ts";
import type { Instant, Program } from "./program.ts";
import type { AccountState, Lot } from "./state.ts";

/**
 * When a lot of the account goes as things stand at its present: by its date, for want of activity or by the level that is
 * held, and as the law lets it. Null: not as things stand.
 */
export function lotEnds(program: Program, state: AccountState): (unit: string, lot: Lot) => Instant | null {
  const draft = makeDraft(program, state);
  const known = new Map<string, ReturnType<typeof endOfLots>>();
  return (unit, lot) => {
    if (!known.has(unit)) known.set(unit, endOfLots(draft, unit));
    const end = known.get(unit)?.(lot) ?? Number.POSITIVE_INFINITY;
    return end === Number.POSITIVE_INFINITY ? null : end;
  };
}
