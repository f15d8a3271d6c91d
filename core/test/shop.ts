/** A small shop for example tests: a definition to vary, and facts in few words. */
import { advance } from "../src/advance.ts";
import { decide } from "../src/decide.ts";
import type { Outcome } from "../src/decision.ts";
import type { Fact, Json, Line } from "../src/fact.ts";
import { parseInstant } from "../src/instant.ts";
import type { AccountState } from "../src/state.ts";
import { beginStory, book, contextOf, type Story } from "./account-story.ts";
import { compile, type Definition } from "./arbitrary-program.ts";

/** A definition that gives a point per euro, with some of its sections replaced. */
export const shop = (sections: Definition = {}): Definition => ({
  tallystick: 1,
  program: "shop",
  name: "The Shop",
  currency: "EUR",
  zone: "UTC",
  from: "2015-01-01",
  units: { points: { name: { one: "point", many: "points" } } },
  earn: { base: { on: "purchase", unit: "points", rate: 1 } },
  ...sections,
});

/** "2025-03-10", "2025-03-10 09:30", or an instant with its own offset; without one it is UTC, without a time noon. */
export function instant(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `${text}T12:00:00Z`;
  if (/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(text)) return `${text.replace(" ", "T")}:00Z`;
  return text;
}

export const millis = (text: string): number => parseInstant(instant(text))!;

type Said = { [key: string]: Json };

/** One member's account at a shop, told by what happens. Every verb gives the outcome; ids count f1, f2, f3 … */
export type Member = ReturnType<typeof memberOf>;

export function memberOf(definition: Definition, opened = "2015-01-01") {
  const story: Story = beginStory(compile(definition), millis(opened));
  const happen = (type: string, at: string, said: Said = {}): Outcome => {
    // What another account sends has an id that nobody else can give.
    const id = `${type === "referral" ? "referral:" : ""}f${story.journal.length + 1}`;
    const fact = { id, type, occurredAt: instant(at), ...said } as Fact;
    const decision = decide(story.program, story.state, fact, contextOf(story, fact));
    book(story, fact, decision);
    return decision.outcome;
  };
  const lookedAt = (at?: string): AccountState =>
    at === undefined ? story.state : advance(story.program, story.state, millis(at)).state;
  return {
    story,
    happen,
    /** The account as time alone makes it by then. */
    lookedAt,
    /** Buys for a bare amount in cents, or lines. */
    buy: (at: string, what: number | Partial<Line>[], said: Said = {}): Outcome => {
      const lines =
        typeof what === "number"
          ? []
          : what.map((line, index) => ({ id: `l${index + 1}`, amount: 0, ...line }));
      return happen("purchase", at, {
        ...(typeof what === "number" ? { amount: what } : { lines: lines as unknown as Json }),
        ...said,
      });
    },
    bringBack: (at: string, of: string, said: Said = {}): Outcome => happen("return", at, { of, ...said }),
    redeem: (at: string, amount: string, unit = "points"): Outcome =>
      happen("redeem", at, { of: { unit, amount } }),
    order: (at: string, reward: string, said: Said = {}): Outcome =>
      happen("redeem", at, { of: { reward }, ...said }),
    adjust: (at: string, amount: string, unit = "points"): Outcome =>
      happen("adjust", at, { unit, amount, reason: "goodwill", actor: "Ana" }),
    /** What can be spent, less the debt, now or as time makes it by then. */
    points: (at?: string, unit = "points"): number => {
      const of = lookedAt(at).units[unit];
      const lots = of?.lots.filter(({ pendingUntil }) => pendingUntil === undefined) ?? [];
      return lots.reduce((sum, { left }) => sum + left, 0) - (of?.debt ?? 0);
    },
    pending: (at?: string): number =>
      (lookedAt(at).units["points"]?.lots ?? []).reduce(
        (sum, lot) => sum + (lot.pendingUntil === undefined ? 0 : lot.left),
        0,
      ),
    level: (at?: string, ladder = "status"): string => lookedAt(at).ladders[ladder]!.level,
    until: (ladder = "status"): string | null => {
      const end = story.state.ladders[ladder]!.until;
      return end === undefined ? null : new Date(end).toISOString().slice(0, 16).replace("T", " ");
    },
    expiries: (): string[] =>
      (story.state.units["points"]?.lots ?? []).map(({ expiresAt }) =>
        expiresAt === undefined ? "never" : new Date(expiresAt).toISOString().slice(0, 16).replace("T", " "),
      ),
  };
}

/** A conversion with three windows a year, whose vouchers begin two weeks after each. */
export const SEASON: Definition = {
  season: {
    unit: "points",
    every: 100,
    voucher: "gift",
    windows: [
      { closes: "05-31", issues: "06-15" },
      { closes: "09-30", issues: "10-15" },
      { closes: "01-31", issues: "02-15" },
    ],
    limits: { window: 5, year: 7 },
  },
};
