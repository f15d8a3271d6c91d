import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ended, runCli, startCli } from "./run-cli.ts";

/** The command that runs cases, with the café's definition. */

const CAFE = fileURLToPath(new URL("../../programs/corner-cafe", import.meta.url));
const DEFINITION = readFileSync(`${CAFE}/program.yaml`, "utf8");

let folder = "";
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tallystick-cases-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The table's text as if it had not been cut into lines: what stands in one column, word after word. */
const squeezed = (text: string): string => text.replace(/\s+/g, " ");

describe("test", () => {
  const cases = (text: string): string => {
    file("program.yaml", DEFINITION);
    return file("cases.yaml", `cases:\n${text}`);
  };

  test("runs the café's cases", async () => {
    const { code, out } = await runCli(["test", CAFE]);
    expect(out).toMatch(/^\d+ cases, none failed\. It took \d+\.\d\d s\.$/m);
    expect(code).toBe(0);
    const json = await runCli(["test", CAFE, "--json"]);
    const report = JSON.parse(json.out) as { ok: boolean; cases: number; failed: number };
    expect(report).toMatchObject({ ok: true, failed: 0 });
    expect(report.cases).toBeGreaterThanOrEqual(15);
  });

  test("runs the example of the reference", async () => {
    const [, example] = /```yaml\n([\s\S]*?)```/.exec(
      readFileSync(new URL("../../docs/reference/cases.md", import.meta.url), "utf8"),
    )!;
    file("program.yaml", DEFINITION);
    expect(await runCli(["test", file("cases.yaml", example!)])).toMatchObject({ code: 0, err: "" });
  });

  test.each([
    ["then: { balance: { beans: 5 } }", "available beans", "5", "4"],
    ["then: { balance: { beans: -1 } }", "debt beans", "1", "0"],
    ["then: { earned: { base: 4, welcome: 10 } }", "earned", "base 4, welcome 10", "base 4"],
    ["then: { earned: {} }", "earned", "nothing", "base 4"],
    ["then: { tier: { status: gold } }", "tier status", "gold", "member"],
    ["then: { refused: out-of-stock }", "refusal", "refused with out-of-stock", "it was taken"],
    [
      "then: { lots: { beans: [{ left: 4, expires: never }] } }",
      "lots of beans",
      "4 expires never",
      "4 expires 2024-12-01 00:00",
    ],
    ["then: { lots: { beans: [] } }", "lots of beans", "none", "4 expires 2024-12-01 00:00"],
    ["then: { postings: [{ to: redeemed }] }", "postings", "to redeemed", "to available"],
    ["then: { due: never }", "next due", "never", "2024-12-01 00:00"],
  ])("%s fails and says why", async (then, what, expected, found) => {
    const path = cases(
      `  - name: It fails\n    when: { at: 2024-05-02 12:00, purchase: 4.90 }\n    ${then}\n`,
    );
    const { code, out } = await runCli(["test", path]);
    expect(code).toBe(1);
    expect(squeezed(out)).toContain("FAILED It fails 2024-05-02 12:00");
    expect(out).toContain("1 case, 1 failed.");
    const json = await runCli(["test", path, "--json"]);
    const { files } = JSON.parse(json.out) as { files: { results: { differences: object[] }[] }[] };
    expect(files[0]!.results[0]!.differences).toContainEqual(
      expect.objectContaining({ what, expected, found, place: expect.objectContaining({ line: 4 }) }),
    );
  });

  test("a step that must be taken and is refused fails", async () => {
    const path = cases(
      "  - name: Dear\n    given:\n      - { at: 2024-05-02 12:00, redeem: coffee }\n    when: { at: 2024-05-03 }\n    then: { balance: { beans: 0 } }\n",
    );
    const { code, out } = await runCli(["test", path]);
    expect(code).toBe(1);
    expect(out).toContain("insufficient-balance:");
    expect(out).toContain("Judged by");
  });

  test.each([
    [
      "when: { at: 2024-05-02, purchase: 4.901 }\n    then: { tier: {} }",
      3,
      /“4.901” is not an amount with at most 2 decimals/,
    ],
    ["when: { at: soon, purchase: 4 }\n    then: { tier: {} }", 3, /“soon” is not a time/],
    ["when: { purchase: 4 }\n    then: { tier: {} }", 3, /does not say when it happens/],
    ["when: { at: 2024-05-02, purchas: 4 }\n    then: { tier: {} }", 3, /Write purchase/],
    [
      "when: { at: 2024-05-02, purchase: 4, redeem: coffee }\n    then: { tier: {} }",
      3,
      /A step is one fact/,
    ],
    ["when: { at: 2024-05-02, purchase: 4 }", 2, /This case expects nothing/],
    ["when: { at: 2024-05-02, purchase: -4 }\n    then: { tier: {} }", 3, /amount must be/],
    ["when: { at: 2024-05-02 }\n    then: { balance: { baens: 4 } }", 4, /has no unit “baens”/],
    ["when: { at: 2024-05-02 }\n    then: { earned: { bsae: 4 } }", 4, /has no earn rule “bsae”/],
    ["when: { at: 2024-05-02 }\n    then: { tier: { status: golden } }", 4, /Write status: gold/],
  ])("%j is a mistake in the case", async (text, line, message) => {
    const path = cases(`  - name: Odd\n    ${text}\n`);
    const { code, out } = await runCli(["test", path]);
    expect(code).toBe(1);
    expect(out).toContain(`${path}:${line}:`);
    expect(out).toMatch(message);
  });

  test("a definition with problems is shown as check shows it", async () => {
    const path = cases("  - name: Any\n    when: { at: 2024-05-02 }\n    then: {}\n");
    file("program.yaml", DEFINITION.replace("currency: EUR", "currency: EURO"));
    const { code, out } = await runCli(["test", path]);
    expect([code, out]).toEqual([1, expect.stringContaining("There is no currency “EURO”")]);
  });

  test("a folder without cases, and a path that is not there", async () => {
    expect(await runCli(["test", mkdtempSync(join(folder, "e"))])).toMatchObject({
      code: 2,
      err: expect.stringContaining("has no cases.yaml"),
    });
    expect(await runCli(["test", join(folder, "none")])).toMatchObject({
      code: 2,
      err: expect.stringContaining("does not exist"),
    });
  });

  test("runs the cases of variants with those of the program, and only those that are asked for", async () => {
    const own = mkdtempSync(join(folder, "v"));
    const one = (name: string, definition: string): string =>
      `definition: ${definition}\ncases:\n  - name: ${name}\n    when: { at: 2024-05-02, purchase: 4.90 }\n    then: { earned: { base: 4 } }\n`;
    writeFileSync(join(own, "program.yaml"), DEFINITION);
    writeFileSync(join(own, "winter.yaml"), DEFINITION.replace("Corner Café Club", "Winter Club"));
    writeFileSync(join(own, "cases.yaml"), one("Summer gives four", "program.yaml"));
    writeFileSync(join(own, "winter.cases.yaml"), one("Winter gives four", "winter.yaml"));
    const all = await runCli(["test", own]);
    expect(all).toMatchObject({ code: 0, out: expect.stringContaining("2 cases, none failed.") });
    expect(all.out.indexOf("Summer")).toBeLessThan(all.out.indexOf("winter.cases.yaml: "));
    const some = await runCli(["test", own, "--only", "WINTER"]);
    expect(some.out).toContain("1 case, none failed.");
    expect(some.out).not.toContain("Summer");
    expect(await runCli(["test", own, "--only", "spring"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("No case has “spring” in its name."),
    });
  });

  test("shows only what failed where that is asked for, and counts all", async () => {
    const one = (name: string, beans: number): string =>
      `  - name: ${name}\n    when: { at: 2024-05-02, purchase: 4.90 }\n    then: { earned: { base: ${beans} } }\n`;
    const { code, out } = await runCli(["test", cases(one("Right", 4) + one("Wrong", 5)), "--failed"]);
    expect(out).toContain("Wrong");
    expect(out).not.toContain("Right");
    expect(out).toContain("2 cases, 1 failed.");
    expect(code).toBe(1);
  });

  test("watching runs again when a file has changed, and ends when it is asked to", async () => {
    const own = mkdtempSync(join(folder, "w"));
    writeFileSync(join(own, "program.yaml"), DEFINITION);
    const path = join(own, "cases.yaml");
    writeFileSync(
      path,
      "cases:\n  - name: One\n    when: { at: 2024-05-02, purchase: 4.90 }\n    then: { earned: { base: 4 } }\n",
    );
    const child = startCli(["test", own, "--watch"]);
    const result = ended(child);
    let said = "";
    const until = (text: string): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (said.includes(text)) resolve();
          else child.stdout!.once("data", () => setImmediate(look));
        };
        look();
      });
    child.stdout!.on("data", (text: string) => {
      said += text;
    });
    await until("1 case, none failed.");
    appendFileSync(
      path,
      "  - name: Two\n    when: { at: 2024-05-02, purchase: 4.90 }\n    then: { earned: {} }\n",
    );
    await until("2 cases, 1 failed.");
    writeFileSync(join(own, "notes.txt"), "nothing that is watched");
    child.kill("SIGINT");
    expect(await result).toMatchObject({ code: 1, err: expect.stringContaining("Ctrl-C stops.") });
  });
});
