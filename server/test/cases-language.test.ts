/** What cases can say: each short form of a fact, each expectation, and where a mistake in a case is shown. */
import { loadProgram } from "@tallystick/core";
import { describe, expect, test } from "vitest";
import { loadCases } from "../src/cli/cases-file.ts";
import { type Difference, runCase } from "../src/cli/run-cases.ts";

const { program } = loadProgram(`
tallystick: 1
program: try-out
name: Try-out
currency: USD
zone: America/New_York
from: 2016-01-01
facts:
  purchase: { profit: money }
  use: { item: text }
  join: { identity: text }
  claim: { amount: money }
member: { salary: money, city: text }
units:
  points: { name: { one: point, many: points }, debt: allowed }
  dollars: { name: { one: dollar, many: dollars }, scale: 2 }
earn:
  base: { on: purchase, unit: points, rate: 1 }
  brought: { on: referred, unit: points, amount: 7 }
  hello: { on: join, unit: points, amount: 10, once: fact.data.identity }
  claim: { on: claim, unit: points, amount: 1, count: fact.data.amount }
  profit: { on: purchase, unit: dollars, rate: 1/3, counts: fact.data.profit, rounding: carry, for: relief }
tiers:
  status:
    by: spend
    window: calendar-year
    valid: { until: end-of-next-year }
    levels: { insider: 0, vib: { from: 350.00 } }
rewards:
  flights: { name: Flights, unit: points, pays: { value: 0.01, minimum: 5000 } }
  ticket: { name: A ticket, unit: points, cost: 0, stock: 200 }
  cash: { name: Ten off, unit: points, cost: 100, worth: 10.00, minimum_basket: 10.00 }
  give: { name: Give, unit: points, pays: { value: 0.05 }, donates: true }
partners:
  sky: { name: Sky, unit: points, ratio: 4/5, step: 1000, receives: miles, fee: { each: 0.0006, most: 99.00 } }
causes: { relief: { name: Relief } }
vouchers:
  twenty: { name: Twenty off, worth: 20.00, in_parts: true, expires: { after: 60 days } }
issue:
  friend: { on: referral, voucher: twenty }
  again: { on: claim, voucher: twenty }
referrals: { qualifies: { on: purchase, first: true } }
plans:
  club: { name: Club, price: 14.99, every: 1 month, trial: 1 month }
entitlements:
  a-cup: { name: A cup, plans: [club], covers: fact.data.item == "coffee", again_after: 2 hours }
`);

/** Everything in which cases differ from what they expect; throws on a mistake in them. */
function differences(cases: string): Difference[] {
  const loaded = loadCases(`cases:\n${cases}`);
  if ("problems" in loaded) throw new Error(JSON.stringify(loaded.problems));
  const read = loaded.file.read(program!);
  if (!read.cases) throw new Error(JSON.stringify(read.problems));
  return read.cases.flatMap((one) => runCase(program!, one).differences);
}

/** A case of steps, each with its expectation. */
const story = (steps: [when: string, then: string][], more = ""): string =>
  `  - name: A story\n${more}    steps:\n${steps
    .map(([when, then]) => `      - when: { at: ${when} }\n        then: { ${then} }\n`)
    .join("")}`;

const RICH = "2020-05-01, account: me, adjust: { unit: points, amount: 50000 }";

describe("holds", () => {
  test.each<[string, string]>([
    [
      "a transfer, with what arrives and what it costs",
      story([
        [RICH, "balance: { points: 50000 }"],
        [
          "2020-05-02, transfer: { partner: sky, amount: 50000 }",
          "transferred: { sky: 40000 }, charged: 30.00, charges: [{ for: transfer:sky, amount: 30 }]," +
            " effects: [{ type: transferred, received: 40000, at: 2020-05-02 }], postings: [{ to: transferred }]",
        ],
        ["2020-05-03, charge-paid: transfer:sky", "charged: 0, charged_total: 30.00"],
      ]),
    ],
    [
      "a retry, which has the first answer on the account as it is now, and another fact of its id",
      story([
        [RICH, "balance: { points: 50000 }"],
        ["2020-05-02, id: t, transfer: { partner: sky, amount: 50000 }", "charged: 30.00"],
        ["2020-05-03, adjust: { unit: points, amount: 7 }", "balance: { points: 7 }"],
        [
          "2020-05-02, id: t, transfer: { partner: sky, amount: 50000 }",
          "charged: 30.00, charged_total: 30.00, balance: { points: 7 }",
        ],
        [
          "2020-05-02, id: t, transfer: { partner: sky, amount: 40000 }",
          "refused: fact-id-reused, effects: [], balance: { points: 7 }",
        ],
      ]),
    ],
    [
      "what other accounts have used of a stock",
      story(
        [
          [
            "2020-05-02, account: ana, redeem: ticket",
            "effects: [{ type: reward-redeemed, reward: ticket }]",
          ],
          ["2020-05-02, account: ben, redeem: ticket", "refused: out-of-stock"],
        ],
        '    used: { "stock:ticket": 199 }\n',
      ),
    ],
    [
      "a key that counts once for all accounts",
      story([
        ["2020-05-02, account: ana, join: { identity: x }", "earned: { hello: 10 }"],
        ["2020-05-02, account: ben, join: { identity: x }", "earned: {}, because: { hello: once }"],
      ]),
    ],
    ["money in data", story([["2020-05-02, claim: { amount: 12.00 }", "earned: { claim: 1200 }"]])],
    [
      "money in the data of a purchase, beside it and within, and a cause",
      story([
        [
          "2020-05-02, purchase: 9.00, data: { profit: 3.00 }",
          "impact: { relief: { dollars: 1.00 } }, spend: 9",
        ],
        [
          "2020-05-03, purchase: { amount: 9.00, data: { profit: 6.00 } }",
          "impact: { relief: { dollars: 3 } }, postings: [{ to: available }, { to: given, beneficiary: relief }]",
        ],
      ]),
    ],
    [
      "a gift to a cause",
      story([
        [RICH, "status: active"],
        [
          "2020-05-02, cause: relief, redeem: { reward: give, amount: 200 }",
          "donated: { relief: 10.00 }, discount: 0",
        ],
      ]),
    ],
    [
      "a ladder's counter and the last day of a level",
      story([
        ["2025-05-01, purchase: 300", "counter: { status: 300.00 }, until: { status: never }"],
        ["2025-06-15, purchase: 60", "tier: { status: vib }, until: { status: 2026-12-31 }, pays: 60.00"],
        ["2026-12-31 23:59", "until: { status: 2027-01-01 00:00 }"],
      ]),
    ],
    [
      "what comes off a basket, by units and with as many as one likes",
      story([
        [RICH, "notices: [], accounting: []"],
        ["2020-05-02, redeem: { reward: cash, basket: 42.00 }", "discount: 10.00, pays: 32.00"],
        [
          "2020-05-02, basket: 320.00, redeem: { reward: flights, amount: 5000 }",
          "discount: 50.00, pays: 270.00",
        ],
      ]),
    ],
    [
      "a referrer by name, and the fact that reaches their account at once",
      story([
        ["2022-02-02, account: ben, join: {}, referrer: ana", "vouchers: []"],
        [
          "2022-02-03, account: ben, purchase: 75.00",
          "earned: { base: 75, brought: 7 }, " +
            "effects: [{ type: referral-changed, to: qualified }, { type: fact-sent, account: ana, fact: referral }]",
        ],
        [
          "2022-02-04, account: ana",
          "vouchers: [{ kind: twenty, left: 20.00, from: 2022-02-03, until: 2022-04-03 }]",
        ],
      ]),
    ],
    [
      "a voucher by its kind, the one that ends first, in part",
      story([
        ["2022-02-03 09:00, claim: { amount: 0.01 }", "vouchers: [{ kind: twenty }]"],
        [
          "2022-02-05 09:00, claim: { amount: 0.01 }",
          "vouchers: [{ until: 2022-04-03 }, { until: 2022-04-05 }]",
        ],
        [
          "2022-02-06 09:00, use: { voucher: twenty, amount: 5.00, basket: 30.00 }",
          "discount: 5, pays: 25, vouchers: [{ left: 15, until: 2022-04-03 }, { left: 20 }]",
        ],
        ["2022-02-06 10:00, use: other", "refused: voucher-unknown"],
      ]),
    ],
    [
      "a membership, its charge by its plan, and what it entitles to",
      story([
        ["2022-05-10, subscribe: club", "plan: { club: trial }, charged: 0"],
        [
          "2022-05-11 08:00, use: a-cup, data: { item: coffee }",
          "effects: [{ type: entitlement-used, quantity: 1 }]",
        ],
        [
          "2022-05-11 09:59, use: { entitlement: a-cup, data: { item: coffee } }",
          "refused: entitlement-too-soon",
        ],
        ["2022-06-10", "plan: { club: active }, charges: [{ amount: 14.99 }]"],
        ["2022-06-11, charge-paid: club", "charged_total: 14.99, due: 2022-07-10"],
        ["2022-06-12, unsubscribe: { plan: club }", "plan: { club: active }"],
        ["2022-07-10", "plan: { club: none }"],
      ]),
    ],
    [
      "a step that is repeated, at the same local time",
      story([
        ["2020-03-07 09:00, purchase: 1.00, repeat: { times: 3, every: 1 day }", "balance: { points: 3 }"],
        ["2020-03-09 08:59, purchase: 1.00", "earned: { base: 1 }"],
        ["2020-03-09 09:00", "lots: { points: [{ earned: 2020-03-07 09:00 }, {}, {}, {}] }"],
      ]),
    ],
    [
      "attributes of the member, with money",
      story([["2022-05-10, profile: { salary: 10.50, city: Porto }", "earned: {}"]]),
    ],
    [
      "accounts opened before their first step",
      story(
        [["2022-05-10, account: ana, purchase: 400", "tier: { status: vib }"]],
        "    opened: { ana: 2020-01-01 }\n    seed: a seed\n",
      ),
    ],
  ])("%s", (_name, cases) => {
    expect(differences(cases)).toEqual([]);
  });
});

describe("shows both sides and why", () => {
  test.each<[string, string, string, string, string]>([
    ["discount", "2020-05-02, redeem: { reward: cash, basket: 42.00 }", "discount: 9", "9.00", "10.00"],
    ["what is left to pay", "2020-05-02, redeem: ticket", "pays: 9", "9.00", "the fact names no basket"],
    [
      "received by sky",
      "2020-05-02, transfer: { partner: sky, amount: 1000 }",
      "transferred: { sky: 1 }",
      "1",
      "800",
    ],
    ["vouchers", "2020-05-02, claim: { amount: 1 }", "vouchers: []", "none", "twenty until 2020-07-01 00:00"],
    ["vouchers", "2020-05-02", "vouchers: [{ kind: twenty }]", "twenty", "none"],
    [
      "effects",
      "2020-05-02, redeem: ticket",
      "effects: []",
      "none",
      "type reward-redeemed reward ticket quantity 1 at 2020-05-02 00:00",
    ],
    ["plan club", "2020-05-02, subscribe: club", "plan: { club: active }", "active", "trial"],
    ["status", "2020-05-02", "status: closed", "closed", "active"],
    ["why base gave nothing", "2020-05-02, purchase: 1", "because: { base: cap }", "cap", "it gave"],
    ["counter of status", "2020-05-02, purchase: 1", "counter: { status: 2 }", "2.00", "1.00"],
    ["dollars for relief", "2020-05-02", "impact: { relief: { dollars: 2 } }", "2.00", "0.00"],
  ])("%s", (what, when, then, expected, found) => {
    const [difference, ...more] = differences(
      story([
        [RICH, "status: active"],
        [when, then],
      ]),
    );
    expect(more).toEqual([]);
    expect(difference).toMatchObject({ what, expected, found });
    expect(difference!.why[0]).toMatch(/^Judged by version 1/);
  });
});

describe("a mistake in a case", () => {
  test.each<[string, string, number, string]>([
    ["account", "{ at: 2020-05-02, account: a b }", 3, "cannot name an account"],
    ["used", "{ at: 2020-05-02 }\n    used: { ticket: 4 }", 4, "is nothing that accounts share"],
    ["partner", "{ at: 2020-05-02 }\n    then: { transferred: { sea: 4 } }", 4, "has no partner “sea”"],
    ["cause", "{ at: 2020-05-02 }\n    then: { donated: { sea: 4 } }", 4, "has no cause “sea”"],
    ["plan", "{ at: 2020-05-02 }\n    then: { plan: { clubs: none } }", 4, "has no plan “clubs”"],
    [
      "plan's state",
      "{ at: 2020-05-02 }\n    then: { plan: { club: on } }",
      4,
      "can be none, trial, active, past-due",
    ],
    ["key", "{ at: 2020-05-02 }\n    then: { voucher: [] }", 4, "There is no “voucher” here"],
    [
      "a repetition",
      "{ at: 2020-05-02, purchase: 1, repeat: { times: 50 } }",
      3,
      "how many times in all, and how long after one another",
    ],
    [
      "a repetition of a step with an id",
      "{ at: 2020-05-02, id: a, purchase: 1, repeat: { times: 2, every: 1 day } }",
      3,
      "A step with an id happens once",
    ],
    [
      "effects without a type",
      "{ at: 2020-05-02 }\n    then: { effects: { notice-due: [] } }",
      4,
      "has a type",
    ],
    [
      "type of an effect",
      "{ at: 2020-05-02 }\n    then: { effects: [{ type: notice }] }",
      4,
      "“type” can be tier-changed",
    ],
    [
      "part of an effect",
      "{ at: 2020-05-02 }\n    then: { effects: [{ type: notice-due, plan: club }] }",
      4,
      "There is no “plan” here",
    ],
    ["money", "{ at: 2020-05-02, claim: { amount: 1.001 } }", 3, "is not an amount with at most 2 decimals"],
    ["notice", "{ at: 2020-05-02, notice: { about: nothing } }", 3, "about must be one of"],
    ["a fact that knows no card", "{ at: 2020-05-02, card: x, redeem: ticket }", 3, "card is not known here"],
  ])("%s", (_name, when, line, message) => {
    const then = when.includes("then:") ? "" : "\n    then: { status: active }";
    const loaded = loadCases(`cases:\n  - name: Odd\n    when: ${when}${then}\n`);
    const read = "file" in loaded ? loaded.file.read(program!) : loaded;
    expect(read.problems[0]).toMatchObject({ line, message: expect.stringContaining(message) });
  });
});
