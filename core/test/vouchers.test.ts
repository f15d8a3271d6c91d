/** Vouchers, the rules that issue them, days that come again, draws and conversions. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stateBytes } from "../src/account.ts";
import { advance } from "../src/advance.ts";
import { drawNumbers, sha256 } from "../src/draw.ts";
import { formatInstant } from "../src/instant.ts";
import type { AccountState } from "../src/state.ts";
import { beginStory, tell } from "./account-story.ts";
import { compile, type Definition } from "./arbitrary-program.ts";
import { openVouchers as open } from "./open-vouchers.ts";
import { instant, memberOf, millis, SEASON, shop } from "./shop.ts";

const SEED = 20_261_126;
type Member = ReturnType<typeof memberOf>;

const use = (
  member: Member,
  at: string,
  voucher: string,
  said: Record<string, unknown> = {},
  amount?: number,
) =>
  member.happen("use", at, {
    of: amount === undefined ? { voucher } : { voucher, amount },
    ...said,
  } as never);

/** A shop that issues a voucher of some terms on joining. */
const giving = (voucher: Definition, rest: Definition = {}): Definition =>
  shop({
    vouchers: { gift: { name: "A gift", ...voucher } },
    issue: { gift: { on: "join", voucher: "gift" } },
    ...rest,
  });

describe("the term of a voucher", () => {
  test.each([
    [
      "60 days from the day after",
      "2024-03-01",
      { after: "60 days", counted: "from-next-day" },
      "2024-04-30",
      "2024-05-01",
    ],
    [
      "30 days from the day after",
      "2025-05-02",
      { after: "30 days", counted: "from-next-day" },
      "2025-06-01",
      "2025-06-02",
    ],
    ["11 months", "2026-06-15", { after: "11 months" }, "2027-05-14", "2027-05-15"],
    ["7 days", "2026-06-10", { after: "7 days" }, "2026-06-16", "2026-06-17"],
    ["the day itself", "2024-05-08", { after: "1 day" }, "2024-05-08", "2024-05-09"],
    ["to the end of the month", "2024-05-08", { after: "1 month", end: "month" }, "2024-06-30", "2024-07-01"],
  ])("%s: good through its last day and refused on the next", (_, from, expires, last, next) => {
    const member = memberOf(giving({ expires }));
    member.happen("join", from);
    expect(open(member, `${last} 23:59`)).toHaveLength(1);
    expect(use(member, `${next} 00:00`, "1.gift").refusal?.code).toBe("voucher-unknown");
  });

  test("ends with an effect that says what was lost", () => {
    const member = memberOf(giving({ worth: 10, in_parts: true, expires: { after: "2 days" } }));
    member.happen("join", "2025-03-01");
    use(member, "2025-03-02", "1.gift", {}, 300);
    const { effects } = member.happen("time", "2025-03-05");
    expect(effects).toMatchObject([{ type: "voucher-expired", voucher: "1.gift", amount: 700 }]);
    expect(member.story.state.vouchers).toBeUndefined();
  });

  test("is by the tier held when it is issued", () => {
    const tiers = { status: { by: "spend", levels: { base: 0, gold: 100 } } };
    const expires = { by: "status", levels: { gold: { after: "7 days" } }, otherwise: { after: "1 day" } };
    const member = memberOf(giving({ expires }, { tiers }));
    member.buy("2025-03-01", 10_000);
    member.happen("join", "2025-03-02");
    expect(open(member)).toMatchObject([{ expiresAt: millis("2025-03-09 00:00") }]);
  });
});

describe("using a voucher", () => {
  test("whole takes no more than the basket, and what is left is lost", () => {
    const member = memberOf(giving({ worth: 10 }));
    member.happen("join", "2025-03-01");
    expect(use(member, "2025-03-02", "1.gift", { basket: 700 }).discount).toBe(700);
    expect(use(member, "2025-03-02", "1.gift").refusal?.code).toBe("voucher-unknown");
  });

  test("in parts leaves the rest", () => {
    const member = memberOf(giving({ worth: 100, in_parts: true }));
    member.happen("join", "2025-03-01");
    expect(use(member, "2025-03-02", "1.gift", { basket: 3000 }).discount).toBe(3000);
    expect(use(member, "2025-03-03", "1.gift", { basket: 9000 }, 2500).discount).toBe(2500);
    expect(use(member, "2025-03-04", "1.gift", { basket: 9000 }, 5000).refusal?.code).toBe(
      "voucher-exceeded",
    );
    expect(use(member, "2025-03-04", "1.gift", { basket: 9000 }).discount).toBe(4500);
    expect(open(member)).toEqual([]);
  });

  test.each([
    ["basket-too-small", { minimum_basket: 20, worth: 5 }, { basket: 1999 }],
    ["voucher-not-eligible", { when: 'fact.channel == "shop"' }, { channel: "web" }],
    ["voucher-not-open", { schedule: { days: ["mon"] } }, {}],
  ])("is refused with %s where its terms do not allow it", (code, terms, said) => {
    const member = memberOf(giving(terms));
    member.happen("join", "2025-03-01");
    expect(use(member, "2025-03-02", "1.gift", said).refusal?.code).toBe(code);
    expect(open(member)).toHaveLength(1);
  });

  test("is limited in its period, and not in parts unless its terms say so", () => {
    const member = memberOf(giving({ worth: 5, limits: { day: 1 } }));
    member.happen("join", "2025-03-01");
    member.happen("join", "2025-03-01");
    expect(use(member, "2025-03-02", "1.gift", {}, 100).refusal?.code).toBe("voucher-not-in-parts");
    use(member, "2025-03-02", "1.gift");
    expect(use(member, "2025-03-02", "2.gift").refusal?.code).toBe("voucher-limit");
    expect(use(member, "2025-03-03", "2.gift").discount).toBe(500);
  });

  test(`never takes off more than it was worth, in any order (seed ${SEED})`, () => {
    const uses = fc.array(
      fc.record({
        basket: fc.integer({ min: 0, max: 4000 }),
        part: fc.option(fc.integer({ min: 1, max: 4000 })),
      }),
      { maxLength: 12 },
    );
    const kept = fc.property(uses, fc.boolean(), (all, inParts) => {
      const member = memberOf(giving({ worth: 60, in_parts: inParts }));
      member.happen("join", "2025-03-01");
      let off = 0;
      for (const { basket, part } of all) {
        const { discount = 0 } = use(member, "2025-03-02", "1.gift", { basket }, part ?? undefined);
        expect(discount).toBeLessThanOrEqual(basket);
        off += discount;
      }
      const left = Number(open(member)[0]?.["left"] ?? 0);
      expect(off + left).toBeLessThanOrEqual(6000);
      if (inParts) expect([6000, 0]).toContain(left > 0 ? off + left : left);
    });
    fc.assert(kept, { seed: SEED, numRuns: 100 });
  });
});

describe("issue rules", () => {
  const bakery = compile(
    shop({
      facts: { join: { identity: "text" } },
      vouchers: { pastry: { name: "A pastry" } },
      issue: { welcome: { on: "join", voucher: "pastry", once: "fact.data.identity" } },
    }),
  );
  const join = (id: string, identity: string) => ({
    id,
    type: "join",
    occurredAt: instant("2025-03-01"),
    data: { identity },
  });

  test("give once for a key in the whole program", () => {
    const first = beginStory(bakery, millis("2025-01-01"));
    expect(tell(first, join("a", "555")).effects).toHaveLength(1);
    const second = { ...beginStory(bakery, millis("2025-01-01")), used: first.used };
    const said = tell(second, join("b", "555"));
    expect(said.effects).toEqual([]);
    expect(said.short).toEqual({ "once:issue welcome:555": 0 });
  });

  test("give no more in all than there is, and no oftener than they may", () => {
    const definition = giving(
      {},
      { issue: { gift: { on: "visit", voucher: "gift", stock: 3, times: { day: 2 }, count: 2 } } },
    );
    const member = memberOf(definition);
    for (const day of ["2025-03-01", "2025-03-01", "2025-03-01", "2025-03-02", "2025-03-02"])
      member.happen("visit", day);
    expect(open(member)).toHaveLength(6);
    expect(member.story.used).toEqual({ "issue:gift": 3 });
  });
});

describe("days that come again", () => {
  const birthday = (issue: Definition, rest: Definition = {}) =>
    giving(
      { expires: { after: "1 day" } },
      {
        member: { birthday: "date" },
        issue: { gift: { on: "birthday", voucher: "gift", ...issue } },
        ...rest,
      },
    );
  const when = { when: "account.days >= 7 && account.purchases >= 1" };
  const born = (member: Member, at: string, date: string) =>
    member.happen("profile", at, { attributes: { birthday: date } });

  test.each([
    ["2024-05-01", true, true],
    ["2024-05-02", true, false],
    ["2024-05-01", false, false],
  ])("joined on %s, bought %s: a gift on the birthday %s", (joined, bought, given) => {
    const member = memberOf(birthday(when), joined);
    born(member, joined, "1990-05-08");
    if (bought) member.buy("2024-05-03", 500);
    expect(open(member, "2024-05-08 00:00")).toHaveLength(given ? 1 : 0);
    expect(open(member, "2024-05-09 00:00")).toEqual([]);
  });

  test("also give units, once each time, and on the 28th where there is no 29 February", () => {
    const earn = {
      gift: { on: "birthday", unit: "points", amount: 20 },
      years: { on: "anniversary", unit: "points", amount: 1 },
    };
    const member = memberOf(birthday({}, { earn }), "2023-06-01");
    born(member, "2023-06-02", "2000-02-29");
    expect(member.points("2024-02-28")).toBe(0);
    expect(member.points("2024-02-29 00:00")).toBe(20);
    expect(member.points("2025-02-28 00:00")).toBe(41);
    expect(member.points("2026-06-01 00:00")).toBe(63);
  });

  test("are not sent, and not kept for a birthday that was told too late", () => {
    const member = memberOf(birthday({}));
    expect(member.happen("birthday", "2025-03-01").refusal?.code).toBe("made-by-time");
    born(member, "2025-05-08 10:00", "1990-05-08");
    expect(open(member)).toEqual([]);
    expect(open(member, "2026-05-08 00:00")).toHaveLength(1);
  });

  test(`come out alike whatever the steps of time (seed ${SEED})`, () => {
    const earn = { gift: { on: "birthday", unit: "points", amount: 20 } };
    const units = { points: { name: "point", expires: { after: "90 days" } } };
    const member = memberOf(
      birthday(
        {},
        {
          earn,
          units,
          conversions: SEASON,
          vouchers: { gift: { name: "A gift", worth: 10, expires: { after: "11 months" } } },
        },
      ),
    );
    born(member, "2015-02-01", "1990-05-31");
    member.buy("2015-03-01", 26_000);
    const { program, state } = member.story;
    const steps = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 8 });
    const alike = fc.property(steps, (days) => {
      const marks = days.map((day) => millis("2015-03-02") + day * 86_400_000).sort((a, b) => a - b);
      let stepped: AccountState = state;
      for (const to of marks) stepped = advance(program, stepped, to).state;
      expect(stateBytes(stepped)).toBe(stateBytes(advance(program, state, marks.at(-1)!).state));
    });
    fc.assert(alike, { seed: SEED, numRuns: 60 });
  });
});

describe("draws", () => {
  test("are made from SHA-256 as it is published", () => {
    for (const text of ["", "abc", "a".repeat(55), "a".repeat(56), "a".repeat(64), "é€😀".repeat(40)]) {
      const hexadecimal = [...sha256(text)].map((word) => word.toString(16).padStart(8, "0")).join("");
      expect(hexadecimal).toBe(createHash("sha256").update(text).digest("hex"));
    }
  });

  test("can be worked out again from seed, account, rule and number, and come in proportion", () => {
    const definition = giving(
      {},
      {
        vouchers: { tea: { name: "Tea" }, cake: { name: "Cake" } },
        issue: { surprise: { on: "visit", draw: { chance: "1/4", of: { tea: 3, cake: 1 } } } },
      },
    );
    const member = memberOf(definition);
    const won: Record<string, number> = {};
    for (let n = 0; n < 2000; n++) {
      const { draws } = member.happen("visit", formatInstant(millis("2025-01-01") + n * 60_000));
      const [draw] = draws!;
      expect(draw!.numbers).toEqual(
        drawNumbers({ seed: "shop", account: "acc_story", number: n + 1, rule: "surprise" }),
      );
      won[draw!.won ?? "nothing"] = (won[draw!.won ?? "nothing"] ?? 0) + 1;
    }
    expect(won["nothing"]! / 2000).toBeCloseTo(0.75, 1);
    expect(won["tea"]! / (won["tea"]! + won["cake"]!)).toBeCloseTo(0.75, 1);
    expect(open(member)).toHaveLength(won["tea"]! + won["cake"]!);
  });

  test("come out alike however often somebody looks at the account, or is refused something", () => {
    const definition = giving(
      {},
      { issue: { surprise: { on: "visit", draw: { chance: "1/2", of: { gift: 1 } } } } },
    );
    const [quiet, watched] = [memberOf(definition), memberOf(definition)];
    for (let day = 1; day <= 28; day++) {
      const date = `2025-02-${String(day).padStart(2, "0")}`;
      if (day % 3 === 0) watched.happen("time", `${date} 01:00`);
      if (day % 4 === 0) expect(watched.redeem(`${date} 02:00`, "5").refusal).toBeDefined();
      expect(watched.happen("visit", date).draws).toEqual(quiet.happen("visit", date).draws);
    }
  });
});
