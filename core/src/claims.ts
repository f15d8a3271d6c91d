/**
 * Claims on what accounts share: stock of rewards, budgets of rules, keys that count once for everybody. A decision
 * claims; the store grants or refuses, and has it decided again knowing what is left.
 */
import type { Claim, Remaining } from "./decision.ts";
import { own } from "./own.ts";
import type { Version } from "./program.ts";

/** What a decision in the making knows and claims of shared resources. */
export type Shared = {
  /** What is left, where the caller knows; what is absent is taken to suffice. */
  remaining: Remaining;
  claims: Claim[];
  /** What was left of resources that cut or refused something. */
  short: Record<string, number>;
};

/** A key that takes effect once for the whole program: by which rule, and what it says. */
export const onceKey = (rule: string, key: string): string => `once:${rule}:${key}`;

/**
 * How much there is in all of a resource: `stock:<reward>`, `budget:<rule>`, `issue:<issue rule>`,
 * `once:<rule>:<key>`; null for what this
 * version does not limit.
 */
export function resourceLimit(version: Version, resource: string): number | null {
  const colon = resource.indexOf(":");
  const id = resource.slice(colon + 1);
  switch (resource.slice(0, colon)) {
    case "stock":
      return own(version.rewards, id)?.stock ?? null;
    case "budget":
      return version.earn.find((rule) => rule.id === id)?.budget ?? null;
    case "issue":
      return version.issue.find((rule) => rule.id === id)?.stock ?? null;
    case "once":
      return 1;
    default:
      return null;
  }
}

/** What is left of a resource after what this decision has claimed already; undefined where the caller does not know. */
export function leftOf({ remaining, claims }: Shared, resource: string): number | undefined {
  const known = own(remaining, resource);
  if (known === undefined) return undefined;
  return claims.reduce((left, claim) => (claim.resource === resource ? left - claim.amount : left), known);
}

/** Notes that a resource ran short, so that a replay of the journal decides alike. */
export function noteShort(shared: Shared, resource: string): void {
  const known = own(shared.remaining, resource);
  if (known !== undefined) shared.short[resource] = known;
}

/** Claims an amount; a negative one gives back. */
export function claim({ claims }: Shared, resource: string, amount: number): void {
  if (amount !== 0) claims.push({ resource, amount });
}
