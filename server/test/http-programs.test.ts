import { formatInstant } from "@tallystick/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answered, CAFE, publish, startHttp, type TestServer } from "./start-http.ts";

let server: TestServer;
const YAML = { "content-type": "application/yaml" };

beforeAll(async () => {
  server = await startHttp({ publish: false });
});
afterAll(() => server.close());

const inMinutes = (minutes: number): string => formatInstant(Date.now() + minutes * 60_000);

/** A small program; `versions` are lines of YAML. */
const shop = (versions = "", rate = 1): string => `
tallystick: 1
program: shop
name: Shop
currency: EUR
zone: Europe/Lisbon
from: 2024-01-01
units: { points: { name: { one: point, many: points }, scale: 1 } }
earn: { base: { on: purchase, unit: points, rate: ${rate} } }
rewards:
  mug: { name: A mug, unit: points, cost: 50, stock: 3, minimum_basket: 5.00, limits: { year: 2 } }
${versions === "" ? "" : `versions:\n${versions}`}`;

const later = (from: string, rate: number, note = "Later"): string =>
  `  - { from: "${from}", note: ${note}, earn: { base: { rate: ${rate} } } }\n`;

const send = (text: string, query = ""): Promise<Answered> =>
  server.call(`POST /v1/programs/shop/versions${query}`, { body: text, headers: YAML });

const changes = ({ body }: Answered): string[] =>
  (body.versions as { change: string }[]).map(({ change }) => change);

describe("before any fact", () => {
  test("a dry run tells what would be, and makes nothing", async () => {
    const dry = await send(shop(), "?dry_run=true");
    expect(dry.body).toMatchObject({ program: "shop", created: true, changed: true, dryRun: true });
    expect((await server.call("GET /v1/programs/shop")).body.code).toBe("program-unknown");
  });

  test("any definition is taken, and another in its place", async () => {
    const first = await send(shop(later("2025-01-01", 2)));
    expect([first.status, first.body.revision, changes(first)]).toEqual([201, 1, ["added", "added"]]);
    const other = await send(shop("", 3));
    expect([other.status, other.body.revision, changes(other)]).toEqual([201, 2, ["replaced", "withdrawn"]]);
  });

  test("the same again changes nothing", async () => {
    const again = await send(shop("", 3));
    expect([again.status, again.body.changed, again.body.revision]).toEqual([200, false, 2]);
  });

  test("JSON is taken as YAML is", async () => {
    const definition = {
      tallystick: 1,
      program: "json-shop",
      name: "JSON",
      currency: "EUR",
      zone: "Etc/UTC",
      from: "2024-01-01",
      units: { p: { name: "p" } },
      earn: { b: { on: "purchase", unit: "p", rate: 1 } },
    };
    const answer = await server.call("POST /v1/programs/json-shop/versions", { body: definition });
    expect(answer.status).toBe(201);
    const version = await server.call("GET /v1/programs/json-shop/versions/1");
    expect(version.body).toMatchObject({
      number: 1,
      standing: "in-force",
      definition: { program: "json-shop" },
    });
    expect(JSON.parse(String(version.body.source))).toEqual(definition);
  });

  test("one that is wrong is told line by line, and one of another program is not taken", async () => {
    const wrong = await send(shop().replace("unit: points, rate", "unit: point, rate"));
    expect([wrong.status, wrong.body.code]).toEqual([422, "definition-invalid"]);
    expect(wrong.at("problems.0")).toMatchObject({ code: "unit-unknown", path: "earn.base.unit", line: 9 });
    expect((await send(":\n  - [")).body.code).toBe("definition-invalid");
    expect((await send(" ")).body.code).toBe("invalid-request");
    expect((await send(CAFE)).body.code).toBe("program-mismatch");
    const nothing = await server.call("POST /v1/programs/shop/versions", { headers: YAML });
    expect(nothing.status).toBe(400);
  });
});

describe("once there are facts", () => {
  const lines = (): Promise<Record<string, string>[]> =>
    server.database.pool
      .query<Record<string, string>>(
        "SELECT number, source FROM program_version WHERE program = 'shop' ORDER BY number",
      )
      .then(({ rows }) => rows);

  beforeAll(async () => {
    await send(shop());
    const body = { identifiers: [{ kind: "card", value: "1" }], joinedAt: "2025-01-01T00:00:00Z" };
    await server.call("POST /v1/programs/shop/members", { body });
  });

  test("what is in force cannot change, and what differs is told", async () => {
    const changed = await send(shop("", 2));
    expect([changed.status, changed.body.code, changed.body.version]).toEqual([409, "version-in-force", 1]);
    expect(changed.body.changes).toEqual([{ path: "/earn/base/rate", before: 1, after: 2 }]);
    const begun = await send(shop().replace("2024-01-01", "2024-02-01"));
    expect(begun.at("changes.0.path")).toBe("/from");
  });

  test("a name may be put right", async () => {
    const named = await send(shop().replace("name: Shop", "name: The shop"));
    expect([named.body.changed, changes(named)]).toEqual([true, ["kept"]]);
    expect((await server.call("GET /v1/programs/shop")).body.name).toBe("The shop");
    await send(shop());
  });

  test("a new version begins two minutes ahead at the earliest", async () => {
    const soon = await send(shop(later(inMinutes(1), 2)));
    expect([soon.status, soon.body.code]).toEqual([422, "version-too-soon"]);
    const past = await send(shop(later("2025-01-01", 2)));
    expect(past.body.code).toBe("version-too-soon");
  });

  test("a future version is added, replaced and withdrawn, and accounts are due when it begins", async () => {
    const from = inMinutes(60);
    const due = () =>
      server.database.pool.query<{ due: number | null }>(
        "SELECT due_at AS due FROM account WHERE program = 'shop'",
      );
    expect((await due()).rows).toEqual([{ due: null }]);
    const added = await send(shop(later(from, 2)));
    expect(changes(added)).toEqual(["kept", "added"]);
    expect((await due()).rows).toEqual([{ due: Date.parse(from) }]);
    expect(await lines()).toEqual([
      { number: 1, source: expect.any(String) },
      { number: 2, source: shop(later(from, 2)) },
    ]);
    const replaced = await send(shop(later(from, 3) + later(inMinutes(120), 4)));
    expect(changes(replaced)).toEqual(["kept", "replaced", "added"]);
    const listed = await server.call("GET /v1/programs/shop/versions");
    expect((listed.body.versions as { standing: string }[]).map(({ standing }) => standing)).toEqual([
      "in-force",
      "future",
      "future",
    ]);
    const withdrawn = await send(shop());
    expect(changes(withdrawn)).toEqual(["kept", "withdrawn", "withdrawn"]);
    expect(await lines()).toEqual([{ number: 1, source: shop() }]);
    expect(
      (await server.database.pool.query("SELECT 1 FROM setting WHERE key LIKE 'accounts-due:%'")).rows,
    ).toEqual([]);
  });

  test("two publications at once come one after the other", async () => {
    const from = inMinutes(90);
    const both = await Promise.all([send(shop(later(from, 5))), send(shop(later(from, 6)))]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(both.map(({ body }) => body.revision)).size).toBe(2);
    await send(shop());
  });
});

describe("reading programs", () => {
  test("lists them, and one of them", async () => {
    await publish(server.call, CAFE);
    const { body } = await server.call("GET /v1/programs");
    expect((body.programs as { id: string }[]).map(({ id }) => id)).toEqual([
      "corner-cafe",
      "json-shop",
      "shop",
    ]);
    expect((await server.call("GET /v1/programs/corner-cafe")).body).toMatchObject({
      currency: "EUR",
      zone: "Europe/Lisbon",
    });
  });

  test("compares two versions", async () => {
    const { body } = await server.call("GET /v1/programs/corner-cafe/versions/compare?before=1&after=2");
    expect(body.changes).toContainEqual({ path: "/earn/base/rate", before: 1, after: 1.25 });
    const same = await server.call("GET /v1/programs/corner-cafe/versions/compare?before=2&after=2");
    expect(same.body.changes).toEqual([]);
    const unknown = await server.call("GET /v1/programs/corner-cafe/versions/compare?before=1&after=9");
    expect(unknown.body.code).toBe("version-unknown");
    expect((await server.call("GET /v1/programs/corner-cafe/versions/compare?before=1")).status).toBe(400);
  });

  test("lists rewards with what is left of them", async () => {
    const { at } = await server.call("GET /v1/programs/shop/rewards");
    expect(at("rewards.0")).toMatchObject({
      id: "mug",
      name: "A mug",
      unit: "points",
      cost: "50.0",
      stock: 3,
      remaining: 3,
      minimumBasket: { amount: 500, currency: "EUR" },
      condition: null,
      limits: [{ max: 2, per: "year" }],
      offeredFrom: null,
      offeredUntil: null,
    });
    const then = await server.call("GET /v1/programs/corner-cafe/rewards?at=2024-06-01T00:00:00Z");
    expect(then.at("rewards.0.cost")).toBe("12");
  });

  test.each(["", "/versions", "/versions/1", "/versions/compare?before=1&after=1", "/rewards"])(
    "of a program that is not there, %s is unknown",
    async (path) => {
      expect((await server.call(`GET /v1/programs/elsewhere${path}`)).body.code).toBe("program-unknown");
    },
  );

  test("a version that is not there is unknown", async () => {
    expect((await server.call("GET /v1/programs/shop/versions/77")).body.code).toBe("version-unknown");
    expect((await server.call("GET /v1/programs/shop/versions/0")).status).toBe(400);
    expect((await server.call("GET /v1/programs/shop/versions/two")).status).toBe(400);
  });
});

test("publishing needs programs:write, reading programs:read, and a key of one program sees that one", async () => {
  const reader = await server.keyWith(["programs:read"], "shop");
  const writer = await server.keyWith(["programs:write"]);
  const refused = await server.call("POST /v1/programs/shop/versions", {
    key: reader,
    body: shop(),
    headers: YAML,
  });
  expect([refused.status, refused.body.scope]).toEqual([403, "programs:write"]);
  for (const path of ["", "/shop", "/shop/versions", "/shop/versions/1", "/shop/rewards"]) {
    expect((await server.call(`GET /v1/programs${path}`, { key: reader })).status).toBe(200);
    expect((await server.call(`GET /v1/programs${path}`, { key: writer })).body.scope).toBe("programs:read");
    expect((await server.call(`GET /v1/programs${path}`, { key: null })).status).toBe(401);
  }
  const { body } = await server.call("GET /v1/programs", { key: reader });
  expect((body.programs as { id: string }[]).map(({ id }) => id)).toEqual(["shop"]);
  expect((await server.call("GET /v1/programs/corner-cafe", { key: reader })).body.code).toBe(
    "program-not-allowed",
  );
});
