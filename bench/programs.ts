/**
 * How long each ready-made program takes to decide, in processor time, on accounts that simulated members have used for
 * months: every kind of fact that they send, and purchases alone. Run from the repository's root:
 *
 *   node --conditions=@tallystick/source --import ./server/test/typescript-loader.mjs bench/programs.ts
 */
import { readdirSync, readFileSync } from "node:fs";
import { decide } from "../core/src/decide.ts";
import { loadProgram } from "../core/src/definition/load-program.ts";
import type { Fact, ReturnFact } from "../core/src/fact.ts";
import type { Program } from "../core/src/program.ts";
import { makeReplayer, type Replayer } from "../core/src/replay.ts";
import type { AccountState } from "../core/src/state.ts";
import { readSimulation } from "../server/src/simulate/read-simulation.ts";
import { simulate } from "../server/src/simulate/simulate.ts";

const MEMBERS = 60;
/** Decisions that are timed for each program: the last ones of its run, when accounts are full. */
const SAMPLES = 600;
/** The first third of the rounds warms up. */
const ROUNDS = 90;

type Sample = { state: AccountState; fact: Fact };

function samplesOf(program: Program, plan: string): Sample[] {
  const accounts = new Map<number, Replayer>();
  const samples: Sample[] = [];
  const run = readSimulation(plan, { end: Date.UTC(2026, 10, 1), members: MEMBERS });
  for (const { member, at, fact } of simulate(run, program)) {
    const account = accounts.get(member) ?? makeReplayer(program, `acc_${member}`, at);
    accounts.set(member, account);
    // A return needs its purchase, which is looked up outside of what is measured here.
    if (fact.type !== "return" || account.past((fact as ReturnFact).of) === undefined)
      samples.push({ state: account.state(), fact });
    account.next({ fact, outcome: { postings: [], effects: [], balances: {}, tiers: {} } });
    if (samples.length > 4 * SAMPLES) samples.splice(0, samples.length - 2 * SAMPLES);
  }
  return samples;
}

/**
 * The microseconds of processor time that one decision takes: in the median round, and in the fastest, which is what it
 * takes where nobody else uses the machine's caches.
 */
function microseconds(program: Program, samples: Sample[]): { median: number; fastest: number } {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    for (const { state, fact } of samples) decide(program, state, fact);
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / samples.length);
  }
  const sorted = times.slice(ROUNDS / 3).sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)]!, fastest: sorted[0]! };
}

console.log(
  `${"program".padEnd(16)}${"facts".padStart(14)}${"purchases".padStart(14)}   (µs of one core: median round, fastest)`,
);
for (const name of readdirSync("programs").sort()) {
  const { program } = loadProgram(readFileSync(`programs/${name}/program.yaml`, "utf8"));
  if (!program) throw new Error(`${name} does not load.`);
  const all = samplesOf(program, readFileSync(`programs/${name}/simulation.yaml`, "utf8"));
  const purchases = all.filter(({ fact }) => fact.type === "purchase").slice(-SAMPLES);
  const shown = (samples: Sample[]): string => {
    if (samples.length < 50) return "–";
    const { median, fastest } = microseconds(program, samples);
    return `${median.toFixed(1)} ${fastest.toFixed(1).padStart(6)}`;
  };
  console.log(`${name.padEnd(16)}${shown(all.slice(-SAMPLES)).padStart(14)}${shown(purchases).padStart(14)}`);
}
