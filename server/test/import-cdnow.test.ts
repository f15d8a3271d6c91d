import { readFileSync, rmSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dataSet, example } from "./data-sets.ts";
import { expectSound, fingerprint, newFolder, runImport } from "./import-shop.ts";
import { startTestDatabase, type TestDatabase } from "./test-database.ts";

const file = dataSet("cdnow/cdnow_master.csv.gz");
/** The original bytes, set in columns of blanks: read by nothing that the import uses. */
const original = dataSet("cdnow/CDNOW_master.txt.gz");

const definition = readFileSync(example("import/cdnow/program.yaml"), "utf8");
const mapping = readFileSync(example("import/cdnow/mapping.yaml"), "utf8");

type Sums = { orders: number; cents: number; points: number };

/** What the file says, customer by customer, added up in the plainest way. */
function naiveSums(path: string): Map<string, Sums> {
  const sums = new Map<string, Sums>();
  const lines = gunzipSync(readFileSync(path)).toString("latin1").trim().split("\n");
  for (const line of lines.slice(1)) {
    const [customer = "", , , value = ""] = line.trim().split(/\s+/);
    const cents = Number(value.replace(".", ""));
    const of = sums.get(customer) ?? { orders: 0, cents: 0, points: 0 };
    sums.set(customer, {
      orders: of.orders + 1,
      cents: of.cents + cents,
      points: of.points + Math.floor(cents / 100),
    });
  }
  return sums;
}

const total = (sums: Map<string, Sums>, part: keyof Sums): number =>
  [...sums.values()].reduce((sum, of) => sum + of[part], 0);

describe.skipIf(file === null || original === null)("the CDNOW orders", () => {
  let server: TestDatabase;
  let folder = "";
  beforeAll(async () => {
    server = await startTestDatabase();
    folder = newFolder();
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("are in to the point, and a second run changes nothing", { timeout: 600_000 }, async () => {
    const sums = naiveSums(original!);
    const input = {
      pool: server.pool,
      definition,
      mapping,
      path: file!,
      rejectedPath: `${folder}/rejected.csv`,
    };
    const summary = await runImport(input);
    expect(summary).toMatchObject({
      rows: 69_659,
      purchases: { new: 69_659, repeated: 0, refused: 0 },
      members: { new: 23_570 },
      spend: "2500315.63",
      rejected: { rows: 0, file: null },
    });
    expect(summary.issued).toEqual({ points: String(total(sums, "points")) });
    expect(total(sums, "cents")).toBe(250_031_563);

    const { rows } = await server.pool.query<{
      customer: string;
      orders: number;
      cents: number;
      points: number;
    }>(
      `SELECT i.value AS customer, count(*)::int AS orders, sum((j.fact->'lines'->0->>'amount')::bigint)::int AS cents,
              (SELECT coalesce(sum(p.amount), 0)::int FROM posting p
                WHERE p.shard = a.shard AND p.account = a.id AND p.source = 'issued') AS points
         FROM identifier i JOIN account a ON a.id = i.account JOIN journal j ON j.shard = a.shard AND j.account = a.id
        WHERE i.kind = 'customer' GROUP BY i.value, a.shard, a.id`,
    );
    expect(new Map(rows.map(({ customer, ...of }) => [customer, of]))).toEqual(sums);

    const { rows: days } = await server.pool.query(
      "SELECT min(occurred_at)::text AS first, max(occurred_at AT TIME ZONE 'America/New_York')::text AS last FROM journal",
    );
    expect(days[0]).toMatchObject({ last: "1998-06-30 00:00:00" });

    const before = await fingerprint(server.pool);
    const again = await runImport(input);
    expect(again).toMatchObject({ purchases: { new: 0, repeated: 69_659 }, members: { new: 0 }, issued: {} });
    expect(await fingerprint(server.pool)).toEqual(before);
    await expectSound(server.pool);
  });

  test("stopped half-way and run again end as one clean run does", { timeout: 600_000 }, async () => {
    // The sample is a tenth of the orders, and has no header.
    const sample = dataSet("cdnow/cdnow_sample.csv.gz")!;
    const input = {
      definition,
      mapping: mapping.replace("{date}", "{date}"),
      path: sample,
      rejectedPath: `${folder}/s.csv`,
    };
    const [clean, stopped] = [await server.newDatabase(), await server.newDatabase()];
    await runImport({ ...input, pool: clean.pool });
    const controller = new AbortController();
    const first = await runImport({
      ...input,
      pool: stopped.pool,
      signal: controller.signal,
      onProgress: ({ facts }) => facts >= 3000 && controller.abort(),
    });
    expect(first.stopped).toBe(true);
    expect(first.purchases.new).toBeGreaterThanOrEqual(3000);
    expect(first.purchases.new).toBeLessThan(6919);
    const second = await runImport({ ...input, pool: stopped.pool });
    expect(second.purchases).toEqual({
      new: 6919 - first.purchases.new,
      repeated: first.purchases.new,
      refused: 0,
    });
    expect(await fingerprint(stopped.pool)).toEqual(await fingerprint(clean.pool));
  });
});
