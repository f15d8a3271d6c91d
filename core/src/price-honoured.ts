/** Prices that the law lets members keep for what they hold already, because a higher one was not announced in time. */
import { versionAt } from "./account.ts";
import type { Draft } from "./draft.ts";
import { isLeftToTerms, isTimely, jurisdictionOf } from "./notices.ts";
import { own } from "./own.ts";
import type { Instant, PayTerms, Reward, Version } from "./program.ts";
import { compare, ZERO } from "./rational.ts";

type Asked = { reward: Reward; at: Instant };
/** How a price is read off the terms of a version, and when one is dearer than another. */
type Pricing<T> = { priceOf: (reward: Reward) => T; isDearer: (price: T, than: T) => boolean };

/**
 * What a reward costs an account at an instant: what its version says, or less where the law that holds for the member
 * lets no price rise without a notice. A rise holds once the version that states it, or a later one, was announced in
 * time; an account opened since, and a reward that is offered anew, never had another price.
 *
 * @param costOf the cost by the terms of a version, in steps of the reward's unit.
 */
export const honouredCost = (draft: Draft, asked: Asked, costOf: (reward: Reward) => number): number =>
  honoured(draft, asked, { priceOf: costOf, isDearer: (cost, than) => cost > than });

/** The same of a reward that is paid with any amount: a unit that comes to be worth less is a higher price. */
export function honouredPays(draft: Draft, asked: Asked, pays: PayTerms): PayTerms {
  const perStep = honoured(draft, asked, {
    priceOf: (reward) => reward.pays?.perStep ?? ZERO,
    isDearer: (worth, than) => compare(worth, than) < 0,
  });
  return { ...pays, perStep };
}

function honoured<T>(draft: Draft, { reward, at }: Asked, { priceOf, isDearer }: Pricing<T>): T {
  const price = priceOf(reward);
  const { program, state } = draft;
  const terms = jurisdictionOf(draft.version, state);
  if (!terms?.priceChange || isLeftToTerms(terms, reward.unit)) return price;
  const { priceChange } = terms;
  // A rise from before the law began needed no notice.
  const mayRise = ({ number, from }: Version): boolean =>
    from < terms.from ||
    state.notices?.some(
      ({ about, version, at: sent }) =>
        about === "terms" &&
        version === number &&
        isTimely(draft, priceChange, { at: sent, announces: from }),
    ) === true;
  let kept: T | null = null;
  for (const version of program.versions.slice(versionAt(program, state.openedAt).number - 1)) {
    if (version.from > at && version.number > 1) break;
    const then = own(version.rewards, reward.id);
    const isSame = then?.unit === reward.unit && (then.pays === null) === (reward.pays === null);
    if (!then || !isSame) kept = null;
    else if (kept === null || !isDearer(priceOf(then), kept) || mayRise(version)) kept = priceOf(then);
  }
  return kept !== null && isDearer(price, kept) ? kept : price;
}
