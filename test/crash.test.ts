import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "../server/test/test-database.ts";
import { type CleanImport, crashAndRecover, importCleanly, type Victim } from "./crash-run.ts";
import { makePurchasesFile } from "./purchases-file.ts";
import { clearWorkplaces } from "./tallystick-process.ts";

/** Vary it to strike at other moments: TALLYSTICK_CRASH_SEED=7 npx vitest run test/crash.test.ts */
const seed = Number(process.env.TALLYSTICK_CRASH_SEED ?? 1);
const file = makePurchasesFile(seed, 5_000);
const say = (line: string): void => console.log(`seed ${seed}: ${line}`);

let server: TestDatabase;
let clean: CleanImport;

beforeAll(async () => {
  server = await startTestDatabase();
  clean = await importCleanly(server, file);
});
afterEach(clearWorkplaces);
afterAll(() => server.close());

describe("an import that nobody disturbs", () => {
  test("comes to what was counted while the file was written", () => {
    const { summary, facts } = clean;
    expect(summary.rows).toBe(file.rows);
    expect(summary.purchases.new).toBe(file.purchases);
    expect(summary.spend).toBe((file.spend / 100).toFixed(2));
    expect(summary.issued).toEqual({ points: String(file.points) });
    expect(new Set(facts.map(({ customer }) => customer)).size).toBe(file.customers.length);
    expect(summary.purchases.repeated).toBe(file.copies);
    expect(summary.returns.new).toBeGreaterThan(50);
  });
});

/** Each starts PostgreSQL several times; on a busy machine that alone takes long. */
const TIMEOUT_MS = 300_000;

describe("kill -9", () => {
  test(
    "of an import and of the PostgreSQL it started: run again, it comes to the same",
    async () => {
      const victims: Victim[] = ["import", "postgres"];
      await crashAndRecover({ seed, kills: 2, victims, serving: false, file, clean, say });
    },
    TIMEOUT_MS,
  );

  test(
    "of a server, and of all at once with the import beside it: every answer holds",
    async () => {
      const victims: Victim[] = ["server", "everything"];
      const report = await crashAndRecover({ seed, kills: 2, victims, serving: true, file, clean, say });
      expect(report.answers).toBeGreaterThan(100);
    },
    TIMEOUT_MS,
  );
});
