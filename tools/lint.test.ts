/** The two linters, held to what they are here for: each planted fault must be found, under the rule that is meant. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ROOT } from "./repository-files.ts";

/** Inside the repository, so that the code is type-checked as ours; .gitignore keeps it out of every other check. */
const folder = mkdtempSync(join(ROOT, "tools/lint-probe-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What oxlint says about a file, and how it ended. */
function oxlint(name: string, text: string): { status: number | null; said: string } {
  const file = join(folder, name);
  writeFileSync(file, text);
  const args = [
    join(ROOT, "node_modules/oxlint/bin/oxlint"),
    "--type-aware",
    "--no-ignore",
    "-f",
    "unix",
    file,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  return { status, said: stdout + stderr };
}

/** What biome says about files of a repository with our configuration and packages, and nothing else. */
function biome(files: Record<string, string>): { status: number | null; said: string } {
  const repository = mkdtempSync(join(tmpdir(), "tallystick-lint-"));
  try {
    copyFileSync(join(ROOT, "biome.json"), join(repository, "biome.json"));
    for (const [path, text] of Object.entries(files)) {
      const manifest = `${path.split("/")[0]}/package.json`;
      mkdirSync(join(repository, dirname(path)), { recursive: true });
      copyFileSync(join(ROOT, manifest), join(repository, manifest));
      writeFileSync(join(repository, path), text);
    }
    const program = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
    const args = [program, "lint", "--vcs-enabled=false", "--reporter=github", "."];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: repository,
      encoding: "utf8",
    });
    return { status, said: stdout + stderr };
  } finally {
    rmSync(repository, { recursive: true });
  }
}

const query = (statement: string): string =>
  `import type { Pool } from "pg";\nexport async function post(pool: Pool): Promise<void> {\n  ${statement}\n}\n`;

describe("a posting that nobody waits for", () => {
  test.each([
    ["a statement sent and forgotten", query(`pool.query("select 1");`), "no-floating-promises"],
    ["void is no excuse", query(`void pool.query("select 1");`), "no-floating-promises"],
    [
      "a condition that is always true",
      query(`if (pool.query("select 1")) throw new Error();`),
      "no-misused-promises",
    ],
    ["a callback whose answer is lost", query("[1].forEach(async () => post(pool));"), "no-misused-promises"],
  ])("%s", (_, text, rule) => {
    const { status, said } = oxlint("planted.ts", text);
    expect(said).toContain(rule);
    expect(status).not.toBe(0);
  });

  test("an awaited one is well", () => {
    const { status, said } = oxlint("awaited.ts", query(`await pool.query("select 1");`));
    expect(said).not.toContain("promises");
    expect(status).toBe(0);
  });
});

describe("core stays pure", () => {
  test.each([
    ["the clock", "export const now = (): number => Date.now();\n", "noRestrictedGlobals"],
    ["the environment", "export const port = process.pid;\n", "noRestrictedGlobals"],
    ["the console", `console.log("here");\n`, "noRestrictedGlobals"],
    [
      "Node",
      `import { readFileSync } from "node:fs";\nexport const read = readFileSync;\n`,
      "noNodejsModules",
    ],
    [
      "a package not declared",
      `import { Pool } from "pg";\nexport const pool = Pool;\n`,
      "noUndeclaredDependencies",
    ],
    ["any", "export const given: any = 1;\n", "noExplicitAny"],
  ])("%s", (_, text, rule) => {
    const { status, said } = biome({ "core/src/planted.ts": text });
    expect(said).toContain(rule);
    expect(status).not.toBe(0);
  });

  test("two files that import each other", () => {
    const { status, said } = biome({
      "core/src/one.ts": `import { two } from "./two.ts";\nexport const one = (): number => two();\n`,
      "core/src/two.ts": `import { one } from "./one.ts";\nexport const two = (): number => one();\n`,
    });
    expect(said).toContain("noImportCycles");
    expect(status).not.toBe(0);
  });

  test("the server may read the clock, but import only what it declares", () => {
    const path = "server/src/planted.ts";
    expect(biome({ [path]: "export const now = (): number => Date.now();\n" }).status).toBe(0);
    const { said } = biome({ [path]: `import { a } from "lodash";\nexport const b = a;\n` });
    expect(said).toContain("noUndeclaredDependencies");
  });
});
