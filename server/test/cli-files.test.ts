import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

/** What needs no database: help, init, check. */

const COMMANDS = [
  "start",
  "init",
  "check",
  "test",
  "publish",
  "import",
  "export",
  "show",
  "why",
  "audit",
  "demo",
];
const CAFE = fileURLToPath(new URL("../../programs/corner-cafe", import.meta.url));

let folder = "";
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tallystick-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("help", () => {
  test("names every command", async () => {
    const { code, out } = await runCli(["--help"]);
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^  ${command} `, "m"));
  });

  test.each(COMMANDS)("of %s says what it does, with an example", async (command) => {
    const { code, out } = await runCli([command, "--help"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: tallystick /);
    expect(out).toContain(`$ tallystick ${command}`);
    expect(out).toContain("--data-dir");
  });

  test("the version is that of the package", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    expect(await runCli(["--version"])).toMatchObject({ code: 0, out: `${version}\n` });
  });

  test.each([
    [[], "Usage:"],
    [["audti"], "unknown command 'audti'"],
    [["check"], "missing required argument"],
    [["check", "a", "--colour"], "unknown option '--colour'"],
    [["import", "a.csv"], "--mapping"],
    [["import", "a.csv", "-m", "b", "--limit", "some"], "--limit some is not a whole number"],
    [["show", "x", "--entries", "-1"], "--entries -1 is not a whole number"],
    [["demo", "--members", "0"], "--members 0 is not a whole number"],
    [["export", "--format", "xml"], "xml"],
    [["start", "--port", "80000"], "PORT is"],
  ])("asked wrongly by %j it says so", async (words, message) => {
    const { code, out, err } = await runCli(words, { cwd: folder });
    expect([2, 78]).toContain(code);
    expect(err).toContain(message);
    expect(out).toBe("");
  });
});

describe("init", () => {
  test("writes a definition and cases that are sound", async () => {
    expect(await runCli(["init", "new"], { cwd: folder })).toMatchObject({ code: 0, err: "" });
    expect((await runCli(["check", "new/program.yaml"], { cwd: folder })).out).toMatch(
      /is sound: My Program/,
    );
    const { code, out } = await runCli(["test", "new"], { cwd: folder });
    expect(code).toBe(0);
    expect(out).toMatch(/6 cases, none failed/);
  });

  test("overwrites nothing", async () => {
    file("program.yaml", "mine");
    const { code, err } = await runCli(["init", folder]);
    expect([code, err]).toEqual([
      2,
      `${join(folder, "program.yaml")} is there already. Name another folder.\n`,
    ]);
    expect(readFileSync(join(folder, "program.yaml"), "utf8")).toBe("mine");
  });

  test("says where it cannot write", async () => {
    const { code, err } = await runCli(["init", join(file("taken", ""), "deeper")]);
    expect([code, err]).toEqual([2, expect.stringContaining("cannot be made. Name another one.")]);
  });
});

const DEFINITION = readFileSync(`${CAFE}/program.yaml`, "utf8");

describe("check", () => {
  test("finds a good definition sound", async () => {
    expect(await runCli(["check", `${CAFE}/program.yaml`])).toMatchObject({
      code: 0,
      out: expect.stringContaining("Corner Café Club"),
    });
    expect(await runCli(["check", "-"], { input: DEFINITION })).toMatchObject({ code: 0 });
  });

  test("shows each problem with its place, a caret and what to write", async () => {
    const path = file(
      "wrong.yaml",
      DEFINITION.replace("    unit: beans\n    rate: 1  ", "    unit: baens\n    rate: 1  "),
    );
    const { code, out } = await runCli(["check", path]);
    expect(code).toBe(1);
    const line = 1 + readFileSync(path, "utf8").split("\n").indexOf("    unit: baens");
    expect(out).toContain(`${path}:${line}:11  There is no unit “baens”.`);
    expect(out).toContain(
      `  ${line} |     unit: baens\n  ${" ".repeat(String(line).length)} |           ^\n`,
    );
    expect(out).toMatch(/Write “beans”/);
    const json = await runCli(["check", path, "--json"]);
    expect(json.code).toBe(1);
    const { ok, problems } = JSON.parse(json.out) as { ok: boolean; problems: object[] };
    expect(ok).toBe(false);
    expect(problems[0]).toMatchObject({ code: "unit-unknown", line, column: 11 });
  });

  test("checks mappings too", async () => {
    const example = fileURLToPath(new URL("../../examples/import/cdnow/mapping.yaml", import.meta.url));
    expect(await runCli(["check", example])).toMatchObject({ code: 0 });
    const path = file("mapping.yaml", readFileSync(example, "utf8").replace("amount:", "amuont:"));
    const { code, out } = await runCli(["check", path]);
    expect(code).toBe(1);
    expect(out).toMatch(/There is no “amuont” here\.[\s\S]*Write amount\./);
  });

  test("says so where it is given cases, and test where it is given a definition", async () => {
    expect(await runCli(["check", `${CAFE}/cases.yaml`])).toMatchObject({
      code: 2,
      err: expect.stringContaining("holds cases and is no definition. Run it: tallystick test"),
    });
    expect(await runCli(["test", `${CAFE}/program.yaml`])).toMatchObject({
      code: 2,
      err: expect.stringContaining("is a definition. Name the folder with its cases.yaml"),
    });
  });

  test.each([
    ["nowhere.yaml", "does not exist"],
    [".", "is a folder"],
  ])("%s cannot be read", async (path, message) => {
    expect(await runCli(["check", path], { cwd: folder })).toMatchObject({
      code: 2,
      err: expect.stringContaining(message),
    });
  });

  test.each(["", "\u0000\u0001", "[1, 2", "- a\n- b", "hello", "{}", "&a [*a]"])(
    "%j is no definition and no crash",
    async (text) => {
      const { code } = await runCli(["check", file("odd.yaml", text)]);
      expect([1, 2]).toContain(code);
    },
  );
});
