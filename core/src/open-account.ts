/** Opening an account. */
import { versionAt } from "./account.ts";
import { lookAhead, makeDraft } from "./advance.ts";
import type { Instant, Program } from "./program.ts";
import type { AccountState } from "./state.ts";

/** A new account that begins to exist at `at`, with nothing on it. */
export function openAccount(program: Program, id: string, at: Instant): AccountState {
  const version = versionAt(program, at);
  // Keys in the order of the state's canonical text, which then has nothing to rearrange.
  const state: AccountState = {
    activeAt: at,
    at,
    carried: {},
    counters: {},
    // Not known before there is a state to look ahead from.
    dueAt: null,
    holds: {},
    id,
    ladders: {},
    member: {},
    openedAt: at,
    programVersion: version.number,
    returned: {},
    units: {},
    version: 0,
    visits: { days: 0, recent: [] },
  };
  for (const ladder of Object.values(version.ladders)) {
    state.ladders[ladder.id] = { buckets: [], level: ladder.levels[0]!.id, since: at };
  }
  const draft = makeDraft(program, state);
  lookAhead(draft);
  return draft.state;
}
