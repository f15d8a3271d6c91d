import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { ImportSummary } from "../server/src/actions/import-purchases.ts";
import { openDatabase } from "../server/src/db/open-database.ts";
import { freePort } from "../server/src/db/postmaster.ts";
import { makeRandom, type Random } from "../server/src/simulate/random.ts";
import { findBrokenPromises, openTill, type Till, type TillServer } from "./cash-till.ts";
import { differences, type ImportedFact, openWatch, readImported, type Watch } from "./crash-books.ts";
import { MAPPING, type PurchasesFile } from "./purchases-file.ts";
import { openWorkplace, type Run, type Workplace } from "./tallystick-process.ts";

/**
 * Who is killed: one process (a session is one of PostgreSQL's, as a system short of memory ends it; the others then end
 * too and PostgreSQL recovers by itself), or all of them in the same moment, as when the power goes.
 */
export type Victim = "import" | "server" | "postgres" | "session" | "everything";

export type CrashPlan = {
  seed: number;
  kills: number;
  /** They take turns, shuffled within each turn. */
  victims: Victim[];
  /** Whether a server runs beside the import and takes facts over HTTP. */
  serving: boolean;
  file: PurchasesFile;
  clean: CleanImport;
  say: (line: string) => void;
};

/** What an import comes to that nobody disturbs. */
export type CleanImport = { summary: ImportSummary; facts: ImportedFact[]; rejected: string };

export type CrashReport = {
  /** Milliseconds from each kill until it went on. */
  recoveries: { victim: Victim; milliseconds: number }[];
  imports: { finished: number; started: number };
  answers: number;
  unanswered: number;
  seconds: number;
};

const PROGRAM = `tallystick: 1
program: shop
name: Crash test
currency: EUR
zone: Europe/Lisbon
from: 2023-01-01
units:
  points: { name: { one: point, many: points }, expires: never, debt: allowed }
earn:
  base: { on: purchase, unit: points, rate: 1, rounding: floor, round_each: fact }
  thanks: { on: purchase, unit: points, amount: 1, budget: 100000000 }
rewards:
  mug: { name: A mug, unit: points, cost: 20, stock: 60 }
returns: { within: none, shortfall: debt }
`;

const PATIENCE_MS = 60_000;
/** The database cannot be reached or went away; scripts run the command again. */
const UNAVAILABLE = 69;

/** Writes what the command line reads. */
function writeInput(place: Workplace, file: PurchasesFile): void {
  writeFileSync(join(place.folder, "purchases.csv"), file.csv);
  writeFileSync(join(place.folder, "mapping.yaml"), MAPPING);
}

async function publish(place: Workplace, program: string, more: string[] = []): Promise<void> {
  const path = join(place.folder, `${program}.yaml`);
  writeFileSync(path, PROGRAM.replace("program: shop", `program: ${program}`));
  await place.run(["publish", path, ...more]);
}

const importWords = (program: string): string[] => [
  "import",
  "purchases.csv",
  "--mapping",
  "mapping.yaml",
  "--program",
  program,
  "--json",
];

const readRejected = (place: Workplace): string =>
  readFileSync(join(place.folder, "purchases.csv.rejected.csv"), "utf8");

/** Imports the file into an empty database that nothing disturbs. */
export async function importCleanly(
  database: {
    url: string;
    pool: { query: (text: string, values: unknown[]) => Promise<{ rows: unknown[] }> };
  },
  file: PurchasesFile,
): Promise<CleanImport> {
  const place = openWorkplace();
  try {
    writeInput(place, file);
    const there = ["--database-url", database.url];
    await publish(place, "shop", there);
    const summary = JSON.parse(await place.run([...importWords("shop"), ...there])) as ImportSummary;
    const ask = async <Row>(text: string, values: unknown[]): Promise<Row[]> =>
      (await database.pool.query(text, values)).rows as Row[];
    return { summary, facts: await readImported(ask, "shop"), rejected: readRejected(place) };
  } finally {
    await place.clear();
  }
}

type Scene = {
  plan: CrashPlan;
  place: Workplace;
  watch: Watch;
  random: Random;
  report: CrashReport;
  program: string;
  /** The import under way, and whether PostgreSQL was killed under it. */
  importing: { run: Run; excused: boolean } | null;
  server: { run: Run; url: string; key: string } | null;
  till: Till | null;
};

/** Kills as planned, starts again what was killed, and holds the books against what was promised. Throws on a breach. */
export async function crashAndRecover(plan: CrashPlan): Promise<CrashReport> {
  const place = openWorkplace();
  const began = performance.now();
  const scene: Scene = {
    plan,
    place,
    watch: openWatch(place.dataDir),
    random: makeRandom(plan.seed, 3),
    report: { recoveries: [], imports: { finished: 0, started: 0 }, answers: 0, unanswered: 0, seconds: 0 },
    program: "",
    importing: null,
    server: null,
    till: null,
  };
  try {
    writeInput(place, plan.file);
    if (plan.serving) scene.server = await startServer(scene, await freePort());
    await openProgram(scene);
    await strikeAsPlanned(scene);
    await finishImport(scene);
    await checkBooks(scene);
    await closeServer(scene);
    scene.report.seconds = (performance.now() - began) / 1000;
    return scene.report;
  } finally {
    scene.till?.abandon();
    await scene.watch.close();
    await place.clear();
  }
}

async function strikeAsPlanned(scene: Scene): Promise<void> {
  const { plan, random, report } = scene;
  let turn: Victim[] = [];
  while (report.recoveries.length < plan.kills) {
    scene.importing ??= startImport(scene);
    if (!(await momentHasCome(scene))) {
      await takeLeave(scene);
      continue;
    }
    if (turn.length === 0) turn = shuffled(plan.victims, random);
    const victim = turn.pop()!;
    const booked = (await countBooked(scene)) ?? "an unknown number";
    const milliseconds = await strike(scene, victim);
    report.recoveries.push({ victim, milliseconds });
    const what = `${report.recoveries.length}/${plan.kills} ${victim} killed in ${scene.program}`;
    const when = `with ${booked} of ${plan.clean.facts.length} facts booked`;
    plan.say(`${what} ${when}; it went on after ${Math.round(milliseconds)} ms`);
  }
}

function shuffled<T>(items: T[], random: Random): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

function startImport(scene: Scene): NonNullable<Scene["importing"]> {
  scene.report.imports.started += 1;
  return { run: scene.place.start(importWords(scene.program)), excused: false };
}

/**
 * Waits for the moment to strike: soon after the start of the import now and then, mostly some time after it has booked
 * something new. False when the import ended before.
 */
async function momentHasCome(scene: Scene): Promise<boolean> {
  const { importing, random } = scene;
  const early = random() < 0.2;
  const more = 700 * random();
  const over = (): boolean => importing!.run.result() !== null;
  if (!early) {
    let before: number | null = null;
    for (;;) {
      if (over()) return false;
      const now = await countBooked(scene);
      if (before !== null && now !== null && now > before) break;
      before ??= now;
      await sleep(60);
    }
  }
  const until = performance.now() + more;
  while (performance.now() < until && !over()) await sleep(10);
  return !over();
}

/** How many facts of the file are in; null when the database cannot be asked. */
async function countBooked({ watch, program }: Scene): Promise<number | null> {
  const text = "SELECT count(*)::int AS facts FROM journal WHERE program = $1 AND fact_id NOT LIKE 'till-%'";
  return (await watch.ask<{ facts: number }>(text, [program]))?.[0]?.facts ?? null;
}

/** An import has ended by itself: at the end of the file, or because its database was killed. */
async function takeLeave(scene: Scene): Promise<void> {
  const { run, excused } = scene.importing!;
  scene.importing = null;
  const { how, stdout, stderr } = await run.ended;
  if (how === 0) {
    checkSummary(scene, stdout);
    await checkBooks(scene);
    await openProgram(scene);
  } else if (!(excused && how === UNAVAILABLE)) {
    throw new Error(`The import left with ${how}.\n${stderr}${stdout}`);
  }
}

/** Kills, starts again, and waits until it goes on; in milliseconds from the kill. */
async function strike(scene: Scene, victim: Victim): Promise<number> {
  const { server, importing, watch } = scene;
  const postgres = watch.postgres();
  const session = victim === "session" ? await findSession(watch) : null;
  const struck = Date.now();
  const began = performance.now();
  if (victim === "import" || victim === "everything") importing!.run.kill();
  if (victim === "server" || victim === "everything") server?.run.kill();
  const own = victim === "session" ? session : ["postgres", "everything"].includes(victim) ? postgres : null;
  if (own !== null) killIfThere(own);

  if (victim === "import" || victim === "everything") {
    await importing!.run.ended;
    scene.importing = null;
  } else if (victim !== "server") importing!.excused = true;
  if (server && victim !== "import") {
    if (victim === "server" || victim === "everything") {
      await server.run.ended;
      scene.server = await startServer(scene, Number(new URL(server.url).port));
    }
    await inTime(scene.till!.nextAnswer(), "The server answers no fact.");
  } else {
    scene.importing ??= startImport(scene);
    await inTime(heldSince(scene, struck), "Nobody holds the database.");
  }
  return performance.now() - began;
}

/** A session may have ended since it was looked up a moment ago; its number is then nobody's. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** A session that takes facts, one that is at work if there is such. */
async function findSession(watch: Watch): Promise<number | null> {
  const text = `SELECT pid FROM pg_stat_activity WHERE application_name = 'tallystick'
                 ORDER BY state = 'idle', query_start DESC`;
  return (await watch.ask<{ pid: number }>(text))?.[0]?.pid ?? null;
}

/** Resolves when a process has joined the database that had not by then. */
async function heldSince(scene: Scene, instant: number): Promise<void> {
  for (;;) {
    const text = `SELECT FROM pg_stat_activity WHERE application_name = 'tallystick-hold'
                     AND backend_start > to_timestamp($1::float8 / 1000)`;
    if ((await scene.watch.ask(text, [instant]))?.length) return;
    if (scene.importing?.run.result()) await takeLeave(scene);
    scene.importing ??= startImport(scene);
    await sleep(50);
  }
}

async function inTime(work: Promise<void>, otherwise: string): Promise<void> {
  const late = AbortSignal.timeout(PATIENCE_MS);
  await Promise.race([
    work,
    new Promise<never>((_, reject) => {
      late.addEventListener("abort", () => reject(new Error(otherwise)));
    }),
  ]);
}

async function startServer({ place, server }: Scene, port: number): Promise<NonNullable<Scene["server"]>> {
  const run = place.start(["start", "--empty", "--port", String(port)]);
  while (!/serves at .*\n/.test(run.printed()) || !run.printed().includes("Ctrl-C")) {
    const left = run.result();
    if (left) throw new Error(`The server left with ${left.how}.\n${left.stderr}${left.stdout}`);
    await sleep(10);
  }
  const url = /serves at (\S+)/.exec(run.printed())![1]!;
  const key = server?.key ?? /tsk_[\w-]{43}/.exec(run.printed())?.[0];
  if (!key) throw new Error(`The first start shows no key: ${run.printed()}`);
  return { run, url, key };
}

/** Publishes a program for the next import, and lets the till send facts to it. */
async function openProgram(scene: Scene): Promise<void> {
  const { place, plan, report } = scene;
  scene.program = `shop-${report.imports.finished + 1}`;
  await publish(place, scene.program);
  if (!scene.server) return;
  const seed = plan.seed + report.imports.finished;
  scene.till = openTill(tillServer(scene), { seed, customers: plan.file.customers });
}

const tillServer = ({ server, program }: Scene): TillServer => ({
  url: server!.url,
  key: server!.key,
  program,
});

/** One import to the end that nobody disturbs, after whatever is under way. */
async function finishImport(scene: Scene): Promise<void> {
  if (scene.importing) {
    const { how, stdout, stderr } = await scene.importing.run.ended;
    const excused = scene.importing.excused && how === UNAVAILABLE;
    if (how !== 0 && !excused) throw new Error(`The import left with ${how}.\n${stderr}${stdout}`);
  }
  scene.report.imports.started += 1;
  checkSummary(scene, await scene.place.run(importWords(scene.program)));
}

/** What the last run says must be what a clean import says, but for what was booked by the runs before. */
function checkSummary({ plan, place }: Scene, stdout: string): void {
  const summary = JSON.parse(stdout) as ImportSummary;
  const { clean } = plan;
  const inAll = ({ new: booked, repeated, refused }: ImportSummary["purchases"]): number[] => [
    booked + repeated,
    refused,
  ];
  expect(summary.stopped).toBe(false);
  expect(summary.rows).toBe(clean.summary.rows);
  expect(inAll(summary.purchases)).toEqual(inAll(clean.summary.purchases));
  expect(inAll(summary.returns)).toEqual(inAll(clean.summary.returns));
  expect(summary.rejected.reasons).toEqual(clean.summary.rejected.reasons);
  expect(readRejected(place)).toBe(clean.rejected);
}

/** Holds what is in the books of a program against the clean import, against each answer given, and against themselves. */
async function checkBooks(scene: Scene): Promise<void> {
  const { place, plan, till, report, program } = scene;
  report.imports.finished += 1;
  if (till) {
    await till.finish();
    report.answers += till.answered.size;
    report.unanswered += till.unanswered();
    expect(till.complaints).toEqual([]);
    expect(await findBrokenPromises(tillServer(scene), till)).toEqual([]);
  }
  const database = await openDatabase({ databaseUrl: null, dataDir: place.dataDir });
  try {
    const ask = async <Row>(text: string, values: unknown[]): Promise<Row[]> =>
      (await database.pool.query(text, values)).rows as Row[];
    expect(differences(plan.clean.facts, await readImported(ask, program))).toEqual([]);
    const kept = await ask<{ fact: string; version: number; account: string }>(
      "SELECT fact_id AS fact, version, account FROM journal WHERE program = $1 AND fact_id LIKE 'till-%'",
      [program],
    );
    const promised = [...(till?.answered ?? [])].map(
      ([fact, { answer }]) => `${fact} ${String(answer.account)} ${String(answer.version)}`,
    );
    expect(kept.map(({ fact, account, version }) => `${fact} ${account} ${version}`).sort()).toEqual(
      promised.sort(),
    );
  } finally {
    await database.close();
  }
  const audit = JSON.parse(await place.run(["audit", program, "--json"])) as { ok: boolean; entries: number };
  expect(audit).toMatchObject({ ok: true, entries: plan.clean.facts.length + (till?.answered.size ?? 0) });
}

/** Ends the server as an operator does; the last to leave stops PostgreSQL. */
async function closeServer({ server, watch }: Scene): Promise<void> {
  if (server) {
    server.run.interrupt();
    expect((await server.run.ended).how).toBe(0);
  }
  expect(watch.postgres()).toBeNull();
}
