import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fingerprint } from "./import-shop.ts";
import { type CliResult, ended, runCli, startCli } from "./run-cli.ts";
import { type FreshDatabase, startTestDatabase, type TestDatabase } from "./test-database.ts";

/** Commands on a database, each as a process of its own. */

const example = (name: string): string =>
  fileURLToPath(new URL(`../../examples/import/${name}`, import.meta.url));
const DEFINITION = example("cdnow/program.yaml");
const MAPPING = example("cdnow/mapping.yaml");

let server: TestDatabase;
let folder = "";
let orders = "";
beforeAll(async () => {
  server = await startTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "tallystick-cli-"));
  orders = join(folder, "orders.csv");
  writeFileSync(
    orders,
    "customer_id,date,number_of_cds,dollar_value\n1,19970101,1,11.77\n2,19970112,1,12.00\n2,19970112,5,77.00\n3,19971301,1,5.00\n",
  );
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const on = (db: { url: string }, words: string[], input?: string): Promise<CliResult> =>
  runCli(words, { cwd: folder, env: { DATABASE_URL: db.url }, ...(input !== undefined && { input }) });

describe("a program from publication to audit", () => {
  test("is published, once", async () => {
    const trial = await on(server, ["publish", DEFINITION, "--dry-run"]);
    expect(trial).toMatchObject({ code: 0, out: expect.stringContaining("would be published") });
    const first = await on(server, ["publish", DEFINITION]);
    expect(first).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringContaining("CDNOW Points (cdnow) is published."),
    });
    const again = await on(server, ["publish", "-", "--json"], readFileSync(DEFINITION, "utf8"));
    expect(JSON.parse(again.out)).toMatchObject({
      program: "cdnow",
      changed: false,
      versions: [{ change: "kept" }],
    });
  });

  test("is not published with problems, which are shown", async () => {
    const path = join(folder, "wrong.yaml");
    writeFileSync(path, readFileSync(DEFINITION, "utf8").replace("rate: 1", "rate: one"));
    const { code, err } = await on(server, ["publish", path]);
    expect(code).toBe(1);
    expect(err).toMatch(/wrong\.yaml:\d+:\d+ {2}.*rate/);
  });

  test("takes a file of orders, and the same again without effect", async () => {
    const trial = await on(server, ["import", "orders.csv", "--mapping", MAPPING, "--dry-run"]);
    expect(trial).toMatchObject({ code: 0, out: expect.stringContaining("nothing was booked") });
    const first = await on(server, ["import", "orders.csv", "-m", MAPPING]);
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toMatch(/purchases\s+3\s+0\s+0/);
    expect(first.out).toMatch(/issued\s+100 points/);
    expect(first.out).toMatch(/1 row rejected, written to orders\.csv\.rejected\.csv/);
    expect(readFileSync(`${orders}.rejected.csv`, "utf8")).toBe(
      "customer_id,date,number_of_cds,dollar_value,rejected_because\n3,19971301,1,5.00,“19971301” in date is not a time written as YYYYMMDD.\n",
    );
    const before = await fingerprint(server.pool);
    const again = await on(
      server,
      ["import", "-", "-m", MAPPING, "--json", "--rejected", "r.csv"],
      readFileSync(orders, "utf8"),
    );
    expect(JSON.parse(again.out)).toMatchObject({
      purchases: { new: 0, repeated: 3 },
      rejected: { rows: 1, file: "r.csv" },
    });
    expect(await fingerprint(server.pool)).toEqual(before);
  });

  test.each([
    [["import", "none.csv", "-m", MAPPING], "none.csv does not exist"],
    [["import", "orders.csv", "-m", "none.yaml"], "none.yaml does not exist"],
    [["import", "orders.csv", "-m", DEFINITION], "There is no “tallystick” here"],
    [["import", "orders.csv", "-m", MAPPING, "--program", "other"], "There is no program “other”"],
    [["import", "wrong.yaml", "-m", MAPPING], "The file has no column “customer_id”"],
  ])("%j is asked wrongly", async (words, message) => {
    const { code, out, err } = await on(server, words);
    expect([code, out, err]).toEqual([2, "", expect.stringContaining(message)]);
  });

  test("shows an account, by whatever names it", async () => {
    const { code, out } = await on(server, ["show", "customer:00002"]);
    expect(code).toBe(0);
    expect(out).toContain("customer 00002; since 1997-01-12");
    expect(out).toContain("89 points to spend");
    expect(out).toMatch(/2 {2}1997-01-12 00:00 {2}order-3 {2}purchase of 77\.00 USD {2}\+77 points/);
    const account = /acc_\w+/.exec(out)![0];
    for (const who of [account, account.replace("acc_", "mem_"), "00002"]) {
      const { account: found, entries } = JSON.parse(
        (await on(server, ["show", who, "--json", "-n", "1"])).out,
      );
      expect([found, entries.length]).toEqual([account, 1]);
    }
    expect((await on(server, ["show", "00002", "-n", "1"])).out).toMatch(/^The last entry of \d+$/m);
    const { units } = JSON.parse((await on(server, ["show", "00002", "--json"])).out);
    expect(units[0].lots[0]).toMatchObject({ left: 12, earnedAt: "1997-01-12T05:00:00.000Z" });
    const then = await on(server, ["show", "00002", "--at", "1997-01-11"]);
    expect(then).toMatchObject({ code: 0, out: expect.stringContaining("0 points to spend") });
  });

  test.each([
    [["show", "00009"], 1, "No member of cdnow has that identifier"],
    [["show", "acc_aaaaaaaaaaaaaaaaaaaa", "-p", "cdnow"], 1, "There is no account acc_aaaaaaaaaaaaaaaaaaaa"],
    [["show", "00002", "--at", "yesterday"], 2, "“yesterday” is not a time"],
    [["show", "00002", "--program", "other"], 2, "There is no program other"],
    [["why", "00002", "order-9"], 1, "order-9"],
    [["audit", "other"], 2, "There is no program other"],
    [["export", "other"], 2, "There is no program other"],
  ])("%j is answered with what is not there", async (words, wanted, message) => {
    const { code, out, err } = await on(server, words);
    expect([code, out, err]).toEqual([wanted, "", expect.stringContaining(message)]);
  });

  test("says why", async () => {
    const { code, out } = await on(server, ["why", "00001", "order-1"]);
    expect(code).toBe(0);
    expect(out).toContain("order-1: purchase of 11.77 USD at 1997-01-01 00:00");
    expect(out).toContain("Rule “base” gave 11 points on 11.77 USD (11.77 exactly, rounding: floor).");
    const { rules } = JSON.parse((await on(server, ["why", "00001", "order-1", "--json"])).out);
    expect(rules).toMatchObject([{ rule: "base", given: 11 }]);
  });

  test("is written out whole, and as statements", async () => {
    const whole = await on(server, ["export", "cdnow"]);
    expect(whole).toMatchObject({ code: 0, err: "" });
    const records = whole.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string });
    expect(records.map(({ type }) => type).sort()).toEqual([
      "account",
      "account",
      "entry",
      "entry",
      "entry",
      "program",
      "version",
    ]);
    const { code, err } = await on(server, ["export", "--format", "csv", "--out", "s.csv"]);
    expect([code, err]).toEqual([0, "2 accounts and 3 entries written to s.csv.\n"]);
    const lines = readFileSync(join(folder, "s.csv"), "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    expect(lines.filter((line) => /,order-3,purchase,points,77,89,$/.test(line))).toHaveLength(1);
    const nowhere = await on(server, ["export", "--out", "none/s.csv"]);
    expect(nowhere).toMatchObject({ code: 2, err: expect.stringContaining("cannot be written") });
  });

  test("is audited, and what is wrong is found", async () => {
    const { code, out, err } = await on(server, ["audit"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("The books are right: 2 accounts, 3 entries and 3 postings");
    await server.pool.query(
      "UPDATE account SET state = jsonb_set(state::jsonb, '{units,points,lots,0,left}', '1000')::json",
    );
    const wrong = await on(server, ["audit", "cdnow"]);
    expect(wrong).toMatchObject({ code: 1, out: expect.stringMatching(/^WRONG/m) });
    const json = await on(server, ["audit", "--json"]);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, accounts: 2 });
  });
});

describe("a demo", () => {
  test("is made, and made again without effect", async () => {
    const db = await server.newDatabase();
    const words = ["demo", "--program", "small", "--members", "20", "--days", "30"];
    const made = await on(db, words);
    expect(made).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^small: 20 members, \d+ facts \(\d+ new ones, \d+ of them refused by the program's rules\)\.$/m,
      ),
    });
    const hint = /To see one of them: tallystick (show \S+ --program small)/.exec(made.err)!;
    expect((await on(db, hint[1]!.split(" "))).out).toMatch(/beans to spend/);
    const again = JSON.parse((await on(db, [...words, "--json"])).out) as {
      booked: number;
      enrolled: number;
    };
    expect(again).toMatchObject({ booked: 0, enrolled: 0, finished: true });
    const other = await on(db, ["demo", "--program", "small", "--members", "21"]);
    expect(other).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("give the new one another name"),
    });
    await db.close();
  });
});

describe("long work", () => {
  let db: FreshDatabase;
  let many = "";
  beforeAll(async () => {
    db = await server.newDatabase();
    many = join(folder, "many.csv");
    const rows = Array.from({ length: 12_000 }, (_, i) => `${i % 3000},19970101,1,${(i % 50) + 1}.00`);
    writeFileSync(many, `customer_id,date,number_of_cds,dollar_value\n${rows.join("\n")}\n`);
    await on(db, ["publish", DEFINITION]);
  });

  const booked = async (): Promise<number> =>
    Number((await db.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM journal")).rows[0]!.n);

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends cleanly on %s, and goes on where it was", async (signal, code) => {
    const before = await booked();
    const child = startCli(["import", many, "-m", MAPPING], { env: { DATABASE_URL: db.url } });
    const end = ended(child);
    while ((await booked()) === before && child.exitCode === null) await sleep(20);
    child.kill(signal);
    const result = await end;
    expect(result.code).toBe(code);
    expect(result.err).toContain("Stopping; what is on its way is being finished.");
    expect(result.out).toContain("Run it again to go on.");
    expect(await booked()).toBeGreaterThan(before);
    expect(await booked()).toBeLessThan(12_000);
    const { rows } = await db.pool.query("SELECT importing_until FROM program");
    expect(rows).toEqual([{ importing_until: null }]);
  });

  test("killed outright it has what it has, and the next run does the rest", async () => {
    const child = startCli(["import", many, "-m", MAPPING], { env: { DATABASE_URL: db.url } });
    const before = await booked();
    while ((await booked()) === before && child.exitCode === null) await sleep(20);
    child.kill("SIGKILL");
    await ended(child);
    const last = await on(db, ["import", many, "-m", MAPPING, "--json"]);
    expect(last.code).toBe(0);
    const { purchases } = JSON.parse(last.out) as { purchases: { new: number; repeated: number } };
    expect(purchases.new + purchases.repeated).toBe(12_000);
    expect(await booked()).toBe(12_000);
    expect(await on(db, ["audit"])).toMatchObject({ code: 0 });
  });

  test("whose reader leaves ends quietly", async () => {
    const child = startCli(["export", "cdnow"], { env: { DATABASE_URL: db.url } });
    let err = "";
    child.stderr!.on("data", (text: Buffer) => {
      err += text;
    });
    child.stdout!.once("data", () => child.stdout!.destroy());
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect([code, err]).toEqual([0, ""]);
  });
});

describe("a database that is not there", () => {
  const secret = "s3cret-word";
  test.each([
    [["show", "x", "--database-url", `mysql://me:${secret}@localhost/x`], 78, "is not a PostgreSQL address"],
    [
      ["audit", "--database-url", `postgres://me:${secret}@127.0.0.1:1/x`],
      69,
      "No PostgreSQL answers at 127.0.0.1:1",
    ],
    [["show", "x", "--data-dir", "nothing"], 78, "There is no database in"],
    [["audit", "--data-dir", "nothing"], 78, "There is no database in"],
  ])("%# is said in a sentence, without the password", async (words, code, message) => {
    const result = await runCli(words, { cwd: folder });
    expect(result).toMatchObject({ code, out: "", err: expect.stringContaining(message) });
    expect(result.err).not.toContain(secret);
  });
});
