/** Charges: the engine says what is due and when; somebody else collects, and says what came of it. */
import type { Draft } from "./draft.ts";
import type { Instant } from "./program.ts";

/**
 * Says that an amount (minor units) is due at the account's present. A charge of nothing is none.
 * @returns the charge's id: the journal version that made it and what it is for.
 */
export function charge(draft: Draft, due: { for: string; amount: number; plan?: string }): string {
  const { state } = draft;
  // Counted by what this decision said, so that one that it made and withdrew keeps its name to itself.
  const before = draft.effects.filter((effect) => effect.type === "charge-due" && effect.for === due.for);
  const id = `${state.version + 1}.${due.for}${before.length > 0 ? `.${before.length + 1}` : ""}`;
  if (due.amount === 0) return id;
  state.charges = { ...state.charges, [id]: { ...due, dueAt: state.at } };
  draft.effects.push({ type: "charge-due", charge: id, for: due.for, amount: due.amount, at: state.at });
  return id;
}

/** Takes a charge off the list of open ones. */
export function closeCharge({ state }: Draft, id: string): void {
  const { [id]: _, ...open } = state.charges ?? {};
  if (Object.keys(open).length > 0) state.charges = open;
  else delete state.charges;
}

/** Takes back the open charges of a plan that fell due after an instant, oldest first: nobody is to collect them any more. */
export function withdrawCharges(draft: Draft, of: { plan: string; after: Instant }): void {
  const { state } = draft;
  const open = Object.entries(state.charges ?? {})
    .filter(([, { plan, dueAt }]) => plan === of.plan && dueAt > of.after)
    .sort(([, a], [, b]) => a.dueAt - b.dueAt);
  for (const [id, { for: what, amount }] of open) {
    closeCharge(draft, id);
    draft.effects.push({ type: "charge-withdrawn", charge: id, for: what, amount, at: state.at });
  }
}
