import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../src/db/open-database.ts";
import { freePort } from "../src/db/postmaster.ts";
import { startTestDatabase, type TestDatabase } from "./test-database.ts";

let server: TestDatabase;
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(async () => {
  await server?.close();
});

const open = (databaseUrl: string) => openDatabase({ databaseUrl, dataDir: "unused" });
const refusal = (databaseUrl: string): Promise<{ code: string; message: string; exitCode: number }> =>
  open(databaseUrl).then(
    async (database) => {
      await database.close();
      throw new Error("it opened");
    },
    (error) => error,
  );

/** The test server's URL with some of its parts replaced. */
function url(parts: Partial<Pick<URL, "username" | "password" | "pathname" | "port" | "hostname">>): string {
  return Object.assign(new URL(server.url), parts).href;
}

test("a given server is migrated, used and left running", async () => {
  const { url: fresh, pool } = await server.newDatabase();
  await pool.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  const database = await open(fresh);
  expect(database).toMatchObject({ url: fresh, embedded: false });
  expect((await database.pool.query("SELECT count(*) AS n FROM journal")).rows).toEqual([{ n: 0 }]);
  await Promise.all([database.close(), database.close()]);
  expect((await pool.query("SELECT 1 AS n")).rows).toEqual([{ n: 1 }]);
});

test.each(["mysql://h/d", "not a url", "postgres://", "postgres://h:99999/d", "postgres://h/%"])(
  "%s is not an address",
  async (given) => {
    expect(await refusal(given)).toMatchObject({
      name: "StartError",
      code: "database-url-invalid",
      exitCode: 78,
    });
  },
);

test("a port where nobody answers", async () => {
  const port = String(await freePort());
  const error = await refusal(url({ port }));
  expect(error).toMatchObject({ code: "database-unreachable", exitCode: 69 });
  expect(error.message).toContain(`127.0.0.1:${port}`);
});

test("a port where something else answers", async () => {
  const other = createServer((socket) => socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = String(typeof address === "object" ? address?.port : 0);
  expect(await refusal(url({ port }))).toMatchObject({ code: "database-unreachable" });
  await new Promise((resolve) => other.close(resolve));
});

test("a host that does not exist", async () => {
  expect(await refusal(url({ hostname: "no-such-host.invalid" }))).toMatchObject({
    code: "database-unreachable",
  });
});

test("a user or password that is refused, and the password is not repeated", async () => {
  const error = await refusal(url({ username: "stranger", password: "s3cret" }));
  expect(error).toMatchObject({ code: "database-login-refused", exitCode: 78 });
  expect(error.message).toContain('the user "stranger"');
  expect(error.message).not.toContain("s3cret");
});

test("a database that does not exist", async () => {
  const error = await refusal(url({ pathname: "/no such" }));
  expect(error).toMatchObject({ code: "database-unknown" });
  expect(error.message).toContain('no database "no such"');
});

test("a database that a newer Tallystick has set up stays as it is", async () => {
  const { url: fresh, pool } = await server.newDatabase();
  await pool.query("INSERT INTO migration (number, name, checksum) VALUES (9999, 'later', 'x')");
  expect(await refusal(fresh)).toMatchObject({ code: "database-newer", exitCode: 78 });
  expect((await pool.query("SELECT count(*) AS n FROM migration WHERE number = 9999")).rows).toEqual([
    { n: 1 },
  ]);
});
