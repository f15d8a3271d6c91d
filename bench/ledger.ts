/**
 * How many purchases a second the ledger books, durably, with so many clients in a closed loop: each sends its next
 * purchase when it has the answer to the last. Run from the repository's root:
 *
 *   node --conditions=@tallystick/source --import ./server/test/typescript-loader.mjs bench/ledger.ts --clients 256
 *
 * Options, each with a value: clients (256), lanes (2), cap (500), accounts (100000), warm (3) and seconds (10) of a run,
 * runs (3), data (a folder, else a temporary one), url (a PostgreSQL instead of the embedded one). Several values of
 * lanes, cap or clients are separated by commas; their runs are interleaved, so that a slow minute hits all alike.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { publishProgram } from "../server/src/actions/publish-program.ts";
import { openDatabase } from "../server/src/db/open-database.ts";
import { openLedger } from "../server/src/ledger/open-ledger.ts";
import { purchaseWorkload } from "../server/src/simulate/purchase-workload.ts";

const PROGRAM = `tallystick: 1
program: bench
name: Bench
currency: EUR
zone: Europe/Lisbon
from: 2024-01-01
units:
  beans: { name: { one: bean, many: beans }, expires: { after: 6 months, end: month } }
earn:
  base: { on: purchase, unit: beans, rate: 1, by_tier: { ladder: status, levels: { gold: 1.5 } }, caps: { day: 200 } }
  pastry: { on: purchase, unit: beans, amount: 1, each: line, lines: 'line.category == "pastry"' }
tiers:
  status: { by: spend, window: calendar-year, valid: { until: end-of-next-year }, levels: { member: 0, gold: 500.00 } }
`;

type Setting = { clients: number; lanes: number; cap: number };
type Figures = { perSecond: number; p50: number; p99: number; batch: number; node: number };

const { values: given } = parseArgs({
  options: {
    clients: { type: "string", default: "256" },
    lanes: { type: "string", default: "2" },
    cap: { type: "string", default: "500" },
    accounts: { type: "string", default: "100000" },
    warm: { type: "string", default: "3" },
    seconds: { type: "string", default: "10" },
    runs: { type: "string", default: "3" },
    data: { type: "string" },
    url: { type: "string" },
  },
});

const list = (text: string): number[] => text.split(",").map(Number);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** The value below which so large a part of the sorted values lies. */
const quantile = (sorted: Float64Array, part: number): number =>
  sorted[Math.floor(sorted.length * part)] ?? 0;

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

async function main(): Promise<void> {
  const folder = given.data ?? mkdtempSync(join(tmpdir(), "tallystick-bench-"));
  const database = await openDatabase({ databaseUrl: given.url ?? null, dataDir: folder, poolSize: 16 });
  try {
    const now = Date.now();
    await publishProgram({ pool: database.pool }, { text: PROGRAM, program: null, by: null, now });
    const settings = list(given.clients).flatMap((clients) =>
      list(given.lanes).flatMap((lanes) => list(given.cap).map((cap): Setting => ({ clients, lanes, cap }))),
    );
    const results = new Map(settings.map((setting): [Setting, Figures[]] => [setting, []]));
    print("clients  lanes    cap   facts/s    p50 ms    p99 ms   facts/batch   node cores");
    for (let run = 0; run < Number(given.runs); run++) {
      for (const setting of settings) {
        const figures = await measure(database.pool, setting, `run${now}-${run}-${JSON.stringify(setting)}`);
        results.get(setting)!.push(figures);
        print(row(setting, figures));
      }
    }
    print("\nmedians");
    for (const [setting, all] of results) {
      const of = (key: keyof Figures): number => median(all.map((figures) => figures[key]));
      const figures = {
        perSecond: of("perSecond"),
        p50: of("p50"),
        p99: of("p99"),
        batch: of("batch"),
        node: of("node"),
      };
      print(row(setting, figures));
    }
  } finally {
    await database.close();
    if (given.data === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

const row = ({ clients, lanes, cap }: Setting, { perSecond, p50, p99, batch, node }: Figures): string =>
  [
    String(clients).padStart(7),
    String(lanes).padStart(6),
    String(cap).padStart(6),
    perSecond.toFixed(0).padStart(9),
    p50.toFixed(1).padStart(9),
    p99.toFixed(1).padStart(9),
    batch.toFixed(0).padStart(13),
    node.toFixed(2).padStart(12),
  ].join(" ");

/** One run: warms up, then counts what is answered within the measured time. */
async function measure(
  pool: Awaited<ReturnType<typeof openDatabase>>["pool"],
  { clients, lanes, cap }: Setting,
  prefix: string,
): Promise<Figures> {
  const batches: number[] = [];
  const ledger = openLedger({ pool, lanes, cap, onBatch: ({ facts }) => batches.push(facts) });
  const accounts = Number(given.accounts);
  const start = Date.now() - 86_400_000;
  const workload = purchaseWorkload({ facts: 1e9, accounts, seed: 1, start, everyMs: 1, prefix });
  const latencies: number[] = [];
  let measuring = false;
  let stopped = false;

  async function client(): Promise<void> {
    while (!stopped) {
      const { value } = workload.next();
      if (!value) return;
      const sent = performance.now();
      const request = { program: "bench", account: `acc_${value.account}`, openAt: start, fact: value.fact };
      const { status } = await ledger.submit(request);
      if (status !== "booked") throw new Error(`A purchase was ${status}.`);
      if (measuring) latencies.push(performance.now() - sent);
    }
  }
  const running = Promise.all(Array.from({ length: clients }, client));
  await sleep(Number(given.warm) * 1000);
  batches.length = 0;
  measuring = true;
  const cpu = process.cpuUsage();
  const began = performance.now();
  await sleep(Number(given.seconds) * 1000);
  measuring = false;
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const sorted = Float64Array.from(latencies).sort();
  const perBatch = batches.reduce((sum, facts) => sum + facts, 0) / Math.max(1, batches.length);
  stopped = true;
  await running;
  await ledger.close();
  return {
    perSecond: sorted.length / seconds,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    batch: perBatch,
    node: (user + system) / 1e6 / seconds,
  };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

await main();
