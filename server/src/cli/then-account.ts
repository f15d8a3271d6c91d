/** Expectations of what an account holds, earned and reached. */
import { impactOf, type LadderProgress, ladderProgress, type Program } from "@tallystick/core";
import type { Entry } from "../import/yaml-nodes.ts";
import { type Moment, momentSides, timeInWords } from "./case-values.ts";
import {
  type Check,
  listInWords,
  moneyInWords,
  readRecords,
  type Seen,
  type ThenReader,
  type ThenTools,
  unitsInWords,
} from "./expectation.ts";

const PARTS = ["available", "pending", "held", "debt"] as const;

/**
 * Rule → amount, of all rules that gave anything: for the fact, and in the postings what a referral that counts and days
 * that come by themselves have given.
 */
function givenIn({ decision: { outcome }, fact }: Seen["turn"]): Map<string, number> {
  const given = new Map<string, number>();
  const add = (rule: string, amount: number): void => {
    if (amount !== 0) given.set(rule, (given.get(rule) ?? 0) + amount);
  };
  for (const { rule, given: amount } of outcome.earned ?? []) add(rule, amount);
  for (const { rule, from, cause, amount } of outcome.postings)
    if (rule !== undefined && from === "issued" && cause !== fact.type) add(rule, amount);
  return given;
}

/** Rule → amount, of all rules that gave anything, in the order of their names. */
const earned: ThenReader = (entry, tools) => {
  const { program } = tools;
  const unitOf = new Map(program.versions.flatMap(({ earn }) => earn.map(({ id, unit }) => [id, unit])));
  const rules = new Map<string, number>();
  for (const item of tools.named("rules", entry)) {
    const steps = tools.steps(item, unitOf.get(item.key));
    if (steps !== null && steps !== 0) rules.set(item.key, steps);
  }
  const inWords = (given: Map<string, number>): string =>
    [...given]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([rule, steps]) => `${rule} ${unitsInWords(program, unitOf.get(rule) ?? "", steps)}`)
      .join(", ") || "nothing";
  const sides: Check["sides"] = ({ turn }) => [inWords(rules), inWords(givenIn(turn))];
  return [{ place: entry.place, what: "earned", sides }];
};

const balance: ThenReader = (entry, tools) =>
  tools.named("units", entry).flatMap((item): Check[] => {
    const { reader, program } = tools;
    const unit = item.key;
    const parts: Partial<Record<(typeof PARTS)[number], number>> = {};
    if (reader.isMap(item.node)) {
      for (const part of reader.fields(item.node, item.place.path, PARTS)?.values() ?? []) {
        const steps = tools.steps(part, unit);
        if (steps !== null) parts[part.key as (typeof PARTS)[number]] = steps;
      }
    } else {
      // A balance below zero is a debt; otherwise the amount is what can be spent and nothing is owed.
      const steps = tools.steps(item, unit) ?? 0;
      parts.available = Math.max(0, steps);
      parts.debt = Math.max(0, -steps);
    }
    const zero = parts.debt ? "" : "available";
    return Object.entries(parts).map(([part, steps]) => ({
      place: item.place,
      what: `${part} ${unit}`,
      implied: steps === 0 && !reader.isMap(item.node) && part !== zero,
      sides: ({ turn }) => {
        const found = turn.decision.outcome.balances[unit]?.[part as (typeof PARTS)[number]] ?? 0;
        return [unitsInWords(program, unit, steps), unitsInWords(program, unit, found)];
      },
    }));
  });

type ExpectedLot = { left?: number; earned?: number; expires?: number | null; pendingUntil?: number | null };

/** All open lots; of what was found only the parts that the expectation names. */
const lots: ThenReader = (entry, tools) =>
  tools.named("units", entry).map((item): Check => {
    const { reader, program, values } = tools;
    const unit = item.key;
    const instant = (part: Entry): number | null | undefined =>
      reader.isWord(part.node, "never") ? null : (values.time(part) ?? undefined);
    const expected = reader.items(item.node, item.place.path).map(({ node, path }): ExpectedLot => {
      const fields = reader.fields(node, path, ["left", "earned", "expires", "pending_until"]);
      const lot: ExpectedLot = {};
      for (const [key, part] of fields ?? []) {
        if (key === "left") lot.left = tools.steps(part, unit) ?? 0;
        else if (key === "earned") lot.earned = values.time(part) ?? 0;
        else lot[key === "expires" ? "expires" : "pendingUntil"] = instant(part) ?? null;
      }
      return lot;
    });
    const inWords = (lot: ExpectedLot): string => lotInWords(program, unit, lot);
    return {
      place: item.place,
      what: `lots of ${unit}`,
      sides: ({ state }) => {
        const found = (state.units[unit]?.lots ?? []).map((lot, i): ExpectedLot => {
          const wanted = expected[i];
          return {
            ...((!wanted || wanted.left !== undefined) && { left: lot.left }),
            ...(wanted?.earned !== undefined && { earned: lot.earnedAt }),
            ...((!wanted || wanted.expires !== undefined) && { expires: lot.expiresAt ?? null }),
            ...(wanted?.pendingUntil !== undefined && { pendingUntil: lot.pendingUntil ?? null }),
          };
        });
        return [listInWords(expected.map(inWords)), listInWords(found.map(inWords))];
      },
    };
  });

const lotInWords = (program: Program, unit: string, lot: ExpectedLot): string =>
  [
    lot.left === undefined ? "" : unitsInWords(program, unit, lot.left),
    lot.earned === undefined ? "" : `earned ${timeInWords(program, lot.earned)}`,
    lot.expires === undefined ? "" : `expires ${timeInWords(program, lot.expires)}`,
    lot.pendingUntil === undefined ? "" : `pending until ${timeInWords(program, lot.pendingUntil)}`,
  ]
    .filter((part) => part !== "")
    .join(" ");

const tier: ThenReader = (entry, tools) =>
  tools.named("ladders", entry).flatMap((item): Check[] => {
    const levels = tools.program.versions.flatMap(
      ({ ladders }) => ladders[item.key]?.levels.map(({ id }) => id) ?? [],
    );
    const level = tools.reader.choice(item, [...new Set(levels)]);
    if (level === null) return [];
    const sides: Check["sides"] = ({ turn }) => [level, turn.decision.outcome.tiers[item.key] ?? "none"];
    return [{ place: item.place, what: `tier ${item.key}`, sides }];
  });

const progressOf = ({ program, state }: Seen, id: string): LadderProgress | undefined =>
  ladderProgress(program, state).find(({ ladder }) => ladder === id);

/** What counts on a ladder: money, units or days, as it counts. */
const counter: ThenReader = (entry, tools) =>
  tools.named("ladders", entry).flatMap((item): Check[] => {
    const { program } = tools;
    const ladder = program.versions.findLast(({ ladders }) => Object.hasOwn(ladders, item.key))!.ladders[
      item.key
    ]!;
    const { by } = ladder;
    const expected =
      by.kind === "spend"
        ? tools.values.money(item)
        : tools.steps(item, by.kind === "earned" ? by.unit : undefined);
    if (expected === null) return [];
    const inWords = (amount: number): string => {
      if (by.kind === "spend") return moneyInWords(program, amount);
      return by.kind === "earned" ? unitsInWords(program, by.unit, amount) : String(amount);
    };
    const sides: Check["sides"] = (seen) => [
      inWords(expected),
      inWords(progressOf(seen, item.key)?.counter ?? 0),
    ];
    return [{ place: item.place, what: `counter of ${item.key}`, sides }];
  });

/** A date is the last day on which the level is held, anything else the instant at which it runs out. */
const until: ThenReader = (entry, tools) =>
  tools.named("ladders", entry).flatMap((item): Check[] => {
    const moment = tools.values.moment(item);
    if (moment === null) return [];
    const sides: Check["sides"] = (seen) =>
      momentSides(seen.program, moment, { at: progressOf(seen, item.key)?.until, last: true });
    return [{ place: item.place, what: `end of tier ${item.key}`, sides }];
  });

const due: ThenReader = (entry, tools) => {
  const { program, reader } = tools;
  const expected = reader.isWord(entry.node, "never") ? null : (tools.values.time(entry) ?? undefined);
  if (expected === undefined) return [];
  const sides: Check["sides"] = ({ state }) => [
    timeInWords(program, expected),
    timeInWords(program, state.dueAt),
  ];
  return [{ place: entry.place, what: "next due", sides }];
};

type VoucherPart = string | Moment;

/** All open vouchers in the order in which they end. A date in `until` is the last day on which one can be used. */
const vouchers: ThenReader = (entry, tools) => {
  const { program, reader, values } = tools;
  const money = (item: Entry): string | null => {
    const minor = values.money(item);
    return minor === null ? null : moneyInWords(program, minor);
  };
  const expected = readRecords<VoucherPart>(tools, entry, {
    kind: reader.text,
    left: money,
    from: values.moment,
    until: values.moment,
  });
  const sides: Check["sides"] = ({ state }) => {
    const open = Object.values(state.vouchers ?? {}).sort(
      (a, b) =>
        (a.expiresAt ?? Number.MAX_VALUE) - (b.expiresAt ?? Number.MAX_VALUE) || a.issuedAt - b.issuedAt,
    );
    const wanted: string[] = [];
    const found: string[] = [];
    for (let i = 0; i < Math.max(expected.length, open.length); i++) {
      const voucher = open[i];
      const named = expected[i] ?? { kind: "", until: { kind: "never" as const } };
      const both = Object.entries(named).map(([key, part]): [string, string] => {
        if (key === "kind") return [part as string, voucher?.kind ?? ""];
        const left = voucher?.left === undefined ? "a thing" : moneyInWords(program, voucher.left);
        if (key === "left") return [`left ${part as string}`, `left ${left}`];
        const at = key === "from" ? (voucher?.validFrom ?? voucher?.issuedAt) : voucher?.expiresAt;
        const times = momentSides(program, part as Moment, { at, last: key === "until" });
        return [`${key} ${times[0]}`, `${key} ${times[1]}`];
      });
      if (expected[i]) wanted.push(both.map(([side]) => side).join(" "));
      if (voucher) found.push(both.map(([, side]) => side).join(" "));
    }
    return [listInWords(wanted), listInWords(found)];
  };
  return [{ place: entry.place, what: "vouchers", sides }];
};

/** Membership → trial, active, past-due, or none. */
const plan: ThenReader = (entry, tools) =>
  tools.named("plans", entry).flatMap((item): Check[] => {
    const status = tools.reader.choice(item, ["none", "trial", "active", "past-due"]);
    if (status === null) return [];
    const sides: Check["sides"] = ({ state }) => [status, state.plans?.[item.key]?.status ?? "none"];
    return [{ place: item.place, what: `plan ${item.key}`, sides }];
  });

const status: ThenReader = (entry, { reader }) => {
  const expected = reader.choice({ ...entry, key: "status" }, ["active", "closed", "forfeited"]);
  if (expected === null) return [];
  const sides: Check["sides"] = ({ state }) => [expected, state.life?.status ?? "active"];
  return [{ place: entry.place, what: "status", sides }];
};

/** Cause → unit, or what it stands for → amount given through this account in all. */
const impact: ThenReader = (entry, tools) =>
  tools.named("causes", entry).flatMap((cause) => {
    const { program, reader } = tools;
    const stands = (key: string): boolean =>
      program.versions.some(({ causes }) => Object.hasOwn(causes[cause.key]?.equivalents ?? {}, key));
    const items = [...(reader.fields(cause.node, cause.place.path, null)?.values() ?? [])];
    return items.flatMap((item): Check[] => {
      const place = item.place;
      const what = `${item.key} for ${cause.key}`;
      if (stands(item.key)) {
        const expected = reader.text(item);
        if (expected === null) return [];
        const sides: Check["sides"] = ({ state }) => {
          const all = impactOf(program, state).filter(({ cause: id }) => id === cause.key);
          const found = all.reduce((sum, { equivalents }) => sum + (equivalents[item.key] ?? 0), 0);
          return [String(Number(expected)), String(found)];
        };
        return [{ place, what, sides }];
      }
      const steps = tools.knows("units", item) ? tools.steps(item, item.key) : null;
      if (steps === null) return [];
      const inWords = (amount: number): string => unitsInWords(program, item.key, amount);
      const sides: Check["sides"] = ({ state }) => [
        inWords(steps),
        inWords(state.impact?.[cause.key]?.[item.key] ?? 0),
      ];
      return [{ place, what, sides }];
    });
  });

/** Why rules gave nothing. */
const because: ThenReader = (entry, tools: ThenTools) =>
  tools.named("rules", entry).flatMap((item): Check[] => {
    const reason = tools.reader.text(item);
    if (reason === null) return [];
    const sides: Check["sides"] = ({ explained }) => {
      const rule = explained().rules.find((one) => one.rule === item.key);
      return [reason, rule ? (rule.not ?? "it gave") : "it did not listen"];
    };
    return [{ place: item.place, what: `why ${item.key} gave nothing`, sides }];
  });

export const THEN_ACCOUNT: Record<string, ThenReader> = {
  earned,
  because,
  balance,
  lots,
  tier,
  counter,
  until,
  vouchers,
  plan,
  status,
  impact,
  due,
};
