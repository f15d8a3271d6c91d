/** What holds of an account's deadlines after any decision. */
import { stateBytes } from "../src/account.ts";
import { advance, dueAt, lookAhead, makeDraft } from "../src/advance.ts";
import type { Program } from "../src/program.ts";
import type { AccountState } from "../src/state.ts";
import { must, same } from "./watch.ts";

/** None is left behind, nothing happens before the next one, and it does not depend on when one looks. */
export function checkDeadlines(program: Program, state: AccountState): void {
  const due = dueAt(program, state);
  if (due !== null) {
    must(due > state.at, "no deadline remains");
    const idle = advance(program, state, due - 1);
    same([idle.postings, idle.effects], [[], []], "nothing happens before it is due");
    same(stateBytes({ ...idle.state, at: state.at }), stateBytes(state), "nor does anything change");
  }
  // What comes next is worked out once and kept.
  for (const at of [state.at, due === null ? state.at + 1e11 : due - 1]) {
    const looked = makeDraft(program, { ...state, at });
    lookAhead(looked);
    same(stateBytes(looked.state), stateBytes({ ...state, at }), "looking ahead again finds the same");
  }
}
