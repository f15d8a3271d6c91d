import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stateBytes } from "../src/account.ts";
import { advance } from "../src/advance.ts";
import type { Effect } from "../src/decision.ts";
import type { Fact } from "../src/fact.ts";
import { parseInstant } from "../src/instant.ts";
import { replay } from "../src/replay.ts";
import type { AccountState } from "../src/state.ts";
import { tell } from "./account-story.ts";
import { memberOf, shop } from "./shop.ts";

describe("any history", () => {
  const definition = shop({
    zone: "America/New_York",
    plans: {
      club: {
        name: "Club",
        price: 10.99,
        every: "1 month",
        trial: "10 days",
        remind: "3 days",
        past_due: "5 days",
      },
      year: { name: "Year", price: 99, every: "1 year", replaces: "club", remind: "40 days" },
    },
    versions: [
      {
        from: "2023-03-01",
        plans: { club: { name: "Club", price: 12.99, every: "30 days", remind: "45 days" } },
      },
    ],
  });
  const step = fc.record({
    at: fc.integer({ min: 0, max: 500 }),
    type: fc.constantFrom("subscribe", "unsubscribe", "charge-paid", "charge-failed"),
    plan: fc.constantFrom("club", "club", "year"),
    pick: fc.nat(5),
  });
  const steps = fc.array(step, { maxLength: 12 });
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
  const start = parseInstant("2022-01-31T15:30:00Z")!;

  /** Tells the steps in order of time, with looks at the account in between. */
  function play(history: Step[], looks: number[]) {
    const member = memberOf(definition);
    const { story } = member;
    const effects: Effect[] = [];
    const moments = [
      ...history.map((one, index) => ({ ...one, at: start + one.at * 86_400_000 + index * 1000 })),
      ...looks.map((at) => ({ at: start + at * 43_200_000 + 500, type: "time", plan: "", pick: 0 })),
    ].sort((a, b) => a.at - b.at);
    for (const [index, { at, type, plan, pick }] of moments.entries()) {
      const occurredAt = new Date(at).toISOString();
      if (type === "time") {
        effects.push(...tell(story, { id: `h${index}`, type, occurredAt }).effects);
        continue;
      }
      if (type.startsWith("charge")) {
        // Charges of time alone are only known once somebody has looked.
        effects.push(...tell(story, { id: `l${index}`, type: "time", occurredAt }).effects);
      }
      const open = Object.entries(story.state.charges ?? {}).sort(([, a], [, b]) => a.dueAt - b.dueAt);
      const charge = open[pick % Math.max(1, open.length)]?.[0] ?? "none";
      const about = type.startsWith("charge") ? { charge } : { plan };
      const fact = { id: `h${index}`, type, occurredAt, ...about } as Fact;
      effects.push(...tell(story, fact).effects);
    }
    const end = advance(story.program, story.state, start + 800 * 86_400_000);
    return { state: end.state, effects: [...effects, ...end.effects] };
  }

  /** Charges are named after the journal's entries, of which there may be more or fewer. */
  const unnamed = ({ state, effects }: ReturnType<typeof play>) => ({
    effects: effects.map((effect) => ("charge" in effect ? { ...effect, charge: "" } : effect)),
    state: {
      ...state,
      version: 0,
      charges: Object.values(state.charges ?? {}).sort((a, b) => a.dueAt - b.dueAt),
    },
  });

  test("time in any steps gives the same charges and the same state", () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat(1599), { maxLength: 30 }), (history, looks) => {
        const once = play(history, []);
        const often = play(history, looks);
        expect(unnamed(often)).toEqual(unnamed(once));
      }),
      { numRuns: 300 },
    );
  });

  test("every charge is of a membership, none twice on a day, and each is closed at most once", () => {
    fc.assert(
      fc.property(steps, (history) => {
        const { state, effects } = play(history, []);
        const due = effects.flatMap((effect) => (effect.type === "charge-due" ? [effect] : []));
        expect(new Set(due.map(({ charge }) => charge)).size).toBe(due.length);
        expect(new Set(due.map(({ at, for: plan }) => `${at} ${plan}`)).size).toBe(due.length);
        const held = new Map<string, string>();
        for (const effect of effects) {
          if (effect.type === "plan-changed") {
            expect(held.get(effect.plan) ?? "none").toBe(effect.from);
            held.set(effect.plan, effect.to);
          }
          if (effect.type === "charge-due") expect(["active", "past-due"]).toContain(held.get(effect.for));
        }
        for (const [id, status] of held) expect(state.plans?.[id]?.status ?? "none").toBe(status);
      }),
      { numRuns: 300 },
    );
  });

  /** Tells the steps in the order of the history, late ones among them. */
  function playUnsorted(history: Step[], between: (state: AccountState) => AccountState = (state) => state) {
    const { story } = memberOf(definition);
    for (const [index, { at, type, plan, pick }] of history.entries()) {
      const occurredAt = new Date(start + at * 86_400_000).toISOString();
      const open = Object.keys(story.state.charges ?? {}).sort();
      const charge = open[pick % Math.max(1, open.length)] ?? "none";
      const about = type.startsWith("charge") ? { charge } : { plan };
      tell(story, { id: `h${index}`, type, occurredAt, ...about } as Fact);
      story.state = between(story.state);
    }
    return story;
  }

  test("a journal gives the same bytes again, through the text of the state too", () => {
    fc.assert(
      fc.property(steps, (history) => {
        const story = playUnsorted(history);
        const account = { id: story.state.id, openedAt: story.openedAt };
        expect(stateBytes(replay(story.program, account, story.journal))).toBe(stateBytes(story.state));
        const read = playUnsorted(history, (state) => JSON.parse(stateBytes(state)) as AccountState);
        expect(stateBytes(read.state)).toBe(stateBytes(story.state));
        expect(read.journal).toEqual(story.journal);
      }),
      { numRuns: 300 },
    );
  });

  test("in any order, the present lies in the period of every membership, and what is empty is absent", () => {
    fc.assert(
      fc.property(steps, (history) => {
        const { program, state } = playUnsorted(history);
        const later = advance(program, state, start + 900 * 86_400_000).state;
        for (const held of Object.values(later.plans ?? {})) {
          expect(held.from).toBeLessThanOrEqual(later.at);
          expect(held.until).toBeGreaterThan(later.at);
          expect(held.status === "past-due").toBe(held.lapsesAt !== undefined);
        }
        expect(later.charges === undefined || Object.keys(later.charges).length > 0).toBe(true);
        expect(later.plans === undefined || Object.keys(later.plans).length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
