/** Expectations of what a step moved, charged, took off and told the world. */
import type { Effect, Posting, Program } from "@tallystick/core";
import type { Node } from "yaml";
import type { Entry } from "../import/yaml-nodes.ts";
import { timeInWords } from "./case-values.ts";
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

type Words = Record<string, string>;

/**
 * Both sides of a list of records, in order, each by the keys that are named. Where more was found than expected, the rest
 * is shown whole.
 */
function recordSides(expected: Words[], found: Words[]): [string, string] {
  const inWords = (record: Words): string =>
    Object.entries(record)
      .map(([key, value]) => `${key} ${value}`)
      .join(" ");
  const seen = found.map((record, i) => {
    const wanted = expected[i];
    if (!wanted) return record;
    const named = Object.keys(wanted).filter((key) => record[key] !== undefined);
    return Object.fromEntries(named.map((key) => [key, record[key]!]));
  });
  return [listInWords(expected.map(inWords)), listInWords(seen.map(inWords))];
}

const moneyOf =
  ({ program, values }: ThenTools) =>
  (item: Entry): string | null => {
    const minor = values.money(item);
    return minor === null ? null : moneyInWords(program, minor);
  };

/** One amount of money, held against what `find` gives. */
const oneAmount =
  (what: string, find: (seen: Seen) => number | null): ThenReader =>
  (entry, tools) => {
    const expected = moneyOf(tools)(entry);
    if (expected === null) return [];
    const sides: Check["sides"] = (seen) => {
      const found = find(seen);
      return [expected, found === null ? "the fact names no basket" : moneyInWords(tools.program, found)];
    };
    return [{ place: entry.place, what, sides }];
  };

type OfType<T extends Effect["type"]> = Extract<Effect, { type: T }>;
const effectsOf = <T extends Effect["type"]>({ effects }: { effects: Effect[] }, type: T): OfType<T>[] =>
  effects.filter((effect): effect is OfType<T> => effect.type === type);

const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);
const chargedIn = (outcome: { effects: Effect[] }): number =>
  sum(effectsOf(outcome, "charge-due").map(({ amount }) => amount));

const discountOf = ({ turn }: Seen): number => turn.decision.outcome.discount ?? 0;

/** What the fact was about: its basket, or what a purchase came to. */
function basketOf({ turn }: Seen): number | null {
  const { basket, amount, lines } = turn.fact as {
    basket?: number;
    amount?: unknown;
    lines?: { amount: number }[];
  };
  if (basket !== undefined) return basket;
  if (lines) return sum(lines.map((line) => line.amount));
  return typeof amount === "number" ? amount : null;
}

const pays = (seen: Seen): number | null => {
  const basket = basketOf(seen);
  return basket === null ? null : basket - discountOf(seen);
};

const chargedTotal = ({ turns, turn }: Seen): number =>
  sum(
    turns
      .filter(({ account, quote, again }) => account === turn.account && !quote && again === null)
      .map(({ decision }) => chargedIn(decision.outcome)),
  );

const countedSpend = ({ explained }: Seen): number => sum(explained().spend.map(({ spend }) => spend));

const charges: ThenReader = (entry, tools) => {
  const expected = readRecords<string>(tools, entry, { for: tools.reader.text, amount: moneyOf(tools) });
  const sides: Check["sides"] = ({ turn, program }) => {
    const due = effectsOf(turn.decision.outcome, "charge-due");
    return recordSides(
      expected,
      due.map((effect) => ({ for: effect.for, amount: moneyInWords(program, effect.amount) })),
    );
  };
  return [{ place: entry.place, what: "charges", sides }];
};

/** Partner → what arrives there. */
const transferred: ThenReader = (entry, tools) =>
  tools.named("partners", entry).flatMap((item): Check[] => {
    const text = tools.reader.text(item);
    if (text === null) return [];
    const plain = (amount: string): string => amount.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
    const sides: Check["sides"] = ({ turn }) => {
      const sent = effectsOf(turn.decision.outcome, "transferred").filter(
        ({ partner }) => partner === item.key,
      );
      return [plain(text), sent.map(({ received }) => plain(received)).join(" and ") || "nothing"];
    };
    return [{ place: item.place, what: `received by ${item.key}`, sides }];
  });

/** Cause → what the units that members gave to it stand for. */
const donated: ThenReader = (entry, tools) =>
  tools.named("causes", entry).flatMap((item): Check[] => {
    const expected = moneyOf(tools)(item);
    if (expected === null) return [];
    const sides: Check["sides"] = ({ turn, program }) => {
      const given = effectsOf(turn.decision.outcome, "donated").filter(({ cause }) => cause === item.key);
      return [expected, moneyInWords(program, sum(given.map(({ worth }) => worth ?? 0)))];
    };
    return [{ place: item.place, what: `given to ${item.key}`, sides }];
  });

const POSTING_KEYS = ["unit", "from", "to", "amount", "rule", "beneficiary", "cause"] as const;

const postings: ThenReader = (entry, tools) => {
  const { reader, program } = tools;
  const texts = POSTING_KEYS.map((key) => [key, reader.text] as const);
  const amount = (item: Entry, record: Record<string, Entry>): string | null => {
    const unit = record.unit ? (reader.text(record.unit) ?? "") : "";
    const steps = tools.steps(item, unit);
    return steps === null ? null : unitsInWords(program, unit, steps);
  };
  const expected = readRecords<string>(tools, entry, { ...Object.fromEntries(texts), amount });
  const inWords = (posting: Posting): Words => {
    const all: Partial<Record<string, string>> = {
      ...posting,
      at: "",
      amount: unitsInWords(program, posting.unit, posting.amount),
    };
    return Object.fromEntries(POSTING_KEYS.flatMap((key) => (all[key] ? [[key, all[key]]] : [])));
  };
  const sides: Check["sides"] = ({ turn }) =>
    recordSides(expected, turn.decision.outcome.postings.map(inWords));
  return [{ place: entry.place, what: "postings", sides }];
};

const INSTANTS = new Set(["at", "until", "effective", "earliest", "latest"]);

/** An effect in words; a fact that is sent by its type. */
function effectInWords(program: Program, effect: Effect, nameOf: (id: string) => string): Words {
  const { unit } = effect as { unit?: string };
  const words: Words = {};
  for (const [key, value] of Object.entries(effect) as [string, unknown][]) {
    if (key === "fact") words.fact = (value as { type: string }).type;
    else if (key === "account") words.account = nameOf(value as string);
    else if (typeof value !== "number") words[key] = String(value);
    else if (INSTANTS.has(key)) words[key] = timeInWords(program, value);
    else if (key === "worth" || (key === "amount" && unit === undefined))
      words[key] = moneyInWords(program, value);
    else words[key] = key === "amount" ? unitsInWords(program, unit!, value) : String(value);
  }
  return words;
}

/** An expected value written the way the found one is: a date alone is held against the date of the instant. */
function alike(expected: string, found: string): boolean {
  if (expected === found) return true;
  if (/^\d{4}-\d{2}-\d{2}$/.test(expected)) return found.startsWith(`${expected} `);
  const isAmount = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);
  return isAmount(expected) && isAmount(found) && Number(expected) === Number(found);
}

/** Records of text against records of text: those that are named, in their order. */
function partialSides(expected: Words[], found: Words[]): [string, string] {
  const seen = found.map((record, i) =>
    Object.fromEntries(
      Object.entries(record).map(([key, value]) => {
        const wanted = expected[i]?.[key];
        return [key, wanted !== undefined && alike(wanted, value) ? wanted : value];
      }),
    ),
  );
  return recordSides(expected, seen);
}

/** What each type of effect says besides its type and when. */
const PARTS_OF_EFFECTS: { [T in Effect["type"]]: Exclude<keyof OfType<T>, "type" | "at">[] } = {
  "tier-changed": ["ladder", "from", "to", "until"],
  "units-expired": ["unit", "amount"],
  "units-matured": ["unit", "amount"],
  "hold-lapsed": ["hold"],
  "reward-redeemed": ["reward", "quantity"],
  "voucher-issued": ["voucher", "kind", "by", "worth", "until"],
  "voucher-used": ["voucher", "kind", "amount"],
  "voucher-expired": ["voucher", "kind", "amount"],
  "entitlement-used": ["entitlement", "quantity"],
  "charge-due": ["charge", "for", "amount"],
  "charge-withdrawn": ["charge", "for", "amount"],
  "refund-due": ["for", "amount"],
  "plan-changed": ["plan", "from", "to", "until"],
  "status-changed": ["from", "to", "until"],
  "notice-due": ["about", "for", "effective", "earliest", "latest"],
  transferred: ["partner", "unit", "amount", "received"],
  donated: ["cause", "unit", "amount", "worth"],
  "paid-out": ["unit", "amount"],
  "cash-out-offered": ["unit", "amount"],
  "referral-changed": ["to"],
  "fact-sent": ["account", "fact"],
};

/** One expected effect; its type says which other keys it may have. */
function readEffect({ node, path }: { node: Node | null; path: string }, { reader }: ThenTools): Words {
  const named = reader.fields(node, path, null);
  const type = named?.get("type");
  const types = Object.keys(PARTS_OF_EFFECTS) as Effect["type"][];
  if (named && !type) {
    const [first] = named.keys();
    const example = types.find((one) => one === first) ?? types[0];
    reader.wrong(reader.placeOf(node, path), "key-missing", {
      message: "An effect has a type.",
      fix: `Write a list of effects, such as effects: [{ type: ${example} }].`,
    });
  }
  const known = type && reader.choice(type, types);
  if (!known) return {};
  const fields = reader.fields(node, path, ["type", "at", ...PARTS_OF_EFFECTS[known]]) ?? new Map();
  return Object.fromEntries([...fields].map(([key, item]) => [key, reader.text(item) ?? ""]));
}

/** The effects of the types that are named, in order, each by the keys that are named; an empty list: none at all. */
const effects: ThenReader = (entry, tools) => {
  const { reader, program } = tools;
  const expected = reader.items(entry.node, entry.place.path).map((item) => readEffect(item, tools));
  const types = new Set(expected.map(({ type }) => type));
  const sides: Check["sides"] = ({ turn, turns }) => {
    const nameOf = (id: string): string =>
      turns.find((one) => one.id === id)?.account ?? id.replace(/^acc_/, "");
    const all = turn.decision.outcome.effects.filter(({ type }) => types.size === 0 || types.has(type));
    return partialSides(
      expected,
      all.map((effect) => effectInWords(program, effect, nameOf)),
    );
  };
  return [{ place: entry.place, what: "effects", sides }];
};

/** Every notice that fell due. */
const notices: ThenReader = (entry, tools) => {
  const { reader, program } = tools;
  const keys = ["about", "for", "at", "effective", "earliest", "latest"];
  const expected = readRecords<string>(
    tools,
    entry,
    Object.fromEntries(keys.map((key) => [key, reader.text])),
  );
  const sides: Check["sides"] = ({ turn }) =>
    partialSides(
      expected,
      effectsOf(turn.decision.outcome, "notice-due").map((effect) => effectInWords(program, effect, String)),
    );
  return [{ place: entry.place, what: "notices", sides }];
};

/** Every line of revenue accounting, in money. */
const accounting: ThenReader = (entry, tools) => {
  const { reader, program } = tools;
  const expected = readRecords<string>(tools, entry, {
    kind: reader.text,
    unit: reader.text,
    amount: moneyOf(tools),
    lot: reader.text,
  });
  const sides: Check["sides"] = ({ turn }) =>
    recordSides(
      expected,
      (turn.decision.outcome.accounting ?? []).map(({ amount, ...line }) => ({
        ...line,
        amount: moneyInWords(program, amount),
      })),
    );
  return [{ place: entry.place, what: "accounting", sides }];
};

export const THEN_MOVEMENTS: Record<string, ThenReader> = {
  spend: oneAmount("counted spend", countedSpend),
  discount: oneAmount("discount", discountOf),
  pays: oneAmount("what is left to pay", pays),
  charged: oneAmount("charged", ({ turn }) => chargedIn(turn.decision.outcome)),
  charged_total: oneAmount("charged in all", chargedTotal),
  charges,
  transferred,
  donated,
  postings,
  effects,
  notices,
  accounting,
};
