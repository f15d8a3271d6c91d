/** Reads a file of cases: what a program shall do, as given, when and then. */
import type { Instant, Program } from "@tallystick/core";
import type { MappingProblem, Place } from "../import/mapping.ts";
import { type Entry, type NodeReader, readNodes } from "../import/yaml-nodes.ts";
import { type CaseValues, makeCaseFacts, makeCaseValues, type Step } from "./case-facts.ts";

/** An amount of a unit in steps, or one of each part of a balance. */
export type ExpectedBalance = Partial<Record<"available" | "pending" | "held" | "debt", number>>;

export type ExpectedLot = {
  left?: number;
  earned?: Instant;
  expires?: Instant | null;
  pendingUntil?: Instant | null;
};

export type ExpectedPosting = {
  unit?: string;
  from?: string;
  to?: string;
  amount?: number;
  rule?: string;
  cause?: string;
};

/** What a step must come to. Each part is looked at only where it is given; a step without `refused` must be taken. */
export type Expectation = {
  place: Place;
  refused: { code: string; place: Place } | null;
  /** Rule → steps, of all rules that gave anything. */
  earned: { rules: Map<string, number>; place: Place } | null;
  balance: { unit: string; parts: ExpectedBalance; place: Place }[];
  lots: { unit: string; lots: ExpectedLot[]; place: Place }[];
  tier: { ladder: string; level: string; place: Place }[];
  postings: { list: ExpectedPosting[]; place: Place } | null;
  due: { at: Instant | null; place: Place } | null;
};

/** `expected` null: the step must be taken, and nothing more is asked of it. */
export type Case = { name: string; place: Place; steps: { step: Step; expected: Expectation | null }[] };

export type CasesFile = { definition: string; read: (program: Program) => ReadCases };

export type ReadCases = { cases: Case[]; problems: [] } | { cases: null; problems: MappingProblem[] };

const CASE_KEYS = ["name", "given", "when", "then", "steps"];
const THEN_KEYS = ["refused", "earned", "balance", "lots", "tier", "postings", "due"];
const PARTS = ["available", "pending", "held", "debt"] as const;

/** What is wrong with a file of cases before its program is known, or the way to read them. */
export function loadCases(text: string): { file: CasesFile } | { problems: MappingProblem[] } {
  const reader = readNodes(text);
  const top = reader.problems.length > 0 ? null : reader.fields(reader.root, "", ["definition", "cases"]);
  const list = top?.get("cases");
  if (top && !list) {
    reader.wrong(reader.placeOf(reader.root, ""), "key-missing", {
      message: "There are no cases in this file.",
      fix: "Add cases: and below it a list, each with a name, when and then.",
    });
  }
  const named = top?.get("definition");
  const definition = named ? reader.text(named) : "program.yaml";
  if (!list || definition === null || reader.problems.length > 0) return { problems: reader.problems };
  const read = (program: Program): ReadCases => {
    const cases = reader.items(list.node, "cases").map((item) => readCase(reader, program, item));
    if (reader.problems.length > 0) return { cases: null, problems: reader.problems };
    return { cases: cases.filter((one) => one !== null), problems: [] };
  };
  return { file: { definition, read } };
}

type Item = { node: Entry["node"]; path: string };

function readCase(reader: NodeReader, program: Program, item: Item): Case | null {
  const fields = reader.fields(item.node, item.path, CASE_KEYS);
  if (!fields) return null;
  const place = reader.placeOf(item.node, item.path);
  const nameEntry = fields.get("name");
  const name = nameEntry ? reader.text(nameEntry) : null;
  if (!nameEntry) {
    reader.wrong(place, "key-missing", {
      message: "This case has no name.",
      fix: "Add name: and what it shows.",
    });
  }
  const facts = makeCaseFacts(reader, program);
  const steps: Case["steps"] = [];
  const add = (entry: Entry | undefined, then: Entry | undefined): void => {
    if (!entry) return;
    for (const one of reader.items(entry.node, entry.place.path)) {
      const step = facts(one);
      if (step) steps.push({ step, expected: null });
    }
    const last = steps.at(-1);
    if (then && last) last.expected = readThen(reader, program, then);
  };
  add(fields.get("given"), undefined);
  add(fields.get("when"), fields.get("then"));
  const more = fields.get("steps");
  for (const one of more ? reader.items(more.node, more.place.path) : []) {
    const pair = reader.fields(one.node, one.path, ["when", "then"]);
    add(pair?.get("when"), pair?.get("then"));
  }
  if (!steps.some(({ expected }) => expected) && reader.problems.length === 0) {
    const fix = "Add when: with what happens, and then: with what shall come of it.";
    reader.wrong(place, "key-missing", { message: "This case expects nothing.", fix });
  }
  return name === null ? null : { name, place, steps };
}

function readThen(reader: NodeReader, program: Program, entry: Entry): Expectation | null {
  const fields = reader.fields(entry.node, entry.place.path, THEN_KEYS);
  if (!fields) return null;
  const refusedEntry = fields.get("refused");
  const code = refusedEntry ? reader.text(refusedEntry) : null;
  const amounts = makeAmounts(reader, program);
  return {
    place: entry.place,
    refused: refusedEntry && code !== null ? { code, place: refusedEntry.place } : null,
    earned: readEarned(reader, program, { entry: fields.get("earned"), amounts }),
    balance: readBalance(reader, fields.get("balance"), amounts),
    lots: readLots(reader, fields.get("lots"), amounts),
    tier: readTier(reader, program, fields.get("tier")),
    postings: readPostings(reader, fields.get("postings"), amounts),
    due: readDue(reader, fields.get("due"), amounts),
  };
}

/** The values of an expectation, with what knows the program's units. */
type Amounts = {
  /** Steps of a decimal; null and a problem when it is none. */
  steps: (entry: Entry, unit: string | undefined) => number | null;
  instant: CaseValues["time"];
  knowsUnit: (entry: Entry) => boolean;
};

function makeAmounts(reader: NodeReader, program: Program): Amounts {
  const units = program.versions.at(-1)!.units;
  const values = makeCaseValues(reader, program);
  const knowsUnit = (entry: Entry): boolean => {
    if (Object.hasOwn(units, entry.key)) return true;
    reader.wrong(entry.place, "unit-unknown", {
      message: `The program has no unit “${entry.key}”.`,
      fix: `Write one of: ${Object.keys(units).join(", ")}.`,
    });
    return false;
  };
  const steps: Amounts["steps"] = (entry, unit) =>
    values.decimal(entry, unit === undefined ? 0 : (units[unit]?.scale ?? 0));
  return { steps, instant: values.time, knowsUnit };
}

function readEarned(
  reader: NodeReader,
  program: Program,
  { entry, amounts }: { entry: Entry | undefined; amounts: Amounts },
): Expectation["earned"] {
  const fields = entry && reader.fields(entry.node, entry.place.path, null);
  if (!entry || !fields) return null;
  const units = new Map(program.versions.flatMap(({ earn }) => earn.map(({ id, unit }) => [id, unit])));
  const rules = new Map<string, number>();
  for (const [rule, item] of fields) {
    if (!units.has(rule)) {
      reader.wrong(item.place, "rule-unknown", {
        message: `The program has no earn rule “${rule}”.`,
        fix: `Write one of: ${[...units.keys()].join(", ")}.`,
      });
      continue;
    }
    const steps = amounts.steps(item, units.get(rule));
    if (steps !== null && steps !== 0) rules.set(rule, steps);
  }
  return { rules, place: entry.place };
}

function readBalance(reader: NodeReader, entry: Entry | undefined, amounts: Amounts): Expectation["balance"] {
  const fields = entry && reader.fields(entry.node, entry.place.path, null);
  return [...(fields?.values() ?? [])].flatMap((item): Expectation["balance"] => {
    if (!amounts.knowsUnit(item)) return [];
    if (!reader.isMap(item.node)) {
      const steps = amounts.steps(item, item.key);
      if (steps === null) return [];
      // A balance below zero is a debt; otherwise the amount is what can be spent and nothing is owed.
      const parts = steps < 0 ? { available: 0, debt: -steps } : { available: steps, debt: 0 };
      return [{ unit: item.key, parts, place: item.place }];
    }
    const parts: ExpectedBalance = {};
    for (const part of reader.fields(item.node, item.place.path, PARTS)?.values() ?? []) {
      const steps = amounts.steps(part, item.key);
      if (steps !== null) parts[part.key as (typeof PARTS)[number]] = steps;
    }
    return [{ unit: item.key, parts, place: item.place }];
  });
}

function readLots(reader: NodeReader, entry: Entry | undefined, amounts: Amounts): Expectation["lots"] {
  const fields = entry && reader.fields(entry.node, entry.place.path, null);
  return [...(fields?.values() ?? [])].flatMap((item) => {
    if (!amounts.knowsUnit(item)) return [];
    const lots = reader.items(item.node, item.place.path).map(({ node, path }): ExpectedLot => {
      const lot: ExpectedLot = {};
      const parts = reader.fields(node, path, ["left", "earned", "expires", "pending_until"]);
      const never = (part: Entry): Instant | null | undefined =>
        reader.isWord(part.node, "never") ? null : (amounts.instant(part) ?? undefined);
      const left = parts?.get("left") ? amounts.steps(parts.get("left")!, item.key) : null;
      if (left !== null) lot.left = left;
      const earned = parts?.get("earned") ? amounts.instant(parts.get("earned")!) : null;
      if (earned !== null) lot.earned = earned;
      const expires = parts?.get("expires") ? never(parts.get("expires")!) : undefined;
      if (expires !== undefined) lot.expires = expires;
      const pending = parts?.get("pending_until") ? never(parts.get("pending_until")!) : undefined;
      if (pending !== undefined) lot.pendingUntil = pending;
      return lot;
    });
    return [{ unit: item.key, lots, place: item.place }];
  });
}

function readTier(reader: NodeReader, program: Program, entry: Entry | undefined): Expectation["tier"] {
  const fields = entry && reader.fields(entry.node, entry.place.path, null);
  const { ladders } = program.versions.at(-1)!;
  return [...(fields?.values() ?? [])].flatMap((item) => {
    const levels = ladders[item.key]?.levels.map(({ id }) => id) ?? [];
    const level = levels.length > 0 ? reader.choice(item, levels) : null;
    if (levels.length === 0) {
      reader.wrong(item.place, "ladder-unknown", {
        message: `The program has no tier ladder “${item.key}”.`,
        fix: `Write one of: ${Object.keys(ladders).join(", ") || "none; leave tier out"}.`,
      });
    }
    return level === null ? [] : [{ ladder: item.key, level, place: item.place }];
  });
}

function readPostings(
  reader: NodeReader,
  entry: Entry | undefined,
  amounts: Amounts,
): Expectation["postings"] {
  if (!entry) return null;
  const list = reader.items(entry.node, entry.place.path).map(({ node, path }): ExpectedPosting => {
    const fields = reader.fields(node, path, ["unit", "from", "to", "amount", "rule", "cause"]);
    const posting: ExpectedPosting = {};
    for (const key of ["unit", "from", "to", "rule", "cause"] as const) {
      const text = fields?.get(key) ? reader.text(fields.get(key)!) : null;
      if (text !== null) posting[key] = text;
    }
    const amount = fields?.get("amount") ? amounts.steps(fields.get("amount")!, posting.unit) : null;
    if (amount !== null) posting.amount = amount;
    return posting;
  });
  return { list, place: entry.place };
}

function readDue(reader: NodeReader, entry: Entry | undefined, amounts: Amounts): Expectation["due"] {
  if (!entry) return null;
  if (reader.isWord(entry.node, "never")) return { at: null, place: entry.place };
  const at = amounts.instant(entry);
  return at === null ? null : { at, place: entry.place };
}
