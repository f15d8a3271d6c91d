import { readFileSync, rmSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dataSet, example } from "./data-sets.ts";
import { expectSound, fingerprint, newFolder, runImport } from "./import-shop.ts";
import { startTestDatabase, type TestDatabase } from "./test-database.ts";

const file = dataSet("online-retail/online_retail.csv.gz");
const definition = readFileSync(example("import/online-retail/program.yaml"), "utf8");
const mapping = readFileSync(example("import/online-retail/mapping.yaml"), "utf8");

/** One line of an invoice; `left` is what of its quantity has not come back. */
type Bought = { sku: string; quantity: number; left: number; pence: number };

/** Cells of one line of CSV, by reading it letter by letter. */
function cellsOf(line: string): string[] {
  const cells = [""];
  let quoted = false;
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    else if (letter === "," && !quoted) cells.push("");
    else cells[cells.length - 1] += letter;
  }
  return cells;
}

/** Price times quantity in pence, a half up, in thousandths of a pound as whole numbers. */
function penceOf(price: string, quantity: number): number {
  const [pounds = "", places = ""] = price.split(".");
  const thousandths = Number(pounds) * 1000 + Number(places.padEnd(3, "0"));
  return Math.floor((thousandths * quantity + 5) / 10);
}

/** The share of an amount, to the nearest penny and a half to the even one. */
function share(pence: number, part: number, whole: number): number {
  const [quotient, rest] = [Math.floor((pence * part) / whole), (pence * part) % whole];
  return quotient + (rest * 2 > whole || (rest * 2 === whole && quotient % 2 === 1) ? 1 : 0);
}

type Naive = {
  invoices: Map<string, { customer: string; lines: Bought[] }>;
  rows: { guests: number; debts: number; unmatched: number; partly: number };
};

/** The whole file by hand: invoices, and what came back taken from the latest one that has some of it left. */
function readNaively(path: string): Naive {
  const invoices: Naive["invoices"] = new Map();
  const rows = { guests: 0, debts: 0, unmatched: 0, partly: 0 };
  /** Customer and article → the lines of each invoice, the latest invoice first. */
  const bought = new Map<string, Bought[][]>();
  for (const line of gunzipSync(readFileSync(path)).toString("utf8").trimEnd().split("\n").slice(1)) {
    const [invoice = "", sku = "", , count = "", , price = "", customer = ""] = cellsOf(line.trimEnd());
    if (invoice.startsWith("A")) rows.debts += 1;
    else if (customer === "") rows.guests += 1;
    else if (invoice.startsWith("C")) {
      let wanted = -Number(count);
      for (const of of (bought.get(`${customer} ${sku}`) ?? []).flat()) {
        const taken = Math.min(wanted, of.left);
        of.left -= taken;
        wanted -= taken;
      }
      if (wanted === -Number(count)) rows.unmatched += 1;
      else if (wanted > 0) rows.partly += 1;
    } else {
      const quantity = Number(count);
      const of = { sku, quantity, left: quantity, pence: penceOf(price, quantity) };
      const held = invoices.get(invoice) ?? { customer, lines: [] };
      held.lines.push(of);
      invoices.set(invoice, held);
      const before = bought.get(`${customer} ${sku}`) ?? [];
      if (before[0] && held.lines.includes(before[0][0]!)) before[0].push(of);
      else bought.set(`${customer} ${sku}`, [[of], ...before]);
    }
  }
  return { invoices, rows };
}

/** Customer → what they hold in the end: whole pounds of each invoice, less what came back. */
function pointsOf({ invoices }: Naive, kept: (line: Bought) => number): Map<string, number> {
  const points = new Map<string, number>();
  for (const { customer, lines } of invoices.values()) {
    const pence = lines.reduce((sum, line) => sum + kept(line), 0);
    points.set(
      customer.replace(/\.0$/, ""),
      (points.get(customer.replace(/\.0$/, "")) ?? 0) + Math.floor(pence / 100),
    );
  }
  return points;
}

const total = (points: Map<string, number>): number => [...points.values()].reduce((a, b) => a + b, 0);

describe.skipIf(file === null)("the Online Retail invoices", () => {
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

  test("are in to the point, also after a stop, and another run changes nothing", {
    timeout: 900_000,
  }, async () => {
    const naive = readNaively(file!);
    const { pool } = server;
    const input = { pool, definition, mapping, path: file!, rejectedPath: `${folder}/rejected.csv` };
    const controller = new AbortController();
    const first = await runImport({
      ...input,
      signal: controller.signal,
      onProgress: ({ facts }) => facts >= 9000 && controller.abort(),
    });
    expect(first.stopped).toBe(true);
    const second = await runImport(input);
    expect(second).toMatchObject({
      rows: 541_909,
      stopped: false,
      purchases: { repeated: first.purchases.new },
    });

    const issued = Number(first.issued.points) + Number(second.issued.points);
    const takenBack = Number(first.takenBack.points ?? 0) + Number(second.takenBack.points);
    const held = pointsOf(naive, ({ pence, left, quantity }) => share(pence, left, quantity));
    expect(issued).toBe(total(pointsOf(naive, ({ pence }) => pence)));
    expect(issued - takenBack).toBe(total(held));
    expect(Math.round((Number(first.spend) + Number(second.spend)) * 100)).toBe(
      [...naive.invoices.values()].flatMap(({ lines }) => lines).reduce((sum, { pence }) => sum + pence, 0),
    );
    expect(first.members.new + second.members.new).toBe(4372);

    const { rows } = await pool.query<{ customer: string; points: number }>(
      `SELECT i.value AS customer,
              sum(CASE p.target WHEN 'available' THEN p.amount ELSE -p.amount END)::int AS points
         FROM identifier i JOIN posting p ON p.account = i.account GROUP BY i.value`,
    );
    const found = new Map(rows.map(({ customer, points }) => [customer, points]));
    const nothing = [...held].filter(([customer]) => !found.has(customer)).map(([, points]) => points);
    expect(nothing.every((points) => points === 0)).toBe(true);
    expect(found).toEqual(new Map([...held].filter(([customer]) => found.has(customer))));

    const { guests, debts, unmatched, partly } = naive.rows;
    expect([guests, debts]).toEqual([135_077, 3]);
    expect(second.rejected.reasons.map((reason) => reason.rows)).toEqual([guests, unmatched, partly, debts]);
    expect(second.rejected.rows).toBe(guests + debts + unmatched + partly);

    const before = await fingerprint(pool);
    const third = await runImport(input);
    expect(third).toMatchObject({
      purchases: { new: 0, repeated: 18_536 },
      returns: { new: 0 },
      members: { new: 0 },
    });
    expect(third.rejected.reasons).toEqual(second.rejected.reasons);
    expect(await fingerprint(pool)).toEqual(before);
    await expectSound(pool);
  });
});
