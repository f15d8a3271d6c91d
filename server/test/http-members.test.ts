import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startHttp, type TestServer } from "./start-http.ts";

let server: TestServer;
const PROGRAM = "/v1/programs/corner-cafe";
const MEMBERS = `${PROGRAM}/members`;

beforeAll(async () => {
  server = await startHttp();
});
afterAll(() => server.close());

const enrol = (identifiers: { kind: string; value: string }[], more = {}, query = "") =>
  server.call(`POST ${MEMBERS}${query}`, { body: { identifiers, ...more } });

describe("enrolling", () => {
  test("opens an account, records the joining, and keeps identifiers in one form", async () => {
    const { status, body } = await enrol(
      [
        { kind: "card", value: "m-1" },
        { kind: "email", value: " Ana@Example.ORG " },
        { kind: "phone", value: "00351 912-345 678" },
      ],
      { joinedAt: "2025-01-06T09:00:00+01:00" },
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({
      joinedAt: "2025-01-06T08:00:00.000Z",
      identifiers: [
        { kind: "card", value: "m-1" },
        { kind: "email", value: "ana@example.org" },
        { kind: "phone", value: "351912345678" },
      ],
    });
    expect(body.id).toMatch(/^mem_[a-z2-7]{20}$/);
    expect(body.account).toBe(`acc_${String(body.id).slice(4)}`);
    const account = await server.call(`GET ${PROGRAM}/accounts/${body.account}/journal`);
    expect(account.at("entries.0.fact")).toMatchObject({
      type: "join",
      occurredAt: "2025-01-06T08:00:00.000Z",
    });
    expect(account.at("entries.0.outcome.balances.beans.available")).toBe("10");
  });

  test("by a referrer names that member's account in the joining", async () => {
    const referrer = (await enrol([{ kind: "card", value: "r-1" }])).body;
    const { body } = await enrol([{ kind: "card", value: "r-2" }], {
      referrer: { identifier: { kind: "card", value: "r-1" } },
    });
    const journal = await server.call(`GET ${PROGRAM}/accounts/${body.account}/journal`);
    expect(journal.at("entries.0.fact.referrer")).toBe(referrer.account);
    const nobody = { referrer: { identifier: { kind: "card", value: "nobody" } } };
    expect((await enrol([{ kind: "card", value: "r-3" }], nobody)).status).toBe(404);
    const several = { referrer: { account: referrer.account, member: referrer.id } };
    expect((await enrol([{ kind: "card", value: "r-3" }], several)).status).toBe(400);
  });

  test("again answers with the same member and adds what is new", async () => {
    const first = await enrol([{ kind: "card", value: "m-2" }]);
    const again = await enrol([
      { kind: "card", value: "m-2" },
      { kind: "email", value: "m2@example.org" },
    ]);
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    const found = await server.call(`POST ${MEMBERS}/find`, {
      body: { kind: "email", value: "M2@EXAMPLE.org" },
    });
    expect(found.body.id).toBe(first.body.id);
    const journal = await server.call(`GET ${PROGRAM}/accounts/${first.body.account}/journal`);
    expect(journal.body.entries).toHaveLength(1);
  });

  test("by sixty-four at once makes one member", async () => {
    const answers = await Promise.all(
      Array.from({ length: 64 }, () =>
        enrol([
          { kind: "card", value: "m-race" },
          { kind: "email", value: "race@example.org" },
        ]),
      ),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.every(({ status }) => status === 200 || status === 201)).toBe(true);
    const { rows } = await server.database.pool.query("SELECT 1 FROM journal WHERE account = $1", [
      answers[0]?.body.account,
    ]);
    expect(rows).toHaveLength(1);
  });

  test("with an identifier of another member is refused, and nothing of it is kept", async () => {
    await enrol([
      { kind: "card", value: "m-3" },
      { kind: "email", value: "m3@example.org" },
    ]);
    const taken = await enrol([
      { kind: "card", value: "m-4" },
      { kind: "email", value: "M3@example.org" },
    ]);
    expect([taken.status, taken.body.code, taken.body.kind]).toEqual([409, "identifier-taken", "email"]);
    expect(taken.text).not.toContain("m3@");
    const unknown = await server.call(`POST ${MEMBERS}/find`, { body: { kind: "card", value: "m-4" } });
    expect(unknown.body.code).toBe("member-unknown");
  });

  test("in a dry run changes nothing", async () => {
    const dry = await enrol([{ kind: "card", value: "m-dry" }], {}, "?dry_run=true");
    expect(dry.status).toBe(200);
    const unknown = await server.call(`POST ${MEMBERS}/find`, { body: { kind: "card", value: "m-dry" } });
    expect(unknown.status).toBe(404);
    expect((await enrol([{ kind: "card", value: "m-dry" }])).body.id).toBe(dry.body.id);
  });

  test.each([
    ["no identifier", [], 400],
    ["a kind with capitals", [{ kind: "Card", value: "1" }], 400],
    ["nothing for a value", [{ kind: "card", value: "   " }], 422],
    ["an e-mail that is none", [{ kind: "email", value: "ana" }], 422],
    ["a phone that is none", [{ kind: "phone", value: "call me" }], 422],
    ["a control character", [{ kind: "card", value: "a\u0007b" }], 422],
  ])("with %s is not taken", async (_, identifiers, status) => {
    expect((await enrol(identifiers)).status).toBe(status);
  });

  test("in the future, or in a program that is not there, is not taken", async () => {
    const late = await enrol([{ kind: "card", value: "m-late" }], { joinedAt: "2190-01-01T00:00:00Z" });
    expect([late.status, late.body.code]).toEqual([422, "fact-in-future"]);
    const elsewhere = "POST /v1/programs/elsewhere/members";
    const body = { identifiers: [{ kind: "card", value: "1" }] };
    expect((await server.call(elsewhere, { body })).body.code).toBe("program-unknown");
  });
});

describe("identifiers", () => {
  test("are added and listed", async () => {
    const { body } = await enrol([{ kind: "card", value: "i-1" }]);
    const path = `${MEMBERS}/${body.id}/identifiers`;
    const added = await server.call(`POST ${path}`, { body: { kind: "phone", value: "+351 900 000 001" } });
    expect([added.status, added.body]).toEqual([201, { kind: "phone", value: "351900000001" }]);
    const again = await server.call(`POST ${path}`, { body: { kind: "phone", value: "351900000001" } });
    expect(again.status).toBe(200);
    const listed = await server.call(`GET ${path}`);
    expect(listed.body.identifiers).toEqual([
      { kind: "card", value: "i-1" },
      { kind: "phone", value: "351900000001" },
    ]);
    expect((await server.call(`GET ${MEMBERS}/${body.id}`)).body.identifiers).toEqual(
      listed.body.identifiers,
    );
  });

  test("of another member, or for a member who is not there, are refused", async () => {
    const one = await enrol([{ kind: "card", value: "i-2" }]);
    await enrol([{ kind: "card", value: "i-3" }]);
    const taken = await server.call(`POST ${MEMBERS}/${one.body.id}/identifiers`, {
      body: { kind: "card", value: "i-3" },
    });
    expect([taken.status, taken.body.code]).toEqual([409, "identifier-taken"]);
    const nobody = `${MEMBERS}/mem_22222222222222222222`;
    const body = { kind: "card", value: "i-4" };
    expect((await server.call(`POST ${nobody}/identifiers`, { body })).body.code).toBe("member-unknown");
    expect((await server.call(`GET ${nobody}/identifiers`)).body.code).toBe("member-unknown");
    expect((await server.call(`GET ${nobody}`)).body.code).toBe("member-unknown");
  });

  test("in a dry run are not added", async () => {
    const one = await enrol([{ kind: "card", value: "i-5" }]);
    const path = `${MEMBERS}/${one.body.id}/identifiers`;
    const dry = await server.call(`POST ${path}?dry_run=true`, { body: { kind: "card", value: "i-6" } });
    expect(dry.status).toBe(200);
    expect((await server.call(`GET ${path}`)).body.identifiers).toHaveLength(1);
  });
});

test("members are listed in pages, each once", async () => {
  const ids: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await server.call(`GET ${MEMBERS}?limit=3${cursor === "" ? "" : `&cursor=${cursor}`}`);
    ids.push(...(page.body.members as { id: string }[]).map(({ id }) => id));
    cursor = page.body.next as string | null;
  }
  const { rows } = await server.database.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM member");
  expect(ids.length).toBe(rows[0]?.n);
  expect(new Set(ids).size).toBe(ids.length);
  expect((await server.call(`GET ${MEMBERS}?cursor=nonsense`)).status).toBe(400);
  expect((await server.call("GET /v1/programs/elsewhere/members")).body.code).toBe("program-unknown");
});

describe("who may see and change members", () => {
  test("reading needs members:read and writing members:write", async () => {
    const { body } = await enrol([{ kind: "card", value: "who-1" }]);
    const reader = await server.keyWith(["members:read"]);
    const writer = await server.keyWith(["members:write"]);
    const identifier = { kind: "card", value: "who-2" };
    const reads = [
      [`GET ${MEMBERS}`, undefined],
      [`GET ${MEMBERS}/${body.id}`, undefined],
      [`GET ${MEMBERS}/${body.id}/identifiers`, undefined],
      [`POST ${MEMBERS}/find`, { kind: "card", value: "who-1" }],
    ] as const;
    const writes = [
      [`POST ${MEMBERS}`, { identifiers: [identifier] }],
      [`POST ${MEMBERS}/${body.id}/identifiers`, { kind: "card", value: "who-3" }],
    ] as const;
    for (const [request, sent] of reads) {
      expect((await server.call(request, { body: sent, key: reader })).status).toBe(200);
      expect((await server.call(request, { body: sent, key: writer })).body.scope).toBe("members:read");
      expect((await server.call(request, { body: sent, key: null })).status).toBe(401);
    }
    for (const [request, sent] of writes) {
      expect((await server.call(request, { body: sent, key: reader })).body.scope).toBe("members:write");
      expect((await server.call(request, { body: sent, key: null })).status).toBe(401);
      expect((await server.call(request, { body: sent, key: writer })).status).toBe(201);
    }
  });

  test("whoever may only write learns nothing of a member by enrolling again", async () => {
    await enrol([
      { kind: "card", value: "who-4" },
      { kind: "email", value: "secret@example.org" },
    ]);
    const writer = await server.keyWith(["members:write"]);
    const body = { identifiers: [{ kind: "card", value: "who-4" }] };
    const answer = await server.call(`POST ${MEMBERS}`, { key: writer, body });
    expect(answer.text).not.toContain("secret");
  });

  test("nothing of a member is in the log", () => {
    const log = server.logged.join("");
    expect(log).toContain("/v1/programs/:program/members");
    expect(log).not.toMatch(/ana@|example\.org|351912|m-race|mem_|acc_/);
  });
});
