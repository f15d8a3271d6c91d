/** Fills a database with a demo: a ready-made program such as the café, its members and a year of what they did, through the ledger like any fact. */
import { createHash } from "node:crypto";
import { isAbsolute } from "node:path";
import { formatInstant, type Instant, loadProgram, type Program } from "@tallystick/core";
import type pg from "pg";
import type { Ledger, LedgerRequest } from "../ledger/open-ledger.ts";
import { openProgramCache } from "../ledger/program-cache.ts";
import { type InventedPerson, inventPerson } from "../simulate/invent-person.ts";
import { readSimulation, SimulationFileError } from "../simulate/read-simulation.ts";
import { type SimulatedFact, simulate } from "../simulate/simulate.ts";
import type { SimulationPlan } from "../simulate/simulation-plan.ts";
import { programExists } from "../store/programs.ts";
import { keepSetting, readSetting, readSettings, writeSetting } from "../store/settings.ts";
import { enrolAll } from "./enrol-member.ts";
import { publishProgram } from "./publish-program.ts";
import {
  listReadyPrograms,
  type ReadyProgram,
  readProgramFolder,
  readReadyProgram,
} from "./read-ready-program.ts";
import { whileImporting } from "./while-importing.ts";

/** The ready-made program that is shown where no other is asked for. */
export const DEMO_PROGRAM = "corner-cafe";

const SETTING = "demo:";
const ENROLLED_AT_ONCE = 500;
/** Facts on their way at most. When half of them are answered, the next ones are sent. */
const IN_FLIGHT = 2000;

export type DemoInput = {
  /** Which ready-made program, or the absolute path of a folder with one and its plan; the café when left out. */
  ready?: string;
  /** The name to publish it under; its own, or its id where it stands in a folder, when left out. */
  program?: string;
  /** When the simulated time ends: usually now. A demo that was begun keeps the end it was begun with. */
  end: Instant;
  /** What the program's plan has, where left out. */
  members?: number;
  days?: number;
  seed?: number;
  onProgress?: (progress: DemoProgress) => void;
  /** Stops between two facts; what is in stays, and the next run goes on from there. */
  signal?: AbortSignal;
};

export type DemoProgress = { doing: "enrolling" | "recording"; done: number; total: number };

export type DemoReport = {
  program: string;
  members: number;
  /** How many of them this run enrolled. */
  enrolled: number;
  facts: number;
  booked: number;
  /** Refused by the program, as a reward asked for too early is. Recorded all the same. */
  refused: number;
  /** Known from an earlier run; nothing changed. */
  repeated: number;
  from: Instant;
  until: Instant;
  /** The member with the most facts, worth a look. */
  regular: InventedPerson;
  /** False when it was stopped before its end. */
  finished: boolean;
};

/** What a database remembers of a demo, so that the same facts are made when it is run again. */
type DemoSetting = {
  ready: string;
  plan: string;
  end: Instant;
  members: number;
  days: number;
  seed: number;
  finished: boolean;
};

/** A demo that cannot be made as asked. Its message says what to do instead. */
export class DemoError extends Error {
  override name = "DemoError";
}

/**
 * Publishes a ready-made program under a name, enrols its invented members and records what they did. Run again it changes nothing,
 * or ends what an interrupted run began: facts and members are those of the first run. Throws DemoError and
 * LedgerError.
 */
export async function seedDemo(
  deps: { pool: pg.Pool; ledger: Pick<Ledger, "submit"> },
  input: DemoInput,
): Promise<DemoReport> {
  const { pool } = deps;
  const name = input.ready ?? (await readyOf(pool, input.program)) ?? DEMO_PROGRAM;
  const ready = isAbsolute(name)
    ? await ownProgram(name)
    : ((await readReadyProgram(name)) ?? (await unknownReady(name)));
  const program = input.program ?? (isAbsolute(name) ? loadProgram(ready.definition).program!.id : name);
  const setting = await rememberDemo(pool, { ...input, ready: name, program }, ready.simulation);
  const plan = planOf(ready.simulation, setting);
  const text = ready.definition.replace(/^program:.*$/m, `program: ${program}`);
  const { program: terms } = loadProgram(text);
  if (!terms) throw new DemoError(`The ready-made program ${name} is damaged. Install tallystick again.`);
  if (!(await programExists(pool, program))) {
    await publishProgram({ pool }, { text, program, by: null, now: input.end });
  }
  const published = (await openProgramCache().read(pool, [program])).get(program)!.program;
  // Members see what they draw as the ledger draws it, from the seed that only this database has.
  const drawn = { ...terms, seed: published.seed };
  return whileImporting(pool, program, async () => {
    const accounts = await enrolMembers(pool, program, { plan, terms: drawn, ...callbacks(input) });
    const recorded = { plan, terms: drawn, accounts, ...callbacks(input) };
    const report = await recordFacts(deps.ledger, program, recorded);
    if (report.finished)
      await writeSetting(pool, SETTING + program, JSON.stringify({ ...setting, finished: true }));
    return report;
  });
}

/** The ready-made program of a demo that was begun under a name; undefined where there is none. */
async function readyOf(pool: pg.Pool, program: string | undefined): Promise<string | undefined> {
  const stored = program === undefined ? null : await readSetting(pool, SETTING + program);
  return stored === null ? undefined : (JSON.parse(stored) as DemoSetting).ready;
}

async function unknownReady(name: string): Promise<never> {
  const known = await listReadyPrograms();
  throw new DemoError(`There is no ready-made program “${name}”. There are: ${known.join(", ")}.`);
}

/** A sound program of a folder of one's own, with its plan. */
async function ownProgram(folder: string): Promise<ReadyProgram> {
  const read = await readProgramFolder(folder);
  if ("missing" in read)
    throw new DemoError(
      `${folder} has no ${read.missing}. A demo takes a program.yaml and a simulation.yaml.`,
    );
  if (loadProgram(read.definition).program) return read;
  throw new DemoError(
    `The program in ${folder} has problems. “tallystick check” on its program.yaml shows them.`,
  );
}

/** Whether a demo of that name was made in this database to its end. */
export async function isDemoFinished(pool: pg.Pool, program: string): Promise<boolean> {
  const stored = await readSetting(pool, SETTING + program);
  return stored !== null && (JSON.parse(stored) as DemoSetting).finished;
}

/** The demo of a ready-made program that was begun in this database and not ended, if there is one. */
export async function findUnfinishedDemo(pool: pg.Pool): Promise<string | null> {
  const demos = await readSettings(pool, SETTING);
  const open = demos.find(({ value }) => {
    const { finished, ready } = JSON.parse(value) as DemoSetting;
    return !finished && !isAbsolute(ready);
  });
  return open ? open.key.slice(SETTING.length) : null;
}

type Callbacks = Pick<DemoInput, "onProgress" | "signal">;

const callbacks = ({ onProgress, signal }: DemoInput): Callbacks => ({
  ...(onProgress && { onProgress }),
  ...(signal && { signal }),
});

/** What the database has for a demo of that name, or has from now on. */
async function rememberDemo(
  pool: pg.Pool,
  input: DemoInput & { ready: string; program: string },
  simulation: string,
): Promise<DemoSetting> {
  const { program } = input;
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(program)) {
    throw new DemoError(
      `“${program}” cannot be a program's name: use lower-case letters, digits and -, a letter first.`,
    );
  }
  const stored = await readSetting(pool, SETTING + program);
  if (stored === null && (await programExists(pool, program))) {
    throw new DemoError(
      `There is a program ${program} already, and it is not a demo. Give the demo another name.`,
    );
  }
  const fresh: DemoSetting = { ...describePlan(input, simulation), finished: false };
  const kept = JSON.parse(
    stored ?? (await keepSetting(pool, SETTING + program, JSON.stringify(fresh))),
  ) as DemoSetting;
  const differs = (["members", "days", "seed"] as const).find(
    (name) => input[name] !== undefined && input[name] !== kept[name],
  );
  if (differs) {
    throw new DemoError(
      `The demo ${program} was made with ${kept.members} members, ${kept.days} days and seed ${kept.seed}. Leave these out to go on with it, or give the new one another name.`,
    );
  }
  if (kept.ready !== fresh.ready) {
    throw new DemoError(
      `The demo ${program} shows ${kept.ready}. Give the one of ${fresh.ready} another name.`,
    );
  }
  if (kept.plan !== fresh.plan) {
    throw new DemoError(
      `The demo ${program} was made by another version of Tallystick and stays as it is. Give a new one another name.`,
    );
  }
  return kept;
}

function describePlan(
  input: DemoInput & { ready: string },
  simulation: string,
): Omit<DemoSetting, "finished"> {
  const { members, seed, start, end } = planOf(simulation, input);
  const plan = createHash("sha256").update(simulation).digest("hex").slice(0, 16);
  return { ready: input.ready, plan, end, members, days: (end - start) / 86_400_000, seed };
}

function planOf(
  simulation: string,
  { end, members, days, seed }: Pick<DemoInput, "end" | "members" | "days" | "seed">,
): SimulationPlan {
  const run = {
    ...(members !== undefined && { members }),
    ...(days !== undefined && { days }),
    ...(seed !== undefined && { seed }),
  };
  try {
    return readSimulation(simulation, { end, prefix: "demo", ...run });
  } catch (error) {
    throw error instanceof SimulationFileError ? new DemoError(error.message) : error;
  }
}

/** What facts are sent to: the account of each member by number, when it is opened, and how many facts there will be. */
type DemoAccounts = { accounts: Enrolled[]; enrolled: number; facts: number; regular: number };
type Enrolled = { member: string; account: string; joinedAt: Instant };

/** Runs the plan once to see who joins when, and enrols them all. */
async function enrolMembers(
  pool: pg.Pool,
  program: string,
  { plan, terms, onProgress, signal }: { plan: SimulationPlan; terms: Program } & Callbacks,
): Promise<DemoAccounts> {
  const joined: Instant[] = [];
  const factsOf: number[] = [];
  for (const { member, at } of simulate(plan, terms)) {
    joined[member] ??= at;
    factsOf[member] = (factsOf[member] ?? 0) + 1;
  }
  const facts = factsOf.reduce((sum, count) => sum + count, 0);
  const regular = factsOf.reduce((most, count, member) => (count > factsOf[most]! ? member : most), 0);
  const accounts: Enrolled[] = [];
  let enrolled = 0;
  while (accounts.length < joined.length && !signal?.aborted) {
    const some = joined.slice(accounts.length, accounts.length + ENROLLED_AT_ONCE);
    const done = await enrolAll(pool, program, {
      enrolments: some.map((at, index) => ({ at, identifiers: identifiersOf(accounts.length + index) })),
    });
    for (const [index, { member, account, created }] of done.entries()) {
      accounts.push({ member, account, joinedAt: some[index]! });
      if (created) enrolled++;
    }
    onProgress?.({ doing: "enrolling", done: accounts.length, total: joined.length });
  }
  return { accounts, enrolled, facts, regular };
}

function identifiersOf(member: number): { kind: string; value: string }[] {
  const { card, email } = inventPerson(member);
  return [
    { kind: "card", value: card },
    { kind: "email", value: email },
  ];
}

/** Streams the facts through the ledger, many at once; it keeps those of one account in their order. */
async function recordFacts(
  ledger: Pick<Ledger, "submit">,
  program: string,
  input: { plan: SimulationPlan; terms: Program; accounts: DemoAccounts } & Callbacks,
): Promise<DemoReport> {
  const { plan, terms, accounts, onProgress, signal } = input;
  const count = { booked: 0, refused: 0, repeated: 0 };
  let failure: unknown = null;
  let sent = 0;
  let answered = 0;
  let wake: (() => void) | null = null;
  const settle = (): void => {
    answered++;
    if (sent - answered <= IN_FLIGHT / 2) wake?.();
  };
  const fall = async (below: number): Promise<void> => {
    while (sent - answered >= below) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      onProgress?.({ doing: "recording", done: answered, total: accounts.facts });
    }
  };
  const stopped = (): boolean => failure !== null || signal?.aborted === true;

  // Stopped while members were enrolled, there is nothing to record yet: some have no account.
  let whole = !stopped();
  const accountOf = (member: number): string => accounts.accounts[member]!.account;
  for (const simulated of whole ? simulate(plan, terms, accountOf) : []) {
    if (stopped()) {
      whole = false;
      break;
    }
    sent++;
    ledger.submit(requestOf(program, accounts, simulated)).then(
      ({ status }) => {
        count[status]++;
        settle();
      },
      (error: unknown) => {
        failure ??= error;
        settle();
      },
    );
    await fall(IN_FLIGHT);
  }
  await fall(1);
  // What members draw goes by their accounts, which the run that counted did not know; it may have counted a few more or less.
  const total = whole ? answered : accounts.facts;
  onProgress?.({ doing: "recording", done: answered, total });
  if (failure !== null) throw failure;
  const { start, end } = plan;
  const members = accounts.accounts.length;
  const regular = inventPerson(accounts.regular);
  return {
    program,
    members,
    enrolled: accounts.enrolled,
    facts: sent,
    ...count,
    from: start,
    until: end,
    regular,
    finished: whole,
  };
}

/** A simulated joining is written as enrolment writes it, so that enrolling the same card again finds it done. */
function requestOf(
  program: string,
  { accounts }: DemoAccounts,
  { member, fact }: SimulatedFact,
): LedgerRequest {
  const { account, member: id, joinedAt } = accounts[member]!;
  const request = { program, account, openAt: joinedAt };
  if (fact.type !== "join") return { ...request, fact };
  return { ...request, fact: { id: `join:${id}`, type: "join", occurredAt: formatInstant(joinedAt) } };
}
