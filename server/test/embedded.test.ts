import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "../src/db/open-database.ts";
import { readPostmaster, stopPostmaster } from "../src/db/postmaster.ts";
import { type Child, startChild } from "./start-child.ts";

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

let base: string;
let dataDir: string;
let children: Child[];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "tallystick-embedded-"));
  dataDir = join(base, "data");
  children = [];
});

afterEach(async () => {
  for (const child of children) child.process.kill("SIGKILL");
  await stopPostmaster(join(dataDir, "postgres"));
  rmSync(base, { recursive: true, force: true });
});

const cluster = (): string => join(dataDir, "postgres");
const running = (): number | undefined => readPostmaster(cluster())?.pid;
const open = (notice?: (sentence: string) => void) =>
  openDatabase({ databaseUrl: null, dataDir, ...(notice ? { notice } : {}) });

function child(options?: Parameters<typeof startChild>[2]): Child {
  const started = startChild("database-child.ts", [dataDir], options);
  children.push(started);
  return started;
}

async function write(to: Child, keys: string[]): Promise<void> {
  for (const key of keys) {
    to.say(`write ${key}`);
    await to.until(`wrote ${key}`);
  }
}

async function keys(): Promise<string[]> {
  const database = await open();
  try {
    const { rows } = await database.pool.query<{ key: string }>("SELECT key FROM setting ORDER BY key");
    return rows.map(({ key }) => key);
  } finally {
    await database.close();
  }
}

const refusal = (): Promise<{ code: string; message: string; exitCode: number }> =>
  open().then(
    async (database) => {
      await database.close();
      throw new Error("it started");
    },
    (error) => error,
  );

describe("the embedded server", () => {
  test("starts on an empty folder, stops with its last user, and starts again with all that was written", async () => {
    const first = await open();
    expect(first.embedded).toBe(true);
    await first.pool.query("INSERT INTO setting VALUES ('a', 'kept')");
    const { rows } = await first.pool.query(
      `SELECT name, setting FROM pg_settings WHERE name IN
        ('fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses', 'unix_socket_directories', 'password_encryption', 'data_checksums')`,
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: "on",
      full_page_writes: "on",
      synchronous_commit: "on",
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      password_encryption: "scram-sha-256",
      data_checksums: "on",
    });
    expect(statSync(cluster()).mode & 0o777).toBe(0o700);
    expect(statSync(join(cluster(), "tallystick.password")).mode & 0o777).toBe(0o600);
    await Promise.all([first.close(), first.close()]);
    expect(running()).toBeUndefined();
    expect(await keys()).toEqual(["a"]);
    expect(readdirSync(dataDir).sort()).toEqual(["postgres", "postgres.log"]);
  });

  test("refuses a wrong password", async () => {
    const database = await open();
    const url = new URL(database.url);
    url.password = "guessed";
    const stranger = new pg.Client({ connectionString: url.href });
    await expect(stranger.connect()).rejects.toMatchObject({ code: "28P01" });
    await database.close();
  });

  test("four starts at once on an empty folder share one server, and the last to leave stops it", async () => {
    const starts = [child(), child(), child(), child()];
    const ready = await Promise.all(starts.map((each) => each.until("ready")));
    expect(new Set(ready).size).toBe(1);
    for (const [n, each] of starts.entries()) await write(each, [`k${n}`]);
    const pid = running();
    for (const each of starts.slice(0, 3)) {
      each.say("close");
      expect(await each.left).toBe(0);
    }
    expect(running()).toBe(pid);
    await write(starts[3] as Child, ["last"]);
    starts[3]?.say("close");
    expect(await starts[3]?.left).toBe(0);
    expect(running()).toBeUndefined();
    expect(readdirSync(dataDir).sort()).toEqual(["postgres", "postgres.log"]);
    expect(await keys()).toEqual(["k0", "k1", "k2", "k3", "last"]);
  });

  test("outlives a killed process, and whoever comes next adopts and stops it", async () => {
    const owner = child();
    await owner.until("ready");
    await write(owner, ["a", "b"]);
    const pid = running();
    owner.process.kill("SIGKILL");
    await owner.left;
    expect(running()).toBe(pid);
    expect(await keys()).toEqual(["a", "b"]);
    expect(running()).toBeUndefined();
  });

  test("a killed process and a killed PostgreSQL lose nothing that was committed", async () => {
    for (const round of ["a", "b", "c"]) {
      const owner = child();
      await owner.until("ready");
      await write(owner, [`${round}1`, `${round}2`]);
      const pid = running() as number;
      owner.process.kill("SIGKILL");
      process.kill(pid, "SIGKILL");
      await owner.left;
    }
    expect(await keys()).toEqual(["a1", "a2", "b1", "b2", "c1", "c2"]);
  });

  test("is started again on the same port when PostgreSQL alone is killed", async () => {
    const told: string[] = [];
    const database = await open((sentence) => told.push(sentence));
    await database.pool.query("INSERT INTO setting VALUES ('a', 'kept')");
    const pid = running() as number;
    process.kill(pid, "SIGKILL");
    while (running() === undefined || running() === pid) await sleep(20);
    // Sessions of the old server may still be at hand for a moment; each breaks once and is replaced.
    const answers: unknown[] = [];
    for (let tries = 0; answers.length < 20 && tries < 300; tries++) {
      const answer = await database.pool.query("SELECT key FROM setting").catch(() => null);
      if (answer) answers.push(answer.rows[0]);
      else await sleep(50);
    }
    expect(answers).toEqual(Array.from({ length: 20 }, () => ({ key: "a" })));
    while (!told.includes("The embedded PostgreSQL is back.")) await sleep(20);
    await database.close();
    expect(running()).toBeUndefined();
  });

  test("does not wait for a session that computes on after PostgreSQL was killed", async () => {
    const owner = child();
    const url = (await owner.until("ready")).slice("ready ".length);
    const busy = new pg.Client({ connectionString: url });
    busy.on("error", () => {});
    await busy.connect();
    const computing = busy.query("SELECT count(*) FROM generate_series(1, 2000000000) n").catch(() => null);
    await sleep(300);
    const pid = running() as number;
    owner.process.kill("SIGKILL");
    process.kill(pid, "SIGKILL");
    await owner.left;
    const started = Date.now();
    expect(await keys()).toEqual([]);
    expect(Date.now() - started).toBeLessThan(30_000);
    await computing;
    await busy.end().catch(() => {});
  });

  test("is not misled by a pid file whose number belongs to another program", async () => {
    await (await open()).close();
    const other = spawn("sleep", ["60"], isRoot ? { uid: statSync(cluster()).uid } : {});
    try {
      const lines = [other.pid, cluster(), 1, 5432, "", "127.0.0.1", "", "ready"];
      writeFileSync(join(cluster(), "postmaster.pid"), `${lines.join("\n")}\n`);
      expect(running()).toBeUndefined();
      expect(await keys()).toEqual([]);
    } finally {
      other.kill();
    }
  });
});

describe("the data folder", () => {
  test("may have any name", async () => {
    dataDir = join(base, "Données du café №1 ☕ $HOME `x` \"quoted\" 'single'");
    expect(await keys()).toEqual([]);
    expect(existsSync(cluster())).toBe(true);
  });

  test("as root: may lie below a folder closed to the server's user, whose permissions stay as they are", async () => {
    if (!isRoot)
      return console.log(
        "Left out, because this run is not root's: root with a data folder below mode 0700.",
      );
    chmodSync(base, 0o700);
    const told: string[] = [];
    const database = await open((sentence) => told.push(sentence));
    const pid = running();
    const owner = statSync(`/proc/${pid}`).uid;
    expect(owner).not.toBe(0);
    expect(statSync(cluster()).uid).toBe(owner);
    expect(spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", base], { uid: owner, gid: owner }).status).not.toBe(
      0,
    );
    expect(told).toEqual([
      expect.stringMatching(/^PostgreSQL refuses to run as root, so it runs as the user \w+\.$/),
    ]);
    await database.pool.query("SELECT pg_reload_conf()");
    await database.pool.query("INSERT INTO setting VALUES ('a', 'kept')");
    await database.close();
    expect(statSync(base).mode & 0o777).toBe(0o700);
    expect(statSync(base).uid).toBe(0);
    expect(await keys()).toEqual(["a"]);
  });

  test("as root: a folder that root copied back from a backup is given to the server's user", async () => {
    if (!isRoot)
      return console.log("Left out, because this run is not root's: a restored folder that root owns.");
    await (await open()).close();
    spawnSync("chown", ["-R", "0:0", cluster()]);
    expect(await keys()).toEqual([]);
    expect(statSync(cluster()).uid).not.toBe(0);
  });

  test("an ordinary user starts, kills and starts again; root and the user may take turns", async () => {
    if (!isRoot)
      return console.log("Left out, because this run is an ordinary user's already: taking turns with root.");
    chmodSync(base, 0o755);
    const asNobody = { uid: NOBODY, gid: NOBODY };
    if (spawnSync(process.execPath, ["--version"], { ...asNobody, cwd: "/" }).status !== 0) {
      return console.log("Left out, because the user nobody cannot run this Node: an ordinary user.");
    }
    const source = new URL("database-child.ts", import.meta.url).pathname;
    if (
      spawnSync("cat", [decodeURIComponent(source)], { ...asNobody, cwd: "/", stdio: "ignore" }).status !== 0
    ) {
      return console.log("Left out, because the user nobody cannot read this clone: an ordinary user.");
    }
    mkdirSync(dataDir);
    chownSync(dataDir, NOBODY, NOBODY);
    const first = child(asNobody);
    await first.until("ready");
    expect(first.lines).toHaveLength(1);
    await write(first, ["a"]);
    expect(statSync(`/proc/${running()}`).uid).toBe(NOBODY);
    first.process.kill("SIGKILL");
    await first.left;
    const second = child(asNobody);
    await second.until("ready");
    await write(second, ["b"]);
    second.say("close");
    expect(await second.left).toBe(0);
    expect(await keys()).toEqual(["a", "b"]);
    const third = child(asNobody);
    await third.until("ready");
    third.say("close");
    expect(await third.left).toBe(0);
  });

  test("of root's server is refused to an ordinary user in one sentence", async () => {
    if (!isRoot)
      return console.log("Left out, because this run is not root's: root's folder and an ordinary user.");
    chmodSync(base, 0o755);
    await (await open()).close();
    chmodSync(dataDir, 0o777);
    const other = child({ uid: NOBODY, gid: NOBODY });
    expect(await other.until("refused")).toMatch(
      /^refused data-folder-of-other-server .* belongs to the user \w+/,
    );
    expect(await other.left).toBe(78);
  });

  test("is refused when a file stands in its place or it cannot be written", async () => {
    dataDir = join(base, "file");
    writeFileSync(dataDir, "");
    expect(await refusal()).toMatchObject({ code: "data-folder-not-writable", exitCode: 73 });
    dataDir = join(base, "file", "below");
    expect(await refusal()).toMatchObject({ code: "data-folder-not-writable" });
    dataDir = join(base, "closed");
    mkdirSync(dataDir, { mode: 0o500 });
    const other = child(isRoot ? { uid: NOBODY, gid: NOBODY } : {});
    chmodSync(base, 0o755);
    expect(await other.until("refused")).toMatch(
      /^refused data-folder-not-writable .* set DATA_DIR to a folder/,
    );
    expect(await other.left).toBe(73);
  });

  test("is refused, and left as it is, when it holds another's files or another version's", async () => {
    mkdirSync(cluster(), { recursive: true, mode: 0o700 });
    writeFileSync(join(cluster(), "letter.txt"), "mine");
    expect(await refusal()).toMatchObject({ code: "data-folder-of-other-server", exitCode: 78 });
    expect(readFileSync(join(cluster(), "letter.txt"), "utf8")).toBe("mine");
    writeFileSync(join(cluster(), "PG_VERSION"), "12\n");
    expect((await refusal()).message).toContain("was made by PostgreSQL 12");
    rmSync(cluster(), { recursive: true });
    await (await open()).close();
    rmSync(join(cluster(), "tallystick.password"));
    expect((await refusal()).message).toContain("did not make");
  });

  test("is cleared of what a start left that was killed long ago", async () => {
    const left = join(dataDir, "postgres.new-1-abc");
    const recent = join(dataDir, "postgres.new-2-def");
    mkdirSync(left, { recursive: true });
    mkdirSync(recent);
    utimesSync(left, new Date(0), new Date(0));
    await (await open()).close();
    expect(readdirSync(dataDir)).not.toContain("postgres.new-1-abc");
    expect(readdirSync(dataDir)).toContain("postgres.new-2-def");
  });

  test("on a full disk is refused in one sentence, and nothing half-made stays", async () => {
    mkdirSync(dataDir);
    const mounted =
      isRoot && spawnSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", dataDir]).status === 0;
    if (!mounted) return console.log("Left out, because this run may not mount a small disk: a full disk.");
    try {
      expect(await refusal()).toMatchObject({ code: "disk-full", exitCode: 73 });
      expect(readdirSync(dataDir)).not.toContain("postgres");
      expect(readdirSync(dataDir).filter((name) => name.startsWith("postgres.new-"))).toEqual([]);
      spawnSync("mount", ["-o", "remount,size=120m", dataDir]);
      await (await open()).close();
      spawnSync("sh", ["-c", 'cat /dev/zero >"$1/filler" 2>/dev/null', "sh", dataDir]);
      expect(await refusal()).toMatchObject({ code: "disk-full" });
      rmSync(join(dataDir, "filler"));
      expect(await keys()).toEqual([]);
    } finally {
      spawnSync("umount", [dataDir]);
    }
  });
});
