import { formatInstant, type Instant, type OtherFact, versionAt } from "@tallystick/core";
import type pg from "pg";
import { ActionError } from "../action-error.ts";
import type { Identifier } from "../identifier.ts";
import { type AccountRef, accountIdOf, memberIdOf } from "../ledger/account-ref.ts";
import { sha256Hex } from "../ledger/fact-hash.ts";
import { LedgerError } from "../ledger/ledger-error.ts";
import type { Ledger } from "../ledger/open-ledger.ts";
import {
  findByIdentifiers,
  insertIdentifiers,
  insertMembers,
  type Member,
  type PlacedIdentifier,
  readMember,
} from "../store/members.ts";
import { normaliseIdentifier } from "../store/normalise-identifier.ts";
import { programExists } from "../store/programs.ts";
import { inTransaction, type Queryable } from "../store/transaction.ts";
import { memberShard, placeIdentifier, resolveAccount } from "./resolve-account.ts";

/** One person to enrol. The first identifier opens the account; `at` is when they joined. */
export type Enrolment = { identifiers: Identifier[]; at: Instant };

/** The member an enrolment ended with; `created` is false for one who was there already. */
export type Enrolled = { member: string; account: string; created: boolean };

const identifierTaken = (kind: string): ActionError =>
  new ActionError(
    "identifier-taken",
    `The identifier of kind ${kind} belongs to another member: check it, or enrol without it.`,
    { kind },
  );

/**
 * Enrols people, or finds those who are enrolled already by their first identifier and gives them the others. All are
 * done in one transaction with four statements whatever their number; the account itself is opened by its first fact.
 * Throws ActionError `identifier-invalid`, `identifier-taken`, `program-unknown`.
 */
export async function enrolAll(
  pool: pg.Pool,
  program: string,
  input: { enrolments: Enrolment[]; dryRun?: boolean },
): Promise<Enrolled[]> {
  const placed = input.enrolments.map(({ identifiers, at }) => ({
    at,
    identifiers: identifiers.map((identifier) => placeIdentifier(program, identifier)),
  }));
  return inTransaction(pool, (client) => enrolPlaced(client, program, placed), {
    dryRun: input.dryRun ?? false,
  });
}

/** Enrols one person; see enrolAll. */
export async function enrol(
  pool: pg.Pool,
  program: string,
  input: Enrolment & { dryRun?: boolean },
): Promise<Enrolled> {
  const [enrolled] = await enrolAll(pool, program, { enrolments: [input], dryRun: input.dryRun ?? false });
  return enrolled!;
}

async function enrolPlaced(
  db: Queryable,
  program: string,
  enrolments: { identifiers: PlacedIdentifier[]; at: Instant }[],
): Promise<Enrolled[]> {
  if (!(await programExists(db, program))) {
    throw new ActionError(
      "program-unknown",
      `There is no program ${program}: publish it first, or check its id.`,
    );
  }
  const all = enrolments.flatMap(({ identifiers }) => identifiers);
  const known = await findByIdentifiers(db, program, all);
  let next = 0;
  const planned = enrolments.map(({ identifiers, at }) => {
    const owners = identifiers.map(() => known[next++] ?? null);
    const [first] = identifiers;
    if (!first) throw new ActionError("identifier-invalid", "A member needs at least one identifier.");
    const derived = { member: memberIdOf(program, first), account: accountIdOf(program, first) };
    const { member, account } = owners[0] ?? derived;
    owners.forEach((owner, i) => {
      if (owner && owner.member !== member) throw identifierTaken(identifiers[i]!.kind);
    });
    const missing = identifiers.filter((_, i) => !owners[i]).map((one) => ({ ...one, member, account }));
    return { member: { id: member, account, createdAt: at }, created: !owners[0], missing };
  });
  const fresh = planned.filter(({ created }) => created).map(({ member }) => member);
  if (fresh.length > 0) {
    await insertMembers(
      db,
      program,
      fresh.map((member) => ({ ...member, shard: memberShard(member.id) })),
    );
  }
  const missing = planned.flatMap((plan) => plan.missing);
  if (missing.length > 0) await addMissing(db, program, missing);
  return planned.map(({ member, created }) => ({ member: member.id, account: member.account, created }));
}

/** A racing enrolment may have taken an identifier in the meantime: then its owner must be the same member. */
async function addMissing(
  db: Queryable,
  program: string,
  missing: (PlacedIdentifier & { member: string; account: string })[],
): Promise<void> {
  if ((await insertIdentifiers(db, program, missing)) === missing.length) return;
  const owners = await findByIdentifiers(db, program, missing);
  missing.forEach((one, i) => {
    if (owners[i]?.member !== one.member) throw identifierTaken(one.kind);
  });
}

/**
 * Enrols a person and records that they joined: the fact `join` opens the account and earns what the program gives for
 * it. Sent again it changes nothing and ends what an interrupted enrolment began, because the fact's id and instant are
 * the member's own.
 */
export async function enrolMember(
  deps: { pool: pg.Pool; ledger: Ledger },
  input: Enrolment & { program: string; referrer?: AccountRef; dryRun?: boolean },
): Promise<{ member: Member; created: boolean }> {
  const { program } = input;
  const referrer = input.referrer && (await resolveAccount(deps.pool, program, input.referrer));
  const { member: id, account, created } = await enrol(deps.pool, program, input);
  const stored = await readMember(deps.pool, { program, id, shard: memberShard(id) });
  const member = stored ?? { id, account, createdAt: input.at };
  if (!input.dryRun) {
    const openAt = member.createdAt;
    const fact: OtherFact = { id: `join:${id}`, type: "join", occurredAt: formatInstant(openAt) };
    if (referrer !== undefined) fact.referrer = referrer;
    const data = await joinData(deps, { program, at: openAt, identifiers: input.identifiers });
    if (data) fact.data = data;
    await deps.ledger.submit({ program, account, openAt, fact }).catch(unlessJoined);
  }
  return { member, created };
}

/** Who joined already stays as they joined, by whomever and with whichever identifiers they come again. */
function unlessJoined(error: unknown): void {
  if (!(error instanceof LedgerError) || error.code !== "fact-id-reused") throw error;
}

/** What programs that declare the field `identity` for joins are told of who joins; undefined for others. */
async function joinData(
  { pool, ledger }: { pool: pg.Pool; ledger: Ledger },
  { program, at, identifiers }: { program: string; at: Instant; identifiers: Identifier[] },
): Promise<{ identity: string } | undefined> {
  const compiled = (await ledger.programs.read(pool, [program])).get(program)?.program;
  if (!compiled || versionAt(compiled, at).facts["join"]?.["identity"] !== "text") return undefined;
  return { identity: identityOf(program, identifiers) };
}

/**
 * A key by which a person is known again who comes back under a new account, and that does not tell who it is: of the
 * e-mail address, else of the phone number, else of the first identifier, in their one form.
 */
export function identityOf(program: string, identifiers: Identifier[]): string {
  const all = identifiers.map(normaliseIdentifier);
  const chosen =
    all.find(({ kind }) => kind === "email") ?? all.find(({ kind }) => kind === "phone") ?? all[0]!;
  return sha256Hex(`${program}\n${chosen.kind}\n${chosen.value}`);
}

/** Gives a member one more identifier. Throws ActionError `member-unknown`, `identifier-taken`, `identifier-invalid`. */
export async function addIdentifier(
  pool: pg.Pool,
  program: string,
  input: { member: string; identifier: Identifier; dryRun?: boolean },
): Promise<{ member: Member; added: boolean }> {
  const placed = placeIdentifier(program, input.identifier);
  const work = async (db: Queryable): Promise<{ member: Member; added: boolean }> => {
    const member = await readMember(db, { program, id: input.member, shard: memberShard(input.member) });
    if (!member) {
      throw new ActionError(
        "member-unknown",
        `There is no member ${input.member} in ${program}: check the id.`,
      );
    }
    const row = { ...placed, member: member.id, account: member.account };
    if ((await insertIdentifiers(db, program, [row])) === 1) return { member, added: true };
    await addMissing(db, program, [row]);
    return { member, added: false };
  };
  return inTransaction(pool, work, { dryRun: input.dryRun ?? false });
}
