/** Where an account stands on its ladders: for members who want to know what is missing. */
import { levelHeld } from "./account.ts";
import { makeDraft } from "./advance.ts";
import type { Instant, Program } from "./program.ts";
import type { AccountState } from "./state.ts";
import { counterOf } from "./tier-counters.ts";
import { levelIndex } from "./tiers.ts";

export type LadderProgress = {
  ladder: string;
  level: string;
  since: Instant;
  until: Instant | null;
  /** What counts in the present window: minor units, steps or days, as the ladder counts. */
  counter: number;
  countedIn: "money" | "units" | "days";
  /** The unit whose earning counts, where units count. */
  unit: string | null;
  /** The next level and its threshold; null on the top. */
  next: { level: string; threshold: number; missing: number } | null;
};

/** The progress on each ladder of the version in force, at the account's present. */
export function ladderProgress(program: Program, state: AccountState): LadderProgress[] {
  const draft = makeDraft(program, state);
  return Object.values(draft.version.ladders).flatMap((ladder) => {
    const held = state.ladders[ladder.id];
    if (!held) return [];
    const counter = counterOf(draft, ladder, state.at);
    const level = levelHeld(held);
    const next = ladder.levels[levelIndex(ladder, level) + 1];
    // A level that is held by a condition alone is not one to climb to.
    const above = next?.threshold === Number.POSITIVE_INFINITY ? undefined : next;
    return {
      ladder: ladder.id,
      level,
      since: held.since,
      until: held.granted === undefined ? (held.graceUntil ?? held.until ?? null) : null,
      counter,
      countedIn: ({ spend: "money", earned: "units", visits: "days" } as const)[ladder.by.kind],
      unit: ladder.by.kind === "earned" ? ladder.by.unit : null,
      next: above
        ? { level: above.id, threshold: above.threshold, missing: Math.max(0, above.threshold - counter) }
        : null,
    };
  });
}
