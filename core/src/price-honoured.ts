/** Prices that the law lets members keep for what they hold already, because a higher one was not announced in time. */
import { versionAt } from "./account.ts";
import type { Draft } from "./draft.ts";
import { isTimely, jurisdictionOf } from "./notices.ts";
import { own } from "./own.ts";
import type { Instant, Reward, Version } from "./program.ts";

/**
 * What a reward costs an account at an instant: what its version says, or less where the law that holds for the member
 * lets no price rise without a notice. A rise holds once the version that states it, or a later one, was announced in
 * time; an account opened since, and a reward that is offered anew, never had another price.
 *
 * @param costOf the cost by the terms of a version, in steps of the reward's unit.
 */
export function honouredCost(
  draft: Draft,
  { reward, at, costOf }: { reward: Reward; at: Instant; costOf: (reward: Reward) => number },
): number {
  const cost = costOf(reward);
  const { program, state } = draft;
  const terms = jurisdictionOf(draft.version, state);
  if (!terms?.priceChange || terms.exempt) return cost;
  const { priceChange } = terms;
  const since = terms.from;
  const isAnnounced = ({ number, from }: Version): boolean =>
    state.notices?.some(
      ({ about, version, at: sent }) =>
        about === "terms" &&
        version === number &&
        isTimely(draft, priceChange, { at: sent, announces: from }),
    ) === true;
  let honoured = Number.POSITIVE_INFINITY;
  for (const version of program.versions.slice(versionAt(program, state.openedAt).number - 1)) {
    if (version.from > at && version.number > 1) break;
    const then = own(version.rewards, reward.id);
    if (!then || then.unit !== reward.unit) honoured = Number.POSITIVE_INFINITY;
    else if (
      costOf(then) <= honoured ||
      honoured === Number.POSITIVE_INFINITY ||
      version.from < since ||
      isAnnounced(version)
    )
      honoured = costOf(then);
  }
  return Math.min(cost, honoured);
}
