/**
 * How long one purchase takes to decide, and a state to write out, for an account of the café with sixty open lots. Run
 * from the repository's root:
 *
 *   node --conditions=@tallystick/source --import ./server/test/typescript-loader.mjs bench/decide.ts
 */
import { readFileSync } from "node:fs";
import { stateBytes } from "../core/src/account.ts";
import { decide } from "../core/src/decide.ts";
import { loadProgram } from "../core/src/definition/load-program.ts";
import type { Fact } from "../core/src/fact.ts";
import { formatInstant } from "../core/src/instant.ts";
import { openAccount } from "../core/src/open-account.ts";

const DAY = 86_400_000;
const OPENED = Date.UTC(2024, 0, 10, 9);
const LOTS = 60;
const ROUNDS = 4000;

const { program, problems } = loadProgram(readFileSync("programs/corner-cafe/program.yaml", "utf8"));
if (!program) throw new Error(JSON.stringify(problems));

const purchase = (index: number, at: number): Fact => ({
  id: `purchase-${index}`,
  type: "purchase",
  occurredAt: formatInstant(at),
  channel: "till",
  lines: [
    { id: "1", sku: "FLAT-WHITE", category: "coffee", amount: 340 },
    { id: "2", sku: "PASTEL-DE-NATA", category: "pastry", quantity: 2, amount: 280 },
    { id: "3", category: "alcohol", amount: 450 },
  ],
});

let state = openAccount(program, "acc_bench", OPENED);
for (let index = 0; index < LOTS; index++) {
  state = decide(program, state, purchase(index, OPENED + index * 2 * DAY)).state;
}
const lots = state.units["beans"]!.lots.length;
const next = purchase(LOTS, OPENED + LOTS * 2 * DAY);

/** The median microseconds of processor time of a call over several rounds, after warming up. */
function microseconds(call: () => unknown): number {
  const times: number[] = [];
  for (let round = 0; round < 8; round++) {
    const start = process.cpuUsage();
    for (let time = 0; time < ROUNDS; time++) call();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / ROUNDS);
  }
  return times.slice(2).sort((a, b) => a - b)[3]!;
}

const text = stateBytes(state);
console.log(`account with ${lots} lots, ${text.length} bytes`);
console.log(`decide a purchase   ${microseconds(() => decide(program, state, next)).toFixed(1)} µs`);
console.log(`write the state     ${microseconds(() => stateBytes(state)).toFixed(1)} µs`);
console.log(`read the state      ${microseconds(() => JSON.parse(text)).toFixed(1)} µs`);
