/**
 * A definition that has every mechanism, changed at random. It loads or is explained; and where it loads, the engine decides
 * whatever happens under it without a fault.
 */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { loadProgram } from "../src/definition/load-program.ts";
import type { Fact } from "../src/fact.ts";
import { formatInstant, parseInstant } from "../src/instant.ts";
import { refusalMessage } from "../src/refusal.ts";
import { beginStory, tell } from "./account-story.ts";
import { type Data, places } from "./data-places.ts";

const EVERYTHING = readFileSync(new URL("everything.yaml", import.meta.url), "utf8");
const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env["FC_RUNS"] ?? 150);

const VALUES = [
  ...[
    0,
    1,
    2,
    3,
    7,
    1000,
    1_000_000,
    0.5,
    "0.01",
    "1/3",
    "19/20",
    "1000000000000",
    true,
    false,
    "none",
    "never",
  ],
  ...[
    "1 minute",
    "1 day",
    "3 days",
    "30 days",
    "1 month",
    "12 months",
    "200 years",
    "9999 months",
    "release",
    "kept",
  ],
  ...[
    "points",
    "stars",
    "cash",
    "ten",
    "fifth",
    "cake",
    "club",
    "year",
    "water",
    "gold",
    "base",
    "status",
    "purchase",
  ],
  ...[
    "visit",
    "join",
    "birthday",
    "2023-06-30",
    "2024-02-29",
    "2199-12-31",
    "12-31",
    "02-28",
    "lifetime",
    "month",
  ],
  ...[
    "member.phone",
    "fact.channel",
    "fact.data.cents",
    "account.joined",
    "fact.spend > 1",
    '""',
    "carry",
    "exact",
  ],
];

const change = fc.record({
  kind: fc.constantFrom("set", "set", "set", "remove", "move"),
  at: fc.nat(1e6),
  to: fc.nat(1e6),
  value: fc.constantFrom<unknown>(...VALUES),
});

function changed(changes: { kind: string; at: number; to: number; value: unknown }[]): Data {
  const data = parseDocument(EVERYTHING).toJS() as Data;
  for (const { kind, at, to, value } of changes) {
    const all = places(data);
    const { owner, key } = all[at % all.length]!;
    const other = all[to % all.length]!;
    if (kind === "set") owner[key] = value;
    else if (kind === "move") other.owner[other.key] = structuredClone(owner[key]);
    else delete owner[key];
  }
  return data;
}

/** What happens on one account, day by day: a fact of most types. */
const STORY: [days: number, type: string, said: object][] = [
  [1, "profile", { attributes: { birthday: "2000-02-29", phone: "p1", age: 30 }, jurisdiction: "quebec" }],
  [2, "join", { referrer: "acc_friend" }],
  [3, "card-opened", { card: "c1", product: "gold" }],
  [4, "purchase", { amount: 90_000, batch: "may", card: "c1", data: { profit: 100 } }],
  [
    5,
    "purchase",
    {
      lines: [{ id: "a", amount: 500, category: "coffee", quantity: 2 }],
      tenders: [{ type: "card", amount: 500 }],
    },
  ],
  [6, "release", { batch: "may" }],
  [6, "load", { data: { cents: 900 } }],
  [7, "redeem", { of: { reward: "mug" }, basket: 900 }],
  [7, "redeem", { of: { reward: "hundred", quantity: 2 } }],
  [8, "hold", { of: { reward: "off" }, basket: 900, for: "40 days" }],
  [9, "redeem", { of: { reward: "pay" }, basket: 900 }],
  [9, "redeem", { of: { reward: "gift", amount: "3" }, cause: "water" }],
  [10, "subscribe", { plan: "club" }],
  [11, "use", { of: { entitlement: "cup" } }],
  [12, "transfer", { partner: "sky", amount: "100" }],
  [13, "visit", {}],
  [14, "missed-visit", { data: { on: "2024-02-10", receipt: "r1" } }],
  [15, "return", { of: "f3", amount: 45_000 }],
  [16, "notice", { about: "expiry", announces: "2024-04-10" }],
  [60, "subscribe", { plan: "year" }],
  [70, "cash-out", { unit: "cash" }],
  [80, "forfeit", { batch: "may" }],
  [90, "reinstate", { batch: "may" }],
  [100, "card-closed", { card: "c1" }],
  [400, "time", {}],
  [401, "return", { of: "f3" }],
  [700, "purchase", { amount: 1000 }],
  [705, "close", { reason: "card" }],
  [1800, "time", {}],
];

test(`loads or is explained, and whatever loads runs (seed ${seed})`, { timeout: 3_600_000 }, () => {
  let ran = 0;
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const { program, problems } = loadProgram(JSON.stringify(changed(changes)));
      if (!program) {
        for (const { message, fix } of problems)
          expect(`${message}${fix}`).not.toMatch(/undefined|\[object|NaN/);
        expect(problems.length).toBeGreaterThan(0);
        return;
      }
      ran++;
      const opened = parseInstant("2024-02-01T12:00:00Z")!;
      const story = beginStory(program, opened);
      for (const [index, [days, type, said]] of STORY.entries()) {
        const occurredAt = formatInstant(opened + days * 86_400_000);
        const { refusal } = tell(story, { id: `f${index}`, type, occurredAt, ...said } as Fact);
        if (refusal) expect(refusalMessage(refusal)).not.toMatch(/undefined|NaN|\[object/);
      }
    }),
    { seed, numRuns },
  );
  // About a tenth loads; of 150 there have hardly ever been fewer than seven.
  expect(ran).toBeGreaterThan(numRuns / 50);
});
