import type { Fact } from "@tallystick/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { deliverFacts } from "../src/actions/deliver-facts.ts";
import { enrolMember, identityOf } from "../src/actions/enrol-member.ts";
import { sweepAccounts } from "../src/actions/sweep-accounts.ts";
import { startDelivery } from "../src/jobs/deliver-facts.ts";
import { LedgerError } from "../src/ledger/ledger-error.ts";
import { type Ledger, openLedger } from "../src/ledger/open-ledger.ts";
import { writeSetting } from "../src/store/settings.ts";
import { ask, expectCleanBooks, NOW, publishShop, purchase, readOne } from "./ledger-shop.ts";
import { type FreshDatabase, startTestDatabase, type TestDatabase } from "./test-database.ts";

const REFERRING = `tallystick: 1
program: shop
name: Shop
currency: EUR
zone: Europe/Lisbon
from: 2024-01-01
facts: { join: { identity: text }, referral: { friend: text } }
units: { points: { name: points } }
earn:
  welcome: { on: join, unit: points, amount: 10, once: fact.data.identity }
  thanks: { on: referral, unit: points, amount: 25 }
  friend: { on: referred, unit: points, amount: 5 }
referrals: { qualifies: { on: purchase, when: 'fact.spend >= money("10.00")', first: true } }
`;

let server: TestDatabase;
let database: FreshDatabase;
let ledger: Ledger;

beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server.close());

beforeEach(async () => {
  database = await server.newDatabase();
  await publishShop(database.pool, REFERRING);
  ledger = openLedger({ pool: database.pool, now: () => NOW });
  return async () => {
    await ledger.close();
    await expectCleanBooks(database.pool);
    await database.close();
  };
});

const deps = () => ({ pool: database.pool, ledger });
const email = (value: string) => ({ kind: "email", value });
const enrol = async (address: string, referrer?: string, more: { kind: string; value: string }[] = []) => {
  const { member } = await enrolMember(deps(), {
    program: "shop",
    at: NOW - 86_400_000,
    identifiers: [email(address), ...more],
    ...(referrer !== undefined && { referrer: { identifier: email(referrer) } }),
  });
  return member.account;
};
const points = async (account: string): Promise<number> => {
  const { outcome } = await ledger.submit(
    ask(account, { id: `time${Math.random()}`, type: "time", occurredAt: "2025-06-01T11:00:00Z" } as Fact),
  );
  return outcome.balances["points"]?.available ?? 0;
};

describe("a referral", () => {
  test("reaches the referrer's account once, however often it is delivered", async () => {
    const ana = await enrol("ana@example.org");
    const ben = await enrol("Ben@Example.org", "ANA@example.org");
    await ledger.submit(ask(ben, purchase("p1", 1000)));
    expect(await points(ben)).toBe(15);
    expect(await deliverFacts(deps())).toEqual({ delivered: 1, undelivered: [] });
    expect(await deliverFacts(deps())).toEqual({ delivered: 0, undelivered: [] });
    expect(await points(ana)).toBe(35);
    // As if the process had died before it kept its place.
    await writeSetting(database.pool, "facts-delivered:shop", "0.0");
    expect(await deliverFacts(deps())).toEqual({ delivered: 1, undelivered: [] });
    expect(await points(ana)).toBe(35);
    const text = await readOne<string>(
      database.pool,
      "SELECT fact AS value FROM journal WHERE fact_type = 'referral'",
    );
    expect(JSON.parse(text)).toMatchObject({ id: `referral:${ben}`, data: { friend: ben, on: "purchase" } });
  });

  test("whose goods have to be kept counts by the sweep, and reaches the referrer's account then", async () => {
    const kept = REFERRING.replace("program: shop", "program: keeping").replace(
      "first: true",
      "kept: 10 days",
    );
    await publishShop(database.pool, kept);
    const at = Date.parse("2025-05-10T10:00:00Z");
    const join = async (address: string, more: object = {}): Promise<string> => {
      const identifiers = [email(address)];
      const { member } = await enrolMember(deps(), { program: "keeping", at, identifiers, ...more });
      return member.account;
    };
    const ana = await join("ana@example.org");
    const ben = await join("ben@example.org", { referrer: { identifier: email("ana@example.org") } });
    await ledger.submit({ ...ask(ben, purchase("p1", 1000, "2025-05-15T10:00:00Z")), program: "keeping" });
    expect(await deliverFacts(deps())).toEqual({ delivered: 0, undelivered: [] });
    expect(await sweepAccounts(deps(), { until: NOW })).toMatchObject({ moved: 1, failed: 0 });
    expect(await deliverFacts(deps())).toEqual({ delivered: 1, undelivered: [] });
    const given = await readOne<string>(
      database.pool,
      "SELECT string_agg(account || ' ' || rule, ',' ORDER BY rule) AS value FROM posting WHERE rule IN ('friend', 'thanks')",
    );
    expect(given).toBe(`${ben} friend,${ana} thanks`);
  });

  test("that cannot be recorded now is delivered later, and in order", async () => {
    const ana = await enrol("ana@example.org");
    for (const name of ["b", "c", "d"]) {
      const account = await enrol(`${name}@example.org`, "ana@example.org");
      await ledger.submit(ask(account, purchase("p1", 2000)));
    }
    const asked: string[] = [];
    const failing = {
      submit: async ({ fact }: { fact: Fact }) => {
        asked.push(fact.id);
        throw new LedgerError("ledger-unavailable", "Not now.");
      },
    };
    await expect(deliverFacts({ pool: database.pool, ledger: failing as unknown as Ledger })).rejects.toThrow(
      "Not now.",
    );
    expect(await deliverFacts(deps())).toMatchObject({ delivered: 3 });
    const { rows } = await database.pool.query(
      "SELECT fact_id FROM journal WHERE account = $1 AND fact_type = 'referral' ORDER BY version",
      [ana],
    );
    expect(rows.map(({ fact_id }) => fact_id)).toEqual(asked);
    expect(await points(ana)).toBe(85);
  });

  test("of an account that is not there is told, and holds nobody up", async () => {
    const ana = await enrol("ana@example.org");
    const join = { id: "j", type: "join", occurredAt: "2025-05-30T10:00:00Z", referrer: "acc_nobody" };
    await ledger.submit(ask("acc_lost", join as Fact));
    await ledger.submit(ask("acc_lost", purchase("p1", 2000)));
    const ben = await enrol("ben@example.org", "ana@example.org");
    await ledger.submit(ask(ben, purchase("p1", 2000)));
    const { delivered, undelivered } = await deliverFacts(deps());
    expect(delivered).toBe(1);
    expect(undelivered).toMatchObject([{ program: "shop", from: "acc_lost", account: "acc_nobody" }]);
    expect(await points(ana)).toBe(35);
    expect(await deliverFacts(deps())).toEqual({ delivered: 0, undelivered: [] });
  });

  test("is delivered by the job without being asked, and what is lost is logged", async () => {
    const ana = await enrol("ana@example.org");
    const said: string[] = [];
    const delivery = startDelivery({ ...deps(), everyMs: 5, log: (message) => void said.push(message) });
    const join = { id: "j", type: "join", occurredAt: "2025-05-30T10:00:00Z", referrer: "acc_nobody" };
    await ledger.submit(ask("acc_lost", join as Fact));
    await ledger.submit(ask("acc_lost", purchase("p1", 2000)));
    const ben = await enrol("ben@example.org", "ana@example.org");
    await ledger.submit(ask(ben, purchase("p1", 2000)));
    await expect.poll(() => points(ana), { timeout: 10_000 }).toBe(35);
    await delivery.stop();
    expect(said).toEqual([
      "The fact referral:acc_lost that the account acc_lost of shop sent to acc_nobody cannot be recorded there.",
    ]);
  });
});

describe("joining", () => {
  test("tells a key of the person, for which a welcome is given once", async () => {
    const [ana, again] = [
      await enrol("ana@example.org", undefined, [{ kind: "card", value: "1" }]),
      identityOf("shop", [{ kind: "card", value: "2" }, email(" ANA@Example.org")]),
    ];
    const text = await readOne<string>(
      database.pool,
      "SELECT fact AS value FROM journal WHERE fact_type = 'join'",
    );
    expect(JSON.parse(text)).toMatchObject({ data: { identity: again } });
    expect(again).toMatch(/^[0-9a-f]{64}$/);
    const join = { id: "j", type: "join", occurredAt: "2025-05-30T10:00:00Z", data: { identity: again } };
    await ledger.submit(ask("acc_other", join as Fact));
    expect([await points(ana), await points("acc_other")]).toEqual([10, 0]);
  });

  test("again, by somebody else's word or with more identifiers, changes nothing", async () => {
    await enrol("ana@example.org");
    const ben = await enrol("ben@example.org");
    expect(await enrol("ben@example.org", "ana@example.org", [{ kind: "card", value: "7" }])).toBe(ben);
    await ledger.submit(ask(ben, purchase("p1", 2000)));
    expect(await deliverFacts(deps())).toEqual({ delivered: 0, undelivered: [] });
  });

  test("by the word of nobody known enrols nobody", async () => {
    await expect(enrol("ben@example.org", "nobody@example.org")).rejects.toMatchObject({
      code: "member-unknown",
    });
    expect(await readOne(database.pool, "SELECT count(*)::int AS value FROM member")).toBe(0);
  });
});
