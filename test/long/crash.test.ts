import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "../../server/test/test-database.ts";
import {
  type CleanImport,
  type CrashReport,
  crashAndRecover,
  importCleanly,
  type Victim,
} from "../crash-run.ts";
import { makePurchasesFile } from "../purchases-file.ts";
import { clearWorkplaces } from "../tallystick-process.ts";

/** TALLYSTICK_CRASH_SEED strikes at other moments, TALLYSTICK_CRASH_KILLS more often or less. */
const seed = Number(process.env.TALLYSTICK_CRASH_SEED ?? 1);
const kills = Number(process.env.TALLYSTICK_CRASH_KILLS ?? 50);
const alone = Math.floor(kills * 0.4);
const file = makePurchasesFile(seed, 30_000);
const say = (line: string): void => console.log(`seed ${seed}: ${line}`);

let server: TestDatabase;
let clean: CleanImport;

beforeAll(async () => {
  server = await startTestDatabase();
  clean = await importCleanly(server, file);
  const { purchases, returns, rejected, issued, takenBack } = clean.summary;
  say(
    `a clean import: ${JSON.stringify({ rows: file.rows, purchases, returns, issued, takenBack, rejected })}`,
  );
});
afterEach(clearWorkplaces);
afterAll(() => server.close());

function tell({ recoveries, imports, answers, unanswered, seconds }: CrashReport): void {
  const victims = [...new Set(recoveries.map(({ victim }) => victim))].sort();
  for (const victim of victims) {
    const times = recoveries.flatMap((one) => (one.victim === victim ? [Math.round(one.milliseconds)] : []));
    times.sort((a, b) => a - b);
    say(
      `${victim}: ${times.length} kills, on again after ${times[times.length >> 1]} ms, at most ${times.at(-1)}`,
    );
  }
  say(`${imports.started} imports were started and ${imports.finished} programs brought to the end`);
  say(`${answers} facts were answered over HTTP, after ${unanswered} attempts without an answer`);
  say(`${Math.round(seconds)} seconds`);
}

describe("kill -9, many times", () => {
  test.runIf(alone > 0)("of an import and of the PostgreSQL it started", async () => {
    const victims: Victim[] = ["import", "postgres", "session", "everything"];
    const report = await crashAndRecover({ seed, kills: alone, victims, serving: false, file, clean, say });
    tell(report);
    expect(report.recoveries).toHaveLength(alone);
  });

  test("of a server, an import beside it and their PostgreSQL", async () => {
    const victims: Victim[] = ["import", "server", "postgres", "session", "everything"];
    const report = await crashAndRecover({
      seed,
      kills: kills - alone,
      victims,
      serving: true,
      file,
      clean,
      say,
    });
    tell(report);
    expect(report.recoveries).toHaveLength(kills - alone);
    expect(report.answers).toBeGreaterThan(1000);
  });
});
