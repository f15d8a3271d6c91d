import { fileURLToPath } from "node:url";
import { parseInstant } from "@tallystick/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditProgram } from "../src/actions/audit-program.ts";
import { DEMO_PROGRAM, DemoError, findUnfinishedDemo, seedDemo } from "../src/actions/seed-demo.ts";
import { openLedger } from "../src/ledger/open-ledger.ts";
import { type FreshDatabase, startTestDatabase, type TestDatabase } from "./test-database.ts";

const END = parseInstant("2026-06-01T12:00:00Z")!;
const SMALL = { end: END, members: 50 };

let server: TestDatabase;
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server.close());

/** Runs `work` on an empty database with a ledger of its own. */
async function onFreshDatabase(work: (deps: Deps) => Promise<void>): Promise<void> {
  const database = await server.newDatabase();
  const ledger = openLedger({ pool: database.pool, now: () => END });
  try {
    await work({ pool: database.pool, ledger });
  } finally {
    await ledger.close();
    await database.close();
  }
}

type Deps = { pool: FreshDatabase["pool"]; ledger: ReturnType<typeof openLedger> };

const countOf = async ({ pool }: Deps, from: string): Promise<number> => {
  const { rows } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${from}`);
  return rows[0]!.n;
};

describe("the demo", () => {
  test("gives a café its members and their year; a second run changes nothing", async () => {
    await onFreshDatabase(async (deps) => {
      const progress: string[] = [];
      const first = await seedDemo(deps, {
        ...SMALL,
        onProgress: ({ doing, done, total }) => progress.push(`${doing} ${done} of ${total}`),
      });
      expect(first).toMatchObject({
        program: DEMO_PROGRAM,
        members: 50,
        enrolled: 50,
        repeated: 0,
        finished: true,
      });
      expect(first.booked + first.refused).toBe(first.facts);
      expect(progress).toContain("enrolling 50 of 50");
      expect(progress.at(-1)).toBe(`recording ${first.facts} of ${first.facts}`);
      expect(await countOf(deps, "journal")).toBe(first.facts);
      expect(await countOf(deps, "member")).toBe(50);
      expect(await countOf(deps, "identifier")).toBe(100);
      expect(await countOf(deps, "journal WHERE occurred_at > booked_at")).toBe(0);

      const redemptions = await countOf(deps, "journal WHERE fact_type IN ('redeem', 'hold')");
      const refused = await countOf(
        deps,
        "journal WHERE fact_type IN ('redeem', 'hold') AND outcome->>'refusal' IS NOT NULL",
      );
      expect(redemptions).toBeGreaterThan(20);
      expect(refused / redemptions).toBeLessThan(0.1);

      const audit = await auditProgram(deps, { program: DEMO_PROGRAM });
      expect(audit.checks.filter(({ ok }) => !ok)).toEqual([]);
      expect(audit).toMatchObject({ ok: true, accounts: 50, entries: first.facts });

      const second = await seedDemo(deps, { ...SMALL, end: END + 86_400_000 });
      expect(second).toMatchObject({
        enrolled: 0,
        booked: 0,
        refused: 0,
        repeated: first.facts,
        finished: true,
      });
      expect(await countOf(deps, "journal")).toBe(first.facts);
      expect(await countOf(deps, "program WHERE importing_until IS NOT NULL")).toBe(0);
    });
  });

  test("that was stopped goes on from there and ends as if it had not been", async () => {
    await onFreshDatabase(async (deps) => {
      const stop = new AbortController();
      let sent = 0;
      const submit: Deps["ledger"]["submit"] = (request) => {
        if (++sent === 300) stop.abort();
        return deps.ledger.submit(request);
      };
      const begun = await seedDemo({ ...deps, ledger: { submit } }, { ...SMALL, signal: stop.signal });
      expect(begun).toMatchObject({ facts: 300, finished: false });
      expect(await countOf(deps, "journal")).toBe(300);
      expect(await findUnfinishedDemo(deps.pool)).toBe(DEMO_PROGRAM);
      const ended = await seedDemo(deps, SMALL);
      expect(ended).toMatchObject({ enrolled: 0, repeated: 300, finished: true });
      expect(await countOf(deps, "journal")).toBe(ended.facts);
      expect(await findUnfinishedDemo(deps.pool)).toBeNull();
    });
  });

  test("that was stopped before all members were enrolled goes on too", async () => {
    await onFreshDatabase(async (deps) => {
      const stopped = await seedDemo(deps, { ...SMALL, signal: AbortSignal.abort() });
      expect(stopped).toMatchObject({ members: 0, facts: 0, finished: false });
      expect(await seedDemo(deps, SMALL)).toMatchObject({ members: 50, finished: true });
    });
  });

  test("can be of a program in a folder of one's own, under its id", async () => {
    await onFreshDatabase(async (deps) => {
      const ready = fileURLToPath(new URL("../../examples/bookshop", import.meta.url));
      const report = await seedDemo(deps, { ready, end: END, members: 20 });
      expect(report).toMatchObject({ program: "lighthouse-books", members: 20, finished: true });
      expect(report.refused).toBeLessThan(report.booked / 20);
      const audit = await auditProgram(deps, { program: "lighthouse-books" });
      expect(audit).toMatchObject({ ok: true, accounts: 20 });
      const missing = seedDemo(deps, { ready: `${ready}/none`, end: END });
      await expect(missing).rejects.toThrow("has no program.yaml");
    });
  });

  test("stands beside others under a name of its own, and is never mixed with what is not one", async () => {
    await onFreshDatabase(async (deps) => {
      const input = { end: END, members: 3, days: 30 };
      await seedDemo(deps, { ...input, program: "demo-a" });
      await seedDemo(deps, { ...input, program: "demo-b", seed: 7 });
      expect(await countOf(deps, "program")).toBe(2);
      const message = (program: string, other = {}) =>
        seedDemo(deps, { ...input, ...other, program }).then(
          () => "",
          (error: unknown) => (error instanceof DemoError ? error.message : String(error)),
        );
      expect(await message("demo-a", { members: 4 })).toContain("was made with 3 members, 30 days");
      expect(await message("Demo A")).toContain("cannot be a program's name");
      expect(await message("demo-c", { members: 0 })).toContain("“members” is 0");
      await deps.pool.query("DELETE FROM setting WHERE key = 'demo:demo-a'");
      expect(await message("demo-a")).toContain("is not a demo");
    });
  });
});
