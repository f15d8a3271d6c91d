/** Files of cases changed at random: each is played, or explained with a place; nothing is a fault. */
import { readdirSync, readFileSync } from "node:fs";
import { loadProgram } from "@tallystick/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { type Data, isData, places } from "../../core/test/data-places.ts";
import { loadCases } from "../src/cli/cases-file.ts";
import { runCase } from "../src/cli/run-cases.ts";

const ROOT = new URL("../../programs/", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");
const files = readdirSync(ROOT, { recursive: true })
  .map(String)
  .filter((path) => path.endsWith("cases.yaml"));

const VALUES = [
  ...[
    null,
    true,
    0,
    -1,
    1.005,
    1e21,
    "",
    " ",
    [],
    {},
    [[]],
    "2024-02-30",
    "2024-02-29 25:00",
    "noon",
    "999999 days",
  ],
  ...[
    "1e9",
    "12.345",
    "-5",
    "ana",
    "never",
    "none",
    "refused",
    "__proto__",
    "constructor",
    "join",
    "purchase",
  ],
];
const change = fc.record({
  kind: fc.constantFrom("set", "set", "remove", "rename", "move"),
  at: fc.nat(1e6),
  to: fc.nat(1e6),
  value: fc.constantFrom<unknown>(...VALUES),
});

const programs = new Map<string, ReturnType<typeof loadProgram>["program"]>();

test("are played or explained", { timeout: 600_000 }, () => {
  const one = fc.tuple(
    fc.constantFrom(...files),
    fc.array(change, { minLength: 1, maxLength: 3 }),
    fc.nat(1e6),
  );
  const check = ([path, changes, which]: [
    string,
    { kind: string; at: number; to: number; value: unknown }[],
    number,
  ]): void => {
    const data = parseDocument(read(path)).toJS({ maxAliasCount: -1 }) as {
      cases: unknown[];
      definition?: string;
    };
    data.cases = [data.cases[which % data.cases.length]];
    for (const { kind, at, to, value } of changes) {
      const all = places(data as unknown as Data);
      if (all.length === 0) return;
      const { owner, key } = all[at % all.length]!;
      const other = all[to % all.length]!;
      if (kind === "set") owner[key] = value;
      else if (kind === "move") other.owner[other.key] = structuredClone(owner[key]);
      else {
        const held = owner[key];
        delete owner[key];
        if (kind === "rename") owner[isData(value) ? "odd" : String(value)] = held;
      }
    }
    const loaded = loadCases(JSON.stringify(data, null, 1));
    const explained = (problems: { message: string; fix: string }[]): void => {
      expect(problems.length).toBeGreaterThan(0);
      for (const { message, fix } of problems)
        expect(`${message} ${fix}`).not.toMatch(/\bundefined|\[object|NaN/);
    };
    if ("problems" in loaded) {
      explained(loaded.problems);
      return;
    }
    const definition = path.replace(/[^/]*$/, "") + loaded.file.definition;
    if (!programs.has(definition)) {
      const text = (() => {
        try {
          return read(definition);
        } catch {
          return "";
        }
      })();
      programs.set(definition, loadProgram(text).program);
    }
    const program = programs.get(definition);
    if (!program) return;
    const { cases, problems } = loaded.file.read(program);
    if (!cases) explained(problems);
    for (const each of cases ?? []) expect(runCase(program, each)).toBeDefined();
  };
  fc.assert(fc.property(one, check), { numRuns: Number(process.env["FC_RUNS"] ?? 150) });
});
