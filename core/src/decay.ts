/** Balances that melt: a share at a time once there has been no activity for long enough. */
import { expiryNow, lastActivity } from "./activity.ts";
import { deadline } from "./calendar.ts";
import type { Clock, Draft } from "./draft.ts";
import { isExempt } from "./exemption.ts";
import { isSpendable, takeFromLot } from "./lots.ts";
import { type Ending, mayTakeEffect } from "./notices.ts";
import { post } from "./post.ts";
import type { Expiry, Instant } from "./program.ts";
import { multiply, rational, roundHalfUp } from "./rational.ts";
import type { Zone } from "./zone.ts";

type Decay = Extract<Expiry, { kind: "decay" }>;

/** The next loss of a unit: since when there was no activity, how many losses there were since, and what it is to the law. */
type Loss = { terms: Decay; since: Instant; times: number; ending: Ending };

export const decayClock: Clock = {
  due: (draft) => {
    let due = Number.POSITIVE_INFINITY;
    for (const unit in draft.state.units) {
      const loss = decayNow(draft, unit);
      if (loss) due = Math.min(due, mayTakeEffect(draft, loss.ending) ?? due);
    }
    return due === Number.POSITIVE_INFINITY ? null : due;
  },
  apply: (draft) => {
    const { at } = draft.state;
    for (const unit in draft.state.units) {
      for (let loss = decayNow(draft, unit); loss; loss = decayNow(draft, unit)) {
        if ((mayTakeEffect(draft, loss.ending) ?? Number.POSITIVE_INFINITY) > at) break;
        lose(draft, unit, loss);
      }
    }
  },
};

/** The next loss of a unit, due or yet to come; null: it does not melt, or there is nothing to lose. */
export function decayNow(draft: Draft, unit: string): Loss | null {
  const of = draft.state.units[unit]!;
  const terms = of.lots.length > 0 ? expiryNow(draft, unit) : null;
  if (terms?.kind !== "decay" || isExempt(draft, terms.unless)) return null;
  const since = lastActivity(draft, unit);
  const known = draft.state.decayed?.[unit];
  let times = known?.since === since ? known.times : 0;
  const oldest = Math.min(...of.lots.map(({ earnedAt }) => earnedAt));
  const { zone } = draft.program;
  // What was given in the silence is not made to pay for the time before.
  while (lossAt(zone, { terms, since, times }) <= oldest) times++;
  const due = lossAt(zone, { terms, since, times });
  return { terms, since, times, ending: { about: "expiry", unit, kind: "inactivity", since, due } };
}

function lossAt(
  zone: Zone,
  { terms: { after, every }, since, times }: Pick<Loss, "terms" | "since" | "times">,
): Instant {
  if (times === 0) return deadline(zone, since, after);
  return deadline(zone, zone.plus(since, after), { count: every.count * times, unit: every.unit });
}

/** Takes a share of what was there before the loss fell due, rounded half up to a step, from what was earned first. */
function lose(draft: Draft, unit: string, { terms, since, times, ending: { due } }: Loss): void {
  const of = draft.state.units[unit]!;
  const meant = of.lots.filter(({ earnedAt }) => earnedAt < due).sort((a, b) => a.earnedAt - b.earnedAt);
  const total = meant.reduce((sum, { left }) => sum + left, 0);
  const share = Number(roundHalfUp(multiply(rational(BigInt(total)), terms.share)));
  const amount = Math.min(total, Math.max(share, terms.least));
  let missing = amount;
  for (const lot of meant) {
    const taken = Math.min(missing, lot.left);
    if (taken === 0) break;
    takeFromLot(of, of.lots.indexOf(lot), taken);
    const from = isSpendable(lot) ? "available" : "pending";
    post(draft, { unit, from, to: "expired", amount: taken, lot: lot.id, cause: "expired" });
    missing -= taken;
  }
  if (amount > 0) draft.effects.push({ type: "units-expired", unit, amount, at: draft.state.at });
  draft.state.decayed = { ...draft.state.decayed, [unit]: { since, times: times + 1 } };
}
