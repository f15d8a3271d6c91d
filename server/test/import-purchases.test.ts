import { rmSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { publishProgram } from "../src/actions/publish-program.ts";
import { recordFact } from "../src/actions/record-fact.ts";
import { accountIdOf } from "../src/ledger/account-ref.ts";
import { ledgerUnavailable } from "../src/ledger/ledger-error.ts";
import { type Ledger, openLedger } from "../src/ledger/open-ledger.ts";
import { expectSound, fingerprint, newFolder, rejectedRows, runImport, writeRows } from "./import-shop.ts";
import { type FreshDatabase, startTestDatabase, type TestDatabase } from "./test-database.ts";

const definition = `tallystick: 1
program: shop
name: Shop
currency: EUR
zone: Europe/Lisbon
from: 2024-01-01
units: { points: { name: point, expires: { after: 6 months } } }
earn: { base: { on: purchase, unit: points, rate: 1 } }
`;

const mapping = `mapping: 1
rows:
  - { when: { kind: junk }, reject: Junk is not bought. }
  - { when: { kind: back }, as: return }
  - as: purchase
group: { by: order }
id: "{order}"
member: { kind: card, value: "{card}" }
time: { value: "{day}", format: YYYY-MM-DD }
currency: "{currency}"
line: { sku: "{sku}", quantity: "{n}", amount: { value: "{price}", times: "{n}", rounding: half-up } }
`;

const HEADER = "kind,order,card,day,currency,sku,n,price\n";
/** A row "sale 1 A 05-02 X 2 1.25", in euro and in 2024. */
const rowOf = (words: string): string => {
  const [kind, order, card, day, sku, n, price] = words.split(" ");
  return [kind, order, card, `2024-${day}`, "EUR", sku, n, price].join(",");
};
const rowsOf = (...rows: string[]): string => `${HEADER}${rows.map(rowOf).join("\n")}\n`;

let server: TestDatabase;
let db: FreshDatabase;
let folder = "";
beforeAll(async () => {
  server = await startTestDatabase();
  folder = newFolder();
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await db?.close();
  db = await server.newDatabase();
});

const importText = (text: string, more: Partial<Parameters<typeof runImport>[0]> = {}) =>
  runImport({ pool: db.pool, definition, mapping, path: writeRows(folder, text), ...more });

type Booked = {
  fact: { id: string; of?: string; lines: { line: string; quantity: number }[] };
  refused: string | null;
};

async function returnsBooked(): Promise<string[]> {
  const { rows } = await db.pool.query<{ fact: string; refused: string | null }>(
    `SELECT fact::text AS fact, outcome->'refusal'->>'code' AS refused FROM journal
      WHERE fact_type = 'return' ORDER BY account, version`,
  );
  return rows.map((row) => {
    const { fact, refused }: Booked = { fact: JSON.parse(row.fact) as Booked["fact"], refused: row.refused };
    const lines = fact.lines?.map(({ line, quantity }) => `${line}×${quantity}`).join(" ") ?? "all";
    return `${fact.id}: ${lines}${refused === null ? "" : ` (${refused})`}`;
  });
}

const balanceOf = async (card: string): Promise<number> => {
  const id = accountIdOf("shop", { kind: "card", value: card });
  const { rows } = await db.pool.query<{ sum: number | null }>(
    `SELECT sum(CASE WHEN target IN ('available', 'pending', 'held') THEN amount ELSE -amount END)::int AS sum
       FROM posting WHERE account = $1`,
    [id],
  );
  return rows[0]?.sum ?? 0;
};

describe("an import", () => {
  test("enrols, books, and says what it did", async () => {
    const text = rowsOf(
      "sale 1 A 05-02 X 2 1.25",
      "sale 1 A 05-02 Y 1 3",
      "sale 2 B 05-03 X 1 10",
      "sale 3 A 05-04 X 1 4.99",
      "junk 4 A 05-04 X 1 1",
    );
    const summary = await importText(text);
    expect(summary).toMatchObject({
      rows: 5,
      stopped: false,
      purchases: { new: 3, repeated: 0, refused: 0 },
      members: { new: 2 },
      spend: "20.49",
      issued: { points: "19" },
      rejected: { rows: 1, reasons: [{ reason: "Junk is not bought.", rows: 1 }] },
    });
    expect(rejectedRows(summary.rejected.file!)).toEqual([
      "junk,4,A,2024-05-04,EUR,X,1,1,Junk is not bought.",
    ]);
    expect([await balanceOf("A"), await balanceOf("B")]).toEqual([9, 10]);
    await expectSound(db.pool);
  });

  test("run again changes nothing", async () => {
    const text = rowsOf(
      "sale 1 A 05-02 X 3 1",
      "sale 2 A 05-03 X 3 1",
      "back 3 A 05-04 X -4 1",
      "back 4 A 05-05 X -4 1",
      "sale 5 A 05-06 X 9 1",
    );
    await importText(text);
    const before = await fingerprint(db.pool);
    const again = await importText(text);
    expect(again).toMatchObject({
      purchases: { new: 0, repeated: 3 },
      returns: { new: 0, repeated: 3 },
      members: { new: 0 },
      issued: {},
    });
    expect(await fingerprint(db.pool)).toEqual(before);
  });

  test("stopped and run again ends where one clean run does", async () => {
    const rows = Array.from({ length: 900 }, (_, i) => {
      const card = `C${i % 37}`;
      const day = `0${1 + Math.floor(i / 300)}-${String(1 + (i % 28)).padStart(2, "0")}`;
      return i % 7 === 6
        ? `back ${i} ${card} 09-01 X${i % 3} -2 1`
        : `sale ${i} ${card} ${day} X${i % 3} 3 1.10`;
    });
    const text = rowsOf(...rows);
    const clean = await importText(text);
    const wanted = await fingerprint(db.pool);
    await db.close();
    db = await server.newDatabase();
    for (const at of [100, 450]) {
      const controller = new AbortController();
      const stopped = await importText(text, { limit: at, signal: controller.signal });
      expect(stopped.stopped).toBe(true);
    }
    const controller = new AbortController();
    controller.abort();
    expect(await importText(text, { signal: controller.signal })).toMatchObject({
      stopped: true,
      purchases: { new: 0 },
    });
    const last = await importText(text);
    expect(await fingerprint(db.pool)).toEqual(wanted);
    expect(last.rejected.rows).toBe(clean.rejected.rows);
    await expectSound(db.pool);
  });

  test("that lost the database for a moment takes nothing back without what was bought before", async () => {
    const text = rowsOf("sale 1 A 05-01 X 1 5", "sale 2 A 05-02 X 1 7", "back 3 A 05-03 X -1 7");
    await importText(text);
    const wanted = await fingerprint(db.pool);
    await db.close();
    db = await server.newDatabase();
    let lost = 0;
    const losing = (ledger: Ledger): Ledger => ({
      ...ledger,
      submit: async (request) => {
        if (request.fact.id !== "2") return ledger.submit(request);
        lost += 1;
        throw ledgerUnavailable();
      },
    });
    await expect(importText(text, { throughLedger: losing })).rejects.toMatchObject({
      code: "ledger-unavailable",
    });
    expect(lost).toBe(1);
    expect(await returnsBooked()).toEqual([]);
    await importText(text);
    expect(await fingerprint(db.pool)).toEqual(wanted);
    await expectSound(db.pool);
  });

  test("tried only books nothing and still says what is wrong", async () => {
    const summary = await importText(rowsOf("sale 1 A 05-02 X 1 5", "sale 2 A 05-02 X x 5"), {
      dryRun: true,
    });
    expect(summary).toMatchObject({ dryRun: true, rows: 2, purchases: { new: 0 }, rejected: { rows: 1 } });
    const { rows } = await db.pool.query(
      "SELECT (SELECT count(*) FROM journal) + (SELECT count(*) FROM member) AS n",
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  test("keeps the sweep away while it runs, and not after", async () => {
    const text = rowsOf("sale 1 A 05-02 X 1 5");
    let leased = 0;
    const look = async (): Promise<void> => {
      const { rowCount } = await db.pool.query("SELECT FROM program WHERE importing_until > now()");
      leased = Math.max(leased, rowCount ?? 0);
    };
    const looks: Promise<void>[] = [];
    await importText(text, { onProgress: () => looks.push(look()) });
    await Promise.all(looks);
    expect(leased).toBe(1);
    await expectSound(db.pool);
  });

  test("writes rows that the program refuses, and says the same again", async () => {
    const text = `${HEADER}sale,1,A,2024-05-02,USD,X,1,5\nsale,2,A,2024-05-02,EUR,X,1,5\n`;
    for (const _ of [1, 2]) {
      const summary = await importText(text);
      expect(summary.purchases).toMatchObject({ refused: 1 });
      expect(rejectedRows(summary.rejected.file!)).toEqual([
        "sale,1,A,2024-05-02,USD,X,1,5,This program counts in EUR; the purchase is in USD. Convert it before sending.",
      ]);
    }
  });

  test("turns away other content under an id that is in, and what lies in the future", async () => {
    await importText(rowsOf("sale 1 A 05-02 X 1 5"));
    const text = `${rowsOf("sale 1 A 05-02 X 1 6")}sale,2,A,2199-01-01,EUR,X,1,5\n`;
    const summary = await importText(text);
    expect(summary).toMatchObject({ purchases: { new: 0, repeated: 0 }, rejected: { rows: 2 } });
    const reasons = rejectedRows(summary.rejected.file!).join("\n");
    expect(reasons).toMatch(/was used on this account for other content/);
    expect(reasons).toMatch(/more than a minute from now/);
  });

  test("finds members who were there before by another of their identifiers", async () => {
    await publishProgram({ pool: db.pool }, { text: definition, program: null, by: null, now: Date.now() });
    const { enrol } = await import("../src/actions/enrol-member.ts");
    const { account } = await enrol(db.pool, "shop", {
      identifiers: [
        { kind: "email", value: "ana@example.org" },
        { kind: "card", value: "A" },
      ],
      at: Date.parse("2024-02-01T00:00:00Z"),
    });
    expect((await importText(rowsOf("sale 1 A 05-02 X 1 5"))).members.new).toBe(0);
    const { rows } = await db.pool.query("SELECT account FROM journal");
    expect(rows).toEqual([{ account }]);
  });

  test("turns away members that cannot be", async () => {
    const summary = await importText(rowsOf(`sale 1 ${"9".repeat(201)} 05-02 X 1 5`, "sale 2 A 05-02 X 1 5"));
    expect(summary).toMatchObject({ purchases: { new: 1 }, rejected: { rows: 1 } });
  });

  test("without a program, or with a mapping of another file, says so and books nothing", async () => {
    const path = writeRows(folder, "a,b\n1,2\n");
    await expect(runImport({ pool: db.pool, definition, mapping, path })).rejects.toMatchObject({
      name: "MappingError",
      problems: expect.arrayContaining([
        expect.objectContaining({ message: "The file has no column “kind”.", line: 3 }),
      ]),
    });
    await expectSound(db.pool);
  });
});

describe("returns of an import", () => {
  test("are of the latest purchase with something left, and spread over several", async () => {
    const summary = await importText(
      rowsOf(
        "sale 1 A 05-01 X 2 1",
        "sale 2 A 05-02 X 2 1",
        "sale 3 A 05-03 Y 2 1",
        "back 4 A 05-04 X -1 1",
        "back 5 A 05-05 X -2 1",
        "back 6 A 05-06 X -5 1",
      ),
    );
    expect(await returnsBooked()).toEqual(["4/2: 1×1", "5/2: 1×1", "5/1: 1×1", "6/1: 1×1"]);
    expect(summary.returns).toMatchObject({ new: 4, refused: 0 });
    expect(rejectedRows(summary.rejected.file!)).toEqual([
      "back,6,A,2024-05-06,EUR,X,-5,1,Of “X” 1 of 5 were found in an earlier purchase of this member and returned; the rest was not.",
    ]);
    expect(await balanceOf("A")).toBe(2);
    await expectSound(db.pool);
  });

  test("are never of later purchases, of other members or of other articles", async () => {
    const summary = await importText(
      rowsOf(
        "back 1 A 05-01 X -1 1",
        "sale 2 A 05-02 X 1 1",
        "sale 3 B 05-01 X 1 1",
        "back 4 A 05-03 Z -1 1",
      ),
    );
    const unknown = "all (purchase-unknown)";
    expect(await returnsBooked()).toEqual([`1/unmatched: ${unknown}`, `4/unmatched: ${unknown}`]);
    expect(summary.rejected.reasons).toEqual([
      { reason: "There is nothing of “…” left to return in an earlier purchase of this member.", rows: 2 },
    ]);
  });

  test("that found nothing find nothing later either, though what they could be of has come since", async () => {
    const text = rowsOf("back 1 A 05-01 X -1 1", "sale 2 A 05-01 X 1 1", "sale 3 A 04-01 X 1 1");
    await importText(text);
    const before = await fingerprint(db.pool);
    expect((await importText(text)).returns).toMatchObject({ new: 0, refused: 1 });
    expect(await fingerprint(db.pool)).toEqual(before);
  });

  test("take several articles, several rows of one and several lines of one purchase", async () => {
    await importText(
      rowsOf(
        "sale 1 A 05-01 X 2 1",
        "sale 1 A 05-01 X 3 1",
        "sale 1 A 05-01 Y 1 7",
        "back 2 A 05-02 Y -1 7",
        "back 2 A 05-02 X -1 1",
        "back 2 A 05-02 X -3 1",
      ),
    );
    expect(await returnsBooked()).toEqual(["2/1: 3×1 1×2 2×2"]);
    expect(await balanceOf("A")).toBe(1);
  });

  test("count what came back in other ways", async () => {
    const sales = ["sale 1 A 05-01 X 4 1", "sale 2 A 05-02 X 4 1"];
    await importText(rowsOf(...sales));
    const ledger = openLedger({ pool: db.pool });
    const fact = {
      id: "till",
      type: "return",
      of: "2",
      occurredAt: "2024-05-03T00:00:00Z",
      lines: [{ line: "1", quantity: 3 }],
    } as const;
    const of = { identifier: { kind: "card", value: "A" } };
    await recordFact(
      { pool: db.pool, ledger },
      { program: "shop", of, fact: { ...fact, lines: [...fact.lines] } },
    );
    await ledger.close();
    const text = rowsOf(...sales, "back 3 A 05-04 X -2 1");
    await importText(text);
    expect(await returnsBooked()).toEqual(["till: 1×3", "3/2: 1×1", "3/1: 1×1"]);
    await importText(text);
    expect(await returnsBooked()).toHaveLength(3);
    await expectSound(db.pool);
  });

  test("of a purchase that the file names are of that one", async () => {
    const named = mapping
      .replace("line:", 'returns: { of: "{currency}" }\nline:')
      .replace('currency: "{currency}"\n', "");
    const sales = rowsOf("sale 1 A 05-01 X 2 1", "sale 2 A 05-02 X 2 1");
    const text = `${sales}back,3,A,2024-05-03,1,X,-1,1\nback,4,A,2024-05-04,9,X,-1,1\nback,5,A,2024-05-05,2,,-1,0.60\n`;
    const summary = await importText(text, { mapping: named });
    expect(await returnsBooked()).toEqual(["3/1: 1×1", "4/unmatched: all (purchase-unknown)", "5/2: all"]);
    expect(rejectedRows(summary.rejected.file!)).toEqual([
      "back,4,A,2024-05-04,9,X,-1,1,There is nothing of “X” left to return in the purchase “9”.",
    ]);
    expect(await balanceOf("A")).toBe(2);
  });

  test("of things that cost nothing are returns too", async () => {
    await importText(rowsOf("sale 1 A 05-01 X 2 0", "back 2 A 05-02 X -1 0", "back 3 A 05-02 X -2 0"));
    expect(await returnsBooked()).toEqual(["2/1: 1×1", "3/1: 1×1"]);
  });
});

test("a row whose id is the server's to give is rejected, and enrols nobody", async () => {
  const rows = rowsOf(
    "sale join:1 A 05-02 X 2 1.25",
    "sale time:1 B 05-02 X 2 1.25",
    "sale 3 C 05-02 X 2 1.25",
  );
  for (const dryRun of [true, false]) {
    const { purchases, members, rejected } = await importText(rows, { dryRun });
    expect(rejected).toMatchObject({ rows: 2, reasons: [{ rows: 2 }] });
    expect(rejected.reasons[0]!.reason).toContain("join: or time:");
    if (!dryRun) expect([purchases.new, members.new]).toEqual([1, 1]);
  }
});
