/** What a new version of a program makes of the ladders that accounts stand on. */
import { versionNumbered } from "./account.ts";
import type { Draft } from "./draft.ts";
import { daysFromCivil } from "./instant.ts";
import type { Ladder, Version } from "./program.ts";
import type { LadderState } from "./state.ts";
import { byDay, countedBetween, countedIn, counterOf, firstDayOf } from "./tier-counters.ts";
import { forgetRise, levelReached, riseInTiers, setLevel } from "./tiers.ts";

/** Adopts the ladders of the version that has just come into force. */
export function adoptLadders(draft: Draft, previousVersion: number): void {
  const previous = versionNumbered(draft.program, previousVersion);
  const adopted: Record<string, LadderState> = {};
  for (const ladder of Object.values(draft.version.ladders)) {
    const base = ladder.levels[0]!.id;
    const old = draft.state.ladders[ladder.id];
    const was = previous.ladders[ladder.id];
    const comparable =
      was !== undefined &&
      JSON.stringify(was.by) === JSON.stringify(ladder.by) &&
      (was.window.kind === ladder.window.kind || (byDay(was) && byDay(ladder)));
    const state = old ?? { level: base, since: draft.state.at, buckets: [] };
    adopted[ladder.id] = comparable ? state : { ...state, buckets: [], countsFrom: draft.state.at };
    // What was reached on other terms cannot be undone on these.
    if (!comparable || JSON.stringify(was.levels) !== JSON.stringify(ladder.levels))
      forgetRise(adopted[ladder.id]!);
  }
  const before = draft.state.ladders;
  draft.state.ladders = adopted;
  for (const ladder of Object.values(draft.version.ladders)) {
    const state = draft.state.ladders[ladder.id]!;
    const at = draft.state.at;
    const index = ladder.levels.findIndex(({ id }) => id === state.level);
    const first = firstCounted(draft, ladder, { previous, before: before[ladder.id] });
    if (first !== null) {
      state.firstCounted = first;
      setLevel(draft, ladder, { index: levelReached(ladder, first), at });
    } else if (index < 0)
      setLevel(draft, ladder, { index: levelReached(ladder, counterOf(draft, ladder, at)), at });
    // What was the base level, and had no end, may have others below it now.
    else if (index > 0 && state.until === undefined) setLevel(draft, ladder, { index, at });
  }
  // What was counted so far may reach a level that is new, or that has come nearer.
  riseInTiers(draft, draft.state.at);
}

/**
 * What a ladder begins with where its first level goes by what counted in the calendar year before, on the ladder of its
 * id until then; null where it does not, or nothing was counted so.
 */
function firstCounted(
  draft: Draft,
  ladder: Ladder,
  { previous, before }: { previous: Version; before: LadderState | undefined },
): number | null {
  const from = firstDayOf(draft, ladder);
  if (from === null || from !== draft.version.from || !before) return null;
  const year = draft.program.zone.local(draft.state.at).year - 1;
  return byDay(previous.ladders[ladder.id]!)
    ? countedBetween(before, daysFromCivil(year, 1, 1), daysFromCivil(year, 12, 31))
    : countedIn(before, year);
}
