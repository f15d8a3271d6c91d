/** Steps of a case: short forms of facts, with money and amounts as people write them. */
import {
  asFact,
  checkFact,
  type Duration,
  type Fact,
  formatInstant,
  type Instant,
  type Program,
  parseDuration,
} from "@tallystick/core";
import type { Place } from "../import/mapping.ts";
import type { Entry, NodeReader } from "../import/yaml-nodes.ts";
import { BESIDE, type Content, makeFactReaders } from "./case-fact-readers.ts";
import { makeCaseValues } from "./case-values.ts";

/**
 * One thing that happens to an account of the case. The fact is as it was written: what it names by a kind or by the name
 * of an account is found when the step happens. `quote` asks what would come of it and changes nothing.
 */
export type Step = { place: Place; at: Instant; account: string; fact: Fact; quote: boolean };

export const ACCOUNT_NAME = /^[A-Za-z0-9_-]{1,40}$/;

const BASIC: readonly string[] = ["at", "id", "quote", "account", "repeat", ...BESIDE];
const MOST_REPEATED = 1000;

/** Every type of fact that the program or the engine has a use for, apart from the built-in ones. */
function knownTypes(program: Program): Set<string> {
  const known = new Set(["join", "visit", "referral", "referred"]);
  const listen = (rules: unknown): void => {
    for (const rule of Object.values((rules ?? {}) as Record<string, { on?: string | string[] } | null>))
      for (const type of [rule?.on ?? []].flat()) known.add(type);
  };
  for (const { facts, definition } of program.versions) {
    for (const type of Object.keys(facts)) known.add(type);
    for (const part of ["earn", "issue", "gates", "referrals"]) listen(definition[part]);
  }
  return known;
}

/** Reads the steps of one case, several where one is repeated; facts without an id of their own are numbered. */
export function makeCaseFacts(
  reader: NodeReader,
  program: Program,
): (item: { node: Entry["node"]; path: string }) => Step[] {
  const { builtIn, own, beside } = makeFactReaders(reader, program);
  const values = makeCaseValues(reader, program);
  const known = [...BASIC, ...Object.keys(builtIn), ...knownTypes(program)];
  let count = 0;

  return ({ node, path }) => {
    const fields = reader.fields(node, path, known);
    if (!fields) return [];
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
      return [];
    }
    count += 1;
    const type = types[0] ?? "time";
    const content = types[0] === undefined ? {} : (builtIn[type] ?? own(type))(fields.get(type)!);
    const account = readAccount(reader, fields);
    const again = readRepeat(reader, fields);
    if (at === null || content === null || reader.problems.length > 0) return [];
    const written: Content = { id: String(count), type, occurredAt: formatInstant(at) };
    if (fields.has("id")) written.id = reader.text(fields.get("id")!);
    for (const key of BESIDE) if (fields.has(key)) written[key] = beside(type)[key](fields.get(key)!);
    const quote = fields.has("quote") && reader.truth(fields.get("quote")!) === true;
    const fact = shapedFact(reader, { ...written, ...content }, place);
    if (!fact) return [];
    const steps = [{ place, at, account, fact, quote }];
    for (let done = 1; again && done < again.times; done++) {
      const { count: every, unit } = again.every;
      const then = program.zone.plus(at, { count: every * done, unit });
      count += 1;
      const next = { ...fact, id: String(count), occurredAt: formatInstant(then) } as Fact;
      steps.push({ place, at: then, account, fact: next, quote });
    }
    return steps;
  };
}

/** How many times a step happens, and how long after one another; a step that has an id of its own happens once. */
function readRepeat(
  reader: NodeReader,
  fields: Map<string, Entry>,
): { times: number; every: Duration } | null {
  const entry = fields.get("repeat");
  if (!entry) return null;
  if (fields.has("id")) {
    reader.wrong(entry.place, "key-not-wanted", {
      message: "A step with an id happens once.",
      fix: "Take the id out; facts that are repeated are numbered.",
    });
  }
  const said = reader.fields(entry.node, entry.place.path, ["times", "every"]);
  if (!said) return null;
  const [times, every] = [said.get("times"), said.get("every")];
  const count = times ? reader.wholeNumber(times, { min: 1, max: MOST_REPEATED }) : null;
  const length = parseDuration((every && reader.text(every)) ?? "");
  if (count !== null && length) return { times: count, every: length };
  const message = "“repeat” says how many times in all, and how long after one another.";
  reader.wrong(entry.place, "repeat-invalid", { message, fix: "Write repeat: { times: 50, every: 1 day }." });
  return null;
}

function readAccount(reader: NodeReader, fields: Map<string, Entry>): string {
  const entry = fields.get("account");
  const name = entry ? (reader.text(entry) ?? "") : "me";
  if (entry && !ACCOUNT_NAME.test(name)) {
    reader.wrong(entry.place, "account-invalid", {
      message: `“${name}” cannot name an account of a case.`,
      fix: "Write letters, digits, - and _, such as account: ana.",
    });
  }
  return name;
}

/** The fact when it has the shape of one; null, and a problem noted, otherwise. */
function shapedFact(reader: NodeReader, fact: Content, place: Place): Fact | null {
  const [problem] = checkFact(fact);
  if (problem) {
    const where = problem.path === "" ? "The fact" : problem.path;
    reader.wrong(place, "fact-invalid", {
      message: `${where} ${problem.message}.`,
      fix: "Put it right in this step.",
    });
  }
  return asFact(fact);
}
