/**
 * The shape of a fact, checked where it enters: whatever passes here, the engine can decide without a surprise. What a
 * fact means (is there such a reward, is the balance enough) is the engine's business and ends in a refusal, not here.
 */
import type { Fact } from "./fact.ts";
import { parseDate, parseInstant } from "./instant.ts";
import { own } from "./own.ts";

/** `path` such as "lines[2].amount"; `message` says what would be right. */
export type FactProblem = { path: string; message: string };

type Check = (value: unknown, path: string, problems: FactProblem[]) => void;
type Fields = Record<string, { check: Check; required?: true }>;
type Values = Record<string, unknown>;

const MAX_LINES = 1000;

const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const when =
  (holds: (value: unknown) => boolean, message: string): Check =>
  (value, path, problems) => {
    if (!holds(value)) problems.push({ path, message });
  };

const isText = (value: unknown, max: number): value is string =>
  typeof value === "string" && value.length > 0 && value.length <= max;

const text = when((value) => isText(value, 200), "must be a text of 1 to 200 characters");
const longText = when((value) => isText(value, 1000), "must be a text of 1 to 1,000 characters");
// Names of things become keys of the state: control characters and the one name that objects treat as magic are out.
const name = when(
  (value) => isText(value, 200) && value !== "__proto__" && !/\p{Cc}/u.test(value),
  "must be a text of 1 to 200 characters without control characters",
);
const money = when(
  (value) => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 1e13,
  "must be a whole number of minor units (cents), from 0 to 10,000,000,000,000",
);
const pieces = when(
  (value) =>
    typeof value === "number" &&
    value * 1000 > 0.5 &&
    value <= 1e6 &&
    Math.abs(value * 1000 - Math.round(value * 1000)) < 1e-6,
  "must be above 0 and at most 1,000,000, with three decimals at most",
);
const wholePieces = when(
  (value) => Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= 1e6,
  "must be a whole number from 1 to 1,000,000",
);
const decimal = when(
  (value) => typeof value === "string" && /^-?\d{1,16}(\.\d{1,9})?$/.test(value),
  'must be a decimal written as a text, such as "12.5"',
);
const currency = when(
  (value) => typeof value === "string" && /^[A-Z]{3}$/.test(value),
  "must be a code such as EUR",
);
const instant = when(
  (value) => typeof value === "string" && parseInstant(value) !== null,
  "must be an RFC 3339 instant with an offset, such as 2025-03-10T09:30:00Z",
);
const kind = when(
  (value) => ["item", "tax", "shipping", "gift-card", "tip", "fee", "donation"].includes(value as string),
  "must be one of item, tax, shipping, gift-card, tip, fee, donation",
);
/** Whether objects and lists lie at most so many levels within each other; deeper ones cannot even be printed. */
const isNoDeeperThan = (value: unknown, levels: number): boolean =>
  typeof value !== "object" ||
  value === null ||
  (levels > 0 && Object.values(value).every((inner) => isNoDeeperThan(inner, levels - 1)));
const data = when(
  (value) => isObject(value) && isNoDeeperThan(value, 32) && JSON.stringify(value).length <= 8192,
  "must be an object of at most 8 kB, nested at most 32 deep",
);
const attributes = when(
  (value) =>
    isObject(value) &&
    Object.values(value).every(
      (v) => v === null || typeof v === "boolean" || isText(v, 500) || Number.isFinite(v),
    ),
  "must be an object of texts, numbers, booleans or nulls",
);

const object =
  (fields: Fields): Check =>
  (value, path, problems) => {
    if (!isObject(value)) {
      problems.push({ path, message: "must be an object" });
      return;
    }
    const at = (key: string): string => (path === "" ? key : `${path}.${key}`);
    for (const key of Object.keys(value)) {
      const field = own(fields, key);
      if (!field)
        problems.push({
          path: at(key),
          message: `is not known here; known are ${Object.keys(fields).join(", ")}`,
        });
      else if (value[key] !== undefined) field.check(value[key], at(key), problems);
    }
    for (const [key, { required }] of Object.entries(fields)) {
      if (required && value[key] === undefined) problems.push({ path: at(key), message: "is missing" });
    }
  };

const list =
  (of: Check, unique?: string): Check =>
  (value, path, problems) => {
    if (!Array.isArray(value) || value.length === 0 || value.length > MAX_LINES) {
      problems.push({ path, message: `must be a list of 1 to ${MAX_LINES} entries` });
      return;
    }
    value.forEach((entry, index) => {
      of(entry, `${path}[${index}]`, problems);
    });
    const keys =
      unique === undefined ? [] : value.map((entry) => (isObject(entry) ? entry[unique] : undefined));
    if (new Set(keys).size < keys.length)
      problems.push({ path, message: `must not have the same ${unique} twice` });
  };

const required = (check: Check): { check: Check; required: true } => ({ check, required: true });

const base: Fields = {
  id: required(name),
  type: required(name),
  occurredAt: required(instant),
  source: { check: text },
};
const place: Fields = { channel: { check: text }, place: { check: text }, data: { check: data } };
const onCard: Fields = { card: { check: name }, batch: { check: name } };
const flag = when((value) => typeof value === "boolean", "must be true or false");
const oneOf = (...words: string[]): Check =>
  when((value) => words.includes(value as string), `must be one of ${words.join(", ")}`);
const day = when(
  (value) => typeof value === "string" && (parseInstant(value) !== null || parseDate(value) !== null),
  "must be a date such as 2025-03-10 or an RFC 3339 instant",
);
const jurisdiction = when((value) => value === null || isText(value, 63), "must be a name or null");
const line = object({
  id: required(name),
  sku: { check: text },
  category: { check: text },
  kind: { check: kind },
  quantity: { check: pieces },
  amount: required(money),
  discount: { check: money },
  tax: { check: money },
});
const tender = object({ type: required(text), amount: required(money) });
const redeemable: Check = (value, path, problems) => {
  const byReward = isObject(value) && "reward" in value;
  const fields: Fields = byReward
    ? { reward: required(name), quantity: { check: wholePieces }, amount: { check: decimal } }
    : { unit: required(name), amount: required(decimal) };
  object(fields)(value, path, problems);
};
const spending: Fields = {
  of: required(redeemable),
  basket: { check: money },
  transaction: { check: name },
  cause: { check: name },
  ...place,
};
const usable: Check = (value, path, problems) => {
  const byVoucher = isObject(value) && "voucher" in value;
  const fields: Fields = byVoucher
    ? { voucher: required(name), amount: { check: money } }
    : { entitlement: required(name), quantity: { check: wholePieces } };
  object(fields)(value, path, problems);
};
const returnedLine = object({ line: required(name), quantity: { check: pieces }, amount: { check: money } });

const SHAPES: Record<string, Check> = {
  purchase: object({
    ...base,
    ...place,
    ...onCard,
    amount: { check: money },
    lines: { check: list(line, "id") },
    tenders: { check: list(tender) },
    currency: { check: currency },
  }),
  return: object({
    ...base,
    of: required(name),
    lines: { check: list(returnedLine) },
    amount: { check: money },
    data: { check: data },
  }),
  redeem: object({ ...base, ...spending }),
  hold: object({ ...base, ...spending, for: { check: text } }),
  complete: object({ ...base, hold: required(name), amount: { check: decimal } }),
  cancel: object({ ...base, hold: required(name) }),
  adjust: object({
    ...base,
    unit: required(name),
    amount: required(decimal),
    reason: required(longText),
    actor: required(text),
  }),
  profile: object({ ...base, attributes: required(attributes), jurisdiction: { check: jurisdiction } }),
  time: object(base),
  use: object({
    ...base,
    ...place,
    of: required(usable),
    basket: { check: money },
    transaction: { check: name },
  }),
  transfer: object({ ...base, partner: required(name), amount: required(decimal), to: { check: text } }),
  subscribe: object({ ...base, plan: required(name), consent: { check: longText } }),
  unsubscribe: object({ ...base, plan: required(name) }),
  "charge-paid": object({ ...base, charge: required(name) }),
  "charge-failed": object({ ...base, charge: required(name), reason: { check: longText } }),
  "card-opened": object({ ...base, card: required(name), product: required(name) }),
  "card-closed": object({ ...base, card: required(name), reason: { check: longText } }),
  release: object({ ...base, batch: required(name) }),
  forfeit: object({ ...base, batch: required(name) }),
  reinstate: object({ ...base, batch: { check: name } }),
  close: object({ ...base, reason: required(name) }),
  notice: object({
    ...base,
    about: required(oneOf("expiry", "closure", "terms", "renewal")),
    unit: { check: name },
    announces: { check: day },
    version: { check: wholePieces },
    alone: { check: flag },
  }),
  "cash-out": object({ ...base, unit: required(name) }),
  "referral-review": object({ ...base, approved: required(flag), actor: required(text) }),
};
const OTHER = object({ ...base, ...place, ...onCard, referrer: { check: name } });

/** All that is wrong with the shape of a fact; an empty list when it may go to the engine. */
export function checkFact(value: unknown): FactProblem[] {
  const problems: FactProblem[] = [];
  const type = isObject(value) && typeof value.type === "string" ? value.type : "";
  (own(SHAPES, type) ?? OTHER)(value, "", problems);
  if (problems.length > 0 || !isObject(value)) return problems;
  if (type === "purchase" && (value.lines === undefined) === (value.amount === undefined)) {
    problems.push({ path: "", message: "needs either lines or an amount, not both and not neither" });
  }
  if (type === "return" && value.lines !== undefined && value.amount !== undefined) {
    problems.push({ path: "", message: "takes lines or an amount or neither, not both" });
  }
  return problems;
}

/** The value as a fact when its shape is right; null otherwise. */
export const asFact = (value: unknown): Fact | null =>
  checkFact(value).length === 0 ? (value as Fact) : null;
