/** Random life cycles, balances that melt, batches and cards, and the facts that belong to them. */
import fc from "fast-check";
import type { Fact } from "../src/fact.ts";
import type { AccountState } from "../src/state.ts";
import { type Definition, present } from "./arbitrary-parts.ts";

const TERMS = ["10 days", "3 weeks", "2 months", "6 months", "12 months"];

export const meltingExpiry = fc.oneof(
  fc.record({
    decay: fc.record(
      {
        after: fc.constantFrom("10 days", "2 months"),
        every: fc.constantFrom("1 week", "1 month", "10 days"),
        share: fc.constantFrom("1/20", "1/3", "0.01"),
        least: fc.constantFrom(0, 5),
        all: fc.constantFrom("3 months", "12 months"),
      },
      { requiredKeys: ["after", "every", "share", "least"] },
    ),
  }),
  fc.record({
    inactive: fc.constantFrom(...TERMS),
    unless: fc.constantFrom("member.staff", "account.cards > 0"),
    exemption_ends: fc.constantFrom("falls-due", "restarts"),
  }),
  fc.record(
    {
      after: fc.constantFrom("2 months", "6 months", "40 days"),
      end: fc.constantFrom("week", "month", "quarter"),
      kept_by: fc.constantFrom("month", "week"),
      unless: fc.constant("account.cards > 0"),
    },
    { requiredKeys: ["after", "kept_by"] },
  ),
);

const lifeTerms = fc.record({
  after: fc.constantFrom("4 months", "6 months", "12 months"),
  unless: fc.option(fc.constantFrom("member.staff", "account.cards > 0")),
  exemption_ends: fc.constantFrom("falls-due", "restarts"),
  expiry: fc.constantFrom("paused", "goes-on"),
  reinstate: fc.option(
    fc.record({ within: fc.constantFrom("10 days", "6 months"), fee: fc.constantFrom(0, 75) }),
    { freq: 5 },
  ),
  purge: fc.option(fc.constantFrom("14 months", "3 years")),
  inactivity: fc.option(fc.constantFrom("at-once", "90 days")),
});
export type LifeDraw = typeof lifeTerms extends fc.Arbitrary<infer T> ? T : never;

/** Most programs never close an account. */
export const life = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: lifeTerms },
);

export const lifeOf = ({
  after,
  unless,
  exemption_ends,
  expiry,
  reinstate,
  purge,
  inactivity,
}: LifeDraw): Definition => {
  const spend = inactivity === "90 days" ? { spend_within: "90 days" } : inactivity;
  return present({
    closes: present({ after, unless, exemption_ends }),
    expiry,
    reinstate,
    purge: purge && { after: purge },
    reasons: present({ fraud: "at-once", quiet: { spend_within: "20 days" }, inactivity: spend }),
  });
};

export const batches = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  {
    weight: 2,
    arbitrary: fc
      .record({
        within: fc.constantFrom("10 days", "2 months"),
        gold: fc.constantFrom("20 days", "12 months"),
        fee: fc.constantFrom(0, 35),
      })
      .map(({ within, gold, fee }) => ({
        reinstate: { within, fee, by_product: { gold: { within: gold, fee } } },
      })),
  },
);

export const cards = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.record({ last_closed: fc.constantFrom("at-once", "kept") }) },
  { weight: 1, arbitrary: fc.constant({ last_closed: { after: "30 days" } }) },
);

const BATCHES = ["spring", "autumn"] as const;
export const LIFE_KINDS = ["card", "card", "release", "forfeit", "reinstate", "reinstate", "close"] as const;

type Base = { id: string; occurredAt: string };
type Drawn = { pick: number; share: number; bare: boolean };

const openCards = ({ cards: known = {} }: AccountState): string[] =>
  Object.keys(known).filter((card) => known[card]!.closedAt === undefined);

/** The card that a purchase is made with, and the batch that it belongs to. */
export function onCard(state: AccountState, { pick, share }: Drawn): { card?: string; batch?: string } {
  const card = pick < 0.5 ? openCards(state)[0] : undefined;
  const batch = share < 0.6 ? BATCHES[share < 0.3 ? 0 : 1] : undefined;
  return { ...(card !== undefined && { card }), ...(batch !== undefined && { batch }) };
}

/** What happens to an account's cards, batches and place in its life cycle; null where it would make no sense. */
export function lifeFact(
  kind: (typeof LIFE_KINDS)[number],
  base: Base,
  { state, drawn }: { state: AccountState; drawn: Drawn },
): Fact | null {
  const open = openCards(state);
  const held = new Set(
    Object.values(state.units).flatMap(({ lots }) => lots.flatMap(({ batch }) => batch ?? [])),
  );
  const batch = [...held].sort()[drawn.bare ? 0 : held.size - 1];
  switch (kind) {
    case "card": {
      const [card] = open;
      if (card !== undefined && drawn.bare) return { ...base, type: "card-closed", card };
      return { ...base, type: "card-opened", card: `card ${base.id}`, product: "gold" };
    }
    case "release":
      return batch === undefined ? null : { ...base, type: "release", batch };
    case "forfeit":
      return batch === undefined ? null : { ...base, type: "forfeit", batch };
    case "reinstate": {
      if (state.life?.status === "closed" && !state.life.spendable) return { ...base, type: "reinstate" };
      const [gone] = Object.keys(state.forfeited ?? {});
      return gone === undefined ? null : { ...base, type: "reinstate", batch: gone };
    }
    case "close":
      // An account that is closed for good has no more story to tell.
      return drawn.share < 0.06 ? { ...base, type: "close", reason: drawn.bare ? "fraud" : "quiet" } : null;
  }
}
