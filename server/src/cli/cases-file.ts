/** Reads a file of cases: what a program shall do, as given, when and then. */
import type { Instant, Program } from "@tallystick/core";
import type { MappingProblem, Place } from "../import/mapping.ts";
import { type Entry, type NodeReader, readNodes } from "../import/yaml-nodes.ts";
import { ACCOUNT_NAME, makeCaseFacts, type Step } from "./case-facts.ts";
import { makeCaseValues } from "./case-values.ts";
import { type Check, makeThenTools } from "./expectation.ts";
import { THEN_ACCOUNT } from "./then-account.ts";
import { THEN_MOVEMENTS } from "./then-movements.ts";

/** What a step must come to. Only what is named is looked at; a step without `refused` must be taken. */
export type Expectation = { place: Place; refused: { code: string; place: Place } | null; checks: Check[] };

export type Case = {
  name: string;
  place: Place;
  /** What draws are made from; null: the program's own seed. */
  seed: string | null;
  /** What of shared resources was used before the case. */
  used: Map<string, number>;
  /** When accounts are opened, where the case says so: all of them, or by name. */
  opened: { all: Instant | null; byName: Map<string, Instant> };
  /** `expected` null: the step must be taken, and nothing more is asked of it. */
  steps: { step: Step; expected: Expectation | null }[];
};

export type CasesFile = { definition: string; read: (program: Program) => ReadCases };

export type ReadCases = { cases: Case[]; problems: [] } | { cases: null; problems: MappingProblem[] };

const CASE_KEYS = ["name", "seed", "opened", "used", "given", "when", "then", "steps"];
const THEN = { ...THEN_ACCOUNT, ...THEN_MOVEMENTS };

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
  const steps = readSteps(reader, program, fields);
  if (!steps.some(({ expected }) => expected) && reader.problems.length === 0) {
    const fix = "Add when: with what happens, and then: with what shall come of it.";
    reader.wrong(place, "key-missing", { message: "This case expects nothing.", fix });
  }
  const used = readUsed(reader, fields.get("used"));
  const opened = readOpened(reader, program, fields.get("opened"));
  const seedEntry = fields.get("seed");
  const seed = seedEntry ? reader.text(seedEntry) : null;
  return name === null ? null : { name, place, seed, used, opened, steps };
}

function readSteps(reader: NodeReader, program: Program, fields: Map<string, Entry>): Case["steps"] {
  const facts = makeCaseFacts(reader, program);
  const steps: Case["steps"] = [];
  const add = (entry: Entry | undefined, then: Entry | undefined): void => {
    if (!entry) return;
    for (const one of reader.items(entry.node, entry.place.path)) {
      for (const step of facts(one)) steps.push({ step, expected: null });
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
  return steps;
}

/** Resource → how much of it was used: `stock:<reward>`, `budget:<rule>`, `once:<rule>:<key>`. */
function readUsed(reader: NodeReader, entry: Entry | undefined): Case["used"] {
  const fields = entry && reader.fields(entry.node, entry.place.path, null);
  const used: Case["used"] = new Map();
  for (const [resource, item] of fields ?? []) {
    if (!/^(stock|budget|once):./.test(resource)) {
      reader.wrong(item.place, "resource-unknown", {
        message: `“${resource}” is nothing that accounts share.`,
        fix: "Write stock: and a reward, budget: and a rule, or once: with a rule and a key, in quotes.",
      });
      continue;
    }
    const amount = reader.wholeNumber(item, { min: 0, max: 999_999_999 });
    if (amount !== null) used.set(resource, amount);
  }
  return used;
}

function readOpened(reader: NodeReader, program: Program, entry: Entry | undefined): Case["opened"] {
  const opened: Case["opened"] = { all: null, byName: new Map() };
  if (!entry) return opened;
  const { time } = makeCaseValues(reader, program);
  if (!reader.isMap(entry.node)) return { ...opened, all: time(entry) };
  for (const [name, item] of reader.fields(entry.node, entry.place.path, null) ?? []) {
    const at = time(item);
    if (at !== null && ACCOUNT_NAME.test(name)) opened.byName.set(name, at);
  }
  return opened;
}

function readThen(reader: NodeReader, program: Program, entry: Entry): Expectation | null {
  const fields = reader.fields(entry.node, entry.place.path, ["refused", ...Object.keys(THEN)]);
  if (!fields) return null;
  const refusedEntry = fields.get("refused");
  const code = refusedEntry ? reader.text(refusedEntry) : null;
  const tools = makeThenTools(reader, program);
  const checks = [...fields].flatMap(([key, item]) => (key === "refused" ? [] : THEN[key]!(item, tools)));
  const refused = refusedEntry && code !== null ? { code, place: refusedEntry.place } : null;
  return { place: entry.place, refused, checks };
}
