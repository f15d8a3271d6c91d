import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { type Config, type ConfigProblem, environment, readConfig } from "../src/config.ts";

const good = (found: Config | ConfigProblem[]): Config => {
  if (Array.isArray(found)) throw new Error(found.map(({ message }) => message).join("\n"));
  return found;
};

describe("readConfig", () => {
  test("an empty environment gives a local server with an embedded database", () => {
    expect(readConfig({})).toEqual({
      port: 8080,
      host: "127.0.0.1",
      dataDir: resolve("data"),
      databaseUrl: null,
      poolSize: 10,
      logLevel: "info",
      lanes: 2,
      billing: "manual",
    });
  });

  test("settings are taken from the environment, and the command line wins over it", () => {
    const env = {
      PORT: "9000",
      HOST: "::",
      DATA_DIR: "/srv/tally stick",
      LOG_LEVEL: "WARN",
      LANES: "8",
      BILLING: "test",
    };
    expect(readConfig(env, { PORT: 9001, DATA_DIR: undefined })).toMatchObject({
      port: 9001,
      host: "::",
      dataDir: "/srv/tally stick",
      logLevel: "warn",
      lanes: 8,
      billing: "test",
      poolSize: 16,
    });
    expect(good(readConfig({ PORT: "0" })).port).toBe(0);
    expect(good(readConfig({ DATABASE_URL: "postgresql://u:p@h:5433/d" })).databaseUrl).toBe(
      "postgresql://u:p@h:5433/d",
    );
  });

  test("an empty value is a value left out", () => {
    expect(readConfig({ PORT: "", HOST: " ", DATABASE_URL: "" })).toEqual(readConfig({}));
  });

  test.each([
    ["PORT", "eighty"],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "80.5"],
    ["PORT", "0x50"],
    ["HOST", "http://localhost"],
    ["HOST", "localhost:8080"],
    ["LOG_LEVEL", "loud"],
    ["BILLING", "stripes"],
    ["LANES", "0"],
    ["LANES", "65"],
    ["DATABASE_POOL", "1"],
    ["DATABASE_URL", "mysql://localhost/x"],
    ["DATABASE_URL", "localhost:5432"],
    ["DATABASE_URL", "postgres://"],
  ])("%s=%s is one problem with one sentence that names it", (name, value) => {
    const found = readConfig({ [name]: value });
    expect(found).toHaveLength(1);
    const [problem] = found as ConfigProblem[];
    expect(problem?.setting).toBe(name);
    expect(problem?.message).toMatch(new RegExp(`^${name} is .*\\.$`));
  });

  test.each(["::1", "abcd::1", "0.0.0.0", "localhost", "shop-1.example.org"])(
    "HOST=%s is an address",
    (host) => {
      expect(good(readConfig({ HOST: host })).host).toBe(host);
    },
  );

  test("a pool that the lanes would use up is refused", () => {
    expect(readConfig({ LANES: "20", DATABASE_POOL: "20" })).toMatchObject([{ setting: "DATABASE_POOL" }]);
  });

  test("all problems are told at once, and a password never", () => {
    const found = readConfig({ PORT: "x", LANES: "x", DATABASE_URL: "mysql://me:secret@host/db" });
    expect((found as ConfigProblem[]).map(({ setting }) => setting).sort()).toEqual([
      "DATABASE_URL",
      "LANES",
      "PORT",
    ]);
    expect(JSON.stringify(found)).not.toContain("secret");
  });

  test("environment() is that of the process", () => {
    expect(environment().PATH).toBe(process.env.PATH);
  });
});
