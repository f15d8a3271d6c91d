import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "../server/test/test-database.ts";
import { type CleanImport, crashAndRecover, importCleanly } from "./crash-run.ts";
import { makePurchasesFile } from "./purchases-file.ts";

/** Vary it to strike at other moments: TALLYSTICK_CRASH_SEED=7 npx vitest run test/crash.test.ts */
const seed = Number(process.env.TALLYSTICK_CRASH_SEED ?? 1);
const file = makePurchasesFile(seed, 8_000);
const say = (line: string): void => console.log(`seed ${seed}: ${line}`);

let server: TestDatabase;
let clean: CleanImport;

beforeAll(async () => {
  server = await startTestDatabase();
  clean = await importCleanly(server, file);
});
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
    expect(summary.returns.new).toBeGreaterThan(100);
  });
});

describe("kill -9", () => {
  test("of an import and of the PostgreSQL it started: run again, it comes to the same", async () => {
    await crashAndRecover({
      seed,
      kills: 2,
      victims: ["import", "postgres"],
      serving: false,
      file,
      clean,
      say,
    });
  });

  test("of a server, an import beside it and their PostgreSQL: every answer holds", async () => {
    const victims = ["import", "server", "postgres"] as const;
    const report = await crashAndRecover({
      seed,
      kills: 3,
      victims: [...victims],
      serving: true,
      file,
      clean,
      say,
    });
    expect(report.answers).toBeGreaterThan(100);
  });
});
