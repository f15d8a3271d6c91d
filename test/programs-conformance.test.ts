/**
 * Every case of every ready-made program, over HTTP and through the ledger: what the journal then has is what the engine
 * alone decides, entry by entry and byte by byte.
 */
import { type Instant, openAccount, stateBytes } from "@tallystick/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isReservedFactId } from "../server/src/actions/reserved-fact-id.ts";
import type { Case } from "../server/src/cli/cases-file.ts";
import { type Played, playCase, type Turn } from "../server/src/cli/play-case.ts";
import { columnsOf, insertAccounts, readAccount } from "../server/src/ledger/load-accounts.ts";
import { type Ledger, openLedger } from "../server/src/ledger/open-ledger.ts";
import { resourceShard, shardOf } from "../server/src/ledger/shard.ts";
import { readJournal } from "../server/src/store/journal.ts";
import { type ProgramCases, readProgramCases } from "../server/test/program-cases.ts";
import { publish, startHttp, type TestServer } from "../server/test/start-http.ts";

/** Later than anything that happens in a case, so that nothing of it lies in the future. */
const LATER: Instant = Date.UTC(2090, 0, 1);

const files = readProgramCases();

describe.each(files)("$file", (of) => {
  let server: TestServer;
  let ledger: Ledger;
  beforeAll(async () => {
    server = await startHttp({ publish: false, now: () => LATER });
    ledger = openLedger({ pool: server.database.pool, now: () => LATER });
    await publish(server.call, of.definition, of.program.id);
  });
  afterAll(async () => {
    await ledger.close();
    await server.close();
  });

  test.each(of.cases.map((one, i) => ({ one, name: one.name, i })))("$name", async ({ one, i }) => {
    // Accounts of several cases live in one database; draws go by the account's id, so the engine gets the same one.
    const played = playCase(of.program, one, { idOf: (name) => `acc_${i}_${name}` });
    await openAll(server, of, { one, played });
    for (const turn of played.turns) await send({ server, ledger }, of.program.id, turn);
    for (const { id } of played.accounts.values()) await compare(server, played, id);
  });
});

/** The accounts of a case, opened when it says so, and what of shared resources it finds used. */
async function openAll(
  { database: { pool } }: TestServer,
  { program }: ProgramCases,
  { one, played }: { one: Case; played: Played },
): Promise<void> {
  const openings = [...played.accounts.values()].map(({ id, openedAt }) => {
    const state = openAccount(program, id, openedAt);
    return { id, shard: shardOf(id), program: program.id, state, columns: columnsOf(program, state) };
  });
  await insertAccounts(pool, openings);
  // Draws come from a secret of the database's own; the engine alone has the case's. The revision has it read again.
  const seed = one.seed ?? program.seed;
  await pool.query("UPDATE program SET seed = $1, revision = revision + 1 WHERE seed <> $1", [seed]);
  await pool.query("DELETE FROM resource");
  for (const [key, used] of one.used) {
    const row = [resourceShard(program.id, key), program.id, key, used];
    await pool.query("INSERT INTO resource (shard, program, key, used) VALUES ($1, $2, $3, $4)", row);
  }
}

/** Sends a fact as a caller would; those that only the server may make go to the ledger itself. */
async function send(
  { server, ledger }: { server: TestServer; ledger: Ledger },
  program: string,
  { id: account, fact, quote, again, decision }: Turn,
): Promise<void> {
  if (isReservedFactId(fact.id)) {
    await ledger.submit({ program, account, fact });
    return;
  }
  const address = `POST /v1/programs/${program}/${quote ? "quotes" : "facts"}`;
  const { status, at, text } = await server.call(address, { body: { ...fact, account } });
  if (again === "reused") {
    expect({ status, code: at("code") }).toEqual({ status: 409, code: "fact-id-reused" });
    return;
  }
  const { refusal } = decision.outcome;
  const answered = quote ? at("refusal.code") : status >= 300 ? at("refusal.code") : undefined;
  expect({ answered: answered ?? null, text: status < 300 || refusal ? "" : text }).toEqual({
    answered: refusal?.code ?? null,
    text: "",
  });
}

/** A value with the keys of all objects in order, so that equal ones are equal texts. */
const canonical = (value: unknown): string =>
  JSON.stringify(
    value,
    (_key, inner: unknown) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    1,
  );

async function compare({ database: { pool } }: TestServer, { turns }: Played, id: string): Promise<void> {
  const account = { shard: shardOf(id), id };
  const found: string[] = [];
  for await (const { version, fact, outcome, programVersion } of readJournal(pool, account))
    found.push(canonical({ version, fact, outcome, programVersion }));
  const own = turns.filter((turn) => turn.id === id && !turn.quote && turn.again === null);
  const expected = own.map(({ fact, decision }, i) =>
    canonical({ version: i + 1, fact, outcome: decision.outcome, programVersion: decision.programVersion }),
  );
  expect(found).toEqual(expected);
  const stored = await readAccount(pool, account);
  const last = own.at(-1)?.decision.state;
  if (last) expect(stateBytes(stored!.state)).toBe(stateBytes(last));
}
