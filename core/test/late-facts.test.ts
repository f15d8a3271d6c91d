/**
 * An account remembers some periods of each counter and forgets those before. However late facts come, and however many
 * days they are spread over, no limit of a day is exceeded: what can no longer be known finds no room.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Fact } from "../src/fact.ts";
import { beginStory, tell } from "./account-story.ts";
import { compile } from "./arbitrary-program.ts";
import { millis, shop } from "./shop.ts";

const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const program = compile(
  shop({
    earn: {
      look: { on: "visit", unit: "points", amount: 1, caps: { day: 2 } },
      check: { on: "check-in", unit: "points", amount: 1, times: { day: 2 } },
    },
    facts: { "check-in": {} },
    vouchers: { cake: { name: "A cake", expires: "never" } },
    issue: { cake: { on: "check-in", voucher: "cake", times: { day: 1 } } },
    rewards: {
      once: { name: "Once", unit: "points", cost: 0, limits: { day: 1 }, counts_as: "gift" },
      often: { name: "Often", unit: "points", cost: 0, counts_as: "gift" },
    },
    partners: { sky: { name: "Sky", unit: "points", receives: "miles", limits: { day: 3 } } },
  }),
);

const SAID: Record<string, object> = {
  visit: {},
  "check-in": {},
  once: { type: "redeem", of: { reward: "once" } },
  often: { type: "redeem", of: { reward: "often" } },
  transfer: { partner: "sky", amount: "2" },
};
/** The most of each in a day: units, vouchers, rewards, units. */
const MOST: Record<string, number> = { look: 2, check: 2, cake: 1, once: 1, transfer: 3 };

test(`no limit of a day is exceeded in any order of many days (seed ${seed})`, () => {
  const step = fc.record({ day: fc.nat(45), what: fc.constantFrom(...Object.keys(SAID)) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 60, maxLength: 160 }), (steps) => {
      const story = beginStory(program, millis("2024-01-01"));
      tell(story, {
        ...{ id: "gift", type: "adjust", occurredAt: "2024-01-01T12:00:00Z" },
        ...{ unit: "points", amount: "1000", reason: "a start", actor: "Ana" },
      } as Fact);
      const used: Record<string, number> = {};
      const use = (name: string, day: number, amount: number): void => {
        const key = `${name} ${day}`;
        used[key] = (used[key] ?? 0) + amount;
        expect(used[key], key).toBeLessThanOrEqual(MOST[name]!);
      };
      for (const [index, { day, what }] of steps.entries()) {
        const occurredAt = new Date(millis("2024-02-01") + day * 86_400_000).toISOString();
        const outcome = tell(story, { id: `f${index}`, type: what, occurredAt, ...SAID[what] } as Fact);
        if (outcome.refusal) continue;
        for (const { rule, given } of outcome.earned ?? []) use(rule, day, given);
        for (const { type } of outcome.effects) if (type === "voucher-issued") use("cake", day, 1);
        if (what === "once") use("once", day, 1);
        if (what === "transfer") use("transfer", day, 2);
      }
    }),
    { seed, numRuns: Number(process.env["FC_RUNS"] ?? 60) },
  );
});
