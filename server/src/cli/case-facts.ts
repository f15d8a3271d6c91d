/** Steps of a case: short forms of facts, with money and amounts as people write them. */
import {
  asFact,
  checkFact,
  type Fact,
  formatInstant,
  type Instant,
  type Program,
  parseDecimal,
} from "@tallystick/core";
import type { Place } from "../import/mapping.ts";
import { makeTimeReader } from "../import/time-pattern.ts";
import type { Entry, NodeReader } from "../import/yaml-nodes.ts";

/** One thing that happens. `quote` asks what would come of it and changes nothing. */
export type Step = { place: Place; at: Instant; fact: Fact; quote: boolean };

/** Values of a step or an expectation; null, and a problem noted, when the text is none. */
export type CaseValues = {
  time: (entry: Entry) => Instant | null;
  /** Steps of a decimal with so many places. */
  decimal: (entry: Entry, scale: number) => number | null;
};

const TIMES = ["YYYY-MM-DD HH:mm", "YYYY-MM-DD HH:mm:ss", "YYYY-MM-DD", "rfc3339"];

export function makeCaseValues(reader: NodeReader, program: Program): CaseValues {
  const readTime = makeTimeReader(TIMES, program.zone);
  const time: CaseValues["time"] = (entry) => {
    const text = reader.text(entry);
    const at = text === null ? null : readTime(text);
    if (text !== null && at === null) {
      reader.wrong(entry.place, "time-invalid", {
        message: `“${text}” is not a time.`,
        fix: "Write a local time such as 2024-05-02 09:30, a date, or 2024-05-02T09:30:00Z.",
      });
    }
    return at;
  };
  const decimal: CaseValues["decimal"] = (entry, scale) => {
    const text = reader.text(entry);
    const steps = text === null ? null : parseDecimal(text, scale);
    if (text !== null && steps === null) {
      reader.wrong(entry.place, "amount-invalid", {
        message: `“${text}” is not an amount with ${scale === 0 ? "no decimals" : `at most ${scale} decimals`}.`,
        fix: `Write an amount such as ${scale === 0 ? "5" : "4.50"}.`,
      });
    }
    return steps;
  };
  return { time, decimal };
}

type Content = Record<string, unknown>;
type FactReader = (entry: Entry) => Content | null;

const BASIC = ["at", "id", "quote", "source", "channel", "place"];

type Part = (entry: Entry) => unknown;

/** Readers of the parts that facts are made of, as they are written in a case. */
function makeParts(reader: NodeReader, program: Program) {
  const values = makeCaseValues(reader, program);
  const text: Part = (entry) => reader.text(entry) ?? undefined;
  const money: Part = (entry) => values.decimal(entry, program.currencyDecimals) ?? undefined;
  const number: Part = (entry) => Number(reader.text(entry));
  const json: Part = (entry) => reader.json(entry.node) ?? {};
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
  return { text, money, number, json, object, list };
}

/** Readers of what each built-in type of fact says. */
function makeFactReaders(reader: NodeReader, program: Program): Record<string, FactReader> {
  const { text, money, number, json, object, list } = makeParts(reader, program);
  const orShort =
    (long: FactReader, short: (entry: Entry) => Content): FactReader =>
    (entry) =>
      reader.isMap(entry.node) ? long(entry) : short(entry);

  const named = { id: text, sku: text, category: text, kind: text, quantity: number };
  const lines = list(object({ ...named, amount: money, discount: money, tax: money }));
  const numbered: Part = (entry) => lines(entry).map((line, i) => ({ id: String(i + 1), ...line }));
  const tenders = list(object({ type: text, amount: money }));
  const purchase = object({ amount: money, lines: numbered, tenders, currency: text, data: json });
  const returnedLines = list(object({ line: text, quantity: number, amount: money }));
  const back = object({ of: text, amount: money, lines: returnedLines, data: json });
  const wanted = { reward: text, quantity: number, unit: text, amount: text };
  const spending = object({ ...wanted, basket: money, for: text, data: json });
  const redeemable: FactReader = (entry) => {
    if (!reader.isMap(entry.node)) return { of: { reward: text(entry) } };
    const said = spending(entry);
    if (!said) return null;
    const { reward, quantity, unit, amount, ...rest } = said;
    const of =
      reward === undefined ? { unit, amount } : { reward, ...(quantity !== undefined && { quantity }) };
    return { of, ...rest };
  };
  const adjust = object({ unit: text, amount: text, reason: text, actor: text });
  return {
    purchase: orShort(purchase, (entry) => ({ amount: money(entry) })),
    return: orShort(back, (entry) => ({ of: text(entry) })),
    redeem: redeemable,
    hold: redeemable,
    complete: orShort(object({ hold: text, amount: text }), (entry) => ({ hold: text(entry) })),
    cancel: orShort(object({ hold: text }), (entry) => ({ hold: text(entry) })),
    adjust: (entry) => {
      const said = adjust(entry);
      return said && { reason: "a case", actor: "a case", ...said };
    },
    profile: (entry) => ({ attributes: json(entry) }),
  };
}

/** What the program calls its own: under it stands the fact's data. */
const ownFact =
  (reader: NodeReader): FactReader =>
  (entry) => ({ data: reader.json(entry.node) ?? {} });

/** Reads the steps of one case; facts without an id of their own are numbered. */
export function makeCaseFacts(
  reader: NodeReader,
  program: Program,
): (item: { node: Entry["node"]; path: string }) => Step | null {
  const builtIn = makeFactReaders(reader, program);
  const values = makeCaseValues(reader, program);
  const known = new Set(["join", "visit"]);
  for (const { facts, earn } of program.versions) {
    for (const type of Object.keys(facts)) known.add(type);
    for (const { on } of earn) for (const type of on) known.add(type);
  }
  let count = 0;

  return ({ node, path }) => {
    const fields = reader.fields(node, path, [...BASIC, ...Object.keys(builtIn), ...known]);
    if (!fields) return null;
    const place = reader.placeOf(node, path);
    const at = fields.get("at") ? values.time(fields.get("at")!) : null;
    if (!fields.has("at")) {
      reader.wrong(place, "key-missing", {
        message: "This step does not say when it happens.",
        fix: "Add at: and a time.",
      });
    }
    const types = [...fields.keys()].filter((key) => !BASIC.includes(key));
    if (types.length > 1) {
      reader.wrong(fields.get(types[1]!)!.place, "key-not-wanted", {
        message: `A step is one fact; this one is ${types.join(" and ")}.`,
        fix: "Make a step of each.",
      });
      return null;
    }
    count += 1;
    const [type] = types;
    const content = type === undefined ? {} : (builtIn[type] ?? ownFact(reader))(fields.get(type)!);
    if (at === null || content === null || reader.problems.length > 0) return null;
    const base: Content = { id: String(count), type: type ?? "time", occurredAt: formatInstant(at) };
    for (const key of ["id", "source", "channel", "place"]) {
      if (fields.has(key)) base[key] = reader.text(fields.get(key)!);
    }
    const fact = { ...base, ...content };
    const [problem] = checkFact(fact);
    if (problem) {
      const where = problem.path === "" ? "The fact" : problem.path;
      reader.wrong(place, "fact-invalid", {
        message: `${where} ${problem.message}.`,
        fix: "Put it right in this step.",
      });
    }
    const quote = fields.has("quote") && reader.truth(fields.get("quote")!) === true;
    const shaped = asFact(fact);
    return shaped && { place, at, fact: shaped, quote };
  };
}
