/** What a decision says of charges, memberships and entitlements, in words. */
import type { Effect } from "./decision.ts";
import { formatInstant } from "./instant.ts";
import type { Version } from "./program.ts";

/** The sentence of an effect; null where it speaks of something else. */
export function planEffectInWords(
  version: Version,
  effect: Effect,
  money: (minor: number) => string,
): string | null {
  switch (effect.type) {
    case "plan-changed": {
      const name = version.plans[effect.plan]?.name ?? effect.plan;
      const until = effect.until === undefined ? "" : `, until ${formatInstant(effect.until)}`;
      return `Plan “${name}”: from ${effect.from} to ${effect.to}${until}.`;
    }
    case "charge-due":
      return `${money(effect.amount)} is due for “${effect.for}” (charge ${effect.charge}).`;
    case "charge-withdrawn":
      return `${money(effect.amount)} is no longer due for “${effect.for}” (charge ${effect.charge}).`;
    case "refund-due":
      return `${money(effect.amount)} that was paid for “${effect.for}” is to be paid back.`;
    case "entitlement-used": {
      const name = version.entitlements[effect.entitlement]?.name ?? effect.entitlement;
      return `Entitlement “${name}” was used${effect.quantity === 1 ? "" : ` for ${effect.quantity}`}.`;
    }
    case "notice-due":
      return effect.about === "renewal"
        ? `A notice is due: “${effect.for}” renews on ${formatInstant(effect.effective)}.`
        : null;
    default:
      return null;
  }
}
