/** Charges: the engine says what is due and when; somebody else collects, and says what came of it. */
import type { Draft } from "./draft.ts";
import { own } from "./own.ts";

/**
 * Says that an amount (minor units) is due at the account's present. A charge of nothing is none.
 * @returns the charge's id: the journal version that made it and what it is for.
 */
export function charge(draft: Draft, due: { for: string; amount: number; plan?: string }): string {
  const { state } = draft;
  const name = `${state.version + 1}.${due.for}`;
  let id = name;
  for (let n = 2; own(state.charges ?? {}, id); n++) id = `${name}.${n}`;
  if (due.amount === 0) return id;
  state.charges = { ...state.charges, [id]: { ...due, dueAt: state.at } };
  draft.effects.push({ type: "charge-due", charge: id, for: due.for, amount: due.amount, at: state.at });
  return id;
}
