import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { makeZone } from "@tallystick/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadMapping } from "../src/import/load-mapping.ts";
import { type Draft, readDrafts } from "../src/import/read-drafts.ts";
import { readRows, type SourceRow } from "../src/import/read-rows.ts";
import { openRejectedFile } from "../src/import/rejected-file.ts";
import { bindMapping } from "../src/import/row-reader.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tallystick-rows-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TERMS = {
  separator: ",",
  quote: '"',
  columns: null,
  encoding: "utf-8",
  decimal: ".",
  thousands: "",
} as const;

function fileOf(content: string | Buffer, name = "rows.csv"): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function allRows(path: string, terms: Parameters<typeof readRows>[1] = TERMS): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const batch of (await readRows(path, terms)).batches) rows.push(...batch);
  return rows;
}

describe("rows of a file", () => {
  test.each([
    ["plain", "a,b\n1,2\n3,4\n"],
    ["without a last line end", "a,b\n1,2\n3,4"],
    ["with carriage returns", "a,b\r\n1,2\r\n3,4\r\n"],
    ["with a byte order mark", "\uFEFFa,b\n1,2\n3,4\n"],
    ["with empty lines", "a,b\n\n1,2\n\n3,4\n\n"],
    ["with quotes", '"a","b"\n"1","2"\n3,"4"\n'],
  ])("%s", async (_, text) => {
    const stream = await readRows(fileOf(text), TERMS);
    expect(stream.columns).toEqual(["a", "b"]);
    const rows: SourceRow[] = [];
    for await (const batch of stream.batches) rows.push(...batch);
    expect(rows).toEqual([
      { number: 1, cells: ["1", "2"], fault: null },
      { number: 2, cells: ["3", "4"], fault: null },
    ]);
    expect(stream.progress()).toBe(1);
  });

  test("gzipped, whatever the name", async () => {
    expect(await allRows(fileOf(gzipSync("a,b\n1,2\n")))).toHaveLength(1);
  });

  test("with separators, quotes and line ends within quotes", async () => {
    const [row] = await allRows(fileOf('a;b\n"x;""y""\nz";2\n'), { ...TERMS, separator: ";" });
    expect(row?.cells).toEqual(['x;"y"\nz', "2"]);
  });

  test("in other encodings", async () => {
    const text = "name,b\nInês,2\n";
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
    expect((await allRows(fileOf(wide), { ...TERMS, encoding: "utf-16le" }))[0]?.cells).toEqual([
      "Inês",
      "2",
    ]);
    const latin = fileOf(Buffer.from(text, "latin1"));
    expect((await allRows(latin, { ...TERMS, encoding: "latin1" }))[0]?.cells).toEqual(["Inês", "2"]);
    await expect(readRows(fileOf(wide), TERMS)).rejects.toThrow(/encoding: utf-16le/);
  });

  test("many rows over many pieces, with letters of several bytes at every border", async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `${i},"Inês ☕ ${"é".repeat(i % 40)}"`);
    const rows = await allRows(fileOf(`n,name\n${lines.join("\n")}\n`));
    expect(rows).toHaveLength(30_000);
    expect(
      rows.every(
        ({ number, cells, fault }, i) => number === i + 1 && cells[0] === String(i) && fault === null,
      ),
    ).toBe(true);
    expect(rows[29_999]?.cells[1]).toBe(`Inês ☕ ${"é".repeat(39)}`);
  });

  test("with too few or too many columns are told apart from the others", async () => {
    const rows = await allRows(fileOf("a,b\n1\n1,2\n1,2,3\n"));
    expect(rows.map(({ fault }) => fault)).toEqual([
      "The row has 1 column and should have 2.",
      null,
      "The row has 3 columns and should have 2.",
    ]);
  });

  test("with a quote that is not closed", async () => {
    const rows = await allRows(fileOf('a,b\n1,2\n3,"4\n'));
    expect(rows[1]?.fault).toMatch(/never closed/);
    const long = fileOf(`a,b\n1,"${"x\n".repeat(5_000_000)}`);
    await expect(allRows(long)).rejects.toThrow(/never closed/);
  });

  test("of a file without a header are named by the mapping; one column more does no harm", async () => {
    const path = fileOf("1,2\n3,4,reason\n");
    const rows = await allRows(path, { ...TERMS, columns: ["a", "b"] });
    expect(rows.map(({ number, fault }) => [number, fault])).toEqual([
      [1, null],
      [2, null],
    ]);
  });

  test.each([
    ["that is empty", "", /is empty/],
    ["that is no text", Buffer.from([1, 0, 2, 0]), /not a text file/],
    [
      "that is a broken archive",
      gzipSync("a,b\n1,2\n".repeat(1000)).subarray(0, 40),
      /cannot be read to its end/,
    ],
  ])("of a file %s", async (_, content, message) => {
    await expect(allRows(fileOf(content))).rejects.toThrow(message);
  });

  test("of a file that is not there, and of a folder", async () => {
    await expect(readRows(join(folder, "none.csv"), TERMS)).rejects.toThrow(/no file/);
    await expect(readRows(folder, TERMS)).rejects.toThrow(/is a folder/);
  });

  test.each([
    ["plain", (text: string) => Buffer.from(text)],
    ["gzipped", (text: string) => gzipSync(text)],
  ])(
    "that are %s are read no faster than they are wanted, and no more when nobody wants them",
    async (_, pack) => {
      const lines = Array.from({ length: 200_000 }, (__, i) => `${i},${(i * 7919) % 100_003}`);
      const stream = await readRows(fileOf(pack(`a,b\n${lines.join("\n")}`)), TERMS);
      for await (const batch of stream.batches) {
        expect(batch.length).toBeGreaterThan(0);
        await sleep(100);
        break;
      }
      expect(stream.progress()).toBeLessThan(0.3);
    },
  );
});

const MAPPING = `mapping: 1
rows:
  - { when: { kind: junk }, reject: Junk. }
  - { when: { kind: back }, as: return }
  - { when: { kind: sale }, as: purchase }
group: { by: order, gap: 2 }
id: "{order}"
member: { kind: card, value: "{card}" }
time: { value: "{day}", format: YYYY-MM-DD }
line: { sku: "{sku}", quantity: "{n}", amount: { value: "{price}", times: "{n}" } }
`;

async function draftsOf(rows: string, mapping = MAPPING): Promise<Draft[]> {
  const loaded = loadMapping(mapping).mapping!;
  const stream = await readRows(fileOf(`kind,order,card,day,sku,n,price\n${rows}`), loaded.file);
  const zone = makeZone("UTC");
  const bound = bindMapping(loaded, stream.columns, {
    zone,
    currency: "EUR",
    currencyDecimals: 2,
    zoneOf: () => zone,
  });
  const drafts: Draft[] = [];
  for await (const batch of readDrafts(stream.batches, bound.reader!, loaded.group?.gap ?? 0))
    drafts.push(...batch.drafts);
  return drafts;
}

/** "purchase 1", "reject: reasons". */
const brief = (draft: Draft): string =>
  draft.as === "reject"
    ? `reject: ${draft.rows.map(({ reason }) => reason).join(" | ")}`
    : `${draft.as} ${draft.head.id}`;

describe("drafts of facts", () => {
  test("rows of one order are one purchase", async () => {
    const [draft] = await draftsOf("sale,1,A,2024-05-02,X,2,1.25\nsale,1,A,2024-05-02,Y,1,3\n");
    expect(draft).toMatchObject({
      as: "purchase",
      head: { id: "1", member: "A", at: Date.parse("2024-05-02T00:00:00Z") },
      fact: {
        id: "1",
        type: "purchase",
        occurredAt: "2024-05-02T00:00:00.000Z",
        lines: [
          { id: "1", sku: "X", quantity: 2, amount: 250 },
          { id: "2", sku: "Y", amount: 300 },
        ],
      },
    });
  });

  test("up to the gap, rows of other orders may lie between; turned away rows do not count", async () => {
    const sale = (order: string): string => `sale,${order},A,2024-05-02,X,1,1\n`;
    const drafts = await draftsOf(
      `${sale("1")}${sale("2")}junk,1,A,,,,\n${sale("3")}${sale("1")}${sale("4")}${sale("5")}${sale("6")}${sale("1")}`,
    );
    const orders = drafts
      .filter(({ as }) => as === "purchase")
      .map((draft) => [brief(draft), draft.rows.length]);
    expect(orders).toEqual([
      ["purchase 1", 2],
      ["purchase 2", 1],
      ["purchase 3", 1],
      ["purchase 4", 1],
      ["purchase 5", 1],
      ["purchase 6", 1],
      ["purchase 1", 1],
    ]);
  });

  test("a sale and a return of one number are two facts", async () => {
    const drafts = await draftsOf("sale,1,A,2024-05-02,X,1,1\nback,1,A,2024-05-02,X,-1,1\n");
    expect(drafts.map(brief)).toEqual(["purchase 1", "return 1"]);
    expect(drafts[1]).toMatchObject({ items: [{ sku: "X", quantity: 1000, amount: 100 }], of: null });
  });

  test.each([
    ["sale,1,,2024-05-02,X,1,1", "There is no member: card is empty."],
    ["sale,,A,2024-05-02,X,1,1", "There is no id: order is empty."],
    ["sale,1,A,2.5.2024,X,1,1", "“2.5.2024” in day is not a time written as YYYY-MM-DD."],
    ["sale,1,A,2024-05-02,X,one,1", "“one” in n is not a quantity with up to three decimals."],
    ["sale,1,A,2024-05-02,X,0,1", "The quantity in n is 0."],
    ["sale,1,A,2024-05-02,X,1,free", "“free” in price is not a number."],
    [
      "sale,1,A,2024-05-02,X,1,0.001",
      "price × n has more decimals than EUR has, or is too large. Name a rounding in the mapping.",
    ],
    [
      "sale,1,A,2024-05-02,X,-1,1",
      "The quantity of a purchase is below zero. Say under rows what such rows are.",
    ],
    [
      "sale,1,A,2024-05-02,X,1,-1",
      "The amount of a purchase is below zero. Say under rows what such rows are.",
    ],
    [
      "sale,1,A,2024-05-02,X,1,999999999999",
      "Its lines[0].amount must be a whole number of minor units (cents), from 0 to 10,000,000,000,000.",
    ],
    ["back,1,A,2024-05-02,,1,1", "The row does not say which article comes back."],
    ["gift,1,A,2024-05-02,X,1,1", "No entry under rows in the mapping takes this row."],
    ["junk,1", "The row has 2 columns and should have 7."],
    ["junk,1,A,2024-05-02,X,1,1", "Junk."],
  ])("%s is turned away", async (row, reason) => {
    expect((await draftsOf(`${row}\n`)).map(brief)).toEqual([`reject: ${reason}`]);
  });

  test("a row that cannot be read turns its whole purchase away, so that it can be put right as one", async () => {
    const drafts = await draftsOf(
      "sale,1,A,2024-05-02,X,1,1\nsale,1,A,2024-05-02,X,1,?\nsale,2,A,2024-05-02,X,1,1\n",
    );
    expect(drafts.map(brief)).toEqual([
      "reject: Row 2 of the same purchase cannot be taken: “?” in price is not a number. | “?” in price is not a number.",
      "purchase 2",
    ]);
  });

  test("a purchase of two members is none", async () => {
    const drafts = await draftsOf("sale,1,A,2024-05-02,X,1,1\nsale,1,B,2024-05-02,X,1,1\n");
    expect(drafts.map(brief)[0]).toMatch(/^reject: .*names another member/);
  });

  test("a purchase of ten thousand rows is a mistake in the mapping", async () => {
    await expect(draftsOf("sale,1,A,2024-05-02,X,1,1\n".repeat(10_001))).rejects.toThrow(/group\.by/);
  });

  test("without a group each row stands alone, and without lines the amount is bare", async () => {
    const mapping = MAPPING.replace(/rows:[\s\S]*id: /, "id: ")
      .replace(/line: .*/, 'line: { amount: "{price}" }')
      .replace('"{order}"', '"{order}-{row}"');
    const drafts = await draftsOf("sale,1,A,2024-05-02,X,1,1\nsale,1,A,2024-05-02,X,1,2.50\n", mapping);
    expect(drafts.map((draft) => (draft.as === "purchase" ? draft.fact : null))).toMatchObject([
      { id: "1-1", amount: 100 },
      { id: "1-2", amount: 250 },
    ]);
  });
});

describe("the file of rejected rows", () => {
  const columns = ["a", "b"];
  const row = (cells: string[]): SourceRow => ({ number: 1, cells, fault: null });

  test("has the rows as they were, and why", async () => {
    const path = join(folder, "out.csv");
    const file = openRejectedFile({ path, columns, header: true, file: { ...TERMS, separator: ";" } });
    await file.write(row(["=1+1", 'x;"y"']), "No.");
    expect(await file.close()).toBe(1);
    const again = await readRows(path, { ...TERMS, separator: ";" });
    expect(again.columns).toEqual(["a", "b", "rejected_because"]);
    const rows: SourceRow[] = [];
    for await (const batch of again.batches) rows.push(...batch);
    expect(rows.map(({ cells }) => cells)).toEqual([["=1+1", 'x;"y"', "No."]]);
  });

  test("imported again gets new reasons in the place of the old", async () => {
    const path = join(folder, "again.csv");
    const file = openRejectedFile({
      path,
      columns: [...columns, "rejected_because"],
      header: true,
      file: TERMS,
    });
    await file.write(row(["1", "2", "An old reason."]), "A new reason.");
    await file.close();
    expect((await allRows(path)).map(({ cells }) => cells)).toEqual([["1", "2", "A new reason."]]);
  });

  test("is not made without a row, and an old one goes", async () => {
    const path = fileOf("old", "old.csv");
    expect(await openRejectedFile({ path, columns, header: true, file: TERMS }).close()).toBe(0);
    await expect(readRows(path, TERMS)).rejects.toThrow(/no file/);
  });

  test("that cannot be written is said at the first row", async () => {
    const file = openRejectedFile({
      path: join(folder, "none", "x.csv"),
      columns,
      header: true,
      file: TERMS,
    });
    await expect(file.write(row(["1", "2"]), "No.")).rejects.toThrow(/--rejected/);
  });
});
