/** Readers of what each type of fact says, in the short forms of cases. */
import { type FieldType, formatInstant, type Program } from "@tallystick/core";
import type { Entry, NodeReader } from "../import/yaml-nodes.ts";
import { makeCaseValues } from "./case-values.ts";

export type Content = Record<string, unknown>;
export type FactReader = (entry: Entry) => Content | null;

/** What may stand beside a fact in its step, as well as within it. */
export const BESIDE = [
  "source",
  "channel",
  "place",
  "card",
  "batch",
  "referrer",
  "transaction",
  "cause",
  "basket",
  "data",
  "jurisdiction",
] as const;

/** What of these belongs to facts of the program's own, when it is written within them and is no field of theirs. */
const OF_OWN_FACTS = ["channel", "place", "card", "batch", "referrer"];

type Part = (entry: Entry) => unknown;
type Types = Record<string, FieldType>;

/** The declared types of fields, over all versions. */
const typesOf = (program: Program, type: string): Types =>
  Object.assign({}, ...program.versions.map(({ facts }) => (Object.hasOwn(facts, type) ? facts[type] : {})));

/** Readers of the parts that facts are made of. */
function makeParts(reader: NodeReader, program: Program) {
  const values = makeCaseValues(reader, program);
  const text: Part = (entry) => reader.text(entry) ?? undefined;
  const money: Part = (entry) => values.money(entry) ?? undefined;
  const number: Part = (entry) => Number(reader.text(entry));
  const truth: Part = (entry) => reader.truth(entry) ?? undefined;
  const textOrNull: Part = (entry) => (reader.isWord(entry.node, "none") ? null : text(entry));
  /** A date stays one; a local time becomes an instant. */
  const day: Part = (entry) => {
    const moment = values.moment(entry);
    return moment?.kind === "day"
      ? moment.day
      : moment?.kind === "instant"
        ? formatInstant(moment.at)
        : undefined;
  };
  /** An object of the program's own: its money is written with decimals. */
  const typed =
    (types: Types): FactReader =>
    (entry) => {
      if (!reader.isMap(entry.node)) return (reader.json(entry.node) ?? {}) as Content;
      const fields = reader.fields(entry.node, entry.place.path, null);
      return Object.fromEntries(
        [...fields!].map(([key, item]) => [
          key,
          types[key] === "money" ? values.money(item) : reader.json(item.node),
        ]),
      );
    };
  const object =
    (shape: Record<string, Part>): FactReader =>
    (entry) => {
      const fields = reader.fields(entry.node, entry.place.path, Object.keys(shape));
      return fields && Object.fromEntries([...fields].map(([key, item]) => [key, shape[key]!(item)]));
    };
  const list =
    (each: FactReader) =>
    (entry: Entry): (Content | null)[] =>
      reader
        .items(entry.node, entry.place.path)
        .map(({ node, path }) => each({ ...entry, node, place: { ...entry.place, path } }));
  /** The long form, or the one text that stands for `key`. */
  const orText =
    (key: string, more: Record<string, Part> = {}): FactReader =>
    (entry) =>
      reader.isMap(entry.node) ? object({ [key]: text, ...more })(entry) : { [key]: text(entry) };
  return { text, money, number, truth, textOrNull, day, typed, object, list, orText };
}

type Parts = ReturnType<typeof makeParts>;

/** The parts that the kinds named have under `of`, and the rest beside it. */
function splitOf(said: Content | null, keys: readonly string[]): Content | null {
  if (!said) return null;
  const of: Content = {};
  const rest: Content = {};
  for (const [key, value] of Object.entries(said)) (keys.includes(key) ? of : rest)[key] = value;
  return { of, ...rest };
}

/** What is bought, brought back, spent and corrected. */
function trading(
  reader: NodeReader,
  parts: Parts,
  dataOf: (type: string) => Part,
): Record<string, FactReader> {
  const { text, money, number, object, list, orText } = parts;
  const named = { id: text, sku: text, category: text, kind: text, quantity: number };
  const lines = list(object({ ...named, amount: money, discount: money, tax: money }));
  const numbered: Part = (entry) => lines(entry).map((line, i) => ({ id: String(i + 1), ...line }));
  const tenders = list(object({ type: text, amount: money }));
  const around = { channel: text, place: text, card: text, batch: text };
  const purchase = object({
    amount: money,
    lines: numbered,
    tenders,
    currency: text,
    data: dataOf("purchase"),
    ...around,
  });
  const returnedLines = list(object({ line: text, quantity: number, amount: money }));
  const spending =
    (type: string): FactReader =>
    (entry) => {
      if (!reader.isMap(entry.node)) return { of: { reward: text(entry) } };
      const wanted = { reward: text, quantity: number, unit: text, amount: text };
      const beside = {
        basket: money,
        for: text,
        transaction: text,
        cause: text,
        channel: text,
        place: text,
        data: dataOf(type),
      };
      return splitOf(object({ ...wanted, ...beside })(entry), Object.keys(wanted));
    };
  const adjust = object({ unit: text, amount: text, reason: text, actor: text });
  return {
    purchase: (entry) => (reader.isMap(entry.node) ? purchase(entry) : { amount: money(entry) }),
    return: orText("of", { amount: money, lines: returnedLines, data: dataOf("return") }),
    redeem: spending("redeem"),
    hold: spending("hold"),
    complete: orText("hold", { amount: text }),
    cancel: orText("hold"),
    adjust: (entry) => {
      const said = adjust(entry);
      return said && { reason: "a case", actor: "a case", ...said };
    },
  };
}

/** Vouchers, entitlements, memberships, cards, batches, the account's own life, and what is told of it. */
function belonging(
  reader: NodeReader,
  parts: Parts,
  { program, dataOf }: { program: Program; dataOf: (type: string) => Part },
): Record<string, FactReader> {
  const { text, money, number, truth, day, object, orText, typed } = parts;
  const isEntitlement = (id: unknown): boolean =>
    typeof id === "string" &&
    program.versions.some(({ entitlements }) => Object.hasOwn(entitlements, id)) &&
    !program.versions.some(({ vouchers }) => Object.hasOwn(vouchers, id));
  const usable = { voucher: text, amount: money, entitlement: text, quantity: number };
  const use = object({
    ...usable,
    basket: money,
    transaction: text,
    channel: text,
    place: text,
    data: dataOf("use"),
  });
  const member = typed(Object.assign({}, ...program.versions.map((version) => version.member)) as Types);
  const review = object({ approved: truth, actor: text });
  return {
    use: (entry) => {
      if (reader.isMap(entry.node)) return splitOf(use(entry), Object.keys(usable));
      const id = text(entry);
      return { of: isEntitlement(id) ? { entitlement: id } : { voucher: id } };
    },
    profile: (entry) => ({ attributes: member(entry) }),
    transfer: object({ partner: text, amount: text, to: text }),
    subscribe: orText("plan", { consent: text }),
    unsubscribe: orText("plan"),
    "charge-paid": orText("charge"),
    "charge-failed": orText("charge", { reason: text }),
    "card-opened": object({ card: text, product: text }),
    "card-closed": orText("card", { reason: text }),
    release: orText("batch"),
    forfeit: orText("batch"),
    reinstate: (entry) => (reader.json(entry.node) === null ? {} : object({ batch: text })(entry)),
    close: orText("reason"),
    notice: object({ about: text, unit: text, announces: day, version: number, alone: truth }),
    "cash-out": orText("unit"),
    "referral-review": (entry) => {
      const said = review(entry);
      return said && { actor: "a case", ...said };
    },
  };
}

/** How the facts of a program are read: those that the engine knows, its own, and what stands beside any. */
export type FactReaders = {
  builtIn: Record<string, FactReader>;
  own: (type: string) => FactReader;
  beside: (type: string) => Record<(typeof BESIDE)[number], Part>;
};

export function makeFactReaders(reader: NodeReader, program: Program): FactReaders {
  const parts = makeParts(reader, program);
  const { text, money, textOrNull, typed } = parts;
  const dataOf = (type: string): Part => typed(typesOf(program, type));
  const builtIn = { ...trading(reader, parts, dataOf), ...belonging(reader, parts, { program, dataOf }) };
  // Under a fact of the program's own stands its data.
  const own =
    (type: string): FactReader =>
    (entry) => {
      const types = typesOf(program, type);
      const data = typed(types)(entry) ?? {};
      const hoisted: Content = {};
      for (const key of OF_OWN_FACTS) {
        if (!Object.hasOwn(data, key) || Object.hasOwn(types, key)) continue;
        hoisted[key] = data[key];
        delete data[key];
      }
      return { ...hoisted, data };
    };
  const named = { source: text, channel: text, place: text, card: text, batch: text, referrer: text };
  const beside: FactReaders["beside"] = (type) => ({
    ...named,
    transaction: text,
    cause: text,
    basket: money,
    data: dataOf(type),
    jurisdiction: textOrNull,
  });
  return { builtIn, own, beside };
}
